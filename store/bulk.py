"""Bulk writing with COPY: imported events, their reports, and the claims and buckets they amount to.

Rows are packed here as COPY's binary format reads them (store/packed.py).
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, delete, func, select, text, update

from core.claims import Claim, Micro, Report
from core.events import Gist
from core.plover import ThreatCategory
from store import packed
from store.binary import BUCKET_COLUMNS, driver_of, to_binary
from store.ledger import BULK, mark_changed, threats_out, to_report, unpacked
from store.schema.events import event
from store.schema.scoring import bucket, claim, report, series

Groups = Sequence[tuple[tuple[str, ...], Micro]]
Threats = tuple[tuple[ThreatCategory, float], ...]

_EVENT_COLUMNS = (
    "id, key, event_day, publisher, reliability, origin, actors, recipients, type, mode, contexts, status, confidence, "
    "cameo, speaker, dimension, region, known_at, scored_revision"
)
_REPORT_COLUMNS = "event_id, day, a, b, direction, type, publisher, p, x, role, dimension, threats, region, known_from"
_CLAIM_COLUMNS = (
    "day, a, b, direction, type, x, weight, echo, publishers, reports, dimension, threats, region, series, part, parts"
)
_REMEMBERED = 200_000
"""So many gists are remembered as packed (some 100 MB); then it starts anew."""

_event_start = struct.Struct(">hiqi").pack
_report_start = struct.Struct(">hiq").pack
_CLAIM_START = struct.pack(">h", 16)
_claim_numbers = struct.Struct(">ididid").pack


def _copy(tx: Connection, table: str, columns: str, rows: bytes) -> None:
    statement = f"copy {table} ({columns}) from stdin (format binary)"
    with driver_of(tx).cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[arg-type, unused-ignore]
        copy.write(packed.HEADER)
        copy.write(rows)
        copy.write(packed.END)


class EventRows:
    """Packs imported events of one run for COPY; what a gist amounts to is packed once.

    They count as scored: their reports go to the ledger with them.
    """

    def __init__(self, *, origin: str, known_at: datetime) -> None:
        self._gists = _PackedGists(packed.text(origin), packed.time(known_at))

    def packed(self, events: Iterable[tuple[int, str, Gist, date]]) -> bytes:
        """The rows of events: (number, key, gist, day)."""
        gists = self._gists
        parts: list[bytes] = []
        for number, key, gist, day in events:
            raw = key.encode()
            parts += (_event_start(19, 8, number, len(raw)), raw, packed.day(day), gists[gist])
        return b"".join(parts)


class _PackedGists(dict[Gist, bytes]):
    """Gist -> what stands after an event's day."""

    def __init__(self, origin: bytes, at: bytes) -> None:
        super().__init__()
        self._origin, self._at = origin, at

    def __missing__(self, gist: Gist) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        coded = gist.coded
        made = self[gist] = b"".join(
            (
                packed.text(gist.publisher), packed.number(gist.reliability), self._origin,
                packed.text_list(coded.actors), packed.text_list(coded.recipients),
                packed.texts(coded.type, coded.mode), packed.text_list(coded.contexts), packed.text(coded.status),
                packed.number(coded.confidence),
                packed.texts(coded.cameo, coded.speaker, coded.dimension, gist.region), self._at, _SCORED,
            )
        )  # fmt: skip
        return made


_SCORED = struct.pack(">ii", 4, 1)


def packed_reports(reports: Iterable[Report], *, known_from: datetime) -> bytes:
    """Reports for COPY."""
    at = packed.time(known_from)
    parts: list[bytes] = []
    for (a, b, direction, type_, day), *word, event_id in reports:
        start = _report_start(14, 8, event_id)
        parts += (start, packed.day(day), packed.texts(a, b, direction, type_), _word(*word), at)
    return b"".join(parts)


@lru_cache(maxsize=65536)
def _word(
    publisher: str, p: float, x: float, role: float, dimension: str | None, threats: Threats, region: str | None
) -> bytes:
    numbers = packed.number(p) + packed.number(x) + packed.number(role)
    return packed.text(publisher) + numbers + packed.text(dimension) + _threats(threats) + packed.text(region)


