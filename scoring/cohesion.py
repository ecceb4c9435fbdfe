"""Alliance cohesion: structural prior, bands, breadth and the rule for an alert. The score itself is odds.odds_path.

The level comes from what the alliance is (the prior), the movement from what its members do to each other. What
outsiders do to it is shown beside it and is never part of it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from statistics import fmean, median, pstdev

from core.alliances import Alliance
from core.claims import Claim
from scoring.daily import DailySeries
from scoring.facts import expenditure, filed_under, ideal_points
from scoring.odds import OddsPath, odds_path, odds_score
from scoring.parameters import SeriesParameters

# Weights of the prior: obligations, integration, distance in UN votes, dispersion of burdens. Editorial, `odds-1`.
INTERCEPT, OBLIGATIONS, INTEGRATION, DISTANCE, DISPERSION = -0.3, 1.1, 1.2, -1.2, -0.4
UNKNOWN_DISTANCE, UNKNOWN_DISPERSION = 0.3, 0.5


@dataclass(frozen=True, slots=True)
class Prior:
    """Structural prior m (0..1) of an alliance in a year, with the parts it was computed from (0..1 each)."""

    alliance: str
    year: int
    m: float
    obligations: float
    integration: float
    distance: float
    dispersion: float


def prior(
    alliance: Alliance,
    members: Iterable[str],
    year: int,
    points: Mapping[tuple[str, int], float] | None = None,
    shares: Mapping[tuple[str, int], float] | None = None,
) -> Prior:
    """The alliance's structural prior: logistic in obligations, integration, voting distance and burden dispersion.

    points: UN ideal points; shares: military expenditure in % of GDP, both by (country, year), packaged data by
    default. A year after the last one on file uses the last one. Unknown distance is 0.3, unknown dispersion 0.5.
    """
    points = ideal_points() if points is None else points
    shares = expenditure() if shares is None else shares
    codes = sorted({filed_under(member) for member in members})
    positions = _known(points, codes, year)
    burdens = _known(shares, codes, year)
    distance, dispersion = UNKNOWN_DISTANCE, UNKNOWN_DISPERSION
    if len(positions) > 1:
        distance = min(1.0, fmean(abs(one - other) for one, other in combinations(positions, 2)) / 3.0)
    if len(burdens) > 1 and fmean(burdens) > 0:
        dispersion = min(1.0, pstdev(burdens) / fmean(burdens))
    obligations = max(
        1.0 * alliance.defense, 0.8 * alliance.offense, 0.35 * alliance.nonaggression, 0.25 * alliance.consultation
    )
    z = (
        INTERCEPT
        + OBLIGATIONS * obligations
        + INTEGRATION * alliance.integration
        + DISTANCE * distance
        + DISPERSION * dispersion
    )
    m = 1.0 / (1.0 + math.exp(-z))
    return Prior(alliance.code, year, m, obligations, alliance.integration, distance, dispersion)


def _known(values: Mapping[tuple[str, int], float], codes: Sequence[str], year: int) -> list[float]:
    """Values of the year, or of the last year on file when `year` is later than that."""
    last = max(known for _, known in values)
    return [values[(code, min(year, last))] for code in codes if (code, min(year, last)) in values]


class Band(StrEnum):
    """What a cohesion value reads as; always to be read against the alliance's own 100 m."""

    SOLID = "solid"
    NORMAL = "normal"
    STRAINED = "strained"
    FRICTION = "serious friction"
    CRISIS = "crisis"


_BANDS = ((80.0, Band.SOLID), (65.0, Band.NORMAL), (50.0, Band.STRAINED), (35.0, Band.FRICTION))


def band_of(value: float) -> Band:
    """The band of a value in points 0..100."""
    return next((band for floor, band in _BANDS if value >= floor), Band.CRISIS)


