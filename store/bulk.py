"""Bulk writing with COPY: imported events, their reports, and the claims and buckets they amount to.

Rows are formatted here as the text that COPY reads, which costs a fifth of adapting every column; what repeats (names,
places, days) is formatted once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select, text, update

from core.claims import Claim, Micro, Report
from core.events import CodedEvent
from core.plover import ThreatCategory
from store.binary import BUCKET_COLUMNS, to_binary
from store.ledger import mark_changed, threats_out, to_report, unpacked
from store.schema.events import event
from store.schema.scoring import bucket, claim, report, series

Groups = Sequence[tuple[tuple[str, ...], Micro]]
Threats = tuple[tuple[ThreatCategory, float], ...]

_EVENT_COLUMNS = (
    "id, key, publisher, reliability, origin, actors, recipients, type, mode, contexts, status, event_day, confidence, "
    "cameo, speaker, dimension, region, known_at, scored_revision"
)
_REPORT_COLUMNS = "event_id, a, b, direction, type, day, publisher, p, x, role, dimension, threats, region, known_from"
_CLAIM_COLUMNS = (
    "a, b, direction, type, day, x, weight, echo, publishers, reports, dimension, threats, region, series, part, parts"
)
_NULL = "\\N"


def _copy(tx: Connection, table: str, columns: str, rows: str | bytes, options: str = "") -> None:
    driver = tx.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs psycopg")
    statement = f"copy {table} ({columns}) from stdin {options}"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type, unused-ignore]
        copy.write(rows)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


@lru_cache(maxsize=65536)
def _field(value: str | None) -> str:
    """One text column as COPY reads it; a NUL, which Postgres cannot hold, is left out."""
    return _NULL if value is None else str(value).translate(_ESCAPES)


@lru_cache(maxsize=65536)
def _array(values: tuple[str, ...]) -> str:
    """An array of texts as COPY reads it."""
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return _field("{" + ",".join(quoted) + "}")


@lru_cache(maxsize=65536)
def _fields(*values: str | None) -> str:
    return "\t".join(_field(value) for value in values)


@lru_cache(maxsize=65536)
def _threats(threats: Threats) -> str:
    shares = threats_out(threats)
    return _NULL if shares is None else _field(json.dumps(shares))


@lru_cache(maxsize=65536)
def _what(coded_type: str, mode: str | None, contexts: tuple[str, ...], status: str) -> str:
    return f"{_fields(coded_type, mode)}\t{_array(contexts)}\t{_field(status)}"


@lru_cache(maxsize=65536)
def _iso(day: date) -> str:
    return day.isoformat()


def events_text(
    rows: Iterable[tuple[int, str, CodedEvent, str, float, str | None]], *, origin: str, known_at: datetime
) -> str:
    """Imported events as text for COPY: (number, key, coded event, publisher, reliability, region).

    They count as scored: their reports go to the ledger with them.
    """
    origin, at = _field(origin), known_at.isoformat()
    return "".join(
        f"{number}\t{_field(key)}\t{_field(publisher)}\t{reliability!r}\t{origin}\t{_array(coded.actors)}\t"
        f"{_array(coded.recipients)}\t{_what(coded.type, coded.mode, coded.contexts, coded.status)}\t"
        f"{_iso(coded.event_day)}\t{coded.confidence!r}\t"
        f"{_fields(coded.cameo, coded.speaker, coded.dimension, region)}\t{at}\t1\n"
        for number, key, coded, publisher, reliability, region in rows
    )


def reports_text(reports: Iterable[Report], *, known_from: datetime) -> str:
    """Reports as text for COPY."""
    at = known_from.isoformat()
    return "".join(
        f"{event_id}\t{_fields(a, b, direction, type_)}\t{_iso(day)}\t{_field(publisher)}\t{p!r}\t{x!r}\t{role!r}\t"
        f"{_field(dimension)}\t{_threats(threats)}\t{_field(region)}\t{at}\n"
        for (a, b, direction, type_, day), publisher, p, x, role, dimension, threats, region, event_id in reports
    )


def copy_events(tx: Connection, events: str, reports: str) -> None:
    """Store events and their reports (`events_text`, `reports_text`); their claims must be settled afterwards.

    The commit does not wait for the disk: a run that a crash cuts short goes on where it stopped.
    """
    tx.execute(text("set local synchronous_commit to off"))
    _copy(tx, "event", _EVENT_COLUMNS, events)
    _copy(tx, "report", _REPORT_COLUMNS, reports)


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


def hold_ledger(tx: Connection) -> None:
    """Keep every other writer off the claims until the transaction ends; readers go on."""
    tx.execute(text("lock table claim in share row exclusive mode"))


def is_empty(tx: Connection) -> bool:
    """Whether the ledger has no claim at all."""
    return tx.execute(select(claim.c.day).limit(1)).first() is None


def count_reports(tx: Connection) -> int:
    """Number of live reports."""
    return int(tx.execute(select(func.count()).where(report.c.known_to.is_(None))).scalar_one())


def sorted_reports(tx: Connection, *, from_event: int) -> Iterator[Report]:
    """All live reports of every echo key that an event from that number on reports, in the order of their keys."""
    query = text(
        """
        select event_id, a, b, direction, type, day, publisher, p, x, role, dimension, threats, region
        from report where known_to is null and (a, b, direction, type) in
            (select distinct a, b, direction, type from report where event_id >= :first)
        order by a collate "C", b collate "C", direction collate "C", type collate "C", day
        """
    )
    for row in tx.execute(query.execution_options(yield_per=20_000), {"first": from_event}):
        yield to_report(row)


def take_back(tx: Connection, *, from_event: int) -> list[tuple[int, date, tuple[int, ...]]]:
    """Delete the claims of those echo keys; returns what they wrote, negated: (series number, day, seven sums)."""
    query = text(
        """
        delete from claim where (a, b, direction, type) in
            (select distinct a, b, direction, type from report where event_id >= :first)
        returning day, series, part, parts
        """
    )
    return [
        (number, day, tuple(-value for value in micro))
        for day, numbers, part, parts in tx.execute(query, {"first": from_event})
        for number, micro in unpacked(numbers, part, parts)
    ]


def clear_claims(tx: Connection, *, now: datetime) -> None:
    """Delete every claim and bucket; the reports stay. Every series counts as changed, also those that stay empty."""
    tx.execute(delete(claim))
    tx.execute(delete(bucket))
    tx.execute(update(series).values(version=series.c.version + 1, changed_at=now))


class ClaimText:
    """Formats claims with what each writes, as text for COPY. numbers: series name -> number."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._known: dict[tuple[str, ...], tuple[str, int]] = {}

    def row(self, one: Claim, groups: Groups) -> str:
        """The row of a claim; groups: series names with what the claim adds to each of them."""
        parts: dict[Micro, int] = {}
        numbers: list[str] = []
        places: list[str] = []
        for names, micro in groups:
            listed, count = self._known.get(names) or self._listed(names)
            numbers.append(listed)
            places.append(_repeated(parts.setdefault(micro, len(parts)), count))
        a, b, direction, type_, day = one.key
        return (
            f"{_fields(a, b, direction, type_)}\t{_iso(day)}\t{one.x!r}\t{one.weight!r}\t{one.echo!r}\t"
            f"{_array(one.publishers)}\t{one.reports}\t{_field(one.dimension)}\t{_threats(one.threats)}\t"
            f"{_field(one.region)}\t{{{','.join(numbers)}}}\t{{{','.join(places)}}}\t"
            f"{{{','.join([str(value) for micro in parts for value in micro])}}}\n"
        )

    def _listed(self, names: tuple[str, ...]) -> tuple[str, int]:
        made = ",".join(str(self._numbers[name]) for name in names), len(names)
        self._known[names] = made
        return made


