"""Read a batch of articles: near-duplicates -> `nlp` -> events, flags for review."""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta

from core.actors import base_of
from core.articles import Article, Publisher
from core.events import CodedEvent
from ingest.near_duplicates import bands, canonical, near_duplicates
from nlp.actors import OfficeObservation
from nlp.code import CODER, CodedText, Text
from scoring.reliability import reliability
from store import alliances, articles, events, offices, publishers
from store.engine import Connection
from workers.context import Context

BATCH = 32
LEASE = timedelta(minutes=10)
DUPLICATE_WINDOW = timedelta(days=3)
_UNSURE = 0.5
_log = logging.getLogger(__name__)

Keyed = tuple[str, CodedEvent, float, str | None, list[str]]


def code_articles(ctx: Context) -> int:
    """Code one batch of articles; returns how many were taken.

    Reads articles that are not coded; writes events, duplicates, office holders, the articles' flags; rings
    `score_events`, and itself when there may be more. Safe to run twice: articles are leased, an event is known by its
    article and key, and the events are written in one transaction with the mark that the article is coded.
    """
    with ctx.engine.begin() as tx:
        batch = articles.claim(tx, wall=ctx.wall(), lease=ctx.lease(LEASE), limit=BATCH)
        known = publishers.all_publishers(tx)
        regions = {country.code: country.subregion for country in alliances.all_countries(tx)}
    if not batch:
        return 0
    _learn_offices(ctx)
    originals = [article for article in batch if _settle_duplicate(ctx, article, known) == article.id]
    try:
        for article, coded in zip(originals, _code(ctx, originals, known), strict=True):
            _store(ctx, article, coded, known, regions)
    except Exception:
        # One bad article must not hold up the others: alone, each either passes or is set aside with its own error.
        _log.exception("coding a batch of %d articles failed; trying them one by one", len(originals))
        for article in originals:
            _code_alone(ctx, article, known, regions)
    ctx.ring("score_events", ())
    if len(batch) in (1, BATCH):  # a full batch, or one that was tried before and came alone
        ctx.ring("code_articles", ())
    return len(batch)


def _learn_offices(ctx: Context) -> None:
    """Tell this process' coder what others' articles said of office holders since it last heard."""
    with ctx.engine.begin() as tx:
        highest, told = offices.since(tx, ctx.coder.heard)
    ctx.coder.learn(OfficeObservation(**one) for one in told)
    ctx.coder.heard = highest


def _code_alone(ctx: Context, article: Article, known: Mapping[str, Publisher], regions: Mapping[str, str]) -> None:
    try:
        for coded in _code(ctx, [article], known):
            _store(ctx, article, coded, known, regions)
    except Exception as error:
        _log.exception("article %d could not be coded", article.id)
        with ctx.engine.begin() as tx:
            articles.mark_failed(tx, [article.id], f"{type(error).__name__}: {error}", now=ctx.wall())


def _code(ctx: Context, batch: Iterable[Article], known: Mapping[str, Publisher]) -> Iterable[CodedText]:
    texts = [
        Text(
            id=str(article.id),
            title=article.title,
            body=article.text,
            published_on=article.published_at.date(),
            publisher_country=known[article.publisher].country,
        )
        for article in batch
    ]
    coded: Iterable[CodedText] = ctx.coder.code(texts) if texts else ()
    return coded


def _settle_duplicate(ctx: Context, article: Article, known: Mapping[str, Publisher]) -> int:
    """Find out whether the article is a copy; returns the number of the print that stands for all.

    Which print that is does not depend on which came first: when a better one comes later, it takes over and the events
    of the former are taken back.
    """
    with ctx.engine.begin() as tx:
        articles.lock_stories(tx)
        shared = articles.near(
            tx, bands(article.fingerprint), published_at=article.published_at, window=DUPLICATE_WINDOW
        )
        others = [other for other in shared if other.id != article.id]
        near = near_duplicates(article.fingerprint, others, text=article.text)
        if not near:
            return article.id
        group = {article.id: article}
        for other in near:
            group[other.id] = other
            group.update((copy.id, copy) for copy in articles.copies_of(tx, other.id))
        best = canonical(list(group.values()), known)
        if best.id not in {article.id, *(other.id for other in near)}:
            best = near[0]
        for other in (article, *near):
            if other.id != best.id:
                _take_back(tx, ctx, other)
                articles.mark_duplicate(tx, other.id, best.id, now=ctx.now())
        return best.id


def _take_back(tx: Connection, ctx: Context, copy: Article) -> None:
    events.put_of_article(tx, copy.id, [], publisher=copy.publisher, origin=CODER, now=ctx.now())


def _store(
    ctx: Context, article: Article, coded: CodedText, known: Mapping[str, Publisher], regions: Mapping[str, str]
) -> None:
    publisher = known[article.publisher]
    with ctx.engine.begin() as tx:
        events.put_of_article(
            tx,
            article.id,
            keyed(coded.events, publisher, regions),
            publisher=publisher.slug,
            origin=CODER,
            now=ctx.now(),
        )
        offices.put(tx, article.id, (asdict(one) for one in coded.offices))
        articles.mark_coded(tx, article.id, coder=CODER, flags=coded.flags, now=ctx.now())


def keyed(coded_events: Iterable[CodedEvent], publisher: Publisher, regions: Mapping[str, str]) -> list[Keyed]:
    """Each event with its identity inside the article, how far the publisher is believed about it, the subregion it
    happened in, and why a person should look.

    The identity is who did what to whom when; the same act twice in one article gets a number.
    """
    seen: Counter[str] = Counter()
    found: list[Keyed] = []
    for coded in coded_events:
        act = f"{'+'.join(coded.actors)}>{'+'.join(coded.recipients)}:{coded.type}:{coded.event_day}:{coded.status}"
        seen[act] += 1
        key = hashlib.blake2b(f"{act}#{seen[act]}".encode(), digest_size=12).hexdigest()
        sides = (base_of(code) for code in (*coded.recipients, *coded.actors))
        region = next((regions[code] for code in sides if code in regions), None)
        flags = ["unsure"] if coded.confidence < _UNSURE else []
        if coded.alliance_act:
            flags.append("alliance_act")
        believed = reliability(publisher, coded.actors, coded.recipients)
        found.append((key, coded, believed, region, flags))
    return found
