"""The ledger of the indices: reports, claims and the integer buckets they add up to.

Apply a claim = subtract what it wrote, write what it amounts to now: both in one transaction, in the order of series
and day, so that two writers never wait for each other in a ring.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from core.claims import Claim, ClaimKey, Micro, Report
from core.plover import ThreatCategory
from store.binary import read_buckets
from store.schema.scoring import bucket, claim, report, series

Written = Sequence[tuple[str, Micro]]
EchoKey = tuple[str, str, str, str]

_KEY = (report.c.a, report.c.b, report.c.direction, report.c.type)
_CLAIM_KEY = (claim.c.a, claim.c.b, claim.c.direction, claim.c.type, claim.c.day)
_COLUMNS = ("x", "y", "q", "n", "s", "g", "claims")


def threats_out(threats: tuple[tuple[ThreatCategory, float], ...]) -> list[list[object]] | None:
    """Threat shares as their column; None for none."""
    return [[str(category), share] for category, share in threats] or None


def _threats_in(raw: list[list[Any]] | None) -> tuple[tuple[ThreatCategory, float], ...]:
    return tuple((ThreatCategory(category), share) for category, share in raw or ())


def to_report(row: Row[Any]) -> Report:
    """A row of the report table as a report."""
    return Report(
        ClaimKey(row.a, row.b, row.direction, row.type, row.day),
        row.publisher,
        row.p,
        row.x,
        row.role,
        row.dimension,
        _threats_in(row.threats),
        row.region,
        row.event_id,
    )


def to_claim(row: Row[Any], micro: Micro) -> Claim:
    """A row of the claim table as a claim; micro: what it wrote to the series that is asked about."""
    return Claim(
        ClaimKey(row.a, row.b, row.direction, row.type, row.day), row.x, row.weight, row.echo, tuple(row.publishers),
        row.reports, row.dimension, _threats_in(row.threats), row.region, micro,
    )  # fmt: skip


def report_columns(one: Report, known_from: datetime) -> dict[str, Any]:
    """A report as the columns of its table."""
    a, b, direction, type_, day = one.key
    return {
        "event_id": one.event_id, "a": a, "b": b, "direction": direction, "type": str(type_), "day": day,
        "publisher": one.publisher, "p": one.p, "x": one.x, "role": one.role, "dimension": one.dimension and
        str(one.dimension), "threats": threats_out(one.threats), "region": one.region, "known_from": known_from,
    }  # fmt: skip


def lock(tx: Connection, echo_keys: Iterable[EchoKey]) -> None:
    """Keep other writers off these echo keys until the transaction ends; taken in one order, so nobody deadlocks."""
    numbers = sorted(
        int.from_bytes(hashlib.blake2b("|".join(key).encode(), digest_size=8).digest(), "big", signed=True)
        for key in set(echo_keys)
    )
    # A bulk write holds the claim table; whoever scores one by one waits here, before he has read anything.
    tx.execute(text("lock table claim in row exclusive mode"))
    for number in numbers:
        tx.execute(select(func.pg_advisory_xact_lock(number)))


def echo_keys_of(tx: Connection, event_ids: Sequence[int]) -> set[EchoKey]:
    """Echo keys of the reports that the events have on record now."""
    rows = tx.execute(select(*_KEY).distinct().where(report.c.event_id.in_(event_ids), report.c.known_to.is_(None)))
    return {(row.a, row.b, row.direction, row.type) for row in rows}


def replace_reports(
    tx: Connection, event_ids: Sequence[int], reports: Sequence[Report], *, now: datetime
) -> set[ClaimKey]:
    """End the events' reports and put these in their place. Returns every key that one of them had or has."""
    ended = tx.execute(
        update(report)
        .where(report.c.event_id.in_(event_ids), report.c.known_to.is_(None))
        .values(known_to=now)
        .returning(*_KEY, report.c.day)
    )
    touched = {ClaimKey(*row) for row in ended}
    if reports:
        tx.execute(insert(report), [report_columns(one, now) for one in reports])
    return touched | {one.key for one in reports}


def live_days(tx: Connection, echo_keys: Sequence[EchoKey]) -> dict[EchoKey, set[date]]:
    """Days on which each echo key has at least one report."""
    days: dict[EchoKey, set[date]] = {key: set() for key in echo_keys}
    rows = tx.execute(
        select(*_KEY, report.c.day).distinct().where(tuple_(*_KEY).in_(echo_keys), report.c.known_to.is_(None))
    )
    for row in rows:
        days[(row.a, row.b, row.direction, row.type)].add(row.day)
    return days


