"""Normalise: entries as feeds write them to entries we can trust, and those to articles or a reason why not."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from core.articles import DateSource, Entry
from ingest.language import guess_language, primary_code
from ingest.near_duplicates import fingerprint
from ingest.parse import ParsedFeed, RawEntry
from ingest.text import clean, clean_url, html_to_text, plain_line

MIN_WORDS = 4
MAX_TITLE = 500
MAX_TEXT = 50_000
_MAX_RAW_DATE = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class RejectionReason(StrEnum):
    """Why an entry becomes no article."""

    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    NOT_OUR_LANGUAGE = "not_our_language"


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry that becomes no article, and why, in words."""

    reason: RejectionReason
    detail: str


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article before it has a number and a publisher: the fields that follow from its entry alone.

    text: the body only, plain, paragraphs separated by a line break; may be empty when the title says it all.
    published_at: aware UTC, never later than first seen; `date_source` says where it comes from.
    """

    url: str | None
    title: str
    text: str
    language: str
    published_at: datetime
    date_source: DateSource
    fingerprint: int


def to_entries(parsed: ParsedFeed, feed_url: str) -> tuple[Entry, ...]:
    """The entries of a parsed feed, cleaned, in the feed's order; one for each item served, repeats included.

    A guid or link that different items of one feed share identifies none of them: those are keyed by their content.
    """
    home = clean_url(parsed.link, feed_url)
    named = [(_identity(raw, feed_url, home), raw) for raw in parsed.entries]
    contents_of = Counter(name for name, _ in {(name, _content_hash(raw)) for name, raw in named if name})
    return tuple(
        _to_entry(raw, name if contents_of[name] == 1 else "", feed_url, parsed.language) for name, raw in named
    )


def _identity(raw: RawEntry, feed_url: str, home: str | None) -> str:
    """What names this entry for good: its guid, else its link; empty when it has neither."""
    if guid := clean(raw.guid).strip():
        return f"guid\n{guid}"
    link = clean_url(raw.link, feed_url) if raw.link else None
    if link is None or link == home or not _names_a_page(link):
        return ""
    return f"link\n{link}"


def _names_a_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path not in ("", "/") or bool(parts.query)


def _to_entry(raw: RawEntry, identity: str, feed_url: str, feed_language: str) -> Entry:
    content_hash = _content_hash(raw)
    return Entry(
        key=_hash(identity) if identity else _hash(f"content\n{content_hash}"),
        content_hash=content_hash,
        url=clean_url(raw.link, feed_url) if raw.link else None,
        title=plain_line(raw.title)[:MAX_TITLE],
        summary=html_to_text(raw.summary)[:MAX_TEXT],
        body=html_to_text(raw.content)[:MAX_TEXT],
        language=primary_code(raw.language) or primary_code(feed_language),
        published_at=_believable(raw.published_at),
        updated_at=_believable(raw.updated_at),
        published_raw=clean(raw.published_raw)[:_MAX_RAW_DATE] or None,
    )


def _content_hash(raw: RawEntry) -> str:
    """Changes when the words change, not when only markup, tracking or dates do."""
    return _hash("\n\n".join((plain_line(raw.title), plain_line(raw.summary), plain_line(raw.content))))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _believable(at: datetime | None) -> datetime | None:
    """The date, or None for what only says "unknown": the Unix epoch, and years before feeds could mean them."""
    return None if at is None or at == _EPOCH or at < _EARLIEST else at


def to_article(
    entry: Entry,
    *,
    first_seen_at: datetime,
    full_text: str | None = None,
    languages: Collection[str] = ("en",),
) -> ArticleDraft | Rejection:
    """The article an entry makes, or why it makes none.

    first_seen_at: aware UTC, when we first met the entry. full_text: of its page; it replaces a shorter body.
    languages: those we can read; what a text is written in counts more than what its feed declares.
    """
    text = max((clean(full_text or ""), entry.body, entry.summary), key=len)[:MAX_TEXT]
    text = _without_title(text, entry.title)
    words = f"{entry.title} {text}".split()
    if not words:
        return Rejection(RejectionReason.NO_TEXT, "neither title nor text")
    language = guess_language(f"{entry.title}\n{text}") or entry.language or next(iter(languages))
    if language not in languages:
        return Rejection(RejectionReason.NOT_OUR_LANGUAGE, f"written in {language!r}")
    if len(words) < MIN_WORDS:
        return Rejection(RejectionReason.TOO_SHORT, f"{len(words)} words; at least {MIN_WORDS} are needed")
    published_at, date_source = decide_date(entry, first_seen_at)
    return ArticleDraft(
        url=entry.url,
        title=entry.title,
        text=text,
        language=language,
        published_at=published_at,
        date_source=date_source,
        fingerprint=fingerprint(entry.title, text),
    )


def _without_title(text: str, title: str) -> str:
    """Many feeds repeat the title as the text's first line or as the whole text: it counts once."""
    first, _, rest = text.partition("\n")
    return rest if title and first.casefold() == title.casefold() else text


def decide_date(entry: Entry, first_seen_at: datetime) -> tuple[datetime, DateSource]:
    """When the entry was published, and who says so: published, else updated, else first seen.

    A date later than first seen is clamped to it; what the feed said stays in the entry.
    """
    for at, source in ((entry.published_at, DateSource.PUBLISHED), (entry.updated_at, DateSource.UPDATED)):
        if at is not None:
            return (first_seen_at, DateSource.CLAMPED) if at > first_seen_at else (at, source)
    return first_seen_at, DateSource.FIRST_SEEN