@lru_cache(maxsize=65536)
def _threats(threats: Threats) -> bytes:
    return packed.as_json(threats_out(threats))


def copy_events(tx: Connection, events: bytes, reports: bytes) -> None:
    """Store events and their reports (`EventRows`, `packed_reports`); their claims must be settled afterwards.

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
    query = text(f"select array_agg(nextval({sequence})) from generate_series(1, :count)")
    numbers: list[int] = tx.execute(query, {"count": count}).scalar_one()
    return numbers


def hold_ledger(tx: Connection) -> None:
    """Keep every other writer off the claims until the transaction ends; readers go on."""
    tx.execute(select(func.pg_advisory_xact_lock(BULK)))
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


class ClaimRows:
    """Packs claims with what each writes for COPY. numbers: series name -> number."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._known: dict[tuple[str, ...], bytes] = {}

    def packed(self, claims: Iterable[tuple[Claim, Groups]]) -> bytes:
        """The rows of claims; groups: series names with what the claim adds to each of them."""
        rows: list[bytes] = []
        for (key, x, weight, echo, publishers, reports, dimension, threats, region, _), groups in claims:
            a, b, direction, type_, day = key
            rows += (
                _CLAIM_START,
                packed.day(day),
                packed.texts(a, b, direction, type_),
                _claim_numbers(8, x, 8, weight, 8, echo),
                _reported(publishers, reports, dimension, threats, region),
                self._written(groups),
            )
        return b"".join(rows)

    def _written(self, groups: Groups) -> bytes:
        parts: dict[Micro, int] = {}
        series: list[bytes] = []
        places: list[bytes] = []
        count = 0
        for names, micro in groups:
            count += len(names)
            series.append(self._known.get(names) or self._listed(names))
            places.append(packed.small(parts.setdefault(micro, len(parts)), len(names)))
        return (
            packed.int_list(count, b"".join(series))
            + packed.small_list(count, b"".join(places))
            + packed.big_list([value for micro in parts for value in micro])
        )

    def _listed(self, names: tuple[str, ...]) -> bytes:
        made = self._known[names] = packed.ints([self._numbers[name] for name in names])
        return made


@lru_cache(maxsize=65536)
def _reported(
    publishers: tuple[str, ...], reports: int, dimension: str | None, threats: Threats, region: str | None
) -> bytes:
    count = struct.pack(">ii", 4, reports)
    return packed.text_list(publishers) + count + packed.text(dimension) + _threats(threats) + packed.text(region)


def copy_claims(tx: Connection, rows: bytes) -> None:
    """Store claims (`ClaimRows`)."""
    _copy(tx, "claim", _CLAIM_COLUMNS, rows)


def add_to_buckets(
    tx: Connection, numbers: NDArray[np.int64], days: NDArray[np.int64], columns: NDArray[np.int64], *, now: datetime
) -> None:
    """Add to the buckets: row i of columns (seven micro-weights) to series `numbers[i]` on ordinal day `days[i]`.

    Rows are distinct and sorted by series, then day. Emptied buckets go.
    """
    rows = to_binary(numbers, days, columns)
    if tx.execute(select(bucket.c.day).limit(1)).first() is None:
        _copy(tx, "bucket", BUCKET_COLUMNS, rows)
    else:
        _add_to_known(tx, rows)
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]]) if len(numbers) else np.zeros(0, np.int64)
    first = zip(numbers[starts].tolist(), days[starts].tolist(), strict=True)
    mark_changed(tx, {number: date.fromordinal(day) for number, day in first}, now=now)


def _add_to_known(tx: Connection, rows: bytes) -> None:
    tx.execute(text("create temporary table incoming (like bucket) on commit drop"))
    _copy(tx, "incoming", BUCKET_COLUMNS, rows)
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


def refresh_statistics(engine: Engine) -> None:
    """Let Postgres look at the big tables again after a bulk write, two at a time."""

    def look(name: str) -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"analyze {name}"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(look, (table.name for table in (event, report, claim, bucket, series))))
