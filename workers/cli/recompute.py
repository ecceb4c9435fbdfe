"""`entente recompute`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from core.clock import world_clock
from core.settings import Settings
from desk.source import StoreSource
from workers.cli.database import database
from workers.grouping import differing_months
from workers.recomputing import rebuild, verify


def command(
    only_verify: Annotated[
        bool, typer.Option("--verify", help="Change nothing; exit status 1 when the ledger differs.")
    ] = False,
) -> None:
    """Build claims and buckets anew from the stored events, or verify that they are what the events amount to."""
    settings = Settings()
    with database(settings) as engine, bars() as progress:
        if not only_verify:
            made = rebuild(engine, now=world_clock(settings)(), progress=progress)
            print(f"{made.claims:,} claims from {made.events:,} events; reports of {made.differences:,} events renewed")
            return
        found = verify(engine, progress)
        with engine.connect() as tx:
            for month in differing_months(tx, StoreSource(tx, world_clock(settings)().date())):
                found.differs(f"groupings of {month:%Y-%m} are not what the claims give")
    waiting = f"; {found.unscored:,} events wait to be scored" if found.unscored else ""
    print(f"{found.events:,} events, {found.claims:,} claims, {found.buckets:,} buckets compared{waiting}")
    if found.differences:
        for text in found.shown:
            print(f"  {text}")
        print(f"{found.differences:,} differences: `entente recompute` builds the ledger anew")
        raise typer.Exit(1)
    print("the ledger is what the events amount to, to the bit")


@contextmanager
def bars() -> Iterator[Callable[[str, int], None]]:
    """Counters on standard error, one per stage, where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as shown:
        tasks = {stage: shown.add_task(stage, total=None, visible=False) for stage in ("events", "rows", "claims")}
        yield lambda stage, count: shown.update(tasks[stage], advance=count, visible=True)
