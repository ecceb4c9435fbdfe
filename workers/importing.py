"""Bring coded events from elsewhere into the ledger, at COPY speed: parse -> events and reports -> claims and buckets.

The file is read in chunks, each one transaction: a run that dies goes on where it stopped, because events are known by
their origin and key. Claims are settled once at the end, for the echo keys that got new reports; until then the run is
on record as unsettled, and the next run of any import settles it first. A thread hands the rows to Postgres while this
one reads on, so two cores are busy.
"""

import csv
import gzip
import hashlib
import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from core.claims import Report
from core.errors import InvalidInput
from scoring.facts import is_invited
from scoring.imports import ImportedEvent, SetAside, read_events, read_gdelt, read_icews
from scoring.reports import reports_of_coded
from scoring.series import AlliancesOf, MembershipIndex
from store import alliances, bulk, imports
from store.engine import Engine
from workers.behind import WAITING, Behind
from workers.settling import Progress, settle

CHUNK = 20_000
_MARK_LINES = 50
HELD_REPORTS = 2_000_000
"""Reports of one run that are kept in memory (about 1 GB); a longer run reads them back when it settles."""


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


@contextmanager
def readable(path: Path, moved: Callable[[int], None] = lambda _: None) -> Iterator[Iterator[str]]:
    """The lines of a file, plain or gzip; `moved` is told how many bytes of it were read since the last call.

    What is no UTF-8 is replaced. Raises InvalidInput where the file cannot be read any further.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            with io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="") as text:
                yield _lines(text, raw, moved)
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror or error}") from error


def _lines(text: io.TextIOWrapper, raw: BinaryIO, moved: Callable[[int], None]) -> Iterator[str]:
    number, told = 0, 0
    try:
        for number, line in enumerate(text, start=1):
            yield line
            if number % 5000 == 0:
                moved(raw.tell() - told)
                told = raw.tell()
        moved(raw.tell() - told)
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidInput(f"cannot be read beyond line {number}: {error}") from error


READERS = {"icews": read_icews, "gdelt": read_gdelt, "events": read_events}


def import_file(
    engine: Engine,
    path: Path,
    kind: str,
    *,
    now: datetime,
    aside: Callable[[SetAside], None] = lambda _: None,
    moved: Callable[[int], None] = lambda _: None,
    progress: Progress = lambda _stage, _count: None,
) -> ImportReport:
    """Import one file; kind: a key of READERS. Raises InvalidInput when it is unusable; see `import_events`.

    A file of which no row can be read as an event is unusable, too: it is of another kind.
    """
    with readable(path) as lines:
        mark = file_mark("".join(islice(lines, _MARK_LINES)).encode())
    with readable(path, moved) as lines:
        found = import_events(
            engine, _checked(READERS[kind](lines)), origin=kind, mark=mark, now=now, aside=aside, progress=progress
        )
    if found.aside and not found.added and not found.known:
        raise InvalidInput(f"{path}: no row could be read as {kind}; the first: {found.kept_aside[0].reason}")
    return found


def _checked(outcomes: Iterator[ImportedEvent | SetAside]) -> Iterator[ImportedEvent | SetAside]:
    try:
        yield from outcomes
    except csv.Error as error:
        raise InvalidInput(f"no table of columns: {error}") from error


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

    aside: told of every row set aside. progress: told (stage, how many more are done). When the file cannot be read to
    its end (InvalidInput), what came before is settled first. Raises Busy while another import runs.
    """
    with imports.alone(engine):
        with engine.begin() as tx:
            index = MembershipIndex(alliances.all_memberships(tx))
        run = _Run(engine, imports.begin(engine, origin=origin, mark=mark, now=now), index.alliances_of, now, aside)
        try:
            run.load(outcomes, progress)
        except InvalidInput:
            settle(engine, index.alliances_of, now=now)
            raise
        run.found.claims = settle(engine, index.alliances_of, now=now, held=run.held, progress=progress)
    return run.found


class _Run:
    """One run's rows on their way into the database."""

    def __init__(
        self, engine: Engine, run: imports.Run, alliances_of: AlliancesOf, now: datetime,
        aside: Callable[[SetAside], None],
    ) -> None:  # fmt: skip
        self._engine, self._run, self._alliances_of, self._now, self._aside = engine, run, alliances_of, now, aside
        self._lately: deque[set[str]] = deque(maxlen=WAITING + 1)
        self.found = ImportReport()
        self.held: list[Report] | None = []

    def load(self, outcomes: Iterable[ImportedEvent | SetAside], progress: Progress) -> None:
        """Store every event and its reports."""
        stream = iter(outcomes)
        with Behind() as behind:
            while chunk := list(islice(stream, CHUNK)):
                if fresh := self._fresh(chunk):
                    behind.do(self._formatted(fresh))
                progress("rows", len(chunk))
            behind.finish()

    def _fresh(self, chunk: Sequence[ImportedEvent | SetAside]) -> dict[str, ImportedEvent]:
        """The chunk's events by key, without those that are known."""
        fresh: dict[str, ImportedEvent] = {}
        doubtful: list[str] = []
        for outcome in chunk:
            if isinstance(outcome, SetAside):
                self.found.aside += 1
                self._aside(outcome)
                if len(self.found.kept_aside) < 1000:
                    self.found.kept_aside.append(outcome)
                continue
            if outcome.key == str(outcome.line):
                key = f"{self._run.mark}:{outcome.line:09d}"
                if not self._run.is_first:
                    doubtful.append(key)
            else:
                key = outcome.key
                doubtful.append(key)
            self.found.known += key in fresh
            fresh.setdefault(key, outcome)
        if doubtful:
            self._drop_known(fresh, doubtful)
        self.found.added += len(fresh)
        return fresh

    def _drop_known(self, fresh: dict[str, ImportedEvent], doubtful: list[str]) -> None:
        # The last chunks may not be committed yet, so their keys are remembered here.
        known = {key for key in doubtful if any(key in keys for keys in self._lately)}
        with self._engine.begin() as tx:
            known |= bulk.known_keys(tx, self._run.origin, doubtful)
        for key in known:
            del fresh[key]
        self.found.known += len(known)
        self._lately.append(set(fresh))

    def _formatted(self, fresh: dict[str, ImportedEvent]) -> Callable[[], None]:
        """What stores these events."""
        with self._engine.begin() as tx:
            numbers = bulk.reserve_numbers(tx, len(fresh))
        numbered = list(zip(numbers, fresh.items(), strict=True))
        reports = [
            one
            for number, (_, event) in numbered
            for one in reports_of_coded(
                event.coded, event.publisher, event.reliability * event.coded.confidence, event.region, number,
                self._alliances_of, is_invited,
            )
        ]  # fmt: skip
        if self.held is not None:
            self.held.extend(reports)
            if len(self.held) > HELD_REPORTS:
                self.held = None
        events = bulk.events_text(
            ((n, key, e.coded, e.publisher, e.reliability, e.region) for n, (key, e) in numbered),
            origin=self._run.origin,
            known_at=self._now,
        )
        reports_text = bulk.reports_text(reports, known_from=self._now)

        def write() -> None:
            with self._engine.begin() as tx:
                bulk.copy_events(tx, events, reports_text)
                imports.advance(tx, self._run, first_event=numbers[0])

        return write
