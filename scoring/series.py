"""Claims -> series: which series a claim moves, and the daily buckets they add up to.

Series names (`A`, `B` are actor codes with A < B, `NATO` stands for any alliance):

- `world`: every claim; its weight is the world's reporting volume
- `dyad:A|B`, `country:A`: the pair, either side
- `cohesion:NATO`, `cohesion:NATO:DIMENSION`: both sides belong to the alliance on that day; an alliance as an actor
  (`USA` criticises `NATO`) is inside itself. Hostility inside the alliance is the `q` of `cohesion:NATO`.
- a hostile act at nobody in particular (`---`) moves `world`, `country:A` and the threats of its place, and nothing
  else; an act that an alliance does as one (its ministers agree) moves `world`, `country:NATO` and `cohesion:NATO`
- `external:NATO`: exactly one side belongs to it
- `bargaining:NATO`: answers of outsiders to members; x from AGREE, SUPPORT, CONCEDE, y from REJECT, THREATEN, SANCTION
- `threat:CATEGORY:country:A`, `threat:CATEGORY:alliance:NATO` (one side is a member), `threat:CATEGORY:region:REGION`,
  `threat:CATEGORY:world`: only `q`, `n`, `s` and `claims` are set, `s` is the sum of squares of `q`
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.alliances import BODIES, Membership
from core.claims import NOBODY, Bucket, Claim, Micro
from scoring.categories import threat_weights

MICRO = 1_000_000
_ANSWERS = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REJECT", "THREATEN", "SANCTION"})
_NONE: frozenset[str] = frozenset()

AlliancesOf = Callable[[str, date], frozenset[str]]


class MembershipIndex:
    """Answers quickly which alliances an actor belongs to on a day. Immutable once made."""

    def __init__(self, memberships: Iterable[Membership]) -> None:
        spells: dict[str, list[tuple[str, int, int]]] = {}
        self._alliances: set[str] = set()
        for spell in memberships:
            # The day of leaving still counts: what is done on it, above all the leaving, is done inside the alliance.
            end = (spell.ended_on or date.max).toordinal() + 1
            spells.setdefault(spell.country, []).append((spell.alliance, spell.started_on.toordinal(), end))
            self._alliances.add(spell.alliance)
        self._steps: dict[str, tuple[list[int], list[frozenset[str]]]] = {}
        for country, own in spells.items():
            days = sorted({day for _, start, end in own for day in (start, end)})
            states = [frozenset(alliance for alliance, start, end in own if start <= day < end) for day in days]
            self._steps[country] = (days, states)
        self._own = {alliance: frozenset({alliance}) for alliance in self._alliances}
        self._own |= {body: frozenset({code}) for body, code in BODIES.items() if code in self._alliances}

    def alliances_of(self, code: str, on: date) -> frozenset[str]:
        """Alliances that actor `code` (without a sector) belongs to on the day; an alliance belongs to itself.

        An organisation that acts for an alliance (the EU for its defence policy) belongs to that alliance.
        """
        steps = self._steps.get(code)
        if steps is None:
            return self._own.get(code, _NONE)
        place = bisect_right(steps[0], on.toordinal()) - 1
        return steps[1][place] if place >= 0 else _NONE


@lru_cache(maxsize=262144)
def _plain_series(a: str, b: str, in_a: frozenset[str], in_b: frozenset[str], dimension: str | None) -> tuple[str, ...]:
    names = ["world", f"dyad:{a}|{b}", f"country:{a}", f"country:{b}"]
    for alliance in sorted(in_a & in_b):
        names.append(f"cohesion:{alliance}")
        if dimension:
            names.append(f"cohesion:{alliance}:{dimension}")
    names.extend(f"external:{alliance}" for alliance in sorted(in_a ^ in_b))
    return tuple(names)


@lru_cache(maxsize=65536)
def _bargaining_series(in_a: frozenset[str], in_b: frozenset[str], direction: str) -> tuple[str, ...]:
    """An outsider must be the one who answers: a for `>`, b for `<`, either for acts without direction."""
    asked = in_a ^ in_b if direction == "-" else in_b - in_a if direction == ">" else in_a - in_b
    return tuple(f"bargaining:{alliance}" for alliance in sorted(asked))


def plain_series_of(claim: Claim, alliances_of: AlliancesOf) -> tuple[str, ...]:
    """The series to which the claim adds its own micro-weights (all but the threat series)."""
    key = claim.key
    if key.a == NOBODY:
        return ("world", f"country:{key.b}", *_own_series(claim, alliances_of))
    in_a, in_b = alliances_of(key.a, key.day), alliances_of(key.b, key.day)
    names = _plain_series(key.a, key.b, in_a, in_b, claim.dimension)
    if key.type in _ANSWERS and in_a != in_b:
        names += _bargaining_series(in_a, in_b, key.direction)
    return names


def _own_series(claim: Claim, alliances_of: AlliancesOf) -> Iterator[str]:
    """What an alliance's act as one adds to besides the plain series: its cohesion. Nothing for a hostile act."""
    if claim.micro.x:
        for alliance in sorted(alliances_of(claim.key.b, claim.key.day)):
            yield f"cohesion:{alliance}"
            if claim.dimension:
                yield f"cohesion:{alliance}:{claim.dimension}"


