"""The bundled archive, coded and scored by the product's own steps into a database, without feeds and clocks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Engine

from core.articles import Publisher, PublisherTier
from core.settings import Settings
from ingest.near_duplicates import bands, fingerprint
from nlp.actors import OfficeObservation
from nlp.code import CodedText, Text
from store import articles, feeds
from store.articles import NewEntry
from store.seed import SeedFeed, seed_feeds
from workers.context import Context
from workers.demo.reading import ERAS, publishers, retellings
from workers.steps.code_articles import code_articles
from workers.steps.score_events import score_events


class Remembered:
    """Answers for the real coder with what it made of each article before, so that a run codes the archive once."""

    heard = 0

    def __init__(self, coded: Mapping[str, CodedText]) -> None:
        self._by_body = {one.body: coded[one.key] for era in ERAS for one in retellings(era)}

    def learn(self, offices: Iterable[OfficeObservation]) -> None:
        """The real coder learnt while it read."""

    def code(self, texts: Iterable[Text]) -> Iterator[CodedText]:
        """One CodedText for each text, in order."""
        for text in texts:
            yield replace(self._by_body[text.body], id=text.id)


def tell(engine: Engine, era: str, coder: Remembered) -> None:
    """Put every article of the era, code and score all of them; an article's URL ends in its key."""
    last = max(one.published_at for one in retellings(era))
    now = datetime.combine(last.date() + timedelta(days=2), time(), UTC)
    with engine.begin() as tx:
        seed_feeds(
            tx,
            [Publisher(one.slug, one.name, PublisherTier(one.tier), one.country) for one in publishers(era)],
            [SeedFeed(f"http://127.0.0.1:9/{one.slug}", one.name, one.slug, "en", True) for one in publishers(era)],
            now,
        )
        numbers = {row["name"]: row["id"] for row in feeds.overview(tx)}
        for one in retellings(era):
            print_ = fingerprint(one.title, one.body)
            columns = {
                "url": f"http://127.0.0.1:9/{one.key}", "title": one.title, "body": one.body, "language": one.language,
                "published_at": one.published_at, "date_source": "published", "fingerprint": print_,
                "bands": bands(print_),
            }  # fmt: skip
            articles.put_entry(tx, numbers[one.publisher], NewEntry(one.key, one.key, {}, None, columns), now=now)
    ctx = Context(Settings(), engine, now=lambda: now, wall=lambda: now, load_coder=lambda _: coder)
    while code_articles(ctx):
        pass
    while score_events(ctx):
        pass
