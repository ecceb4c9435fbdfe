"""Bulk writing with COPY: imported events, their reports, and the claims and buckets they amount to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, func, select, text

from core.claims import Claim, ClaimKey, Micro, Report
from core.events import CodedEvent
from store.ledger import Written, dumps, mark_changed, series_numbers, threats_out, to_report, unpacked
from store.schema.events import event
from store.schema.scoring import claim, report, series

_EVENT_COLUMNS = (
    "id", "key", "publisher", "reliability", "origin", "actors", "recipients", "type", "mode", "contexts", "status",
    "event_day", "confidence", "cameo", "speaker", "dimension", "region", "known_at", "scored_revision",
)  # fmt: skip
_REPORT_COLUMNS = (
    "event_id", "a", "b", "direction", "type", "day", "publisher", "p", "x", "role", "dimension", "threats", "region",
    "known_from",
)  # fmt: skip
_CLAIM_COLUMNS = (
    "a", "b", "direction", "type", "day", "x", "weight", "echo", "publishers", "reports", "dimension", "threats",
    "region", "series", "part", "parts",
)  # fmt: skip


def _driver(tx: Connection) -> psycopg.Connection[Any]:
    found = tx.connection.driver_connection
    if not isinstance(found, psycopg.Connection):
        raise TypeError("COPY needs psycopg")
    return found


@contextmanager
def _copy(tx: Connection, table: str, columns: Sequence[str]) -> Iterator[psycopg.Copy]:
    statement = f"copy {table} ({', '.join(columns)}) from stdin"
    with _driver(tx).cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type, unused-ignore]
        yield copy


def _array(values: Iterable[str]) -> str:
    return "{" + ",".join(values) + "}"


def _quoted(values: Iterable[str]) -> str:
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"


def known_keys(tx: Connection, origin: str, keys: Sequence[str]) -> set[str]:
    """Those of `keys` that an earlier import of this origin brought already."""
    query = select(event.c.key).where(
        event.c.origin == origin, event.c.article_id.is_(None), event.c.key == func.any(list(keys))
    )
    return set(tx.execute(query).scalars())


def reserve_numbers(tx: Connection, count: int) -> Sequence[int]:
    """So many event numbers, ascending, that nobody else gets."""
    sequence = "pg_get_serial_sequence('event', 'id')"
    rows = tx.execute(text(f"select nextval({sequence}) from generate_series(1, :count)"), {"count": count})
    return [int(number) for number in rows.scalars()]


def copy_events(
    tx: Connection,
    rows: Iterable[tuple[int, str, CodedEvent, str, float, str | None]],
    *,
    origin: str,
    known_at: datetime,
) -> None:
    """Store imported events: (number, key, coded event, publisher, reliability, region); their reports go with them."""
    at = known_at.isoformat()
    with _copy(tx, "event", _EVENT_COLUMNS) as copy:
        for number, key, coded, publisher, reliability, region in rows:
            copy.write_row(
                (
                    number, key, publisher, reliability, origin, _array(coded.actors), _array(coded.recipients),
                    coded.type, coded.mode, _array(coded.contexts), coded.status, coded.event_day, coded.confidence,
                    coded.cameo, coded.speaker, coded.dimension, region, at, 1,
                )
            )  # fmt: skip


def copy_reports(tx: Connection, reports: Iterable[Report], *, known_from: datetime) -> None:
    """Add reports to the ledger; the claims they change must be settled afterwards (`settle`)."""
    at = known_from.isoformat()
    with _copy(tx, "report", _REPORT_COLUMNS) as copy:
        for (a, b, direction, type_, day), publisher, p, x, role, dimension, threats, region, event_id in reports:
            copy.write_row(
                (event_id, a, b, direction, type_, day, publisher, p, x, role, dimension, dumps(threats_out(threats)),
                 region, at)
            )  # fmt: skip


def hold_ledger(tx: Connection) -> None:
    """Keep every other writer off the claims until the transaction ends; readers go on."""
    tx.execute(text("lock table claim in share row exclusive mode"))


def is_empty(tx: Connection) -> bool:
    """Whether the ledger has no claim at all."""
    return tx.execute(select(claim.c.day).limit(1)).first() is None


def sorted_reports(tx: Connection, *, from_event: int) -> Iterator[Report]:
    """All live reports of every echo key that an event from that number on reports, in the order of their keys."""
    query = text(
        """
        select event_id, a, b, direction, type, day, publisher, p, x, role, dimension, threats, region
        from report where known_to is null and (a, b, direction, type) in
            (select distinct a, b, direction, type from report where event_id >= :first and known_to is null)
        order by a collate "C", b collate "C", direction collate "C", type collate "C", day
        """
    )
    for row in tx.execute(query.execution_options(yield_per=20_000), {"first": from_event}):
        yield to_report(row)


def take_back(tx: Connection, *, from_event: int) -> dict[tuple[int, date], list[int]]:
    """Delete the claims of those echo keys; returns what they had written, negated, by (series number, day)."""
    query = text(
        """
        delete from claim where (a, b, direction, type) in
            (select distinct a, b, direction, type from report where event_id >= :first)
        returning day, series, part, parts
        """
    )
    change: dict[tuple[int, date], list[int]] = {}
    for day, numbers, part, parts in tx.execute(query, {"first": from_event}):
        for number, micro in unpacked(numbers, part, parts):
            sums = change.setdefault((number, day), [0] * 7)
            for place, value in enumerate(micro):
                sums[place] -= value
    return change


class ClaimWriter:
    """Copies claims into the ledger and sums up what they write."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self.numbers: dict[str, int] = {}

    def write(self, claims: Sequence[tuple[Claim, Written]]) -> None:
        """One batch of claims with what each writes."""
        missing = {name for _, written in claims for name, _ in written} - self.numbers.keys()
        if missing:
            self.numbers |= series_numbers(self._tx, missing)
        with _copy(self._tx, "claim", _CLAIM_COLUMNS) as copy:
            for one, written in claims:
                copy.write_row(self._row(one, written))

    def _row(self, one: Claim, written: Written) -> tuple[Any, ...]:
        key: ClaimKey = one.key
        numbers = self.numbers
        parts: dict[Micro, int] = {}
        part: list[str] = []
        for _, micro in written:
            part.append(str(parts.setdefault(micro, len(parts))))
        return (
            *key, one.x, one.weight, one.echo, _quoted(one.publishers), one.reports, one.dimension,
            dumps(threats_out(one.threats)), one.region, _array(str(numbers[name]) for name, _ in written),
            _array(part), _array(str(value) for micro in parts for value in micro),
        )  # fmt: skip


