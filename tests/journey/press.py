"""A small press for the journeys: what its papers print is served as feeds."""

import random
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from core.articles import Publisher, PublisherTier
from store.seed import SeedFeed, seed_feeds
from tests.ingest.local_server import Reply, Request

PAPERS = ("meridian", "herald")
COLOUR = [
    "Reporters had waited outside the building since the early morning.",
    "The matter had been rumoured in the corridors for most of the week.",
    "A spokeswoman declined to give further details before the weekend.",
    "Markets took little notice and closed almost unchanged.",
    "Observers were divided over what the step would mean in practice.",
    "The announcement came shortly before the evening news.",
    "It was the third item on an otherwise quiet agenda.",
    "Commentators on local radio spoke of little else during the afternoon.",
    "A short statement was put on the website without any comment.",
    "The weather kept the usual crowd of onlookers away.",
    "Several questions were left open, among them the timetable.",
    "Staff had prepared the paper over the holidays, people familiar with it said.",
]


class Press:
    """Two papers, /meridian and /herald, that print stories as RSS."""

    def __init__(self) -> None:
        self.printed: dict[str, list[tuple[datetime, str, str]]] = {f"/{paper}": [] for paper in PAPERS}

    def print_(self, on: datetime, stories: Iterable[tuple[str, str]], papers: Iterable[str] = PAPERS) -> None:
        for paper in papers:
            items = self.printed[f"/{paper}"]
            for title, lead in stories:
                # Each paper writes its own story around the lead: a mere copy would count as one publisher.
                colour = " ".join(random.Random(f"/{paper}{len(items)}").sample(COLOUR, 6))
                items.append((on, title, f"{lead} {colour}"))

    def __call__(self, request: Request) -> Reply:
        items = "".join(
            f"<item><guid>{request.path}{n}</guid><title>{title}</title><description>{body}</description>"
            f"<pubDate>{on:%a, %d %b %Y %H:%M:%S} GMT</pubDate><link>https://example.org{request.path}/{n}</link></item>"
            for n, (on, title, body) in enumerate(self.printed[request.path])
        )
        return Reply(200, f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode())


def watch(tx: Connection, url: str, now: datetime) -> None:
    """Have both papers polled, served at `url`, as wire services."""
    seed_feeds(
        tx,
        [Publisher(slug, slug.title(), PublisherTier.WIRE, None) for slug in PAPERS],
        [SeedFeed(f"{url}/{slug}", slug, slug, "en", True) for slug in PAPERS],
        now,
    )
