"""Entries and the articles made from them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, tuple_, update

from core.articles import Article, DateSource, EntryOutcome
from core.errors import NotFound
from store import leases
from store.schema.articles import article, entry, entry_revision, feed, publisher

TO_CODE = article.c.coded_at.is_(None) & article.c.dead_at.is_(None)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry with what was decided about it. `article` holds the article's columns, None when it is rejected."""

    key: str
    content_hash: str
    raw: Mapping[str, Any]
    reason: str | None
    article: Mapping[str, Any] | None


def _to_article(row: Row[Any]) -> Article:
    return Article(
        id=row.id,
        publisher=row.publisher,
        url=row.url,
        title=row.title,
        text=row.body,
        language=row.language,
        published_at=row.published_at,
        date_source=DateSource(row.date_source),
        first_seen_at=row.first_seen_at,
        fingerprint=row.fingerprint,
        revision=row.revision,
    )


def known_hashes(tx: Connection, feed_id: int, keys: Iterable[str]) -> dict[str, str]:
    """Content hash of each of the feed's entries that is known already."""
    query = select(entry.c.key, entry.c.content_hash).where(entry.c.feed_id == feed_id, entry.c.key.in_(list(keys)))
    return {row.key: row.content_hash for row in tx.execute(query)}


def put_entry(tx: Connection, feed_id: int, new: NewEntry, *, now: datetime) -> EntryOutcome | None:
    """Store an entry and its article. None when it is known unchanged; an edited one makes a new revision.

    Safe to run twice, and from two transactions at once: the key decides, and the second one waits and finds it.
    """
    tx.execute(select(func.pg_advisory_xact_lock(_lock_of(feed_id, new.key))))
    old = tx.execute(select(entry).where(entry.c.feed_id == feed_id, entry.c.key == new.key)).one_or_none()
    if old is not None and old.content_hash == new.content_hash:
        return None
    if old is not None:
        return _revise_entry(tx, old, new, now=now)
    article_id = _add_article(tx, feed_id, new.article, now=now) if new.article is not None else None
    outcome = EntryOutcome.REJECTED if article_id is None else EntryOutcome.ARTICLE
    tx.execute(
        insert(entry).values(
            feed_id=feed_id,
            key=new.key,
            content_hash=new.content_hash,
            outcome=outcome,
            reason=new.reason,
            article_id=article_id,
            raw=dict(new.raw),
            first_seen_at=now,
        )
    )
    return outcome