@lru_cache(maxsize=4096)
def _repeated(place: int, count: int) -> str:
    return ",".join([str(place)] * count)


def copy_claims(tx: Connection, rows: str) -> None:
    """Store claims (`ClaimText`)."""
    _copy(tx, "claim", _CLAIM_COLUMNS, rows)


def add_to_buckets(
    tx: Connection, numbers: NDArray[np.int64], days: NDArray[np.int64], columns: NDArray[np.int64], *, now: datetime
) -> None:
    """Add to the buckets: row i of columns (seven micro-weights) to series `numbers[i]` on ordinal day `days[i]`.

    Rows are distinct and sorted by series, then day. Emptied buckets go.
    """
    rows = to_binary(numbers, days, columns)
    if tx.execute(select(bucket.c.day).limit(1)).first() is None:
        _copy(tx, "bucket", BUCKET_COLUMNS, rows, "(format binary)")
    else:
        _add_to_known(tx, rows)
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]]) if len(numbers) else np.zeros(0, np.int64)
    first = zip(numbers[starts].tolist(), days[starts].tolist(), strict=True)
    mark_changed(tx, {number: date.fromordinal(day) for number, day in first}, now=now)


def _add_to_known(tx: Connection, rows: bytes) -> None:
    tx.execute(text("create temporary table incoming (like bucket) on commit drop"))
    _copy(tx, "incoming", BUCKET_COLUMNS, rows, "(format binary)")
    tx.execute(
        text(
            """
            insert into bucket as old select * from incoming order by series_id, day
            on conflict (series_id, day) do update set x = old.x + excluded.x, y = old.y + excluded.y,
                q = old.q + excluded.q, n = old.n + excluded.n, s = old.s + excluded.s, g = old.g + excluded.g,
                claims = old.claims + excluded.claims
            """
        )
    )
    emptied = "bucket.series_id = incoming.series_id and bucket.day = incoming.day and bucket.claims = 0"
    tx.execute(text(f"delete from bucket using incoming where {emptied}"))


def refresh_statistics(tx: Connection) -> None:
    """Let Postgres look at the big tables again after a bulk write."""
    for table in (event, report, claim, series, bucket):
        tx.execute(text(f"analyze {table.name}"))