def threat_groups_of(claim: Claim, alliances_of: AlliancesOf) -> list[tuple[tuple[str, ...], Micro]]:
    """The threat series that the claim moves, by category, with what it adds to each of them."""
    if not claim.micro.q and not claim.threats:
        return []
    key = claim.key
    in_a, in_b = alliances_of(key.a, key.day), alliances_of(key.b, key.day)
    outside = _NONE if key.a == NOBODY else in_a ^ in_b
    return [
        (
            _threat_names(category, key.a, key.b, outside, claim.region),
            Micro(0, 0, q, claim.micro.n, (q * q) // MICRO, 0, 1),
        )
        for category, q in threat_weights(claim, in_a, in_b)
    ]


@lru_cache(maxsize=131072)
def _threat_names(category: str, a: str, b: str, outside: frozenset[str], region: str | None) -> tuple[str, ...]:
    places = ["world", *(f"country:{code}" for code in (a, b) if code != NOBODY)]
    places.extend(f"alliance:{alliance}" for alliance in sorted(outside))
    if region:
        places.append(f"region:{region}")
    return tuple(f"threat:{category}:{place}" for place in places)


def series_of(claim: Claim, alliances_of: AlliancesOf) -> list[tuple[str, Micro]]:
    """Every series the claim moves, with the integer micro-weights it adds to that series on its day.

    alliances_of(code, day): `MembershipIndex.alliances_of`. The names are distinct.
    """
    micro = claim.micro
    found = [(name, micro) for name in plain_series_of(claim, alliances_of)]
    for names, added in threat_groups_of(claim, alliances_of):
        found.extend((name, added) for name in names)
    return found


class BucketTable:
    """Daily buckets of many series as arrays: row i is series `names[series[i]]` on ordinal day `days[i]`.

    columns: int64, shape (rows, 7), in the order of Micro. Rows are sorted by series number, then day.
    """

    def __init__(
        self, names: list[str], series: NDArray[np.int64], days: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> None:
        self.names, self.series, self.days, self.columns = names, series, days, columns

    def __iter__(self) -> Iterator[Bucket]:
        rows = self.columns.tolist()
        for number, day, row in zip(self.series.tolist(), self.days.tolist(), rows, strict=True):
            yield Bucket(self.names[number], date.fromordinal(day), Micro(*row))

    def __len__(self) -> int:
        return len(self.days)


def buckets_of(claims: Iterable[Claim], alliances_of: AlliancesOf) -> BucketTable:
    """The buckets that `claims` add up to, exactly; any order of claims gives the same table but for series numbers."""
    numbers: dict[str, int] = {}
    known: dict[tuple[str, ...], list[int]] = {}
    series: list[int] = []
    spans: list[int] = []
    micros: list[Micro] = []
    days: list[int] = []

    def add(names: tuple[str, ...], micro: Micro, day: int) -> None:
        group = known.get(names)
        if group is None:
            group = known[names] = [numbers.setdefault(name, len(numbers)) for name in names]
        micros.append(micro)
        days.append(day)
        spans.append(len(group))
        series.extend(group)

    for claim in claims:
        day = claim.key.day.toordinal()
        add(plain_series_of(claim, alliances_of), claim.micro, day)
        for group, micro in threat_groups_of(claim, alliances_of):
            add(group, micro, day)
    names = list(numbers)
    if not micros:
        empty = np.zeros(0, np.int64)
        return BucketTable(names, empty, empty, np.zeros((0, 7), np.int64))
    rows = np.repeat(np.arange(len(micros)), spans)
    return _summed(names, np.array(series), rows, np.array(days), np.array(micros, np.int64))


def _summed(
    names: list[str],
    series: NDArray[np.int64],
    rows: NDArray[np.int64],
    days: NDArray[np.int64],
    micros: NDArray[np.int64],
) -> BucketTable:
    day_of = days[rows]
    order = np.lexsort((day_of, series))
    series, day_of, values = series[order], day_of[order], micros[rows[order]]
    starts = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]) | (day_of[1:] != day_of[:-1])])
    return BucketTable(names, series[starts], day_of[starts], np.add.reduceat(values, starts, axis=0))
