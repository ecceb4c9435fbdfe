"""`entente calibrate`."""

from datetime import date
from typing import Annotated

import typer

from core.clock import world_clock
from core.errors import InvalidInput
from core.settings import Settings
from store.engine import Connection
from workers.calibrating import Change, data_line, put, recalibrated, set_by_hand
from workers.cli.database import database
from workers.cli.series import to_day


def command(
    note: Annotated[str, typer.Option(help="Why; it stays on record.")],
    series: Annotated[list[str] | None, typer.Option(help="Only this one; may be given again.")] = None,
    through: Annotated[str | None, typer.Option(help="Last day to learn from; the first three years' end.")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="psi=1.5, m=, kappa=, half_life=: of the one series, by hand.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Set parameters anew from the stored history, as new versions; print old and new, and the changelog's line.

    What an index said before stays on record; nothing else ever changes parameters.
    """
    settings = Settings()
    until = to_day(through) if through else None
    with database(settings) as engine, engine.begin() as tx:
        changes = _by_hand(tx, series or [], values, until) if values else recalibrated(tx, until, series or ())
        versions = {} if dry_run else put(tx, changes, note, now=world_clock(settings)())
    for one in changes:
        print(_line(one, versions.get(one.series)))
    if versions:
        print(f"\nFor CHANGELOG.md:\n{data_line(changes, versions, note)}")


def _by_hand(tx: Connection, series: list[str], values: list[str], until: date | None) -> list[Change]:
    if len(series) != 1:
        raise InvalidInput("--set is for one series: name it with --series.")
    chosen = {}
    for one in values:
        name, _, number = one.partition("=")
        try:
            chosen[name] = float(number)
        except ValueError as error:
            raise InvalidInput(f"--set {one}: write a name, =, and a number, like psi=1.5.") from error
    return [set_by_hand(tx, series[0], chosen, until)]


def _line(one: Change, version: int | None) -> str:
    names = [name for name in one.new if name not in ("kappa", "half_life") or one.new[name] != one.old[name]]
    values = ", ".join(f"{name} {one.old[name]:.4f} -> {one.new[name]:.4f}" for name in names)
    moved = "" if one.points is None else f" ({one.points:+.1f} points on the last day)"
    return f"{one.series}{f' v{version}' if version else ''}: {values}{moved}; {one.note}"
