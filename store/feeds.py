"""Feeds: which are due, what a check came to."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from core.articles import Feed, FeedState
from core.errors import NotFound
from store.schema.articles import entry, feed, publisher

_HABIT = timedelta(weeks=4)


def _to_feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        name=row.name,
        publisher=row.publisher,
        enabled=row.enabled,
        state=FeedState(row.state),
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        failures=row.failures,
        check_every=row.check_every,
        next_check_at=row.next_check_at,
        full_text=row.full_text,
    )


def get(tx: Connection, feed_id: int) -> Feed:
    """The feed of that number. Raises NotFound."""
    row = tx.execute(select(feed).where(feed.c.id == feed_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no feed {feed_id}.")
    return _to_feed(row)


def due(tx: Connection, *, now: datetime, wall: datetime, limit: int = 500) -> list[int]:
    """Numbers of enabled feeds whose check is due and that nobody is checking, longest overdue first."""
    free = feed.c.leased_until.is_(None) | (feed.c.leased_until <= wall)
    query = select(feed.c.id).where(feed.c.enabled, feed.c.next_check_at <= now, free)
    return list(tx.execute(query.order_by(feed.c.next_check_at).limit(limit)).scalars())


def mark_due(tx: Connection, feed_id: int, *, now: datetime) -> None:
    """Have the feed checked at the next occasion. Raises NotFound."""
    if not tx.execute(update(feed).where(feed.c.id == feed_id).values(next_check_at=now)).rowcount:
        raise NotFound(f"There is no feed {feed_id}.")


def claim(tx: Connection, feed_id: int, *, now: datetime, wall: datetime, lease: timedelta) -> Feed | None:
    """The feed, leased to the caller; None when it is not due or somebody else is checking it."""
    free = feed.c.leased_until.is_(None) | (feed.c.leased_until <= wall)
    row = tx.execute(
        update(feed)
        .where(feed.c.id == feed_id, feed.c.enabled, feed.c.next_check_at <= now, free)
        .values(leased_until=wall + lease)
        .returning(feed)
    ).one_or_none()
    return _to_feed(row) if row else None


def mark_checked(tx: Connection, feed_id: int, *, now: datetime, next_check_at: datetime, **values: object) -> None:
    """Put the result of a check on record and free the feed. `values` are columns of the feed table."""
    tx.execute(
        update(feed)
        .where(feed.c.id == feed_id)
        .values(last_checked_at=now, next_check_at=next_check_at, leased_until=None, **values)
    )


def add(tx: Connection, *, url: str, name: str, publisher_slug: str, language: str, now: datetime) -> int:
    """Add a feed, to be checked at once. Its publisher is made when it is new. Returns its number."""
    known = tx.execute(select(publisher.c.slug).where(publisher.c.slug == publisher_slug)).scalar()
    if known is None:
        tx.execute(insert(publisher).values(slug=publisher_slug, name=name, tier="unknown"))
    found: int = tx.execute(
        insert(feed)
        .values(
            url=url,
            name=name,
            publisher=publisher_slug,
            language=language,
            check_every=timedelta(minutes=15),
            next_check_at=now,
        )
        .returning(feed.c.id)
    ).scalar_one()
    return found


def weekly_entries(tx: Connection, feed_id: int, *, now: datetime) -> int:
    """How many entries the feed brought in the last seven days."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(entry)
            .where(entry.c.feed_id == feed_id, entry.c.first_seen_at > now - timedelta(days=7))
        ).scalar_one()
    )


def redirect_hits(tx: Connection, feed_id: int, url: str) -> int:
    """How many checks in a row were sent on to `url` for good."""
    hits = tx.execute(
        select(feed.c.redirect_hits).where(feed.c.id == feed_id, feed.c.redirect_url == url)
    ).scalar_one_or_none()
    return hits or 0


def is_known_url(tx: Connection, url: str) -> bool:
    """Whether some feed has this URL."""
    return tx.execute(select(feed.c.id).where(feed.c.url == url)).first() is not None


def overview(tx: Connection) -> list[dict[str, Any]]:
    """Every feed with its state and how many entries it brought, as plain rows ordered by name.

    habit_entries, habit_since: entries of up to four weeks before the last one, and from when they are counted. What
    the first check found is left out: it says how long the feed is, not how often it writes.
    """
    begun = select(entry.c.feed_id, func.min(entry.c.first_seen_at).label("at")).group_by(entry.c.feed_id).subquery()
    habit = (
        select(
            entry.c.feed_id,
            func.count().label("habit_entries"),
            func.greatest(func.min(begun.c.at), func.min(feed.c.last_new_entry_at) - _HABIT).label("habit_since"),
        )
        .join(begun, begun.c.feed_id == entry.c.feed_id)
        .join(feed, feed.c.id == entry.c.feed_id)
        .where(entry.c.first_seen_at > func.greatest(begun.c.at, feed.c.last_new_entry_at - _HABIT))
        .group_by(entry.c.feed_id)
        .subquery()
    )
    counts = (
        select(
            entry.c.feed_id,
            func.count().label("entries"),
            func.count().filter(entry.c.outcome == "article").label("articles"),
            func.count().filter(entry.c.outcome == "duplicate").label("duplicates"),
            func.count().filter(entry.c.outcome == "rejected").label("rejected"),
        )
        .group_by(entry.c.feed_id)
        .subquery()
    )
    columns = [column for column in feed.c if column.name != "leased_until"]
    query = (
        select(
            *columns,
            *(func.coalesce(counts.c[n], 0).label(n) for n in ("entries", "articles", "duplicates", "rejected")),
            func.coalesce(habit.c.habit_entries, 0).label("habit_entries"),
            habit.c.habit_since,
        )
        .select_from(
            feed.outerjoin(counts, counts.c.feed_id == feed.c.id).outerjoin(habit, habit.c.feed_id == feed.c.id)
        )
        .order_by(feed.c.name, feed.c.id)
    )
    return [dict(row) for row in tx.execute(query).mappings()]
