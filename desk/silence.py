"""Feeds that have gone quiet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ingest.schedule import is_silent


def is_silent_feed(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a feed (a row of `store.feeds.overview`) answers, but has brought nothing for far longer than its habit.

    An alarm, not a calm: the feed may have moved, or broken in a way that still answers 200.
    """
    last, since = row["last_new_entry_at"], row["habit_since"]
    if not row["enabled"] or last is None or since is None:
        return False
    return is_silent(now, last_entry_at=last, entries=row["habit_entries"], period=last - since)
