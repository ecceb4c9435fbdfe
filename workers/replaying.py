"""Articles with dates through the steps, offline and in order, as if each had come on its day."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from core.articles import Entry, EntryOutcome
from core.errors import InvalidInput
from ingest.near_duplicates import bands
from ingest.normalise import Rejection, to_article
from store import articles, feeds
from store.articles import NewEntry
from workers.context import Context
from workers.steps.code_articles import code_articles
from workers.steps.score_events import score_events

_SEEN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Played:
    """An article of the file. publisher: slug; a new one is made, of unknown tier."""

    publisher: str
    entry: Entry


@dataclass
class ReplayReport:
    """What came of a replay."""

    articles: int = 0
    known: int = 0
    rejected: int = 0


def to_played(line: str) -> Played:
    """A line `{"id","title","text","date"}`, `publisher`, `url` and `lang` if known; raises ValueError for a bad one.

    `body` may stand for `text` and `published_at` for `date`. A day without a time counts as its noon, UTC.
    """
    found: dict[str, Any] = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    text, day = found.get("text", found.get("body")), found.get("published_at", found.get("date"))
    if "id" not in found or not isinstance(text, str) or not isinstance(day, str):
        raise ValueError("id, text and date are needed")
    at = datetime.fromisoformat(day)
    at = datetime.combine(at.date(), time(12), UTC) if len(day) == 10 else at
    if at.tzinfo is None:
        raise ValueError(f"{day} has no offset")
    title = str(found.get("title") or "")
    key, content = (hashlib.sha256(part.encode()).hexdigest() for part in (str(found["id"]), f"{title}\0{text}"))
    entry = Entry(
        key=key, content_hash=content, url=found.get("url"), title=title, summary=str(found.get("summary") or ""),
        body=text, language=str(found.get("lang") or "en"), published_at=at.astimezone(UTC), updated_at=None,
        published_raw=day,
    )  # fmt: skip
    return Played(str(found.get("publisher") or "replay"), entry)


def read(lines: Iterable[str]) -> list[Played]:
    """The articles of a file, by date. Raises InvalidInput with the number of the first bad line."""
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(to_played(line))
            except ValueError as error:
                raise InvalidInput(f"line {number}: {error}") from error
    return sorted(found, key=lambda one: (_at(one), one.entry.key))


def _at(played: Played) -> datetime:
    assert played.entry.published_at is not None
    return played.entry.published_at


def replay(ctx: Context, played: Sequence[Played], progress: Callable[[int], None] = lambda _: None) -> ReplayReport:
    """Store, code and score the articles day by day; each becomes known a minute after it was published.

    Safe to break off and run again: what is stored already is known by its id. ctx.now is not used.
    """
    found = ReplayReport()
    numbers = _feeds(ctx, played)
    for _, group in groupby(played, key=lambda one: _at(one).date()):
        day = list(group)
        for one in day:
            _store(ctx, numbers[one.publisher], one, found)
        _work(_at_time(ctx, _at(day[-1]) + _SEEN_AFTER))
        progress(len(day))
    return found


def _feeds(ctx: Context, played: Sequence[Played]) -> dict[str, int]:
    """A disabled feed per publisher, for its entries to belong to."""
    numbers: dict[str, int] = {}
    with ctx.engine.begin() as tx:
        known = {row["url"]: row["id"] for row in feeds.overview(tx)}
        for slug in sorted({one.publisher for one in played}):
            url = f"replay:{slug}"
            if url not in known:
                at = _at(played[0])
                known[url] = feeds.add(tx, url=url, name=slug, publisher_slug=slug, language="en", now=at)
                feeds.mark_checked(tx, known[url], now=at, next_check_at=at, enabled=False)
            numbers[slug] = known[url]
    return numbers


def _store(ctx: Context, feed_id: int, one: Played, found: ReplayReport) -> None:
    now, entry = _at(one) + _SEEN_AFTER, one.entry
    made = to_article(entry, first_seen_at=now, full_text=None)
    raw = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(entry).items()}
    if isinstance(made, Rejection):
        new = NewEntry(entry.key, entry.content_hash, raw, f"{made.reason}: {made.detail}", None)
    else:
        columns = {
            "url": made.url, "title": made.title, "body": made.text, "language": made.language,
            "published_at": made.published_at, "date_source": made.date_source, "fingerprint": made.fingerprint,
            "bands": list(bands(made.fingerprint)),
        }  # fmt: skip
        new = NewEntry(entry.key, entry.content_hash, raw, None, columns)
    with ctx.engine.begin() as tx:
        outcome = articles.put_entry(tx, feed_id, new, now=now)
    found.known += outcome is None
    found.articles += outcome is EntryOutcome.ARTICLE
    found.rejected += outcome is EntryOutcome.REJECTED


def _at_time(ctx: Context, at: datetime) -> Context:
    """The same context at that time, with the coder that is loaded already."""
    coder = ctx.coder
    return replace(ctx, now=lambda: at, load_coder=lambda _: coder)


def _work(ctx: Context) -> None:
    while code_articles(ctx):
        pass
    while score_events(ctx):
        pass
