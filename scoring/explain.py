"""Why did it move? Exact additive contributions of claims to a change of an odds score or threat level.

For S = 100 X / (X + Y) the change between two days splits exactly over anything that X and Y are sums of:
c = 100 (dX (Y0 + Y1) / 2 - dY (X0 + X1) / 2) / ((X0 + Y0) (X1 + Y1)). No approximation, no sampling.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.claims import Claim
from scoring.daily import DailySeries, Floats, lagged
from scoring.leverage import LeverageParts, attribute, leverage
from scoring.odds import odds_path
from scoring.parameters import SeriesParameters, WorldParameters
from scoring.threat import BASE_HALF_LIFE, BASE_LAG, LEVEL_HALF_LIFE, SURGE_HALF_LIFE, rate, surge

MICRO = 1e6
FADING, PARAMETERS, VOLUME = "fading", "parameters", "world volume"


@dataclass(frozen=True, slots=True)
class Part:
    """Points that one claim, or a named remainder (claim None), added between two days."""

    label: str
    points: float
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change of a series between two days and its parts, largest first; their points sum to `after - before`."""

    before: float
    after: float
    parts: tuple[Part, ...]

    def by(self, group: Callable[[Claim], str | None]) -> dict[str, float]:
        """Points summed by a property of the claim; remainders keep their own names."""
        sums: dict[str, list[float]] = {}
        for part in self.parts:
            name = part.label if part.claim is None else group(part.claim) or "none"
            sums.setdefault(name, []).append(part.points)
        return {name: math.fsum(points) for name, points in sums.items()}

    def by_publisher(self) -> dict[str, float]:
        """Points by publisher; a claim's points are shared equally among its publishers."""
        sums: dict[str, list[float]] = {}
        for part in self.parts:
            names = part.claim.publishers if part.claim else (part.label,)
            for name in names:
                sums.setdefault(name, []).append(part.points / len(names))
        return {name: math.fsum(points) for name, points in sums.items()}


def by_dyad(claim: Claim) -> str:
    """The claim's pair."""
    return claim.key.dyad


def by_dimension(claim: Claim) -> str | None:
    """The claim's cohesion dimension."""
    return claim.dimension


def by_type(claim: Claim) -> str:
    """The claim's type."""
    return claim.key.type


def share_of_change(dx: float, dy: float, x: tuple[float, float], y: tuple[float, float]) -> float:
    """Points that a change (dx, dy) of X and Y adds to 100 X / (X + Y), given X and Y on both days."""
    return 100.0 * (dx * (y[0] + y[1]) / 2 - dy * (x[0] + x[1]) / 2) / ((x[0] + y[0]) * (x[1] + y[1]))


def explain_odds(
    series: DailySeries,
    parameters: SeriesParameters,
    claims: Iterable[Claim],
    before: date,
    after: date,
    later: SeriesParameters | None = None,
) -> Explanation:
    """Contributions to an odds score's change from `before` to `after`.

    claims: of the series, dated after `before` and not after `after` (others are ignored). What older claims lose is
    one part, `fading`. later: the parameters in force at `after`, when they differ: their effect is one part,
    `parameters`.
    """
    path = odds_path(series, parameters, with_interval=False)
    start, end = series.place(before), series.place(after)
    x, y = (float(path.x[start]), float(path.x[end])), (float(path.y[start]), float(path.y[end]))
    decay = 2.0 ** (-1.0 / parameters.half_life)
    changes = []
    for claim in _between(claims, before, after):
        share = decay ** (after - claim.key.day).days / MICRO
        changes.append((claim, claim.micro.x * share, parameters.psi * claim.micro.y * share))
    parts = _split(changes, x, y, FADING)
    value = (float(path.value[start]), float(path.value[end]))
    if later is not None and later != parameters:
        changed = float(odds_path(series, later, with_interval=False).value[end])
        parts.append(Part(PARAMETERS, changed - value[1]))
        value = (value[0], changed)
    return _explanation(value, parts)


