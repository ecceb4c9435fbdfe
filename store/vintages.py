"""What an index said at the time: written when it says something new, never changed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from core.indices import Observation
from store.schema.scoring import vintage


def put(tx: Connection, said: Iterable[Observation], *, now: datetime) -> int:
    """Record observations that differ from the last ones recorded for their day; returns how many were new."""
    new = 0
    for one in said:
        last = tx.execute(
            select(vintage.c.value, vintage.c.formula)
            .where(vintage.c.index == one.index, vintage.c.entity == one.entity, vintage.c.day == one.day)
            .order_by(vintage.c.said_at.desc(), vintage.c.id.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and (last.value, last.formula) == (one.value, one.formula):
            continue
        tx.execute(
            insert(vintage).values(
                index=one.index, entity=one.entity, day=one.day, said_at=now, value=one.value, lo=one.lo, hi=one.hi,
                claims=one.claims, coverage=one.coverage, formula=one.formula,
            )
        )  # fmt: skip
        new += 1
    return new


def of_day(tx: Connection, index: str, entity: str, day: date) -> list[dict[str, Any]]:
    """Everything the index ever said of that day, in the order it was said."""
    query = (
        select(vintage)
        .where(vintage.c.index == index, vintage.c.entity == entity, vintage.c.day == day)
        .order_by(vintage.c.said_at, vintage.c.id)
    )
    return [dict(row) for row in tx.execute(query).mappings()]
