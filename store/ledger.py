"""The ledger of the indices: reports, claims and the integer buckets they add up to.

Apply a claim = subtract what it wrote, write what it amounts to now: both in one transaction, in the order of series
and day, so that two writers never wait for each other in a ring.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from core.claims import Claim, ClaimKey, Micro, Report
from core.plover import ThreatCategory
from store.binary import read_all_buckets, read_buckets
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
    """Keep other writers off these echo keys until the transaction ends; taken in one order, so nobody deadlocks.

    The commit will not wait for the disk: what a crash takes back of the ledger it takes back of the mark that the
    event is scored, which must be in the same transaction, and a later commit that waits keeps this one too. Plans are
    made once and kept: each statement reaches a few rows by their keys, whatever the keys are.
    """
    numbers = sorted(
        int.from_bytes(hashlib.blake2b("|".join(key).encode(), digest_size=8).digest(), "big", signed=True)
        for key in set(echo_keys)
    )
    tx.execute(_LOCK, {"numbers": numbers, "bulk": BULK})


BULK = 0x62756C6B  # "bulk"
"""Held by a bulk write; whoever scores one by one waits for it in `lock`, before he has read anything."""
_LOCK = text(
    """
    select set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
        pg_advisory_xact_lock_shared(:bulk),
        count(pg_advisory_xact_lock(number)::text)
    from unnest(cast(:numbers as bigint[])) as number
    """
)


def echo_keys_of(tx: Connection, event_ids: Sequence[int]) -> set[EchoKey]:
    """Echo keys of the reports that the events have on record now."""
    own = report.c.event_id == func.any(list(event_ids))
    rows = tx.execute(select(*_KEY).distinct().where(own, report.c.known_to.is_(None)))
    return {(row.a, row.b, row.direction, row.type) for row in rows}


def replace_reports(
    tx: Connection, event_ids: Sequence[int], reports: Sequence[Report], *, now: datetime
) -> set[ClaimKey]:
    """End the events' reports and put these in their place. Returns every key that one of them had or has."""
    ended = tx.execute(
        update(report)
        .where(report.c.event_id == func.any(list(event_ids)), report.c.known_to.is_(None))
        .values(known_to=now)
        .returning(*_KEY, report.c.day)
    )
    touched = {ClaimKey(*row) for row in ended}
    if reports:
        tx.execute(insert(report), [report_columns(one, now) for one in reports])
    return touched | {one.key for one in reports}


Days = dict[EchoKey, set[date]]


def days_of(tx: Connection, spans: Mapping[EchoKey, tuple[date, date]]) -> tuple[Days, Days]:
    """Days, first and last of each span included, on which the echo key has at least one report; and those on which it
    has a claim in the ledger.
    """
    live: Days = {key: set() for key in spans}
    written: Days = {key: set() for key in spans}
    for a, b, direction, type_, day, is_written in tx.execute(_DAYS, _spans_of(spans)):
        (written if is_written else live)[(a, b, direction, type_)].add(day)
    return live, written


# Lists of keys come as arrays: the statement stays the same for any number of them, so Postgres plans it once.
_ECHO_KEYS = "cast(:a as text[]), cast(:b as text[]), cast(:direction as text[]), cast(:type as text[])"
_SPANS = f"unnest({_ECHO_KEYS}, cast(:first as date[]), cast(:last as date[]))"
_KEYS = f"unnest({_ECHO_KEYS}, cast(:day as date[]))"
_DAYS = text(
    f"""
    select distinct r.a, r.b, r.direction, r.type, r.day, false
    from {_SPANS} as w(a, b, direction, type, first, last) join report r using (a, b, direction, type)
    where r.day between w.first and w.last and r.known_to is null
    union all
    select c.a, c.b, c.direction, c.type, c.day, true
    from {_SPANS} as w(a, b, direction, type, first, last) join claim c using (a, b, direction, type)
    where c.day between w.first and w.last
    """
)
_REPORTS = text(
    f"select r.* from {_KEYS} as w(a, b, direction, type, day) join report r using (a, b, direction, type, day)"
    " where r.known_to is null"
)
_TAKE_BACK = text(
    f"""
    delete from claim c using {_KEYS} as w(a, b, direction, type, day)
    where (c.a, c.b, c.direction, c.type, c.day) = (w.a, w.b, w.direction, w.type, w.day)
    returning c.day, c.series, c.part, c.parts
    """
)


def _columns_of(keys: Iterable[EchoKey | ClaimKey]) -> dict[str, list[Any]]:
    a, b, direction, type_, *day = (list(column) for column in zip(*keys, strict=True))
    return {"a": a, "b": b, "direction": direction, "type": [str(one) for one in type_], "day": day[0] if day else []}


