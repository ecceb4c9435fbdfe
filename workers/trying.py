"""Try a feed that is not on file: fetched, parsed and read as the worker would, and nothing is stored."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from ingest.fetch import Fetched, FetchFailed, fetch
from ingest.limited import LimitedParser
from ingest.normalise import ArticleDraft, Rejection, to_article, to_entries


@dataclass(frozen=True, slots=True)
class Trial:
    """What a feed would bring now. error: why it cannot be read, None when it can. rejected: reasons with counts."""

    error: str | None = None
    entries: int = 0
    articles: int = 0
    newest_at: datetime | None = None
    newest: str = ""
    languages: tuple[str, ...] = ()
    rejected: Counter[str] = field(default_factory=Counter)


def try_feed(url: str, *, now: datetime, allow_private: bool = False) -> Trial:
    """Ask the feed once."""
    result = fetch(url, now=now, allow_private=allow_private)
    if isinstance(result, FetchFailed):
        return Trial(error=result.message)
    assert isinstance(result, Fetched)  # without an ETag nobody answers that nothing changed
    parser = LimitedParser()
    try:
        parsed = parser.parse(result.body, result.headers, result.final_url)
    finally:
        parser.close()
    if not parsed.is_usable:
        return Trial(error="; ".join(problem.message for problem in parsed.problems) or "no feed")
    made = [to_article(entry, first_seen_at=now) for entry in to_entries(parsed, result.final_url)]
    articles = [one for one in made if isinstance(one, ArticleDraft)]
    newest = max(articles, key=lambda one: one.published_at, default=None)
    return Trial(
        None, len(made), len(articles), newest.published_at if newest else None, newest.title if newest else "",
        tuple(sorted({one.language for one in articles})),
        Counter(f"{one.reason}: {one.detail}" for one in made if isinstance(one, Rejection)),
    )  # fmt: skip
