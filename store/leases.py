"""Work is a column: claim due rows for a while, give them back, or give them up after three attempts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select, update

MAX_ATTEMPTS = 3


def claim(
    tx: Connection, table: Table, due: ColumnElement[bool], *, now: datetime, lease: timedelta, limit: int
) -> list[int]:
    """Numbers of up to `limit` due rows, lowest first, leased to the caller until `now` + `lease`.

    Rows that another transaction is claiming are passed over; rows whose lease ran out count as due. Every claim counts
    as an attempt where the table counts them: a worker that is killed in mid-work has had its attempt. A row that was
    tried before comes alone: should it be what kills workers, it takes no other row with it.
    """
    if "dead_at" not in table.c:
        return _take(tx, table, due, now=now, lease=lease, limit=limit)
    tried = _take(tx, table, due & (table.c.attempts > 0), now=now, lease=lease, limit=1)
    return tried or _take(tx, table, due & (table.c.attempts == 0), now=now, lease=lease, limit=limit)


def _take(
    tx: Connection, table: Table, due: ColumnElement[bool], *, now: datetime, lease: timedelta, limit: int
) -> list[int]:
    free = or_(table.c.leased_until.is_(None), table.c.leased_until <= now)
    picked = (
        select(table.c.id).where(due, free).order_by(table.c.id).limit(limit).with_for_update(skip_locked=True)
    ).cte("picked")
    values: dict[str, object] = {"leased_until": now + lease}
    if "dead_at" in table.c:
        values["attempts"] = table.c.attempts + 1
    rows = tx.execute(
        update(table).where(table.c.id.in_(select(picked.c.id))).values(values).returning(table.c.id)
    ).scalars()
    return sorted(rows)


def mark_failed(tx: Connection, table: Table, ids: Sequence[int], error: str, *, now: datetime) -> None:
    """Put the error on record and free the rows; the third failure is the last: the row is dead-lettered."""
    tx.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(
            leased_until=None,
            error=error[:2000],
            dead_at=case((table.c.attempts >= MAX_ATTEMPTS, now), else_=None),
        )
    )


def bury_exhausted(tx: Connection, table: Table, due: ColumnElement[bool], *, now: datetime) -> int:
    """Dead-letter rows that were claimed three times and never came back (their worker died each time)."""
    found = tx.execute(
        update(table)
        .where(due, table.c.attempts >= MAX_ATTEMPTS, table.c.leased_until <= now, table.c.dead_at.is_(None))
        .values(dead_at=now, leased_until=None, error=func.coalesce(table.c.error, "its worker died three times"))
    )
    return found.rowcount


def mark_done(tx: Connection, table: Table, ids: Sequence[int], **values: object) -> None:
    """Free the rows and forget their attempts."""
    tx.execute(update(table).where(table.c.id.in_(ids)).values(leased_until=None, attempts=0, error=None, **values))
