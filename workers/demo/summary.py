"""The table at the end of the demo."""

from rich.console import Console
from rich.table import Table

from workers.demo.figures import Figures


def print_summary(console: Console, seen: Figures) -> None:
    """Say what became of everything that was served."""
    table = Table(title="What became of it", show_header=False)
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