def reports_of(tx: Connection, keys: Sequence[ClaimKey]) -> dict[ClaimKey, list[Report]]:
    """The reports of each key, as known now."""
    found: dict[ClaimKey, list[Report]] = {ClaimKey(*key): [] for key in keys}
    rows = tx.execute(
        select(report).where(tuple_(*_KEY, report.c.day).in_([tuple(key) for key in keys]), report.c.known_to.is_(None))
    )
    for row in rows:
        one = to_report(row)
        found[one.key].append(one)
    return found


def written_days(tx: Connection, echo_keys: Sequence[EchoKey]) -> dict[EchoKey, set[date]]:
    """Days on which each echo key has a claim in the ledger."""
    days: dict[EchoKey, set[date]] = {key: set() for key in echo_keys}
    query = select(*_CLAIM_KEY).where(tuple_(*_CLAIM_KEY[:4]).in_(echo_keys))
    for a, b, direction, type_, day in tx.execute(query):
        days[(a, b, direction, type_)].add(day)
    return days


def series_numbers(tx: Connection, names: Iterable[str]) -> dict[str, int]:
    """Numbers of the series of these names; new ones are made."""
    wanted = sorted(set(names))
    query = select(series.c.name, series.c.id).where(series.c.name == func.any(wanted))
    known = {row.name: row.id for row in tx.execute(query)}
    missing = [{"name": name} for name in wanted if name not in known]
    if missing:
        tx.execute(pg_insert(series).values(missing).on_conflict_do_nothing(index_elements=["name"]))
        known = {row.name: row.id for row in tx.execute(query)}
    return known


def _packed(written: Written, numbers: Mapping[str, int]) -> dict[str, Any]:
    parts: dict[Micro, int] = {}
    part = [parts.setdefault(micro, len(parts)) for _, micro in written]
    return {
        "series": [numbers[name] for name, _ in written],
        "part": part,
        "parts": [value for micro in parts for value in micro],
    }


def unpacked(series_ids: Sequence[int], part: Sequence[int], parts: Sequence[int]) -> list[tuple[int, Micro]]:
    """What a claim wrote: (series number, micro-weights)."""
    return [(number, Micro(*parts[7 * place : 7 * place + 7])) for number, place in zip(series_ids, part, strict=True)]


