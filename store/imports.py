"""Runs of imports: what was loaded and not yet settled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from core.errors import Busy
from store.schema.scoring import import_run

_LOCK = 0x696D706F7274  # "import"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an import. is_first: no earlier run read this file (known by its mark)."""

    id: int
    origin: str
    mark: str
    is_first: bool


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Nobody else imports into this database meanwhile; ends with the process. Raises Busy when somebody does."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": _LOCK}).scalar_one():
            raise Busy("Another import into this database is running; wait for it to end.")
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})


def begin(engine: Engine, *, origin: str, mark: str, now: datetime) -> Run:
    """Put a new run on record, before its first row."""
    with engine.begin() as tx:
        earlier = select(import_run.c.id).where(import_run.c.origin == origin, import_run.c.mark == mark).limit(1)
        is_first = tx.execute(earlier).first() is None
        number = tx.execute(
            insert(import_run).values(origin=origin, mark=mark, started_at=now).returning(import_run.c.id)
        ).scalar_one()
    return Run(number, origin, mark, is_first)


def advance(tx: Connection, run: Run, *, first_event: int) -> None:
    """Events from this number on belong to the run; the first call counts."""
    tx.execute(
        update(import_run)
        .where(import_run.c.id == run.id, import_run.c.first_event.is_(None))
        .values(first_event=first_event)
    )


def first_unsettled(tx: Connection) -> int | None:
    """The lowest event number of all runs that are not settled; None when all are."""
    return tx.execute(select(func.min(import_run.c.first_event)).where(~import_run.c.is_settled)).scalar_one_or_none()


def mark_settled(tx: Connection) -> None:
    """All runs so far are settled."""
    tx.execute(update(import_run).where(~import_run.c.is_settled).values(is_settled=True))
