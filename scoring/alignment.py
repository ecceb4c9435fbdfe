"""New alignments: pairs that suddenly work together, communities of states month by month, and coalitions forming.

Source: docs/methodology.md, section 8. Communities: Louvain (Blondel et al. 2008) on cooperation beyond what both
states' total activity leads one to expect.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import networkx as nx

from core.claims import Claim
from scoring.daily import DailySeries, Floats
from scoring.detect import ALIGNMENT, HOSTILITY, CusumParameters, alarms, cusum

MEAN_ALIGNMENT_WEIGHT = 0.56  # what one count stands for: a single report with an alignment weight of 1
EVIDENCE_DAYS = 30
RESOLUTION, SEED = 1.3, 7
MATCH, EMERGING_SIZE, EMERGING_MONTHS = 0.3, 3, 3
_FRIENDLY, _COOPERATION_FLOOR = 2.0, 0.6
_MATERIAL = frozenset({"AGREE", "COOPERATE", "AID"})


@dataclass(frozen=True, slots=True)
class AlignmentAlert:
    """A pair that has begun to work together without a formal alliance. claims: the evidence of the last 30 days."""

    day: date
    dyad: str
    k: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class AlignmentFilters:
    """What must hold besides the statistic, so that talks during a crisis are not taken for an alignment."""

    hostile_below: float = HOSTILITY.watch
    score_above: float = 50.0
    claims: int = 3
    publishers: int = 2


def alignment_alerts(
    dyad: str,
    series: DailySeries,
    exposure: Floats,
    score: Floats,
    claims: Sequence[Claim],
    hostile_claim: float,
    are_allied: Callable[[date], bool],
    unit: float = MEAN_ALIGNMENT_WEIGHT,
    filters: AlignmentFilters = AlignmentFilters(),
    parameters: CusumParameters = ALIGNMENT,
) -> list[AlignmentAlert]:
    """Days on which the pair's cooperation has left its usual rate and all filters hold.

    score: the pair's odds score day by day. claims: of the dyad, in any order. hostile_claim, unit: mean
    weights that counts are expressed in. are_allied(day): whether the pair shares a formal alliance.
    """
    path = cusum(series.g / unit, exposure, parameters).k
    hostile = cusum(series.q / hostile_claim, exposure).k
    by_place: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.micro.g:
            by_place.setdefault((claim.key.day - series.first).days, []).append(claim)

    def evidence(place: int) -> list[Claim]:
        return [one for day in range(place - EVIDENCE_DAYS + 1, place + 1) for one in by_place.get(day, ())]

    def holds(place: int) -> bool:
        if hostile[place] >= filters.hostile_below or score[place] <= filters.score_above:
            return False
        if are_allied(series.first + timedelta(place)):
            return False
        recent = evidence(place)
        publishers = {publisher for one in recent for publisher in one.publishers}
        return (
            len(recent) >= filters.claims
            and len(publishers) >= filters.publishers
            and any(one.key.type in _MATERIAL for one in recent)
        )

    return [
        AlignmentAlert(
            series.first + timedelta(alarm.raised), dyad, float(path[alarm.raised]), tuple(evidence(alarm.raised))
        )
        for alarm in alarms(path, parameters, holds)
    ]


@dataclass(frozen=True, slots=True)
class Community:
    """States that work together beyond expectation. match: the alliance it overlaps most; jaccard: how much, 0..1."""

    members: frozenset[str]
    match: str | None
    jaccard: float


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a month, largest first, and the modularity 0..1 of the split."""

    day: date
    communities: tuple[Community, ...]
    modularity: float