def claim_columns(one: Claim, written: Written, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A claim, and what it writes, as the columns of its table."""
    a, b, direction, type_, day = one.key
    return {
        "a": a, "b": b, "direction": direction, "type": str(type_), "day": day, "x": one.x, "weight": one.weight,
        "echo": one.echo, "publishers": list(one.publishers), "reports": one.reports,
        "dimension": one.dimension and str(one.dimension), "threats": threats_out(one.threats), "region": one.region,
        **_packed(written, numbers),
    }  # fmt: skip


def replace_claims(
    tx: Connection, claims: Mapping[ClaimKey, tuple[Claim, Written] | None], *, now: datetime
) -> set[str]:
    """Take back what these keys wrote and write what they amount to now (None: nothing any more).

    Returns the names of the series whose buckets changed.
    """
    if not claims:
        return set()
    change: dict[tuple[int, date], list[int]] = {}

    def add(number: int, day: date, micro: Micro, sign: int) -> None:
        sums = change.setdefault((number, day), [0] * 7)
        for place, value in enumerate(micro):
            sums[place] += sign * value

    old = tx.execute(delete(claim).where(tuple_(*_CLAIM_KEY).in_([tuple(key) for key in claims])).returning(claim))
    for row in old:
        for number, micro in unpacked(row.series, row.part, row.parts):
            add(number, row.day, micro, -1)
    numbers = series_numbers(tx, (name for made in claims.values() if made for name, _ in made[1]))
    rows = []
    for key, made in claims.items():
        if made is not None:
            rows.append(claim_columns(made[0], made[1], numbers))
            for name, micro in made[1]:
                add(numbers[name], key.day, micro, 1)
    if rows:
        tx.execute(insert(claim), rows)
    moved = {key: sums for key, sums in change.items() if any(sums)}
    add_to_buckets(tx, [(number, day, *sums) for (number, day), sums in sorted(moved.items())])
    return mark_changed(tx, {number: min(d for n, d in moved if n == number) for number, _ in moved}, now=now)


_ADD = text(
    """
    insert into bucket as old (series_id, day, x, y, q, n, s, g, claims)
    select * from unnest(cast(:series_id as int[]), cast(:day as date[]), cast(:x as bigint[]), cast(:y as bigint[]),
        cast(:q as bigint[]), cast(:n as bigint[]), cast(:s as bigint[]), cast(:g as bigint[]), cast(:claims as int[]))
    on conflict (series_id, day) do update set x = old.x + excluded.x, y = old.y + excluded.y, q = old.q + excluded.q,
        n = old.n + excluded.n, s = old.s + excluded.s, g = old.g + excluded.g, claims = old.claims + excluded.claims
    """
)


def add_to_buckets(tx: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add (series number, day, seven micro-weights) to the buckets; rows come sorted. Emptied buckets go."""
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    names = ("series_id", "day", *_COLUMNS)
    tx.execute(_ADD, {name: list(column) for name, column in zip(names, columns, strict=True)})
    if any(row[8] < 0 for row in rows):
        tx.execute(
            delete(bucket).where(
                tuple_(bucket.c.series_id, bucket.c.day).in_([row[:2] for row in rows if row[8] < 0]),
                bucket.c.claims == 0,
            )
        )


def mark_changed(tx: Connection, dirty_from: Mapping[int, date], *, now: datetime) -> set[str]:
    """Count up the versions of these series; returns their names."""
    if not dirty_from:
        return set()
    changed = text(
        """
        update series set version = version + 1, changed_at = :now, dirty_from = least(dirty_from, moved.day)
        from unnest(cast(:numbers as int[]), cast(:days as date[])) as moved(id, day)
        where series.id = moved.id returning series.name
        """
    )
    numbers = sorted(dirty_from)
    rows = tx.execute(changed, {"numbers": numbers, "days": [dirty_from[n] for n in numbers], "now": now})
    return set(rows.scalars())


Buckets = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Of one series: ordinal days, ascending, and their micro-weights, shape (days, 7), in the order of Micro."""
NO_BUCKETS: Buckets = (np.zeros(0, np.int64), np.zeros((0, 7), np.int64))


def buckets_of(tx: Connection, names: Sequence[str]) -> dict[str, Buckets]:
    """For each series: ordinal days, ascending, and their micro-weights, shape (days, 7), in the order of Micro.

    A series that never had a claim is an empty pair.
    """
    query = select(series.c.name, series.c.id).where(series.c.name.in_(names))
    found = dict.fromkeys(names, NO_BUCKETS)
    for name, number in tx.execute(query).all():
        _, days, columns = read_buckets(tx, number)
        found[name] = (days, columns)
    return found


def all_buckets_of(tx: Connection) -> dict[str, Buckets]:
    """The buckets of every series, read at once: about a microsecond and 72 bytes a bucket."""
    names: dict[int, str] = {number: name for name, number in tx.execute(select(series.c.name, series.c.id)).all()}
    numbers, days, columns = read_buckets(tx)
    own, starts = np.unique(numbers, return_index=True)
    ends = [*starts[1:].tolist(), len(numbers)]
    return {
        names[number]: (days[start:end], columns[start:end])
        for number, start, end in zip(own.tolist(), starts.tolist(), ends, strict=True)
    }


def versions_of(tx: Connection, names: Sequence[str]) -> dict[str, tuple[int, datetime | None]]:
    """Version and time of the last change of each series that exists."""
    rows = tx.execute(select(series.c.name, series.c.version, series.c.changed_at).where(series.c.name.in_(names)))
    return {row.name: (row.version, row.changed_at) for row in rows}


def unchecked(tx: Connection, prefixes: Sequence[str], *, limit: int) -> list[tuple[str, int]]:
    """Series with one of these prefixes that moved since they were last checked: (name, version), by number."""
    wanted = or_(*(func.starts_with(series.c.name, prefix) for prefix in prefixes))
    rows = tx.execute(
        select(series.c.name, series.c.version)
        .where(series.c.version > series.c.checked_version, wanted)
        .order_by(series.c.id)
        .limit(limit)
    )
    return [(row.name, row.version) for row in rows]


def names_with(tx: Connection, prefix: str) -> list[str]:
    """Names of the series that begin so, sorted."""
    rows = tx.execute(select(series.c.name).where(func.starts_with(series.c.name, prefix)).order_by(series.c.name))
    return list(rows.scalars())


def mark_checked(tx: Connection, versions: Iterable[tuple[str, int]]) -> None:
    """The series were checked at these versions; what moved meanwhile stays due."""
    for name, version in versions:
        tx.execute(
            update(series)
            .where(series.c.name == name, series.c.checked_version < version)
            .values(checked_version=version)
        )


def claims_of_series(
    tx: Connection, name: str, *, since: date, until: date
) -> list[tuple[Claim, Micro, tuple[int, ...]]]:
    """Claims that wrote to the series on days in [since, until], what each wrote, and its events' numbers, by day."""
    written = claims_alone(tx, name, since=since, until=until)
    events: dict[ClaimKey, list[int]] = {}
    for start in range(0, len(written), 5000):
        keys = [tuple(one.key) for one, _ in written[start : start + 5000]]
        query = select(*_KEY, report.c.day, report.c.event_id).where(
            tuple_(*_KEY, report.c.day).in_(keys), report.c.known_to.is_(None)
        )
        for *parts, event_id in tx.execute(query):
            events.setdefault(ClaimKey(*parts), []).append(event_id)
    return [(one, micro, tuple(sorted(set(events.get(one.key, ()))))) for one, micro in written]


def claims_alone(tx: Connection, name: str, *, since: date, until: date) -> list[tuple[Claim, Micro]]:
    """The same without the events, which are what takes the time."""
    number = tx.execute(select(series.c.id).where(series.c.name == name)).scalar_one_or_none()
    if number is None:
        return []
    rows = tx.execute(
        select(claim)
        .where(claim.c.day.between(since, until), claim.c.series.contains([number]), _sides(name))
        .order_by(*reversed(_CLAIM_KEY))
    )
    found = []
    for row in rows:
        micro = next(m for n, m in unpacked(row.series, row.part, row.parts) if n == number)
        found.append((to_claim(row, micro), micro))
    return found


def _sides(name: str) -> Any:
    """A condition that lets Postgres use the key's index where the series names a dyad."""
    if name.startswith("dyad:"):
        a, b = name.removeprefix("dyad:").split("|")
        return (claim.c.a == a) & (claim.c.b == b)
    return text("true")


def reports_as_of(tx: Connection, known_at: datetime, *, until: date | None = None) -> list[Report]:
    """All reports as they were known at that time, in the order of their keys."""
    query = select(report).where(
        report.c.known_from <= known_at, (report.c.known_to.is_(None)) | (report.c.known_to > known_at)
    )
    if until is not None:
        query = query.where(report.c.day <= until)
    return sorted((to_report(row) for row in tx.execute(query)), key=lambda one: one.key)


def all_buckets(tx: Connection) -> dict[tuple[str, date], Micro]:
    """Every bucket of the ledger: (series name, day) -> micro-weights."""
    query = select(series.c.name, bucket).join(series, series.c.id == bucket.c.series_id)
    rows = tx.execute(query.execution_options(yield_per=10_000))
    return {(row.name, row.day): Micro(row.x, row.y, row.q, row.n, row.s, row.g, row.claims) for row in rows}


def first_day(tx: Connection) -> date | None:
    """The first day with a claim; None when there is none."""
    found: date | None = tx.execute(
        select(func.min(bucket.c.day)).where(bucket.c.series_id == _number_of("world"))
    ).scalar_one_or_none()
    return found


def last_day(tx: Connection) -> date | None:
    """The last day with a claim; None when there is none."""
    found: date | None = tx.execute(
        select(func.max(bucket.c.day)).where(bucket.c.series_id == _number_of("world"))
    ).scalar_one_or_none()
    return found


def hostile_claims(tx: Connection, first: date, last: date) -> int:
    """Number of claims with threat weight between two days inclusive."""
    # The first seven parts are what the claim adds to plain series, in the order of Micro; the third is q.
    query = select(func.count()).select_from(claim).where(claim.c.day.between(first, last), claim.c.parts[3] > 0)
    return int(tx.execute(query).scalar_one())


def _number_of(name: str) -> Any:
    return select(series.c.id).where(series.c.name == name).scalar_subquery()


def cooperation_with_outsiders(
    tx: Connection, alliance: str, *, first: date, last: date
) -> list[tuple[str, date, int]]:
    """(outsider, day, x in micro): what claims between members and each outsider add up to, by day.

    A dyad counts on the days on which exactly one of its sides belongs to the alliance.
    """
    query = text(
        """
        with pair as (
            select id, split_part(substr(name, 6), '|', 1) as a, split_part(substr(name, 6), '|', 2) as b
            from series where starts_with(name, 'dyad:')
        ), inside as materialized (
            select pair.id, case when m.country = pair.a then pair.b else pair.a end as outsider,
                m.started_on, m.ended_on
            from pair join membership m on m.alliance = :alliance and m.country in (pair.a, pair.b)
        )
        select inside.outsider, own.day, sum(own.x)
        from inside cross join lateral (
            select day, x from bucket where series_id = inside.id and day between :first and :last
                and day >= inside.started_on and (inside.ended_on is null or day < inside.ended_on)
            offset 0  -- keeps the planner from joining memberships to every bucket there is: minutes on ten years
        ) own
        where not exists (
            select 1 from membership o where o.alliance = :alliance and o.country = inside.outsider
                and o.started_on <= own.day and (o.ended_on is null or own.day < o.ended_on)
        )
        group by 1, 2 having sum(own.x) > 0 order by 1, 2
        """
    )
    rows = tx.execute(query, {"alliance": alliance, "first": first, "last": last})
    return [(outsider, day, int(x)) for outsider, day, x in rows]


def dumps(value: object) -> str | None:
    """JSON text for COPY, None for nothing."""
    return None if value is None else json.dumps(value)
