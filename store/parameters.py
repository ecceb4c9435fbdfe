"""Parameters of the formulae, by series and version: added, never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from store.schema.scoring import series_param

Version = tuple[int, dict[str, Any], date, str]


def all_parameters(tx: Connection, *, made_before: datetime | None = None) -> dict[str, list[Version]]:
    """Every version on record (of those made up to then), by series: (version, values, valid from, note)."""
    query = select(series_param).order_by(series_param.c.series, series_param.c.valid_from, series_param.c.version)
    if made_before is not None:
        query = query.where(series_param.c.made_at <= made_before)
    found: dict[str, list[Version]] = {}
    for row in tx.execute(query).mappings():
        found.setdefault(row["series"], []).append((row["version"], row["values"], row["valid_from"], row["note"]))
    return found


def add(tx: Connection, series: str, values: dict[str, Any], *, valid_from: date, note: str, now: datetime) -> int:
    """Put the next version of a series' parameters on record; returns its number."""
    latest = tx.execute(select(func.max(series_param.c.version)).where(series_param.c.series == series)).scalar()
    version = (latest or 0) + 1
    tx.execute(
        insert(series_param).values(
            series=series, version=version, values=values, valid_from=valid_from, note=note, made_at=now
        )
    )
    return version
