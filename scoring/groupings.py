"""Groupings of a month: communities of states, blocs emerging among them, and coalitions forming, each with its guards.

The statistics are those of `alignment.py`; here they meet buckets, claims and the formal alliances of the day. Source:
docs/methodology.md, section 8.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from core.alliances import Alliance, Membership
from core.claims import Claim, ClaimKey
from core.groupings import Grouping, GroupingKind
from scoring.alignment import (
    EMERGING_SIZE,
    MATCH,
    Coalition,
    Communities,
    Community,
    coalitions,
    communities,
    emerging_blocs,
    is_military_pact,
    jaccard,
)
from scoring.daily import MICRO

FORMULA = "groupings-1"
HALF_LIFE = 365.0  # days: whom a state works with changes more slowly than how well
LEAST_TIE = 0.5  # decayed X below which a pair has no tie: one report of one joint act is not enough
EVIDENCE_DAYS, EVIDENCE = 90, 20
CORROBORATION_DAYS = 7  # days around a coalition's acts within which another publisher may tell of them
AT_WORK = 2 / 3  # overlap from which a group is the alliance at work
KNOWN_FOR = timedelta(days=30)  # an alliance younger than that explains nothing yet: it is what is new
LEAST_CLAIMS, LEAST_PUBLISHERS = 3, 2
_SAME = 0.5  # overlap with a community of the month before that makes it the same one


class FormalAlliances:
    """Which states were allied on a day."""

    def __init__(self, groups: Iterable[Alliance], spells: Iterable[Membership]) -> None:
        self._pledged = {group.code for group in groups if group.defense or group.offense}
        self._spells = list(spells)

    def on(self, day: date) -> dict[str, frozenset[str]]:
        """Members of every alliance in force on the day."""
        found: dict[str, set[str]] = {}
        for spell in self._spells:
            if spell.is_in_force(day):
                found.setdefault(spell.alliance, set()).add(spell.country)
        return {code: frozenset(members) for code, members in found.items()}

    def overlaps(self, members: Iterable[str], day: date) -> tuple[tuple[str, float], ...]:
        """(alliance, Jaccard) of those in force on the day that share a member with the group, largest first."""
        own = frozenset(members)
        found = [(code, jaccard(own, group)) for code, group in self.on(day).items() if own & group]
        return tuple(sorted(found, key=lambda one: (-one[1], one[0])))

    def explain(self, members: frozenset[str], day: date) -> bool:
        """Whether the group is an older alliance at work.

        It lies inside one with a military pledge, or overlaps any by two thirds, that was in force a month earlier.
        """
        older = self.on(day - KNOWN_FOR)
        return any(
            (code in self._pledged and members <= group) or jaccard(members, group) >= AT_WORK
            for code, group in older.items()
        )


@dataclass(frozen=True, slots=True)
class PairBuckets:
    """Daily buckets of all pairs of states as rows sorted by pair, then day.

    pairs: (a, b), a < b. place: row -> number of its pair. days: ordinals. x, y: cooperation and conflict in units.
    """

    pairs: Sequence[tuple[str, str]]
    place: NDArray[np.int64]
    days: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def sums(self, day: date) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Decayed X and Y of each pair at the end of the day. Summed in the order of rows, so exact."""
        lag = day.toordinal() - self.days
        fade = np.where(lag >= 0, 2.0 ** (-np.maximum(lag, 0) / HALF_LIFE), 0.0)
        count = len(self.pairs)
        x: NDArray[np.float64] = np.bincount(self.place, weights=self.x * fade, minlength=count).astype(np.float64)
        y: NDArray[np.float64] = np.bincount(self.place, weights=self.y * fade, minlength=count).astype(np.float64)
        return x, y


@dataclass(frozen=True, slots=True)
class Month:
    """What was found for a month up to `day`, by kind and day. communities: None while the month lasts."""

    day: date
    communities: Communities | None
    groupings: tuple[Grouping, ...]


def groupings_of_month(
    first: date,
    last: date,
    *,
    buckets: PairBuckets | None,
    claims: Sequence[Claim],
    ratio: float,
    formal: FormalAlliances,
    earlier: Sequence[Month],
) -> Month:
    """The groupings of the days from `first` to `last`, both of one month.

    buckets: None while the month lasts: then it has no communities yet. claims: between two states, of the 90 days up
    to `last` and 7 days after it, as far as known. ratio: the world's cooperation over conflict. earlier: the months
    before, oldest first.
    """
    found = [_coalition(one, claims, formal) for one in _coalitions(first, last, claims, formal)]
    if buckets is None:
        return Month(last, None, tuple(found))
    split, ties = _split(last, buckets, ratio, formal)
    recent = [one for one in claims if last - timedelta(EVIDENCE_DAYS) < one.key.day <= last and one.micro.x]
    before = earlier[-1].groupings if earlier else ()
    grouped = [_community(one, last, recent, before, formal) for one in split.communities]
    months = [*(one.communities for one in earlier[-2:] if one.communities), split]
    for one in emerging_blocs(months):
        if not formal.explain(one.members, last):
            grouped.append(_bloc(one, last, recent, before, formal, ties, ratio))
    return Month(last, split, tuple(sorted([*grouped, *found], key=lambda one: (one.kind, one.day, one.name))))


def _name(members: Iterable[str]) -> str:
    return "|".join(sorted(members))


@dataclass(frozen=True, slots=True)
class _Ties:
    """The graph of a month: decayed X and Y of each pair that is tied."""

    x: dict[tuple[str, str], float]
    y: dict[tuple[str, str], float]

    def split(self, day: date, ratio: float, alliances: Mapping[str, frozenset[str]]) -> Communities:
        share = {pair: x / (x + ratio * self.y[pair]) for pair, x in self.x.items()}
        return communities(day, self.x, share, alliances)

    def without(self, pair: tuple[str, str], x: float) -> "_Ties":
        left = self.x.get(pair, 0.0) - x
        kept = {other: value for other, value in self.x.items() if other != pair}
        return _Ties({**kept, pair: left} if left > LEAST_TIE else kept, self.y)


