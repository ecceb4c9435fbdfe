"""`entente import icews|gdelt|events FILE...`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import Progress

from core.clock import world_clock
from core.errors import InvalidInput
from core.settings import Settings
from scoring.imports import SetAside
from store.engine import Engine
from workers.cli.database import database
from workers.importing import ImportReport, import_file

_REASONS = 8
"""So many reasons for setting rows aside are shown."""


class Kind(StrEnum):
    """What wrote the file."""

    ICEWS = "icews"
    GDELT = "gdelt"
    EVENTS = "events"


def command(
    kind: Annotated[Kind, typer.Argument(help="ICEWS rows, a GDELT 2.0 event export, or our own CSV.")],
    files: Annotated[list[Path], typer.Argument(help="Plain, gzip or zip.", metavar="FILE...")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per file.")] = False,
    rejected_in: Annotated[
        Path | None, typer.Option("--rejected", help="Folder for rows set aside; beside the file when left out.")
    ] = None,
) -> None:
    """Import coded events and score them. Rows that cannot be read go to FILE.rejected.tsv, with line and reason.

    Safe to break off and run again: what is stored already is skipped. Exit status 1 when a file is unusable.
    """
    settings = Settings()
    now = world_clock(settings)()
    unusable = False
    with database(settings) as engine:
        for path in files:
            try:
                found, rejected = _import(engine, path, kind, now, rejected_in or path.parent)
            except InvalidInput as error:
                said = str(error) if str(path) in str(error) else f"{path}: {error}"
                print(f"entente: {said}", file=sys.stderr)
                unusable = True
                continue
            _say(path, found, rejected, as_json)
    if unusable:
        raise typer.Exit(1)


def _import(engine: Engine, path: Path, kind: Kind, now: datetime, folder: Path) -> "tuple[ImportReport, _Rejected]":
    """Import one file; also gives the rows set aside, which are in a file in `folder` when there were any."""
    rejected = _Rejected(folder / f"{path.name}.rejected.tsv")
    size = path.stat().st_size if path.exists() else 0
    try:
        with _bar(path.name, size) as (moved, progress):
            found = import_file(engine, path, kind, now=now, aside=rejected.write, moved=moved, progress=progress)
    finally:
        rejected.close()
    return found, rejected


class _Rejected:
    """The file of rows set aside; made at the first one, and an earlier run's is removed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reasons: Counter[str] = Counter()
        self._file: TextIO | None = None
        with suppress(OSError):
            path.unlink()

    def write(self, row: SetAside) -> None:
        if self._file is None:
            try:
                self._file = self.path.open("w", encoding="utf-8")
            except OSError as error:
                reason = f"{self.path}: {error.strerror}; --rejected names another folder for the rows set aside"
                raise InvalidInput(reason) from error
            self._file.write("line\treason\trow\n")
        self.reasons[row.reason] += 1
        self._file.write(f"{row.line}\t{_one_line(row.reason)}\t{_one_line(row.row)}\n")

    def most(self) -> list[tuple[str, int]]:
        """The commonest reasons, with how many rows have each."""
        return self.reasons.most_common(_REASONS)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


@contextmanager
def _bar(name: str, size: int) -> Iterator[tuple[Callable[[int], None], Callable[[str, int], None]]]:
    """A progress bar on standard error, where that is a terminal: bytes read, then claims written."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
        reading = bar.add_task(f"{name}: reading", total=size)
        scoring = bar.add_task("scoring", total=None, visible=False)

        def progress(stage: str, count: int) -> None:
            if stage == "claims":
                bar.update(scoring, advance=count, visible=True)

        yield lambda count: bar.advance(reading, count), progress


def _say(path: Path, found: ImportReport, rejected: _Rejected, as_json: bool) -> None:
    if as_json:
        counts = {"added": found.added, "known": found.known, "set_aside": found.aside, "claims": found.claims}
        where = {"rejected": str(rejected.path) if found.aside else None, "reasons": dict(rejected.most())}
        print(json.dumps({"file": str(path), **counts, **where}))
        return
    print(f"{path}: {found.added:,} events added, {found.known:,} known already, {found.claims:,} claims scored")
    if found.aside:
        print(f"  {found.aside:,} rows set aside: see {rejected.path}")
        for reason, count in rejected.most():
            print(f"  {count:>9,}  {reason}")
