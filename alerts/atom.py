"""Atom: the index of alerts as a feed (RFC 4287), each entry linking to its CAP message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from alerts.xml import add, to_text

_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One message of the index. id: a URI that never changes and is never used again. cap_url, page_url: absolute."""

    id: str
    title: str
    text: str
    updated_at: datetime
    published_at: datetime
    cap_url: str
    page_url: str | None = None
    category: str | None = None


def to_atom(entries: Sequence[AtomEntry], *, title: str, feed_url: str, empty_since: datetime) -> str:
    """The feed, in the order given. empty_since: its time of update when it has no entries."""
    root = Element("feed", {"xmlns": _NAMESPACE})
    add(root, "id", feed_url)
    add(root, "title", title)
    add(root, "updated", _time(max((entry.updated_at for entry in entries), default=empty_since)))
    add(root, "link", rel="self", type="application/atom+xml", href=feed_url)
    add(add(root, "author"), "name", "Entente")
    for entry in entries:
        _add_entry(root, entry)
    return to_text(root)


def _add_entry(root: Element, entry: AtomEntry) -> None:
    element = add(root, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "updated", _time(entry.updated_at))
    add(element, "published", _time(entry.published_at))
    add(element, "link", rel="alternate", type="application/cap+xml", href=entry.cap_url)
    if entry.page_url:
        add(element, "link", rel="related", type="text/html", href=entry.page_url)
    if entry.category:
        add(element, "category", term=entry.category)
    add(element, "summary", entry.text, type="text")


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