def reports_of(tx: Connection, keys: Sequence[ClaimKey]) -> dict[ClaimKey, list[Report]]:
    """The reports of each key, as known now."""
    found: dict[ClaimKey, list[Report]] = {ClaimKey(*key): [] for key in keys}
    for row in tx.execute(_REPORTS, _columns_of(keys)) if keys else ():
        one = to_report(row)
        found[one.key].append(one)
    return found


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
    tx: Connection,
    claims: Mapping[ClaimKey, tuple[Claim, Written] | None],
    standing: Collection[ClaimKey],
    *,
    now: datetime,
) -> set[str]:
    """Take back what these keys wrote and write what they amount to now (None: nothing any more).

    standing: those of the keys that have a claim in the ledger. Returns the names of the series whose buckets changed.
    """
    change: dict[tuple[int, date], list[int]] = {}

    def add(number: int, day: date, micro: Micro, sign: int) -> None:
        sums = change.setdefault((number, day), [0] * 7)
        for place, value in enumerate(micro):
            sums[place] += sign * value

    for day, numbers, part, parts in tx.execute(_TAKE_BACK, _columns_of(standing)) if standing else ():
        for number, micro in unpacked(numbers, part, parts):
            add(number, day, micro, -1)
    made = [one for one in claims.values() if one is not None]
    known = series_numbers(tx, (name for _, written in made for name, _ in written)) if made else {}
    for one, written in made:
        for name, micro in written:
            add(known[name], one.key.day, micro, 1)
    if made:
        tx.execute(insert(claim), [claim_columns(one, written, known) for one, written in made])
    return add_to_buckets(tx, [(*place, *sums) for place, sums in sorted(change.items()) if any(sums)], now=now)


_ADD = text(
    """
    with added as (
        insert into bucket as old (series_id, day, x, y, q, n, s, g, claims)
        select * from unnest(cast(:series_id as int[]), cast(:day as date[]), cast(:x as bigint[]),
            cast(:y as bigint[]), cast(:q as bigint[]), cast(:n as bigint[]), cast(:s as bigint[]),
            cast(:g as bigint[]), cast(:claims as int[]))
        on conflict (series_id, day) do update set x = old.x + excluded.x, y = old.y + excluded.y,
            q = old.q + excluded.q, n = old.n + excluded.n, s = old.s + excluded.s, g = old.g + excluded.g,
            claims = old.claims + excluded.claims
    )
    update series set version = version + 1, changed_at = :now, dirty_from = least(dirty_from, moved.first)
    from (
        -- locked in one order, so that writers do not wait in a ring
        select series.id, w.first from unnest(cast(:numbers as int[]), cast(:firsts as date[])) as w(id, first)
        join series using (id) order by id for update of series
    ) moved
    where series.id = moved.id returning series.name
    """
)


def add_to_buckets(tx: Connection, rows: Sequence[tuple[Any, ...]], *, now: datetime) -> set[str]:
    """Add (series number, day, seven micro-weights) to the buckets; rows come sorted. Emptied buckets go.

    Returns the names of the series, whose versions count up.
    """
    if not rows:
        return set()
    given: dict[str, Any] = {
        name: list(column)
        for name, column in zip(("series_id", "day", *_COLUMNS), zip(*rows, strict=True), strict=True)
    }
    firsts = {number: day for number, day, *_ in reversed(rows)}
    given |= {"numbers": list(firsts), "firsts": list(firsts.values()), "now": now}
    names = set(tx.execute(_ADD, given).scalars())
    if any(row[8] < 0 for row in rows):
        tx.execute(
            delete(bucket).where(
                tuple_(bucket.c.series_id, bucket.c.day).in_([row[:2] for row in rows if row[8] < 0]),
                bucket.c.claims == 0,
            )
        )
    return names


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
        found[name] = read_buckets(tx, number)
    return found


def all_buckets_of(tx: Connection) -> dict[str, Buckets]:
    """The buckets of every series, read at once: about a microsecond and 72 bytes a bucket."""
    names: dict[int, str] = {number: name for name, number in tx.execute(select(series.c.name, series.c.id)).all()}
    numbers, days, columns = read_all_buckets(tx)
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


def changed_since(tx: Connection, known_at: datetime) -> dict[EchoKey, tuple[date, date]]:
    """Echo keys with reports that came or went after that time, and the first and last day of these reports."""
    rows = tx.execute(
        select(*_KEY, func.min(report.c.day), func.max(report.c.day))
        .where(or_(report.c.known_from > known_at, report.c.known_to > known_at))
        .group_by(*_KEY)
    )
    return {(a, b, direction, type_): (first, last) for a, b, direction, type_, first, last in rows}


_WITHIN = f"""
    from {_SPANS} as w(a, b, direction, type, first, last) join {{table}} t using (a, b, direction, type)
    where t.day between w.first and w.last
"""


def reports_within(tx: Connection, spans: Mapping[EchoKey, tuple[date, date]], known_at: datetime) -> list[Report]:
    """Reports of these echo keys on these days, ends included, as known at that time, in the order of their keys."""
    query = text(
        f"select t.* {_WITHIN.format(table='report')}"
        " and t.known_from <= :at and (t.known_to is null or t.known_to > :at)"
    )
    rows = tx.execute(query, _spans_of(spans) | {"at": known_at}) if spans else ()
    return sorted((to_report(row) for row in rows), key=lambda one: one.key)


def written_within(
    tx: Connection, spans: Mapping[EchoKey, tuple[date, date]]
) -> dict[ClaimKey, list[tuple[str, Micro]]]:
    """What the claims of these echo keys on these days write to which series now."""
    if not spans:
        return {}
    names: dict[int, str] = {number: name for name, number in tx.execute(select(series.c.name, series.c.id)).all()}
    query = text(
        f"select t.a, t.b, t.direction, t.type, t.day, t.series, t.part, t.parts {_WITHIN.format(table='claim')}"
    )
    return {
        ClaimKey(*key): [(names[number], micro) for number, micro in unpacked(numbers, part, parts)]
        for *key, numbers, part, parts in tx.execute(query, _spans_of(spans))
    }


def _spans_of(spans: Mapping[EchoKey, tuple[date, date]]) -> dict[str, list[Any]]:
    return _columns_of(spans) | {
        "first": [first for first, _ in spans.values()],
        "last": [last for _, last in spans.values()],
    }


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
