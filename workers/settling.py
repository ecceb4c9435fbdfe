"""Claims and buckets in bulk: what many reports amount to, written with COPY in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from core.claims import Claim, Micro, Report
from scoring.claims import claims_of
from scoring.series import AlliancesOf, plain_series_of, threat_groups_of
from store import bulk, imports, ledger
from store.binary import Rows
from store.engine import Connection, Engine
from workers.behind import Behind

_CLAIMS_AT_ONCE = 10_000
Progress = Callable[[str, int], None]
Written = tuple[int, date, tuple[int, ...]]


def settle(
    engine: Engine,
    alliances_of: AlliancesOf,
    *,
    now: datetime,
    held: list[Report] | None = None,
    progress: Progress = lambda _stage, _count: None,
) -> int:
    """Bring the claims up to date with the reports of every unsettled run, in one transaction; returns their number.

    held: the reports of this run, if they are still in memory; used when the ledger holds no others.
    """
    with engine.begin() as tx, engine.connect() as beside:
        bulk.hold_ledger(tx)
        first = imports.first_unsettled(tx)
        if first is None:
            imports.mark_settled(tx)
            return 0
        was_empty = bulk.is_empty(tx)
        if held and was_empty and bulk.count_reports(tx) == len(held):
            held.sort(key=itemgetter(0))
            reports: Iterator[Report] = iter(held)
        else:
            reports = bulk.sorted_reports(beside, from_event=first)
        taken = [] if was_empty else bulk.take_back(tx, from_event=first)
        count = write_claims(engine, tx, claims_of(reports), alliances_of, taken, now=now, progress=progress)
        imports.mark_settled(tx)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        bulk.refresh_statistics(connection)
    return count


def write_claims(
    engine: Engine,
    tx: Connection,
    claims: Iterable[Claim],
    alliances_of: AlliancesOf,
    taken: Sequence[Written] = (),
    *,
    now: datetime,
    progress: Progress = lambda _stage, _count: None,
) -> int:
    """Write claims that the ledger does not hold, and add what they write, and `taken`, to the buckets.

    claims may come from a query, but not of `tx`. New series are put on record in transactions of their own: a series
    without a bucket harms nobody. Returns the number of claims.
    """
    numbers: dict[str, int] = {}
    text, sums, count = bulk.ClaimText(numbers), Sums(numbers), 0
    stream = iter(claims)
    with Behind() as behind:
        while batch := list(islice(stream, _CLAIMS_AT_ONCE)):
            made = [(one, groups_of(one, alliances_of)) for one in batch]
            missing = {name for _, groups in made for names, _ in groups for name in names} - numbers.keys()
            if missing:
                with engine.begin() as other:
                    numbers |= ledger.series_numbers(other, missing)
            behind.do(partial(bulk.copy_claims, tx, "".join([text.row(one, groups) for one, groups in made])))
            sums.add(made)
            count += len(batch)
            progress("claims", len(batch))
        behind.finish()
    bulk.add_to_buckets(tx, *sums.total(taken), now=now)
    return count


def groups_of(one: Claim, alliances_of: AlliancesOf) -> list[tuple[tuple[str, ...], Micro]]:
    """`scoring.series.series_of` with the names that get the same micro-weights together."""
    return [(plain_series_of(one, alliances_of), one.micro), *threat_groups_of(one, alliances_of)]


class Sums:
    """What claims write, summed by series number and ordinal day: (numbers, days, seven columns)."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self._numbers = numbers
        self._known: dict[tuple[str, ...], list[int]] = {}
        self._batches: list[Rows] = []

    def add(self, made: Sequence[tuple[Claim, list[tuple[tuple[str, ...], Micro]]]]) -> None:
        """Add what these claims write."""
        series: list[int] = []
        spans: list[int] = []
        days: list[int] = []
        micros: list[Micro] = []
        for one, groups in made:
            day = one.key.day.toordinal()
            for names, micro in groups:
                group = self._known.get(names)
                if group is None:
                    group = self._known[names] = [self._numbers[name] for name in names]
                series += group
                spans.append(len(group))
                days.append(day)
                micros.append(micro)
        rows = np.repeat(np.arange(len(spans)), spans)
        self._batches.append(_summed(np.array(series), np.array(days)[rows], np.array(micros, np.int64)[rows]))

    def total(self, taken: Sequence[Written] = ()) -> Rows:
        """The sums of all batches and of `taken`, sorted, without those that changed nothing."""
        if taken:
            numbers, days, values = zip(*taken, strict=True)
            ordinals = np.array([day.toordinal() for day in days])
            self._batches.append((np.array(numbers), ordinals, np.array(values, np.int64)))
        if not self._batches:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 7), np.int64)
        series, days_of, columns = (np.concatenate(part) for part in zip(*self._batches, strict=True))
        series, days_of, columns = _summed(series, days_of, columns)
        moved = columns.any(axis=1)
        return series[moved], days_of[moved], columns[moved]


def _summed(series: NDArray[np.int64], days: NDArray[np.int64], values: NDArray[np.int64]) -> Rows:
    order = np.lexsort((days, series))
    series, days = series[order], days[order]
    starts = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]) | (days[1:] != days[:-1])])
    return series[starts], days[starts], np.add.reduceat(values[order], starts, axis=0)
