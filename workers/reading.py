"""Read a file of coded events in a process beside ours: lines -> rows -> events and rows set aside."""

import csv
import gzip
import io
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple, TypeVar

from core.errors import InvalidInput
from core.events import CodedEvent, Gist
from scoring.imports import ImportedEvent, Outcome, SetAside, read_events, read_gdelt, read_icews
from workers.beside import beside

READERS = {"icews": read_icews, "gdelt": read_gdelt, "events": read_events}

T = TypeVar("T")
Moved = Callable[[int], None]
_LINES_AT_ONCE = 5_000
_ROWS_AT_ONCE = 20_000
_REMEMBERED = 200_000
"""So many gists are known by number in both processes (some 200 MB); then numbering starts anew."""


def nowhere(_bytes: int) -> None:
    """Who does not care how far the reading is."""


@contextmanager
def readable(path: Path, moved: Moved = nowhere) -> Iterator[Iterator[str]]:
    """The lines of a file, plain, gzip or a zip of one file; `moved` is told how many bytes of it were read since the
    last call.

    What is no UTF-8 is replaced. Raises InvalidInput where the file cannot be read any further.
    """
    try:
        with (
            path.open("rb") as raw,
            _unpacked_stream(raw) as stream,
            io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="") as text,
        ):
            yield chain.from_iterable(_lines(text, raw, moved))
    except (OSError, zipfile.BadZipFile) as error:
        raise InvalidInput(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _unpacked_stream(raw: BinaryIO) -> gzip.GzipFile | IO[bytes]:
    """What a packed file holds, known by its first bytes; GDELT gives out its exports as zips of one file."""
    first = raw.read(4)
    raw.seek(0)
    if first.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    if not first.startswith(b"PK\x03\x04"):
        return raw
    archive = zipfile.ZipFile(raw)
    if len(archive.namelist()) != 1:
        raise InvalidInput(f"a zip of {len(archive.namelist())} files: unpack it, and name those to import")
    return archive.open(archive.namelist()[0])


def _lines(text: io.TextIOWrapper, raw: BinaryIO, moved: Moved) -> Iterator[list[str]]:
    number, told = 0, 0
    try:
        for piece in in_pieces(text, _LINES_AT_ONCE):
            number += len(piece)
            moved(raw.tell() - told)
            told = raw.tell()
            yield piece
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise InvalidInput(f"cannot be read beyond line {number}: {error}; what came before is kept") from error


def in_pieces(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of so many items; what came before an error is handed out before the error is raised."""
    stream = iter(items)
    while True:
        piece: list[T] = []
        try:
            piece.extend(islice(stream, size))
        except Exception:
            yield piece
            raise
        if not piece:
            return
        yield piece


@contextmanager
def outcomes_of(path: Path, kind: str, moved: Moved) -> Iterator[Iterator[Outcome]]:
    """What a reader (a key of READERS) makes of the file, read in a process beside ours.

    Rows set aside may come somewhat before their turn. Raises InvalidInput where the file is unusable.
    """
    with beside(partial(_batches, path, kind)) as batches:
        yield _unpacked(batches, moved)


class _Batch(NamedTuple):
    """Outcomes as they pass between processes. Gists are numbered; each is sent once.

    restarts: numbering starts anew with this batch. gists: those that are new, as the cells of CodedEvent and Gist.
    numbers, lines, keys, days: of each event its gist, line, own key and ordinal day. moved: bytes read meanwhile.
    """

    restarts: bool
    gists: list[tuple[Any, ...]]
    numbers: "array[int]"
    lines: "array[int]"
    keys: list[str | None]
    days: "array[int]"
    aside: list[SetAside]
    moved: int


def _batches(path: Path, kind: str) -> Iterator[_Batch]:
    moved: list[int] = []
    with readable(path, moved.append) as lines:
        numbers: dict[Gist, int] = {}
        for piece in in_pieces(_checked(READERS[kind](lines)), _ROWS_AT_ONCE):
            yield _packed(piece, numbers, sum(moved))
            moved.clear()


def _checked(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    try:
        yield from outcomes
    except csv.Error as error:
        raise InvalidInput(f"no table of columns: {error}") from error


_CODED = attrgetter(*CodedEvent.__slots__)


def _packed(outcomes: list[Outcome], numbers: dict[Gist, int], moved: int) -> _Batch:
    restarts = len(numbers) >= _REMEMBERED
    if restarts:
        numbers.clear()
    known = len(numbers)
    events = [one for one in outcomes if isinstance(one, ImportedEvent)]
    of_gist = array("i", [numbers.setdefault(one.gist, len(numbers)) for one in events])
    gists = [(*_CODED(g.coded), g.publisher, g.reliability, g.region) for g in islice(numbers, known, None)]
    return _Batch(
        restarts,
        gists,
        of_gist,
        array("q", [one.line for one in events]),
        [one.key for one in events],
        array("i", [one.day.toordinal() for one in events]),
        [one for one in outcomes if isinstance(one, SetAside)],
        moved,
    )


def _unpacked(batches: Iterable[_Batch], moved: Moved) -> Iterator[Outcome]:
    gists: list[Gist] = []
    for batch in batches:
        if batch.restarts:
            gists = []
        gists.extend(Gist(CodedEvent(*cells[:-3]), *cells[-3:]) for cells in batch.gists)
        moved(batch.moved)
        yield from batch.aside
        yield from map(
            ImportedEvent, batch.lines, batch.keys, map(gists.__getitem__, batch.numbers), map(_day, batch.days)
        )


@lru_cache(maxsize=65536)
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)