def dyad_equal_mean(dyads: Mapping[str, DailySeries], day: date, parameters: SeriesParameters) -> float | None:
    """Mean score over the pairs of members that were in the news in the year before `day`; None when none was.

    Pooled cohesion follows whoever makes the most news; this figure gives each pair one vote.
    """
    scores = []
    for series in dyads.values():
        place = series.place(day)
        if series.claims[max(0, place - 364) : place + 1].any():
            scores.append(float(odds_path(series, parameters, with_interval=False).value[place]))
    return fmean(scores) if scores else None


def largest_share(points_by_dyad: Mapping[str, float]) -> tuple[str, float] | None:
    """The dyad that moved the value most in the direction of the whole change, and its share of it.

    A share above 0.6 reads "bilateral dispute inside the alliance". None when nothing moved.
    """
    change = math.fsum(points_by_dyad.values())
    if not points_by_dyad or abs(change) < 1e-9:
        return None
    dyad = max(points_by_dyad, key=lambda name: (points_by_dyad[name] / change, name))
    return dyad, points_by_dyad[dyad] / change


BILATERAL_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class CohesionRule:
    """When a fall of cohesion is an alert. Points, days, standard deviations; see `cohesion_alerts`."""

    drop: float = 10.0
    z: float = 1.3
    negative_claims: int = 3
    publishers: int = 2
    claim_days: int = 14
    without_largest: float = 0.6
    refractory: int = 60
    before: tuple[int, int] = (60, 30)
    deeper: float = 10.0


@dataclass(frozen=True, slots=True)
class CohesionAlert:
    """An alert of a day: value, the level it fell from, and z of the fall."""

    day: date
    value: float
    before: float
    z: float


def cohesion_alerts(
    series: DailySeries,
    parameters: SeriesParameters,
    claims: Sequence[Claim],
    rule: CohesionRule = CohesionRule(),
    first_place: int = 0,
) -> list[CohesionAlert]:
    """Days on which the fall of a cohesion series is an alert; all of the following must hold.

    The value lies `drop` points below its median of 60 to 30 days ago, the fall is `z` joint standard deviations, at
    least 3 negative claims of at least 2 publishers in 14 days, still 60 % of the drop without the largest of them,
    and 60 days since the last alert unless the value fell by another 10 points.

    claims: of the series, in any order. first_place: where to start (after calibration).
    """
    path = odds_path(series, parameters, with_interval=False)
    negative: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.micro.y:
            negative.setdefault((claim.key.day - series.first).days, []).append(claim)
    found: list[CohesionAlert] = []
    for place in range(max(first_place, rule.before[0]), series.days):
        value = float(path.value[place])
        before = median(path.value[place - rule.before[0] : place - rule.before[1] + 1].tolist())
        drop = before - value
        if drop < rule.drop:
            continue
        z = drop / math.hypot(path.sd[place], path.sd[place - rule.before[1]])
        recent = [one for day in range(place - rule.claim_days + 1, place + 1) for one in negative.get(day, ())]
        publishers = {publisher for one in recent for publisher in one.publishers}
        if z < rule.z or len(recent) < rule.negative_claims or len(publishers) < rule.publishers:
            continue
        if before - _without_largest(path, recent, parameters, series.first, place) < rule.without_largest * rule.drop:
            continue
        day = series.first + timedelta(place)
        if found and (day - found[-1].day).days < rule.refractory and value > found[-1].value - rule.deeper:
            continue
        found.append(CohesionAlert(day, value, before, z))
    return found


def _without_largest(
    path: OddsPath, recent: Sequence[Claim], parameters: SeriesParameters, first: date, place: int
) -> float:
    """The value at `place` had the recent claim that pulls it down most not been made."""
    decay = 2.0 ** (-1.0 / parameters.half_life)
    pull = max(one.micro.y / 1e6 * decay ** (place - (one.key.day - first).days) for one in recent)
    return odds_score(float(path.x[place]), float(path.y[place]) - parameters.psi * pull)


def member_dyads(members: Iterable[str]) -> list[str]:
    """Names of the dyad series of all pairs of members."""
    return [f"dyad:{a}|{b}" for a, b in combinations(sorted(members), 2)]
