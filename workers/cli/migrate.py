"""`entente migrate`."""

from datetime import datetime
from typing import Annotated

import typer

from core.clock import wall_clock
from core.settings import Settings
from ingest.catalogue import load_feeds, load_publishers
from store.engine import Connection, connect
from store.migrate import upgrade
from store.seed import SeedFeed, seed, seed_feeds
from workers.embedded.local import resolved


def command(
    feeds: Annotated[bool, typer.Option(help="Put the feeds of the catalogue that are not there yet.")] = True,
) -> None:
    """Bring the database's schema and reference data up to date. Safe to run at every start, and twice at once."""
    engine = connect(str(resolved(Settings()).database_url))
    upgrade(engine)
    with engine.begin() as tx:
        seed(tx)
        if feeds:
            seed_catalogue(tx, wall_clock())
    print("schema and reference data are up to date")


def seed_catalogue(tx: Connection, now: datetime) -> None:
    """Put the catalogue's publishers and feeds; a disabled one says why in its note."""
    listed = [
        SeedFeed(feed.url, feed.name, feed.publisher, feed.language, feed.enabled, feed.why_disabled)
        for feed in load_feeds()
    ]
    seed_feeds(tx, load_publishers(), listed, now)
