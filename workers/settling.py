"""Claims and buckets in bulk: what many reports amount to, written with COPY in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from itertools import islice, pairwise, zip_longest
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from core.claims import Report
from scoring.claims import claims_of
from scoring.series import AlliancesOf
from store import bulk, imports, ledger
from store.binary import Rows
from store.engine import Connection, Engine
from workers.behind import Behind
from workers.beside import beside, cores
from workers.reading import in_pieces
from workers.sums import Sums, groups_of, total

_CLAIMS_AT_ONCE = 10_000
_WORTH_A_PROCESS = 20_000
_LANES = 4
"""Reports from which on another process pays; and at most so many work at once, as Postgres must keep up."""
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
    with engine.begin() as tx, engine.connect() as other:
        bulk.hold_ledger(tx)
        first = imports.first_unsettled(tx)
        if first is None:
            imports.mark_settled(tx)
            return 0
        was_empty = bulk.is_empty(tx)
        if held and was_empty and bulk.count_reports(tx) == len(held):
            held.sort(key=itemgetter(0))
            reports: Iterable[Report] = held
        else:
            reports = bulk.sorted_reports(other, from_event=first)
        taken = [] if was_empty else bulk.take_back(tx, from_event=first)
        count = write_claims(engine, tx, reports, alliances_of, taken, now=now, progress=progress)
        imports.mark_settled(tx)
    bulk.refresh_statistics(engine)
    return count


def write_claims(
    engine: Engine,
    tx: Connection,
    reports: Iterable[Report],
    alliances_of: AlliancesOf,
    taken: Sequence[Written] = (),
    *,
    now: datetime,
    progress: Progress = lambda _stage, _count: None,
) -> int:
    """Write the claims of reports sorted by key, which the ledger must not hold; add what they write to the buckets.

    reports may come from a query, but not of `tx`; a list is worked off by all cores. taken: what other claims wrote
    and takes back. New series are put on record in transactions of their own: a series without a bucket harms nobody.
    Returns the number of claims.
    """
    sums, count = [], 0
    with ExitStack() as lanes, Behind() as behind:
        own, *others = _lanes(reports)
        streams = [lanes.enter_context(beside(partial(_apart, engine, lane, alliances_of))) for lane in others]
        for batches in zip_longest(_batches(engine, own, alliances_of), *streams):
            for batch in filter(None, batches):
                behind.do(partial(bulk.copy_claims, tx, batch.rows))
                sums.append(batch.sums)
                count += batch.claims
                progress("claims", batch.claims)
        behind.finish()
    bulk.add_to_buckets(tx, *total([*sums, *_rows(taken)]), now=now)
    return count


def _lanes(reports: Iterable[Report]) -> list[Iterable[Report]]:
    """The reports in as many parts as there are cores, where they are worth it, with no echo key in two of them."""
    if not isinstance(reports, list) or len(reports) < _WORTH_A_PROCESS:
        return [reports]
    lanes, cuts = min(_LANES, cores()), [0]
    for lane in range(1, lanes):
        cut = max(cuts[-1], lane * len(reports) // lanes)
        while 0 < cut < len(reports) and reports[cut].key.echo_key == reports[cut - 1].key.echo_key:
            cut += 1
        cuts.append(cut)
    return [islice(reports, start, end) for start, end in pairwise([*cuts, len(reports)])]


class Batch(NamedTuple):
    """Claims made ready: their rows for COPY, the sums of what they write, and their number."""

    rows: bytes
    sums: Rows
    claims: int


def _apart(engine: Engine, reports: Iterable[Report], alliances_of: AlliancesOf) -> Iterator[Batch]:
    engine.dispose(close=False)  # the pool's connections are the parent's
    return _batches(engine, reports, alliances_of)


def _batches(engine: Engine, reports: Iterable[Report], alliances_of: AlliancesOf) -> Iterator[Batch]:
    numbers: dict[str, int] = {}
    rows, sums = bulk.ClaimRows(numbers), Sums(numbers)
    for batch in in_pieces(claims_of(reports), _CLAIMS_AT_ONCE):
        made = [(one, groups_of(one, alliances_of)) for one in batch]
        missing = {name for _, groups in made for names, _ in groups for name in names} - numbers.keys()
        if missing:
            with engine.begin() as tx:
                numbers |= ledger.series_numbers(tx, missing)
        yield Batch(rows.packed(made), sums.of(made), len(batch))


def _rows(taken: Sequence[Written]) -> list[Rows]:
    if not taken:
        return []
    numbers, days, values = zip(*taken, strict=True)
    return [(np.array(numbers), np.array([day.toordinal() for day in days]), np.array(values, np.int64))]