def _lock_of(feed_id: int, key: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{feed_id}:{key}".encode(), digest_size=8).digest(), "big", signed=True)


def _add_article(tx: Connection, feed_id: int, columns: Mapping[str, Any], *, now: datetime) -> int:
    slug = select(feed.c.publisher).where(feed.c.id == feed_id).scalar_subquery()
    found: int = tx.execute(
        insert(article).values(**columns, publisher=slug, first_seen_at=now).returning(article.c.id)
    ).scalar_one()
    return found


def _revise_entry(tx: Connection, old: Row[Any], new: NewEntry, *, now: datetime) -> EntryOutcome:
    tx.execute(
        insert(entry_revision).values(
            entry_id=old.id, revision=old.revision, content_hash=old.content_hash, raw=old.raw, superseded_at=now
        )
    )
    outcome, article_id = EntryOutcome(old.outcome), old.article_id
    if new.article is not None and article_id is not None:
        tx.execute(
            update(article)
            .where(article.c.id == article_id)
            .values(
                **{key: value for key, value in new.article.items() if key not in ("published_at", "date_source")},
                revision=article.c.revision + 1,
                coded_at=None,
                duplicate_of=None,
                attempts=0,
                error=None,
                dead_at=None,
            )
        )
        outcome = EntryOutcome.ARTICLE
    elif new.article is not None:
        article_id = _add_article(tx, old.feed_id, new.article, now=now)
        outcome = EntryOutcome.ARTICLE
    tx.execute(
        update(entry)
        .where(entry.c.id == old.id)
        .values(
            content_hash=new.content_hash,
            raw=dict(new.raw),
            revision=old.revision + 1,
            outcome=outcome,
            reason=new.reason,
            article_id=article_id,
        )
    )
    return outcome


def claim(tx: Connection, *, wall: datetime, lease: timedelta, limit: int) -> list[Article]:
    """Up to `limit` articles that wait to be coded, leased to the caller, oldest first."""
    leases.bury_exhausted(tx, article, TO_CODE, now=wall)
    ids = leases.claim(tx, article, TO_CODE, now=wall, lease=lease, limit=limit)
    rows = tx.execute(select(article).where(article.c.id.in_(ids)).order_by(article.c.id))
    return [_to_article(row) for row in rows]


def mark_coded(tx: Connection, article_id: int, *, coder: str, flags: Sequence[str], now: datetime) -> None:
    """The article was read by `coder`; it is done."""
    leases.mark_done(tx, article, [article_id], coder=coder, coded_at=now, flags=list(flags))


def mark_duplicate(tx: Connection, article_id: int, original_id: int, *, now: datetime) -> None:
    """The article is a copy of another: with all its own copies it joins the other's story, and is not coded."""
    story = tx.execute(
        select(func.coalesce(article.c.story_id, article.c.id)).where(article.c.id == original_id)
    ).scalar_one()
    moved = list(
        tx.execute(
            update(article)
            .where((article.c.id == article_id) | (article.c.duplicate_of == article_id))
            .values(
                duplicate_of=original_id,
                story_id=story,
                coded_at=now,
                coder=None,
                leased_until=None,
                attempts=0,
                error=None,
            )
            .returning(article.c.id)
        ).scalars()
    )
    tx.execute(update(article).where(article.c.id == original_id).values(story_id=story))
    tx.execute(update(entry).where(entry.c.article_id.in_(moved)).values(outcome=EntryOutcome.DUPLICATE))


def copies_of(tx: Connection, article_id: int) -> list[Article]:
    """The article's copies at other publishers, by number."""
    query = select(article).where(article.c.duplicate_of == article_id).order_by(article.c.id)
    return [_to_article(row) for row in tx.execute(query)]


def mark_failed(tx: Connection, ids: Sequence[int], error: str, *, now: datetime) -> None:
    """Coding failed; after three times the article is set aside with the error."""
    leases.mark_failed(tx, article, ids, error, now=now)


def lock_stories(tx: Connection) -> None:
    """Let nobody else decide about copies until the transaction ends: two prints at once would miss each other."""
    tx.execute(select(func.pg_advisory_xact_lock(0x73746F72796C6F63)))


def near(tx: Connection, bands: Sequence[int], *, published_at: datetime, window: timedelta) -> list[Article]:
    """Articles that share a fingerprint band and were published within `window` of the time; copies are left out."""
    query = select(article).where(
        article.c.bands.overlap(list(bands)),
        article.c.published_at.between(published_at - window, published_at + window),
        article.c.duplicate_of.is_(None),
    )
    return [_to_article(row) for row in tx.execute(query.order_by(article.c.published_at, article.c.id))]


def get(tx: Connection, article_id: int) -> dict[str, Any]:
    """One article with all that is known of it. Raises NotFound."""
    row = tx.execute(_page_query().where(article.c.id == article_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no article {article_id}.")
    copies = tx.execute(select(article.c.id).where(article.c.duplicate_of == article_id).order_by(article.c.id))
    return {**row, "body": tx.execute(select(article.c.body).where(article.c.id == article_id)).scalar_one(),
            "copies": list(copies.scalars())}  # fmt: skip


def _page_query() -> Select[Any]:
    names = ("id", "publisher", "url", "title", "language", "published_at", "date_source", "first_seen_at", "revision",
             "story_id", "duplicate_of", "coder", "coded_at", "flags", "attempts", "error", "dead_at")  # fmt: skip
    return select(*(article.c[name] for name in names))


def latest(
    tx: Connection,
    *,
    before: tuple[datetime, int] | None,
    limit: int,
    words: str | None = None,
    publisher_slug: str | None = None,
) -> list[dict[str, Any]]:
    """Articles, newest first, from below the key `before` (published_at, id); copies are listed too."""
    query = _page_query().order_by(article.c.published_at.desc(), article.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(article.c.published_at, article.c.id) < before)
    if words:
        query = query.where(article.c.words.op("@@")(func.websearch_to_tsquery("english", words)))
    if publisher_slug:
        query = query.where(article.c.publisher == publisher_slug)
    return [dict(row) for row in tx.execute(query).mappings()]


def links_of(tx: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str, str | None]]:
    """Title, publisher's name and URL of each article."""
    query = (
        select(article.c.id, article.c.title, publisher.c.name, article.c.url)
        .join(publisher, publisher.c.slug == article.c.publisher)
        .where(article.c.id.in_(list(ids)))
    )
    return {row.id: (row.title, row.name, row.url) for row in tx.execute(query)}


def counts(tx: Connection) -> dict[str, int]:
    """Entries and what became of them; `entries` is always the sum of the other three."""
    by_outcome = {
        row.outcome: row.n
        for row in tx.execute(select(entry.c.outcome, func.count().label("n")).group_by(entry.c.outcome))
    }
    return {
        "entries": sum(by_outcome.values()),
        "articles": by_outcome.get("article", 0),
        "duplicates": by_outcome.get("duplicate", 0),
        "rejected": by_outcome.get("rejected", 0),
    }


def backlog(tx: Connection) -> tuple[int, datetime | None, int]:
    """How many articles wait to be coded, when the oldest of them came in, and how many were set aside."""
    row = tx.execute(
        select(
            func.count().filter(TO_CODE),
            func.min(article.c.first_seen_at).filter(TO_CODE),
            func.count().filter(article.c.dead_at.isnot(None)),
        ).where(article.c.coded_at.is_(None))
    ).one()
    return row[0], row[1], row[2]
