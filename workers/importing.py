"""Bring coded events from elsewhere into the ledger, at COPY speed: parse -> events and reports -> claims and buckets.

The file is read in chunks, each one transaction: a run that dies goes on where it stopped, because events are known by
their origin and key. Claims are settled once at the end, for the echo keys that got new reports; until then the run is
on record as unsettled, and the next run of any import settles it first.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from core.claims import Claim, Micro
from scoring.claims import claims_of
from scoring.imports import ImportedEvent, SetAside
from scoring.reports import reports_of_coded
from scoring.series import AlliancesOf, MembershipIndex, series_of
from store import alliances, bulk, imports
from store.engine import Connection, Engine

CHUNK = 20_000
_CLAIMS_AT_ONCE = 5_000
Progress = Callable[[str, int], None]


@dataclass
class ImportReport:
    """What came of an import: rows read as events, known already, set aside (the first 1,000 with reasons)."""

    added: int = 0
    known: int = 0
    aside: int = 0
    claims: int = 0
    kept_aside: list[SetAside] = field(default_factory=list)


def file_mark(first_bytes: bytes) -> str:
    """What tells the lines of this file from those of another: rows without a number of their own are keyed by it."""
    return hashlib.blake2b(first_bytes, digest_size=6).hexdigest()


def import_events(
    engine: Engine,
    outcomes: Iterable[ImportedEvent | SetAside],
    *,
    origin: str,
    mark: str,
    now: datetime,
    aside: Callable[[SetAside], None] = lambda _: None,
    progress: Progress = lambda _stage, _count: None,
) -> ImportReport:
    """Import every outcome of a reader; see the module's docstring. `mark` is the file's (`file_mark`).

    aside: told of every row set aside. progress: told (stage, how many more are done).
    """
    found = ImportReport()
    with engine.begin() as tx:
        index = MembershipIndex(alliances.all_memberships(tx))
    stream = iter(outcomes)
    run = imports.begin(engine, origin=origin, mark=mark, now=now)
    while chunk := list(islice(stream, CHUNK)):
        with engine.begin() as tx:
            _load(tx, chunk, run, index.alliances_of, now, found, aside)
        progress("rows", len(chunk))
    settle(engine, index.alliances_of, now=now, found=found, progress=progress)
    return found


def _load(
    tx: Connection,
    chunk: list[ImportedEvent | SetAside],
    run: imports.Run,
    alliances_of: AlliancesOf,
    now: datetime,
    found: ImportReport,
    aside: Callable[[SetAside], None],
) -> None:
    fresh: dict[str, ImportedEvent] = {}
    for outcome in chunk:
        if isinstance(outcome, SetAside):
            found.aside += 1
            aside(outcome)
            if len(found.kept_aside) < 1000:
                found.kept_aside.append(outcome)
        else:
            own = outcome.key != str(outcome.line)
            key = outcome.key if own else f"{run.mark}:{outcome.key}"
            found.known += key in fresh
            fresh.setdefault(key, outcome)
    for key in bulk.known_keys(tx, run.origin, list(fresh)):
        del fresh[key]
        found.known += 1
    numbers = bulk.reserve_numbers(tx, len(fresh))
    numbered = list(zip(numbers, fresh.items(), strict=True))
    bulk.copy_events(
        tx,
        ((n, key, e.coded, e.publisher, e.reliability, e.region) for n, (key, e) in numbered),
        origin=run.origin,
        known_at=now,
    )
    bulk.copy_reports(
        tx,
        (
            one
            for n, (_, e) in numbered
            for one in reports_of_coded(
                e.coded, e.publisher, e.reliability * e.coded.confidence, e.region, n, alliances_of
            )
        ),
        known_from=now,
    )
    if numbers:
        imports.advance(tx, run, first_event=numbers[0])
    found.added += len(fresh)


def settle(
    engine: Engine,
    alliances_of: AlliancesOf,
    *,
    now: datetime,
    found: ImportReport | None = None,
    progress: Progress = lambda _stage, _count: None,
) -> None:
    """Bring the claims up to date with the reports of every unsettled run, in one transaction."""
    with engine.begin() as tx:
        first = imports.first_unsettled(tx)
        if first is None:
            return
        bulk.hold_ledger(tx)
        change = bulk.take_back(tx, from_event=first) if not bulk.is_empty(tx) else {}
        writer = bulk.ClaimWriter(tx)
        sums = Sums(writer, change)
        for batch in _batches(claims_of(bulk.sorted_reports(tx, from_event=first))):
            made = [(claim, series_of(claim, alliances_of)) for claim in batch]
            writer.write(made)
            sums.add(made)
            if found is not None:
                found.claims += len(made)
            progress("claims", len(made))
        bulk.add_to_buckets(tx, sums.rows(), now=now)
        imports.mark_settled(tx)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        bulk.refresh_statistics(connection)


def _batches(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    stream = iter(claims)
    while batch := list(islice(stream, _CLAIMS_AT_ONCE)):
        yield batch


class Sums:
    """What claims write, summed by series and day."""

    def __init__(self, writer: bulk.ClaimWriter, change: dict[tuple[int, date], list[int]]) -> None:
        self._writer = writer
        self._change = change

    def add(self, made: list[tuple[Claim, list[tuple[str, Micro]]]]) -> None:
        """Add what these claims write."""
        numbers, change = self._writer.numbers, self._change
        for claim, written in made:
            day = claim.key.day
            for name, (x, y, q, n, s, g, claims) in written:
                key = (numbers[name], day)
                old = change.get(key)
                if old is None:
                    change[key] = [x, y, q, n, s, g, claims]
                else:
                    old[0] += x
                    old[1] += y
                    old[2] += q
                    old[3] += n
                    old[4] += s
                    old[5] += g
                    old[6] += claims

    def rows(self) -> Iterator[tuple[int, date, int, int, int, int, int, int, int]]:
        """(series number, day, seven sums), sorted, without those that changed nothing."""
        for (number, day), (x, y, q, n, s, g, claims) in sorted(self._change.items()):
            if x or y or q or n or s or g or claims:
                yield number, day, x, y, q, n, s, g, claims
