"""A feed that answers but brings nothing any more."""

from datetime import UTC, datetime, timedelta

from core.articles import EntryOutcome
from desk.silence import is_silent_feed
from store import feeds
from store.articles import NewEntry, put_entry
from store.engine import Connection

START = datetime(2024, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def _feed(tx: Connection, days: int) -> int:
    """A feed that brought forty old entries at its first check and then one a day."""
    feed = feeds.add(tx, url="http://paper.example/", name="P", publisher_slug="p", language="en", now=START)
    for number in range(40 + days):
        now = START + max(0, number - 39) * DAY
        entry = NewEntry(str(number), "h", {}, "too_short: 1 words", None)
        assert put_entry(tx, feed, entry, now=now) is EntryOutcome.REJECTED
    feeds.mark_checked(tx, feed, now=now, next_check_at=now, last_new_entry_at=now)
    return feed


def test_a_daily_feed_is_silent_after_weeks_and_not_after_days(tx: Connection) -> None:
    _feed(tx, 30)
    (row,) = feeds.overview(tx)
    last = row["last_new_entry_at"]
    assert not is_silent_feed(row, last + 5 * DAY)
    assert is_silent_feed(row, last + 20 * DAY)


def test_what_the_first_check_found_is_no_habit(tx: Connection) -> None:
    _feed(tx, 0)
    (row,) = feeds.overview(tx)
    assert row["habit_entries"] == 0
    assert not is_silent_feed(row, START + 60 * DAY)
