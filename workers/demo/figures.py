"""What the demo has come to so far, and whether all of it is accounted for."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.facts import WATCHED
from store import articles, deliveries, events, ledger
from store.engine import Connection
from workers.demo.world import RECEIVED, read_served


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; `waiting` is work not done yet, `set_aside` work given up after three attempts."""

    served: int
    articles: int
    duplicates: int
    rejected: int
    events: int
    delivered: int
    received: int
    waiting: int
    set_aside: int

    @property
    def stored(self) -> int:
        """Entries that are on record, whatever became of them."""
        return self.articles + self.duplicates + self.rejected

    def faults(self, in_archive: int) -> list[str]:
        """What does not add up, in words; empty when everything is accounted for."""
        claims = {
            f"{in_archive} entries in the archive, {self.served} served": in_archive == self.served,
            f"{self.served} entries served, {self.stored} stored": self.served == self.stored,
            f"{self.waiting} pieces of work are not done": self.waiting == 0,
            f"{self.set_aside} pieces of work were set aside after three attempts": self.set_aside == 0,
            "no alert was delivered": self.received > 0,
            f"{self.delivered} deliveries, {self.received} received": self.delivered == self.received,
        }
        return [text for text, holds in claims.items() if not holds]


def figures(tx: Connection, folder: Path) -> Figures:
    """The figures of the demo in `folder` now."""
    by_outcome = articles.counts(tx)
    uncoded, _, dead_articles = articles.backlog(tx)
    unscored, _, dead_events = events.backlog(tx)
    by_state = deliveries.counts(tx)
    return Figures(
        served=len(set(read_served(folder))),
        articles=by_outcome["articles"],
        duplicates=by_outcome["duplicates"],
        rejected=by_outcome["rejected"],
        events=events.count(tx),
        delivered=by_state.get("delivered", 0),
        received=len({alert["webhook_id"] for alert in received(folder)}),
        waiting=uncoded + unscored + by_state.get("pending", 0) + len(ledger.unchecked(tx, WATCHED, limit=1)),
        set_aside=dead_articles + dead_events + by_state.get("failed", 0),
    )


def received(folder: Path) -> Iterator[dict[str, Any]]:
    """Alerts the demo's receiver took, in order, repeats included."""
    path = folder / RECEIVED
    for line in path.read_text().splitlines() if path.exists() else ():
        with suppress(json.JSONDecodeError):  # a line cut short by a kill
            yield json.loads(line)
