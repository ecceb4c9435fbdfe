"""The tables at the end of the demo."""

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from core.indices import Observation
from workers.demo.figures import Figures
from workers.demo.series import Path


def print_summary(console: Console, seen: Figures, found: Sequence[Path]) -> None:
    """Say how the indices moved, and what became of everything that was served."""
    moved = Table("index", "of", title="How the indices moved", title_justify="left", box=SIMPLE)
    for name in ("lowest", "highest", "last"):
        moved.add_column(name, justify="right")
    moved.add_column("over the days with a value", no_wrap=True)
    for path in found:
        last = path.known[-1] if path.known else None
        moved.add_row(path.index, path.entity, _at(path.lowest), _at(path.highest), _at(last), path.sketch())
    console.print(moved)
    table = Table(title="What became of it", title_justify="left", box=SIMPLE, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, count in (
        ("entries served", seen.served),
        ("= articles", seen.articles),
        ("+ duplicates", seen.duplicates),
        ("+ rejected", seen.rejected),
        ("events", seen.events),
        ("alerts delivered", seen.delivered),
        ("alerts received", seen.received),
    ):
        table.add_row(name, str(count))
    console.print(table)


def _at(one: Observation | None) -> str:
    return "-" if one is None else f"{one.value:.1f}"
