"""Groupings of states, and the months whose groupings are due."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from core.claims import Claim, ClaimKey, Micro, to_claim_key
from core.errors import NotFound
from core.groupings import Grouping, GroupingKind
from store.ledger import to_claim
from store.schema.groupings import grouping, grouping_month
from store.schema.scoring import claim, report, series

_LOCK = 0x67726F757073  # "groups": months are worked out one after the other
_VALUES = ("members", "overlaps", "months", "claims", "publishers", "doubt")


def try_lock(tx: Connection) -> bool:
    """Keep others from working out months until the transaction ends; False when somebody does already."""
    return bool(tx.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one())


def is_any_due(tx: Connection, today: date) -> bool:
    """Whether a month has to be worked out: the ledger moved, a month ended, or one is still due."""
    moved = select(series.c.id).where(series.c.name == "world", series.c.dirty_from.isnot(None))
    waiting = select(grouping_month.c.month).where(_waits(today))
    return bool(tx.execute(select(or_(moved.exists(), waiting.exists()))).scalar_one())


def _waits(today: date) -> Any:
    return or_(
        grouping_month.c.is_due,
        ~grouping_month.c.is_whole & (grouping_month.c.month < today.replace(day=1)),
    )


_FROM = text(
    """
    update series set dirty_from = null from (
        select id, dirty_from from series where name = 'world' and dirty_from is not null for update
    ) old where series.id = old.id returning old.dirty_from
    """
)
_MONTHS = text(
    """
    insert into grouping_month (month)
    select cast(m as date) from generate_series(date_trunc('month', cast(:first as date)), cast(:last as date),
        interval '1 month') m
    on conflict (month) do nothing
    """
)


def mark_due(tx: Connection, *, first: date, today: date, reach: int, formula: str, world_version: int) -> None:
    """Make due what the ledger's changes since the last call can have changed, and what another formula made.

    first: first day of the ledger. reach: days that a claim reaches back before its own. Takes the mark `dirty_from`
    off the world's series, so call it in the transaction that holds the lock.
    """
    dirty: date | None = tx.execute(_FROM).scalar_one_or_none()
    tx.execute(_MONTHS, {"first": first, "last": today})
    stale = or_(grouping_month.c.formula != formula, grouping_month.c.world_version != world_version, _waits(today))
    if dirty is not None:
        from_month = func.date_trunc("month", text("cast(:dirty as date) - cast(:reach as int)"))
        stale = or_(stale, (grouping_month.c.month >= from_month).self_group())
    statement = update(grouping_month).where(stale).values(is_due=True)
    tx.execute(statement, {"dirty": dirty, "reach": reach} if dirty is not None else {})
    tx.execute(delete(grouping).where(grouping.c.month > today))


def due(tx: Connection, *, limit: int) -> list[date]:
    """Months that are due (their first days), oldest first."""
    query = select(grouping_month.c.month).where(grouping_month.c.is_due).order_by(grouping_month.c.month).limit(limit)
    return list(tx.execute(query).scalars())


def put_month(
    tx: Connection,
    month: date,
    found: Iterable[Grouping],
    *,
    modularity: float | None,
    is_whole: bool,
    formula: str,
    world_version: int,
    now: datetime,
) -> None:
    """Make these the month's groupings; those that stay keep their number. It is unchecked when anything changed."""
    rows = [
        {
            "kind": one.kind, "day": one.day, "month": month, "name": one.name, "members": list(one.members),
            "overlaps": [list(pair) for pair in one.overlaps], "months": one.months,
            "claims": [str(key) for key in one.claims], "publishers": list(one.publishers), "doubt": one.doubt,
        }
        for one in found
    ]  # fmt: skip
    stored = of_month(tx, month)
    if rows:
        statement = insert(grouping).values(rows)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "day", "name"], set_={name: statement.excluded[name] for name in _VALUES}
            )
        )
    kept = {(row["kind"], row["day"], row["name"]) for row in rows}
    gone = [one for one in stored if (one.kind, one.day, one.name) not in kept]
    for one in gone:
        tx.execute(
            delete(grouping).where(grouping.c.kind == one.kind, grouping.c.day == one.day, grouping.c.name == one.name)
        )
    is_same = of_month(tx, month) == stored
    tx.execute(
        update(grouping_month)
        .where(grouping_month.c.month == month)
        .values(
            is_due=False, is_whole=is_whole, modularity=modularity, formula=formula, world_version=world_version,
            made_at=now, is_checked=grouping_month.c.is_checked & is_same,
        )
    )  # fmt: skip


def _to_grouping(row: Row[Any]) -> Grouping:
    return Grouping(
        GroupingKind(row.kind), row.day, row.name, tuple(row.members), tuple((code, share) for code, share in
        row.overlaps), row.months, tuple(to_claim_key(one) for one in row.claims), tuple(row.publishers), row.doubt,
    )  # fmt: skip


def of_month(tx: Connection, month: date, kind: GroupingKind | None = None) -> list[Grouping]:
    """The month's groupings, by kind, day and name."""
    query = select(grouping).where(grouping.c.month == month)
    if kind is not None:
        query = query.where(grouping.c.kind == kind)
    found = [_to_grouping(row) for row in tx.execute(query)]
    return sorted(found, key=lambda one: (one.kind, one.day, one.name))


def month_of(tx: Connection, month: date) -> dict[str, Any] | None:
    """A month as it was worked out last; None when it never was."""
    row = tx.execute(
        select(grouping_month).where(grouping_month.c.month == month, grouping_month.c.made_at.isnot(None))
    ).mappings().one_or_none()  # fmt: skip
    return dict(row) if row else None


