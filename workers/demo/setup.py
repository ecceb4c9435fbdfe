"""Puts the demo's publishers, feeds and one webhook subscription into its database.

Run as `python -m workers.demo.setup ERA PORT` with the settings of the demo in the environment. Safe to run twice.
"""

import sys

from core.alerts import ChannelKind
from core.articles import Publisher, PublisherTier
from core.settings import Settings
from store import alerts
from store.seed import SeedFeed, seed_feeds
from workers.context import Context, open_context
from workers.demo.reading import publishers
from workers.demo.world import SECRET

SUBSCRIPTION = "The demo's receiver"


def setup(ctx: Context, era: str, port: int) -> None:
    """Put what the era needs; feeds and webhook are on the loopback `port`."""
    base = f"http://127.0.0.1:{port}"
    with ctx.engine.begin() as tx:
        seed_feeds(
            tx,
            [Publisher(one.slug, one.name, PublisherTier(one.tier), one.country) for one in publishers(era)],
            [
                SeedFeed(f"{base}/feeds/{one.slug}.xml", one.name, one.slug, "en", enabled=True)
                for one in publishers(era)
            ],
            ctx.now(),
        )
        if SUBSCRIPTION not in {one.name for one in alerts.subscriptions(tx)}:
            alerts.add_subscription(
                tx,
                name=SUBSCRIPTION,
                channel=ChannelKind.WEBHOOK,
                target=f"{base}/alerts",
                index="*",
                entity="*",
                secrets=[(ctx.settings.data_dir / SECRET).read_text()],
            )


if __name__ == "__main__":
    setup(open_context(Settings()), sys.argv[1], int(sys.argv[2]))
