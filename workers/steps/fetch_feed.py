"""Check one feed: conditional GET -> parse -> normalise -> new articles."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from core.articles import Entry, EntryOutcome, Feed, FeedState
from ingest.fetch import FailureKind, Fetched, FetchFailed, NotModified, fetch
from ingest.limited import LimitedParser
from ingest.near_duplicates import bands
from ingest.normalise import Rejection, to_article, to_entries
from ingest.parse import ParsedFeed
from ingest.schedule import Pace, is_settled_redirect, next_check, next_check_after_failure
from store import articles, feeds
from store.articles import NewEntry
from store.engine import Connection
from workers.context import Context

LEASE = timedelta(minutes=3)
PARSER = LimitedParser()
_log = logging.getLogger(__name__)


def fetch_feed(ctx: Context, feed_id: int) -> None:
    """Check the feed if it is due, and store what is new in it.

    Reads the feed; writes entries, articles, and the feed's state and next check; rings `code_articles`.
    Safe to run twice: the feed is leased while it is checked, an entry is known by its key and content, and an
    unchanged body (304 or the same hash) is never parsed.
    """
    with ctx.engine.begin() as tx:
        feed = feeds.claim(tx, feed_id, now=ctx.now(), wall=ctx.wall(), lease=ctx.lease(LEASE))
    if feed is None:
        return
    now = ctx.now()
    result = fetch(
        feed.url,
        now=now,
        etag=feed.etag,
        last_modified=feed.last_modified,
        allow_private=ctx.settings.allow_private_targets,
    )
    match result:
        case FetchFailed():
            _mark_failed(ctx, feed, result, now)
        case Fetched() if result.body_hash != feed.body_hash:
            _store(ctx, feed, result, now)
        case Fetched() | NotModified():
            _mark_ok(ctx, feed, result, None, now)


def _pace(ctx: Context) -> Pace:
    """In the demo a feed is looked at about once a second: its clock never takes longer for an hour."""
    if ctx.settings.simulated_clock is None:
        return Pace()
    return Pace(floor=timedelta(0), ceiling=timedelta(hours=1))


def _mark_failed(ctx: Context, feed: Feed, failed: FetchFailed, now: datetime) -> None:
    failures = feed.failures + 1
    due = next_check_after_failure(now, failed, failures=failures, roll=ctx.rng.random(), pace=_pace(ctx))
    state = FeedState.GONE if due.disable else FeedState.UNREACHABLE
    _log.warning("feed %d (%s): %s", feed.id, feed.name, failed.message)
    with ctx.engine.begin() as tx:
        values: dict[str, Any] = {"enabled": False} if due.disable else {}
        feeds.mark_checked(
            tx,
            feed.id,
            now=now,
            next_check_at=due.at,
            state=state,
            failures=failures,
            last_error=failed.message,
            **values,
        )


def _store(ctx: Context, feed: Feed, fetched: Fetched, now: datetime) -> None:
    parsed = PARSER.parse(fetched.body, fetched.headers, fetched.final_url)
    problems = "; ".join(problem.message for problem in parsed.problems) or None
    if not parsed.is_usable:
        _mark_broken(ctx, feed, problems or "no feed", now)
        return
    entries = to_entries(parsed, fetched.final_url)
    with ctx.engine.begin() as tx:
        known = articles.known_hashes(tx, feed.id, (entry.key for entry in entries))
    # Full texts are fetched before the transaction: never a network call inside one.
    fresh = [_decide(ctx, feed, entry, now) for entry in entries if known.get(entry.key) != entry.content_hash]
    with ctx.engine.begin() as tx:
        outcomes = [articles.put_entry(tx, feed.id, new, now=now) for new in fresh]
    _mark_ok(ctx, feed, fetched, parsed, now, brought=any(outcomes), problems=problems)
    if EntryOutcome.ARTICLE in outcomes:
        ctx.ring("code_articles", ())


def _decide(ctx: Context, feed: Feed, entry: Entry, now: datetime) -> NewEntry:
    text = _full_text(ctx, entry, now) if feed.full_text and entry.url else None
    made = to_article(entry, first_seen_at=now, full_text=text)
    raw = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(entry).items()}
    if isinstance(made, Rejection):
        return NewEntry(entry.key, entry.content_hash, raw, f"{made.reason}: {made.detail}", None)
    columns = {
        "url": made.url,
        "title": made.title,
        "body": made.text,
        "language": made.language,
        "published_at": made.published_at,
        "date_source": made.date_source,
        "fingerprint": made.fingerprint,
        "bands": list(bands(made.fingerprint)),
    }
    return NewEntry(entry.key, entry.content_hash, raw, None, columns)


def _full_text(ctx: Context, entry: Entry, now: datetime) -> str | None:
    page = fetch(entry.url or "", now=now, allow_private=ctx.settings.allow_private_targets)
    return PARSER.full_text(page.body, page.final_url) if isinstance(page, Fetched) else None


def _mark_broken(ctx: Context, feed: Feed, problems: str, now: datetime) -> None:
    """The body is no feed we can read: keep asking, at the pace of failures, and say so."""
    failed = FetchFailed(FailureKind.BAD_RESPONSE, problems)
    failures = feed.failures + 1
    due = next_check_after_failure(now, failed, failures=failures, roll=ctx.rng.random(), pace=_pace(ctx))
    with ctx.engine.begin() as tx:
        feeds.mark_checked(
            tx, feed.id, now=now, next_check_at=due.at, state=FeedState.BROKEN, failures=failures, last_error=problems
        )


def _mark_ok(
    ctx: Context,
    feed: Feed,
    result: Fetched | NotModified,
    parsed: ParsedFeed | None,
    now: datetime,
    *,
    brought: bool = False,
    problems: str | None = None,
) -> None:
    with ctx.engine.begin() as tx:
        weekly = feeds.weekly_entries(tx, feed.id, now=now)
        due = next_check(
            now, weekly_entries=weekly, ttl=parsed.ttl if parsed else None, headers=result.headers, pace=_pace(ctx)
        )
        values: dict[str, Any] = {"weekly_entries": weekly, "check_every": due.every, "last_success_at": now}
        if isinstance(result, Fetched):
            values |= {"etag": result.etag, "last_modified": result.last_modified, "body_hash": result.body_hash}
            values |= _moved(tx, feed, result)
        if brought:
            values["last_new_entry_at"] = now
        feeds.mark_checked(
            tx, feed.id, now=now, next_check_at=due.at, state=FeedState.OK, failures=0, last_error=problems, **values
        )


def _moved(tx: Connection, feed: Feed, fetched: Fetched) -> dict[str, Any]:
    """Count permanent redirects to the same place; adopt it when that has lasted."""
    if fetched.permanent_url is None:
        return {"redirect_url": None, "redirect_hits": 0}
    hits = feeds.redirect_hits(tx, feed.id, fetched.permanent_url) + 1
    if is_settled_redirect(hits) and not feeds.is_known_url(tx, fetched.permanent_url):
        return {"url": fetched.permanent_url, "redirect_url": None, "redirect_hits": 0}
    return {"redirect_url": fetched.permanent_url, "redirect_hits": hits}
