"""Reports -> claims: saturating weights, echo discount, integer micro-weights.

The same two functions serve bulk and incremental scoring, so both give the same integers to the last bit:
`merge` (reports of one key -> what they amount to) and `weigh` (that and the earlier live days -> the claim). The order
of floating-point steps is fixed: publishers are sorted, sums are `math.fsum` (exact, so order-free), the product over
publishers runs in sorted order, and `round` is half-to-even. Source: docs/methodology.md, section 4.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from core.claims import Claim, ClaimKey, Micro, Report
from core.plover import ThreatCategory
from scoring.weights import ALIGNMENT, ECHO

MICRO = 1_000_000
P_COUNTED = 0.3  # a publisher must be at least this likely right to count towards saturation
GROWTH, CEILING = 0.35, 3.0  # claim weight grows with ln(publishers) up to the ceiling
ECHO_SPAN, ECHO_HALF_LIFE = 35, 7.0  # days
_ECHO_WEIGHT = [2.0 ** (-lag / ECHO_HALF_LIFE) for lag in range(ECHO_SPAN + 1)]
_GROWTH = [1.0, 1.0] + [min(CEILING, 1.0 + GROWTH * math.log(n)) for n in range(2, 512)]

_key = itemgetter(0)


class Merged(NamedTuple):
    """What the reports of one key amount to before the echo discount."""

    x: float
    strength: float
    publishers: tuple[str, ...]
    reports: int
    dimension: str | None
    threats: tuple[tuple[ThreatCategory, float], ...]
    region: str | None


def merge(reports: list[Report]) -> Merged:
    """The reports of one claim key, in any order, as one: the best of each publisher, joined by noisy-or.

    strength = P * min(3, 1 + 0.35 ln n) * role, with P = 1 - prod(1 - p) and n the publishers with p >= 0.3.
    """
    if len(reports) == 1:
        only = reports[0]
        _, publisher, p, x, role, dimension, threats, region, _ = only
        return Merged(x, (1.0 - (1.0 - p)) * role, (publisher,), 1, dimension, threats, region)
    best: dict[str, Report] = {}
    for report in reports:
        other = best.get(report.publisher)
        if other is None or _rank(report) > _rank(other):
            best[report.publisher] = report
    if len(best) == 1:
        ((publisher, only),) = best.items()
        threats = _mean_shares([only.threats])
        return Merged(
            only.x, (1.0 - (1.0 - only.p)) * only.role, (publisher,), len(reports), only.dimension, threats, only.region
        )
    publishers = tuple(sorted(best))
    chosen = [best[publisher] for publisher in publishers]
    doubt, counted = 1.0, 0
    for report in chosen:
        doubt *= 1.0 - report.p
        counted += report.p >= P_COUNTED
    x = math.fsum(report.x for report in chosen) / len(chosen)
    role = max(report.role for report in chosen)
    growth = _GROWTH[counted] if counted < len(_GROWTH) else CEILING
    return Merged(
        x, (1.0 - doubt) * growth * role, publishers, len(reports),
        _commonest([report.dimension for report in chosen]),
        _mean_shares([report.threats for report in chosen]),
        _commonest([report.region for report in chosen]),
    )  # fmt: skip


def _rank(report: Report) -> tuple[float, float, float, str, str, str]:
    """Total order among one publisher's reports that does not look at event numbers."""
    return report.p, report.x, report.role, report.dimension or "", report.region or "", repr(report.threats)


def _commonest(values: list[str | None]) -> str | None:
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _mean_shares(threats: list[tuple[tuple[ThreatCategory, float], ...]]) -> tuple[tuple[ThreatCategory, float], ...]:
    if not any(threats):
        return ()
    categories = sorted({category for shares in threats for category, _ in shares})
    return tuple(
        (category, math.fsum(dict(shares).get(category, 0.0) for shares in threats) / len(threats))
        for category in categories
    )


def weigh(key: ClaimKey, merged: Merged, earlier: Iterable[int]) -> Claim:
    """The claim of `key`, given the earlier live days (ordinals, any order) of its echo key.

    Days more than 35 before the claim, on it or after it are ignored. echo = 1 / (1 + eps A) with
    A = sum of 2^(-lag/7) over the earlier days; it depends on the set of live days only.
    """
    today = key.day.toordinal()
    lags = [_ECHO_WEIGHT[today - day] for day in earlier if 0 < today - day <= ECHO_SPAN]
    echo = 1.0 / (1.0 + ECHO[key.type] * math.fsum(lags)) if lags else 1.0
    x, weight = merged.x, merged.strength * echo
    effect = weight * x
    micro = Micro(
        round(MICRO * effect) if x > 0 else 0,
        round(-MICRO * effect) if x < 0 else 0,
        round(MICRO * weight * (x * x)) if x < 0 else 0,
        round(MICRO * weight),
        round(MICRO * (effect * effect)),
        round(MICRO * weight * ALIGNMENT.get(key.type, 0.0)),
        1,
    )
    _, _, publishers, reports, dimension, threats, region = merged
    return Claim(key, x, weight, echo, publishers, reports, dimension, threats, region, micro)


def claims_of(reports: Iterable[Report]) -> Iterator[Claim]:
    """All claims of a stream of reports that is sorted by key (ClaimKey order); reports of one key in any order.

    Speed: about 10 microseconds a report on one core (bench/scoring.py).
    """
    live: list[int] = []
    last: ClaimKey | None = None
    for key, group in groupby(reports, _key):
        today = key.day.toordinal()
        if last is None or key[:4] != last[:4]:
            live = []
        elif today - live[0] > ECHO_SPAN:
            live = [day for day in live if today - day <= ECHO_SPAN]
        yield weigh(key, merge(list(group)), live)
        live.append(today)
        last = key


def claim_of(key: ClaimKey, reports: list[Report], live_days: Iterable[date]) -> Claim | None:
    """One claim, from its reports and the live days of its echo key; None when no report is left.

    live_days: days on which the echo key has at least one report, in any order; those not 1 to 35 days before the claim
    are ignored. When a key comes to life or dies, the live days within 35 days after it must be computed again
    (`echoed_days`).
    """
    if not reports:
        return None
    return weigh(key, merge(reports), (day.toordinal() for day in live_days))


def echoed_days(day: date, live_days: Iterable[date]) -> list[date]:
    """The live days whose echo discount depends on whether `day` is live, ascending."""
    return sorted(other for other in live_days if 0 < (other - day).days <= ECHO_SPAN)
