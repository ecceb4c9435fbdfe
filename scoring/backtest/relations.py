"""Section B: direction of relations by year, on quad counts of full coverage."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from core.alliances import Membership, members_on
from scoring.backtest.labels import POOLED, RELATIONS, TOLERANCE_POINTS
from scoring.backtest.report import Check
from scoring.odds import odds_score

KAPPA, M, PSI = 4.0, 0.5, 2.53
QUAD_X, QUAD_Y = (0.2, 0.6), (0.3, 0.8)

Quads = tuple[float, float, float, float]


def relation_checks(rows: Iterable[tuple[str, str, int, Quads]], memberships: Sequence[Membership]) -> list[Check]:
    """Scores of the labelled dyads and pooled alliances, by year, against the expected ones."""
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    years = {year for expected in POOLED.values() for year in expected}
    members = {(name, year): members_on(memberships, name, date(year, 1, 1)) for name in POOLED for year in years}
    for actor, recipient, year, (verbal, material, quarrel, fight) in rows:
        x, y = QUAD_X[0] * verbal + QUAD_X[1] * material, QUAD_Y[0] * quarrel + QUAD_Y[1] * fight
        names = ["|".join(sorted((actor, recipient)))]
        names += [name for name in POOLED if {actor, recipient} <= members.get((name, year), frozenset())]
        for name in names:
            total = sums[(name, year)]
            total[0] += x
            total[1] += y
    checks = []
    for name, by_year in {**RELATIONS, **POOLED}.items():
        for year, expected in by_year.items():
            x, y = sums[(name, year)]
            got = odds_score(x + KAPPA * M, PSI * y + KAPPA * (1 - M))
            is_close = abs(got - expected) <= TOLERANCE_POINTS
            checks.append(Check("B", f"relation {name} {year}", f"{expected:.1f}", f"{got:.1f}", is_close))
    return checks
