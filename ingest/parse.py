"""Parse: a feed's bytes to its entries as they stand. No network; never raises, whatever the bytes are."""

import calendar
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from xml.sax import SAXException

import feedparser

MAX_ENTRIES = 10_000
_FIELD_LIMIT = 1_000_000


class ProblemKind(StrEnum):
    """What is wrong with a body that should be a feed."""

    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    TOO_MANY_ENTRIES = "too_many_entries"
    TOO_SLOW = "too_slow"
    FAILED = "failed"
    MALFORMED = "malformed"
    ENCODING = "encoding"
    CONTENT_TYPE = "content_type"


_FATAL = frozenset(
    {
        ProblemKind.EMPTY,
        ProblemKind.NOT_A_FEED,
        ProblemKind.TOO_MANY_ENTRIES,
        ProblemKind.TOO_SLOW,
        ProblemKind.FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a body, in words for the person who looks after the feed."""

    kind: ProblemKind
    message: str


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item, field by field as the feed gives it; empty text when it gives none. Texts may hold HTML.

    published_at, updated_at: aware UTC, None when absent or unreadable; published_raw: the date as written.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    language: str = ""
    published_raw: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a body holds. ttl: how long the feed asks not to be fetched again; None when it does not say."""

    title: str = ""
    link: str = ""
    language: str = ""
    ttl: timedelta | None = None
    entries: tuple[RawEntry, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the body was a feed at all, perhaps with blemishes; an empty feed is usable."""
        return not any(problem.kind in _FATAL for problem in self.problems)


def unusable(kind: ProblemKind, message: str) -> ParsedFeed:
    """A body that brought nothing, and why."""
    return ParsedFeed(problems=(Problem(kind, message),))


def parse_feed(body: bytes, headers: Mapping[str, str] | None = None, url: str = "") -> ParsedFeed:
    """The entries in `body` and what is wrong with it. Takes as long as it takes: see `limited.py` for a time limit.

    headers: of the response, names in lower case (charset and language count); url: where it came from.
    External entities are not resolved (feedparser turns them off); entity bombs end as a problem.
    """
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return unusable(ProblemKind.EMPTY, "the body is empty")
    count = _items_in(body)
    if count > MAX_ENTRIES:
        return unusable(ProblemKind.TOO_MANY_ENTRIES, f"{count:,} entries; more than {MAX_ENTRIES:,} are not read")
    known = {name: value for name, value in (headers or {}).items() if name in ("content-type", "content-language")}
    try:
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers={**known, "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser has raised a dozen types on hostile bytes; each is the feed's fault
        return unusable(ProblemKind.FAILED, f"the parser failed: {type(error).__name__}: {str(error)[:200]}")
    return _to_parsed(found, body)


def _items_in(body: bytes) -> int:
    return sum(1 for _ in re.finditer(rb"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s/>]", body, re.IGNORECASE))


def _to_parsed(found: Any, body: bytes) -> ParsedFeed:
    entries = tuple(_to_raw_entry(entry) for entry in found.entries[:MAX_ENTRIES])
    problems = _blemishes(found)
    if not found.get("version") and not entries:
        problems = (Problem(ProblemKind.NOT_A_FEED, _what_else(body)), *problems)
    feed = found.feed
    return ParsedFeed(
        title=_text(feed, "title"),
        link=_text(feed, "link"),
        language=_text(feed, "language"),
        ttl=_to_ttl(_text(feed, "ttl")),
        entries=entries,
        problems=problems,
    )


def _blemishes(found: Any) -> tuple[Problem, ...]:
    error = found.get("bozo_exception") if found.get("bozo") else None
    if error is None:
        return ()
    said = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, feedparser.CharacterEncodingOverride | feedparser.CharacterEncodingUnknown):
        return (Problem(ProblemKind.ENCODING, said),)
    if isinstance(error, feedparser.NonXMLContentType):
        return (Problem(ProblemKind.CONTENT_TYPE, said),)
    if isinstance(error, SAXException):
        return (Problem(ProblemKind.MALFORMED, f"not well-formed XML: {said}"),)
    return (Problem(ProblemKind.MALFORMED, f"{type(error).__name__}: {said}"),)


def _what_else(body: bytes) -> str:
    head = body[:2000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return "a web page, not a feed"
    if head.lstrip()[:1] in (b"{", b"["):
        return "JSON, not RSS or Atom"
    return "neither RSS nor Atom"


def _to_raw_entry(entry: Any) -> RawEntry:
    contents = [_text(content, "value") for content in dict.get(entry, "content", ())]
    return RawEntry(
        guid=_text(entry, "id"),
        link=_text(entry, "link"),
        title=_text(entry, "title"),
        summary=_text(entry, "summary"),
        content=max(contents, key=len, default=""),
        language=_language(entry),
        published_raw=_text(entry, "published") or _text(entry, "updated"),
        published_at=_to_utc(dict.get(entry, "published_parsed")),
        updated_at=_to_utc(dict.get(entry, "updated_parsed")),
    )


def _text(holder: Any, name: str) -> str:
    value = dict.get(holder, name)
    return value.strip()[:_FIELD_LIMIT] if isinstance(value, str) else ""


def _language(entry: Any) -> str:
    if language := _text(entry, "language"):
        return language
    details = [*dict.get(entry, "content", ()), dict.get(entry, "title_detail"), dict.get(entry, "summary_detail")]
    return next((found for detail in details if detail and (found := _text(detail, "language"))), "")


def _to_utc(parsed: Any) -> datetime | None:
    """A feedparser date (already UTC) as a datetime; None when it is none or lies outside the calendar."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(0, UTC) + timedelta(seconds=calendar.timegm(parsed))
    except (ValueError, OverflowError, TypeError):
        return None


def _to_ttl(text: str) -> timedelta | None:
    """RSS `ttl`, in minutes; None when absent or absurd (over 30 days)."""
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return timedelta(minutes=minutes) if 0 < minutes <= 43_200 else None