def explain_level(
    series: DailySeries,
    exposure: Floats,
    world: WorldParameters,
    reference: float,
    claims: Iterable[tuple[Claim, int]],
    before: date,
    after: date,
) -> Explanation:
    """Contributions to a threat level's change; claims come with their threat weight in micro for this series.

    The level is the odds of the decayed count against reference times decayed exposure, so a change of the world's
    reporting volume is a part of its own.
    """
    shape, per = rate(series.q / world.hostile_claim, exposure, LEVEL_HALF_LIFE)
    start, end = series.place(before), series.place(after)
    x = (float(shape[start]), float(shape[end]))
    y = (reference * float(per[start]), reference * float(per[end]))
    decay = 2.0 ** (-1.0 / LEVEL_HALF_LIFE)
    changes = [
        (claim, weight / MICRO / world.hostile_claim * decay ** (after - claim.key.day).days, 0.0)
        for claim, weight in claims
        if before < claim.key.day <= after
    ]
    parts = _split(changes, x, (y[0], y[1]), FADING, VOLUME)
    value = (100.0 * x[0] / (x[0] + y[0]), 100.0 * x[1] / (x[1] + y[1]))
    return _explanation(value, parts)


def explain_surge(
    series: DailySeries,
    exposure: Floats,
    world: WorldParameters,
    claims: Iterable[tuple[Claim, int]],
    before: date,
    after: date,
) -> Explanation:
    """Contributions to a surge's change; claims come with their threat weight in micro for this series.

    A surge is the odds of the fast rate against the usual one. A claim adds to the fast rate at once and to the
    usual one a fortnight later; what older claims lose and the world's volume change is one part, `fading`.
    """
    start, end = series.place(before), series.place(after)
    path = surge(series, exposure, world)
    x, y = (float(path.x[start]), float(path.x[end])), (float(path.y[start]), float(path.y[end]))
    fast_per = float(rate(series.q, exposure, SURGE_HALF_LIFE)[1][end])
    slow_per = float(rate(series.q, lagged(exposure, BASE_LAG), BASE_HALF_LIFE)[1][end])
    fast, slow = 2.0 ** (-1.0 / SURGE_HALF_LIFE), 2.0 ** (-1.0 / BASE_HALF_LIFE)
    changes = []
    for claim, weight in claims:
        age = (after - claim.key.day).days
        if before < claim.key.day <= after:
            count = weight / MICRO / world.hostile_claim
            usual = count * slow ** (age - BASE_LAG) / slow_per if age >= BASE_LAG else 0.0
            changes.append((claim, count * fast**age / fast_per, usual))
    return _explanation((float(path.value[start]), float(path.value[end])), _split(changes, x, y, FADING))


def explain_leverage(
    before: LeverageParts, after: LeverageParts, cohesion: Explanation, bargaining: Explanation
) -> Explanation:
    """Contributions to leverage's change: its parts, with cohesion and bargaining split further over their claims.

    cohesion, bargaining: explanations of those scores between the same days. Their claims share the points of their
    part in proportion to what they moved it; a part that did not move stays whole.
    """
    parts: list[Part] = []
    split = {"cohesion": cohesion, "bargaining": bargaining}
    for name, points in attribute(before, after).items():
        inner = split.get(name)
        change = inner.after - inner.before if inner else 0.0
        if inner is None or abs(change) < 1e-6:
            parts.append(Part(name, points))
            continue
        parts.extend(
            Part(f"{name}: {part.label}", points * part.points / change, part.claim)
            for part in inner.parts
            if part.points
        )
    return _explanation((leverage(before), leverage(after)), parts)


def _between(claims: Iterable[Claim], before: date, after: date) -> Sequence[Claim]:
    return [claim for claim in claims if before < claim.key.day <= after]


def _split(
    changes: Sequence[tuple[Claim, float, float]],
    x: tuple[float, float],
    y: tuple[float, float],
    rest_x: str,
    rest_y: str | None = None,
) -> list[Part]:
    """Parts of claims, and of what is left of dX and dY (one part together unless `rest_y` names a second)."""
    parts = [Part(str(claim.key), share_of_change(dx, dy, x, y), claim) for claim, dx, dy in changes]
    left_x = x[1] - x[0] - math.fsum(dx for _, dx, _ in changes)
    left_y = y[1] - y[0] - math.fsum(dy for _, _, dy in changes)
    if rest_y is None:
        parts.append(Part(rest_x, share_of_change(left_x, left_y, x, y)))
    else:
        parts.append(Part(rest_x, share_of_change(left_x, 0.0, x, y)))
        parts.append(Part(rest_y, share_of_change(0.0, left_y, x, y)))
    return parts


def _explanation(value: tuple[float, float], parts: list[Part]) -> Explanation:
    return Explanation(value[0], value[1], tuple(sorted(parts, key=lambda part: (-abs(part.points), part.label))))