def add_to_buckets(tx: Connection, rows: Iterable[tuple[Any, ...]], *, now: datetime) -> None:
    """Add (series name or number, day, seven micro-weights) rows, many at once."""
    tx.execute(text("create temporary table incoming (like bucket) on commit drop"))
    first: dict[int, date] = {}
    with _copy(tx, "incoming", ("series_id", "day", "x", "y", "q", "n", "s", "g", "claims")) as copy:
        for row in rows:
            copy.write_row(row)
            number, day = row[0], row[1]
            if number not in first or day < first[number]:
                first[number] = day
    tx.execute(
        text(
            """
            insert into bucket as old
            select series_id, day, sum(x), sum(y), sum(q), sum(n), sum(s), sum(g), sum(claims) from incoming
            group by series_id, day
            on conflict (series_id, day) do update set x = old.x + excluded.x, y = old.y + excluded.y,
                q = old.q + excluded.q, n = old.n + excluded.n, s = old.s + excluded.s, g = old.g + excluded.g,
                claims = old.claims + excluded.claims
            """
        )
    )
    tx.execute(text("delete from bucket using incoming where bucket.series_id = incoming.series_id "
                    "and bucket.day = incoming.day and bucket.claims = 0"))  # fmt: skip
    mark_changed(tx, first, now=now)


def refresh_statistics(tx: Connection) -> None:
    """Let Postgres look at the big tables again after a bulk write."""
    for table in (event, report, claim, series):
        tx.execute(text(f"analyze {table.name}"))
