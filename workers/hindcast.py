"""What detection would have raised over the stored history, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from core.claims import Claim
from core.groupings import GroupingKind
from desk.source import StoreSource
from scoring.alignment import MEAN_ALIGNMENT_WEIGHT, AlignmentFilters, alignment_alerts
from scoring.cohesion import CohesionRule, cohesion_alerts
from scoring.daily import MICRO, Floats
from scoring.detect import ALIGNMENT, HOSTILITY, CusumParameters, alarms, cusum, holds_without_largest, largest_claims
from scoring.odds import odds_path
from scoring.parameters import dyad_parameters
from scoring.threat import exposure_of
from store import groupings
from store.engine import Connection
from workers.grouping import grouper

INDICES = ("hostility", "cohesion", "alignment")
GROUPINGS = (GroupingKind.COALITION, GroupingKind.EMERGING_BLOC)
REASON_DAYS, REASONS = 30, 5
TOLD_ANEW = 90
"""Days after which a grouping of the same name is news again."""
SETTLED = 90
"""Days before a cohesion series is judged: its first claims move it most."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that detection would have raised. statistic: K, the points lost, or how many
    publishers tell of a coalition and how many months a bloc has stood; claims: the weightiest reasons.
    """

    day: date
    index: str
    entity: str
    statistic: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Detection:
    """Constants of detection; those of the service unless told otherwise.

    publishers: how many must have told of a fall of cohesion or of an alignment. Sources that name none need 1.
    """

    hostility: CusumParameters = HOSTILITY
    publishers: int = CohesionRule().publishers


def raised(source: StoreSource, dyads: list[str], index: str, detection: Detection = Detection()) -> Iterator[Raised]:
    """Alerts of one of INDICES over all the days of `source`; dyads: names of the dyad series. In no order of days."""
    exposure = exposure_of(source.daily("world", source.last), source.world_parameters())
    if index == "cohesion":
        for code in sorted(source.groups):
            yield from _cohesion(source, code, CohesionRule(publishers=detection.publishers))
        return
    for name in dyads:
        if index == "hostility":
            yield from _hostility(source, name, exposure, detection.hostility)
        else:
            yield from _alignment(source, name, exposure, AlignmentFilters(publishers=detection.publishers))


def raised_groupings(tx: Connection, source: StoreSource, kind: GroupingKind) -> Iterator[Raised]:
    """Coalitions or emerging blocs that would have been told, over all the days of `source`, by day."""
    last: dict[str, date] = {}
    for month in grouper(tx, source).months():
        for one in month.groupings:
            if one.kind is not kind or one.doubt:
                continue
            told, last[one.name] = last.get(one.name), one.day
            if told is None or (one.day - told).days > TOLD_ANEW:
                statistic = len(one.publishers) if kind is GroupingKind.COALITION else one.months
                claims = groupings.claims_of_keys(tx, one.claims[:REASONS])
                yield Raised(one.day, kind, one.name, float(statistic), tuple(claims))


def _hostility(source: StoreSource, name: str, exposure: Floats, constants: CusumParameters) -> Iterator[Raised]:
    series, unit = source.daily(name, source.last), source.world_parameters().hostile_claim
    path = cusum(series.q / unit, exposure, constants)
    if not (path.k >= constants.warning).any():
        return
    claims = source.claims(name, source.first, source.last)
    places = ((one, (one.key.day - source.first).days) for one in claims)
    largest = largest_claims(((place, one.micro.q / MICRO / unit) for one, place in places), series.days)
    holds = partial(holds_without_largest, path=path, largest=largest, parameters=constants)
    for alarm in alarms(path.k, constants, holds):
        day = source.first + timedelta(alarm.raised)
        reasons = _weightiest((one.micro.q, one) for one in claims if _is_recent(one, day))
        yield Raised(day, "hostility", name.removeprefix("dyad:"), float(path.k[alarm.raised]), reasons)


def _alignment(source: StoreSource, name: str, exposure: Floats, filters: AlignmentFilters) -> Iterator[Raised]:
    series, world = source.daily(name, source.last), source.world_parameters()
    if not (cusum(series.g / MEAN_ALIGNMENT_WEIGHT, exposure, ALIGNMENT).k >= ALIGNMENT.warning).any():
        return
    dyad = name.removeprefix("dyad:")
    sides = set(dyad.split("|"))
    score = odds_path(series, dyad_parameters(name, world), with_interval=False).value
    claims = source.claims(name, source.first, source.last)
    allied = partial(_are_allied, source, sides)
    unit = world.hostile_claim
    for alert in alignment_alerts(dyad, series, exposure, score, claims, unit, allied, filters=filters):
        reasons = _weightiest((one.micro.g, one) for one in alert.claims)
        yield Raised(alert.day, "alignment", dyad, alert.k, reasons)


def _are_allied(source: StoreSource, sides: set[str], day: date) -> bool:
    return any(sides <= source.members(code, day) for code in source.groups)


def _cohesion(source: StoreSource, code: str, rule: CohesionRule) -> Iterator[Raised]:
    name = f"cohesion:{code}"
    series = source.daily(name, source.last)
    versions = source.parameters(name)
    if not series.claims.any() or not versions:
        return
    claims = source.claims(name, source.first, source.last)
    for alert in cohesion_alerts(series, versions[-1], claims, rule, SETTLED):
        reasons = _weightiest((one.micro.y, one) for one in claims if _is_recent(one, alert.day))
        yield Raised(alert.day, "cohesion", code, alert.before - alert.value, reasons)


def _is_recent(claim: Claim, day: date) -> bool:
    return day - timedelta(days=REASON_DAYS) < claim.key.day <= day


def _weightiest(weighted: Iterator[tuple[int, Claim]]) -> tuple[Claim, ...]:
    ranked = sorted((pair for pair in weighted if pair[0]), key=lambda pair: (-pair[0], pair[1].key))
    return tuple(claim for _, claim in ranked[:REASONS])
