"""The whole ledger, and the events it was made from, read again: to verify it and to rebuild it."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, select, text

from core.claims import Claim, Micro, Report
from core.events import Event
from store.events import to_event
from store.ledger import to_claim, to_report, unpacked
from store.schema.events import event
from store.schema.scoring import claim, report, series

_AT_ONCE = 10_000


def in_one_view(tx: Connection) -> None:
    """All that this transaction reads is from one moment; to be called first."""
    tx.execute(text("set transaction isolation level repeatable read"))


def scored_events(tx: Connection) -> Iterator[Event]:
    """Every event that the ledger holds in its present revision, by number. Rejected ones among them."""
    query = select(event).where(event.c.scored_revision == event.c.revision).order_by(event.c.id)
    for row in tx.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield to_event(row)


def unscored(tx: Connection) -> int:
    """How many events wait to be scored or were set aside."""
    return int(tx.execute(text("select count(*) from event where scored_revision < revision")).scalar_one())


def reports_of_unscored(tx: Connection) -> list[Report]:
    """Live reports of events with a newer revision than the ledger holds: what it still counts of them."""
    stale = select(event.c.id).where(event.c.scored_revision < event.c.revision)
    query = select(report).where(report.c.known_to.is_(None), report.c.event_id.in_(stale))
    return [to_report(row) for row in tx.execute(query)]


def reports_by_event(tx: Connection) -> Iterator[tuple[int, list[Report]]]:
    """The live reports of each event, by its number."""
    query = select(report).where(report.c.known_to.is_(None)).order_by(report.c.event_id)
    rows = tx.execute(query.execution_options(yield_per=_AT_ONCE))
    for number, group in groupby(map(to_report, rows), key=lambda one: one.event_id):
        yield number, list(group)


def claims_with_series(tx: Connection) -> Iterator[tuple[Claim, list[tuple[int, Micro]]]]:
    """Every claim with what it wrote, (series number, micro-weights), in the order of claim keys."""
    key = ", ".join(f'{name} collate "C"' for name in ("a", "b", "direction", "type"))
    query = select(claim).order_by(text(f"{key}, day"))
    for row in tx.execute(query.execution_options(yield_per=_AT_ONCE)):
        written = unpacked(row.series, row.part, row.parts)
        yield to_claim(row, written[0][1]), written


def names_by_number(tx: Connection) -> dict[int, str]:
    """Number -> name of every series."""
    return {row.id: row.name for row in tx.execute(select(series.c.id, series.c.name))}