def last_month(tx: Connection) -> date | None:
    """The last month that was ever worked out."""
    found: date | None = tx.execute(
        select(func.max(grouping_month.c.month)).where(grouping_month.c.made_at.isnot(None))
    ).scalar_one_or_none()
    return found


def last_whole_month(tx: Connection) -> date | None:
    """The last month that has communities."""
    found: date | None = tx.execute(
        select(func.max(grouping_month.c.month)).where(grouping_month.c.is_whole)
    ).scalar_one_or_none()
    return found


def named(tx: Connection, kind: GroupingKind, name: str, *, since: date) -> list[Grouping]:
    """Groupings of that kind and name from a day on, newest first."""
    query = (
        select(grouping)
        .where(grouping.c.kind == kind, grouping.c.name == name, grouping.c.day >= since)
        .order_by(grouping.c.day.desc())
    )
    return [_to_grouping(row) for row in tx.execute(query)]


def latest(
    tx: Connection,
    *,
    before: tuple[date, int] | None,
    limit: int,
    kind: GroupingKind | None = None,
    member: str | None = None,
    name: str | None = None,
    first: date | None = None,
    last: date | None = None,
    least: int = 1,
) -> list[dict[str, Any]]:
    """Groupings with how their month was made, newest day first, from below (day, number).

    member: of which this state is one. least: number of members at least.
    """
    query = (
        select(grouping, grouping_month.c.modularity, grouping_month.c.formula, grouping_month.c.made_at)
        .join(grouping_month, grouping_month.c.month == grouping.c.month)
        .where(func.cardinality(grouping.c.members) >= least)
        .order_by(grouping.c.day.desc(), grouping.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        day, number = before
        query = query.where(or_(grouping.c.day < day, and_(grouping.c.day == day, grouping.c.id < number)))
    if kind is not None:
        query = query.where(grouping.c.kind == kind)
    if member is not None:
        query = query.where(grouping.c.members.contains([member]))
    if name is not None:
        query = query.where(grouping.c.name == name)
    if first is not None:
        query = query.where(grouping.c.day >= first)
    if last is not None:
        query = query.where(grouping.c.day <= last)
    return [dict(row) for row in tx.execute(query).mappings()]


def get(tx: Connection, grouping_id: int) -> dict[str, Any]:
    """One grouping, as in `latest`. Raises NotFound."""
    query = (
        select(grouping, grouping_month.c.modularity, grouping_month.c.formula, grouping_month.c.made_at)
        .join(grouping_month, grouping_month.c.month == grouping.c.month)
        .where(grouping.c.id == grouping_id)
    )
    row = tx.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no grouping {grouping_id}.")
    return dict(row)


def unchecked(tx: Connection) -> list[tuple[date, datetime]]:
    """Months that the alert rules have not seen as they are, with when they were made."""
    query = select(grouping_month.c.month, grouping_month.c.made_at).where(
        ~grouping_month.c.is_checked, grouping_month.c.made_at.isnot(None)
    )
    return [(row.month, row.made_at) for row in tx.execute(query.order_by(grouping_month.c.month))]


def mark_checked(tx: Connection, months: Iterable[tuple[date, datetime]]) -> None:
    """The rules have seen these months as made then; what was made anew meanwhile stays unchecked."""
    for month, made_at in months:
        tx.execute(
            update(grouping_month)
            .where(grouping_month.c.month == month, grouping_month.c.made_at == made_at)
            .values(is_checked=True)
        )


def pair_buckets(tx: Connection, last: date) -> list[Row[Any]]:
    """(a, b, ordinal day, x, y in micro) of all pairs of two states up to a day, by pair, then day."""
    query = text(
        """
        select a, b, b2.day - date '0001-01-01' + 1 as ordinal, b2.x, b2.y from (
            select id, split_part(substr(name, 6), '|', 1) collate "C" as a,
                split_part(substr(name, 6), '|', 2) collate "C" as b
            from series where starts_with(name, 'dyad:')
        ) pair join bucket b2 on b2.series_id = pair.id and b2.day <= :last and (b2.x > 0 or b2.y > 0)
        where exists (select from country where code = pair.a) and exists (select from country where code = pair.b)
        order by a, b, b2.day
        """
    )
    return list(tx.execute(query, {"last": last}))


def claims_between_states(tx: Connection, first: date, last: date) -> list[Claim]:
    """Cooperative claims between two states on days in [first, last], by key; micro is what each added to its pair."""
    states = text("exists (select from country where code = claim.a) and exists (select from country where code = b)")
    query = select(claim).where(claim.c.day.between(first, last), claim.c.x > 0, states)
    found = [to_claim(row, Micro(*row.parts[:7])) for row in tx.execute(query)]
    return sorted(found, key=lambda one: one.key)


def events_of_claims(tx: Connection, keys: Sequence[ClaimKey]) -> dict[ClaimKey, tuple[int, ...]]:
    """Numbers of the events that report each claim."""
    columns = (report.c.a, report.c.b, report.c.direction, report.c.type, report.c.day)
    found: dict[ClaimKey, set[int]] = {key: set() for key in keys}
    query = select(*columns, report.c.event_id).where(
        tuple_(*columns).in_([tuple(key) for key in keys]), report.c.known_to.is_(None)
    )
    for *parts, number in tx.execute(query):
        found[ClaimKey(*parts)].add(number)
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def claims_of_keys(tx: Connection, keys: Sequence[ClaimKey]) -> list[Claim]:
    """The claims of these keys; those that no longer stand are left out."""
    columns = (claim.c.a, claim.c.b, claim.c.direction, claim.c.type, claim.c.day)
    rows = tx.execute(select(claim).where(tuple_(*columns).in_([tuple(key) for key in keys])))
    return [to_claim(row, Micro(*row.parts[:7])) for row in rows]
