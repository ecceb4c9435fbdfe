"""Publishers, feeds, entries and articles: what comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class PublisherTier(StrEnum):
    """How far a publisher's reports are believed; the weights stand in scoring/reliability."""

    OFFICIAL = "official"
    WIRE = "wire"
    NATIONAL = "national"
    REGIONAL = "regional"
    STATE_CONTROLLED = "state_controlled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Publisher:
    """An outlet. `country` is an actor code (a state or an organisation) or None when unknown."""

    slug: str
    name: str
    tier: PublisherTier
    country: str | None


class FeedState(StrEnum):
    """What the last check of a feed came to."""

    NEW = "new"
    OK = "ok"
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    GONE = "gone"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Feed:
    """A URL we poll. `next_check_at` is the work column; `failures` counts checks failed in a row."""

    id: int
    url: str
    name: str
    publisher: str
    enabled: bool
    state: FeedState
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    failures: int
    check_every: timedelta
    next_check_at: datetime
    full_text: bool = False


class DateSource(StrEnum):
    """Where an article's date comes from; `CLAMPED` means the feed gave a future date, kept in the entry."""

    PUBLISHED = "published"
    UPDATED = "updated"
    FIRST_SEEN = "first_seen"
    CLAMPED = "clamped"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it stands in the feed, before anything is decided about it.

    key: stable identity inside its feed (hash of guid, else link, else content); content_hash changes with an
    edit. title, summary, body: plain text. published_raw: the date as the feed wrote it. Times are aware UTC; what the
    feed says of the future stands here unchanged.
    """

    key: str
    content_hash: str
    url: str | None
    title: str
    summary: str
    body: str
    language: str | None
    published_at: datetime | None
    updated_at: datetime | None
    published_raw: str | None


class EntryOutcome(StrEnum):
    """What became of an entry: every entry served ends as exactly one of these."""

    ARTICLE = "article"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Article:
    """Our cleaned record of an entry. `text` is the body only; `published_at` is aware UTC, never in the future of
    `first_seen_at`. `fingerprint` is a 64-bit near-duplicate fingerprint of the text.
    """

    id: int
    publisher: str
    url: str | None
    title: str
    text: str
    language: str
    published_at: datetime
    date_source: DateSource
    first_seen_at: datetime
    fingerprint: int
    revision: int = 1