def _split(day: date, buckets: PairBuckets, ratio: float, formal: FormalAlliances) -> tuple[Communities, _Ties]:
    x, y = buckets.sums(day)
    tied = [place for place in range(len(buckets.pairs)) if x[place] > LEAST_TIE]
    ties = _Ties(
        {buckets.pairs[place]: float(x[place]) for place in tied},
        {buckets.pairs[place]: float(y[place]) for place in tied},
    )
    return ties.split(day, ratio, formal.on(day)), ties


def _inside(claims: Iterable[Claim], members: Iterable[str], day: date) -> list[Claim]:
    """Cooperative claims between members, weightiest first, older ones faded."""
    own = set(members)
    found = [one for one in claims if one.key.a in own and one.key.b in own]
    return sorted(found, key=lambda one: (-_pull(one, day), one.key))


def _pull(claim: Claim, day: date) -> float:
    """What the claim still adds to its pair's X on the day."""
    return claim.micro.x / MICRO * math.pow(2.0, -(day - claim.key.day).days / HALF_LIFE)


def _publishers(claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted({publisher for one in claims for publisher in one.publishers}))


def _keys(claims: Sequence[Claim]) -> tuple[ClaimKey, ...]:
    return tuple(one.key for one in claims[:EVIDENCE])


def _before(members: frozenset[str], groupings: Iterable[Grouping], kind: GroupingKind) -> Grouping | None:
    """The grouping of the month before that this one continues."""
    same = [(jaccard(members, one.members), one) for one in groupings if one.kind is kind]
    best = max(same, key=lambda pair: (pair[0], pair[1].name), default=None)
    return best[1] if best and best[0] >= _SAME else None


def _community(
    one: Community, day: date, recent: Sequence[Claim], before: Sequence[Grouping], formal: FormalAlliances
) -> Grouping:
    inside = _inside(recent, one.members, day)
    old = _before(one.members, before, GroupingKind.COMMUNITY)
    return Grouping(
        GroupingKind.COMMUNITY, day, _name(one.members), tuple(sorted(one.members)), formal.overlaps(one.members, day),
        old.months + 1 if old else 1, _keys(inside), _publishers(inside),
    )  # fmt: skip


def _bloc(
    one: Community,
    day: date,
    recent: Sequence[Claim],
    before: Sequence[Grouping],
    formal: FormalAlliances,
    ties: _Ties,
    ratio: float,
) -> Grouping:
    inside = _inside(recent, one.members, day)
    known = _before(one.members, before, GroupingKind.EMERGING_BLOC)
    stood = _before(one.members, before, GroupingKind.COMMUNITY)
    return Grouping(
        GroupingKind.EMERGING_BLOC, day, known.name if known else _name(one.members), tuple(sorted(one.members)),
        formal.overlaps(one.members, day), stood.months + 1 if stood else 1, _keys(inside), _publishers(inside),
        _doubt_of_bloc(one, day, inside, formal, ties, ratio),
    )  # fmt: skip


def _doubt_of_bloc(
    one: Community, day: date, inside: Sequence[Claim], formal: FormalAlliances, ties: _Ties, ratio: float
) -> str:
    """Why the bloc is not believed yet: too little told of late, or nothing left without its weightiest claim."""
    publishers = _publishers(inside)
    if len(inside) < LEAST_CLAIMS or len(publishers) < LEAST_PUBLISHERS:
        return (
            f"{len(inside)} claims of {len(publishers)} publishers in {EVIDENCE_DAYS} days; "
            f"{LEAST_CLAIMS} of {LEAST_PUBLISHERS} needed"
        )
    heaviest = inside[0]
    left = ties.without((heaviest.key.a, heaviest.key.b), _pull(heaviest, day)).split(day, ratio, formal.on(day))
    stands = any(
        len(other.members) >= EMERGING_SIZE and other.jaccard < MATCH and jaccard(other.members, one.members) >= _SAME
        for other in left.communities
    )
    return "" if stands else "it hangs on a single claim"


def _coalitions(first: date, last: date, claims: Sequence[Claim], formal: FormalAlliances) -> list[Coalition]:
    return coalitions((one for one in claims if first <= one.key.day <= last), formal.on, formal.explain)


def _coalition(one: Coalition, claims: Sequence[Claim], formal: FormalAlliances) -> Grouping:
    span = timedelta(CORROBORATION_DAYS)
    near = [
        claim
        for claim in claims
        if abs(claim.key.day - one.day) <= span
        and is_military_pact(claim)
        and {claim.key.a, claim.key.b} <= one.members
    ]
    ranked = sorted(near, key=lambda claim: (-claim.micro.x, claim.key))
    return Grouping(
        GroupingKind.COALITION, one.day, _name(one.members), tuple(sorted(one.members)),
        formal.overlaps(one.members, one.day), 0, _keys(ranked), _publishers(ranked), _doubt_of_coalition(near),
    )  # fmt: skip


def _doubt_of_coalition(claims: Sequence[Claim]) -> str:
    """Why it is not believed yet: without one of its publishers no three states are left that act together."""
    for publisher in _publishers(claims):
        others = [(one.key.a, one.key.b) for one in claims if set(one.publishers) - {publisher}]
        largest = max((len(part) for part in nx.connected_components(nx.Graph(others))), default=0)
        if largest < EMERGING_SIZE:
            return f"it hangs on a single publisher, {publisher}"
    return ""


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
