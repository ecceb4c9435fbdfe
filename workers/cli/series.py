"""`entente series INDEX ENTITY`."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core.clock import world_clock
from core.errors import InvalidInput
from core.indices import Observation
from core.settings import Settings
from desk.entities import entity_of
from desk.source import source
from desk.tables import to_csv, to_parquet
from scoring.indices import observations
from store import ledger
from workers.cli.database import database


class Format(StrEnum):
    """How a series is written."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def command(
    index: Annotated[str, typer.Argument(help="`cohesion`, `threat:CATEGORY`, `leverage`, `relation` and so on.")],
    entity: Annotated[str, typer.Argument(help="An alliance, a country, or a dyad such as `RUS|UKR`.")],
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD; the first there is.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the last there is.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was known then: a day's end, or an RFC 3339 time.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="Where to; standard output when left out.")] = None,
) -> None:
    """Print an index day by day: day, value, lo, hi, claims, coverage. Nothing known is an empty value."""
    settings = Settings()
    with database(settings) as engine, engine.connect() as tx:
        today = world_clock(settings)().date()
        until = to_day(last) if last else min(today, ledger.last_day(tx) or today)
        found = source(tx, until, to_time(as_of) if as_of else None)
        since = to_day(first) if first else found.first
        if since > until:
            raise InvalidInput(f"{since} is after the last day, {until}.")
        rows = observations(index, entity_of(tx, index, entity), found, since, until)
    text = written(rows, format_)
    if out:
        out.write_bytes(text)
    else:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()


def to_day(text: str) -> date:
    """A day written YYYY-MM-DD. Raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text} is no day; one is written like 2014-03-05.") from error


def to_time(text: str) -> datetime:
    """A time as RFC 3339, or a day, which stands for its end (UTC). Raises InvalidInput."""
    try:
        if len(text) == 10:
            return datetime.combine(to_day(text), time.max, UTC)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{text} is neither a day nor an RFC 3339 time.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def written(rows: Sequence[Observation], format_: Format) -> bytes:
    """Observations in a format; values rounded to six places, None where nothing is known."""
    table: list[dict[str, Any]] = [
        {"day": one.day, "value": _rounded(one.value), "lo": _rounded(one.lo), "hi": _rounded(one.hi),
         "claims": one.claims, "coverage": _rounded(one.coverage)}
        for one in rows
    ]  # fmt: skip
    if format_ is Format.PARQUET:
        return to_parquet(table)
    if format_ is Format.JSON:
        return (json.dumps([{**row, "day": row["day"].isoformat()} for row in table]) + "\n").encode()
    return to_csv(table).encode()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