def communities(
    day: date,
    cooperation: Mapping[tuple[str, str], float],
    share: Mapping[tuple[str, str], float],
    alliances: Mapping[str, frozenset[str]],
    resolution: float = RESOLUTION,
    seed: int = SEED,
) -> Communities:
    """Communities of states by Louvain with a fixed seed, each matched to the formal alliance it overlaps most.

    cooperation: decayed X of each pair (a < b). share: its share of cooperation 0..1. alliances: members on that day.
    A tie weighs ln((sqrt X + 1) / (E + 1)) max(0, 2 share - 0.6), E expected from both states' totals; below 0 it is
    none.
    """
    graph = nx.Graph()
    strength: dict[str, float] = {}
    for (a, b), x in sorted(cooperation.items()):
        for code in (a, b):
            strength[code] = strength.get(code, 0.0) + math.sqrt(x)
    total = math.fsum(strength.values()) / 2
    for (a, b), x in sorted(cooperation.items()):
        if x <= 0:
            continue
        expected = strength[a] * strength[b] / (2 * total)
        tie = math.log((math.sqrt(x) + 1) / (expected + 1)) * max(0.0, _FRIENDLY * share[(a, b)] - _COOPERATION_FLOOR)
        if tie > 0:
            graph.add_edge(a, b, weight=tie)
    if not graph:
        return Communities(day, (), 0.0)
    groups = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed)
    modularity = float(nx.community.modularity(graph, groups, weight="weight"))
    found = [_matched(frozenset(group), alliances) for group in groups]
    return Communities(day, tuple(sorted(found, key=lambda one: (-len(one.members), sorted(one.members)))), modularity)


def _matched(members: frozenset[str], alliances: Mapping[str, frozenset[str]]) -> Community:
    scored = [(jaccard(members, group), name) for name, group in sorted(alliances.items()) if group]
    best = max(scored, key=lambda one: one[0], default=(0.0, ""))
    return Community(members, best[1] or None, best[0])


def jaccard(one: Iterable[str], other: Iterable[str]) -> float:
    """Overlap of two sets: shared over all, 0..1."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def emerging_blocs(months: Sequence[Communities]) -> list[Community]:
    """Communities of the last month that no alliance explains and that stood in each of the last three months.

    At least 3 states, overlap below 0.3 with every alliance, and a community of each month before overlapping by half.
    """
    if len(months) < EMERGING_MONTHS:
        return []
    *earlier, last = months[-EMERGING_MONTHS:]
    return [
        one
        for one in last.communities
        if len(one.members) >= EMERGING_SIZE
        and one.jaccard < MATCH
        and all(any(jaccard(one.members, old.members) >= 0.5 for old in month.communities) for month in earlier)
    ]


@dataclass(frozen=True, slots=True)
class Coalition:
    """Three or more states that agreed or acted together militarily on a day, and the alliances they overlap."""

    day: date
    members: frozenset[str]
    claims: tuple[Claim, ...]
    overlaps: tuple[tuple[str, float], ...]


def is_military_pact(claim: Claim) -> bool:
    """Whether the claim is a military agreement or joint act of two states."""
    return claim.key.type in ("AGREE", "COOPERATE") and claim.dimension == "military_interoperability"


def coalitions(
    claims: Iterable[Claim],
    alliances_on: Callable[[date], Mapping[str, frozenset[str]]],
    is_explained: Callable[[frozenset[str], date], bool],
) -> list[Coalition]:
    """Coalitions forming: groups of at least 3 states, every pair with a military AGREE or COOPERATE on the same day.

    claims: between two states. alliances_on: members of the alliances in force on a day. is_explained: whether a group
    is an alliance at work, which is left out.
    """
    by_day: dict[date, list[Claim]] = {}
    for claim in claims:
        if is_military_pact(claim):
            by_day.setdefault(claim.key.day, []).append(claim)
    found: list[Coalition] = []
    for day, own in sorted(by_day.items()):
        alliances = alliances_on(day)
        graph = nx.Graph([(one.key.a, one.key.b) for one in own])
        for group in sorted(nx.find_cliques(graph), key=sorted):
            members = frozenset(group)
            if len(members) < EMERGING_SIZE or is_explained(members, day):
                continue
            evidence = tuple(one for one in own if {one.key.a, one.key.b} <= members)
            overlaps = sorted(((name, jaccard(members, group)) for name, group in alliances.items()), key=_overlap)
            found.append(Coalition(day, members, evidence, tuple(one for one in overlaps if one[1] > 0)))
    return found


def _overlap(one: tuple[str, float]) -> tuple[float, str]:
    return -one[1], one[0]
