"""Runs of imports: what was loaded and not yet settled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, insert, select, update

from store.schema.scoring import import_run


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an import."""

    id: int
    origin: str
    mark: str


def begin(engine: Engine, *, origin: str, mark: str, now: datetime) -> Run:
    """Put a new run on record, before its first row."""
    with engine.begin() as tx:
        number = tx.execute(
            insert(import_run).values(origin=origin, mark=mark, started_at=now).returning(import_run.c.id)
        ).scalar_one()
    return Run(number, origin, mark)


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
