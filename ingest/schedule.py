"""Schedule: when a feed is checked next, and when its silence is news."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from ingest.fetch import FailureKind, FetchFailed

_WEEK = timedelta(days=7)
_RETRY_AFTER_CAP = timedelta(hours=8)
_MIN_BACK_OFF, _MAX_BACK_OFF = 8, 23
_ENTRIES_FOR_A_HABIT = 8
_LEAST_SILENCE = timedelta(days=3)
_UNLIKELY = 1e-4
_REDIRECTS_TO_ADOPT = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """How often feeds may be checked: never more often than `floor`, never less often than `ceiling`."""

    floor: timedelta = timedelta(minutes=5)
    ceiling: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NextCheck:
    """When to look again, and why then. `disable`: do not look again at all."""

    at: datetime
    every: timedelta
    reason: str
    disable: bool = False


def next_check(
    now: datetime,
    *,
    weekly_entries: float,
    ttl: timedelta | None = None,
    headers: Mapping[str, str] | None = None,
    pace: Pace | None = None,
) -> NextCheck:
    """When to check a feed that answered: as often as it writes, never sooner than it asks.

    weekly_entries: entries published in the last seven days. ttl: of the feed. headers: of the response, lower case.
    Source: Miniflux's rule, interval = max(adaptive, TTL, max-age, Expires), capped.
    """
    pace = pace or Pace()
    adaptive = min(pace.ceiling, _WEEK / max(weekly_entries, 0.01))
    wishes = {
        "it writes that often": max(adaptive, pace.floor),
        "its TTL asks for it": ttl or timedelta(0),
        "its Cache-Control asks for it": _max_age(headers or {}),
        "its Expires header asks for it": _until_expiry(headers or {}, now),
    }
    reason = max(wishes, key=lambda name: wishes[name])
    every = min(wishes[reason], pace.ceiling)
    return NextCheck(now + every, every, reason)


def next_check_after_failure(
    now: datetime, failure: FetchFailed, *, failures: int, roll: float, pace: Pace | None = None
) -> NextCheck:
    """When to try again after `failures` failures in a row (1 or more); a feed that is gone (410) is disabled.

    roll: a random number in [0, 1); it adds up to a tenth, so that feeds that failed together do not return together.
    Source: Feedbin's back-off, clamp(failures, 8, 23)^4 seconds; Retry-After is honoured up to 8 h.
    """
    if failure.kind is FailureKind.GONE:
        return NextCheck(now, timedelta(0), failure.message, disable=True)
    if failure.retry_after is not None:
        wait = max(min(failure.retry_after, _RETRY_AFTER_CAP), (pace or Pace()).floor)
        return NextCheck(now + wait * (1 + roll / 10), wait, "the server named a time")
    wait = timedelta(seconds=min(max(failures, _MIN_BACK_OFF), _MAX_BACK_OFF) ** 4)
    return NextCheck(now + wait * (1 + roll / 10), wait, f"{failures} failed in a row: {failure.message}")


def is_silent(now: datetime, *, last_entry_at: datetime, entries: int, period: timedelta) -> bool:
    """Whether a feed has brought nothing new for far longer than is its habit: an alarm, not a calm.

    entries: how many it brought in the `period` before `last_entry_at`. False with fewer than 8: no habit is known yet.
    True when a feed with that rate stays quiet so long with a chance below 1 in 10,000 (Poisson), and at least 3 days.
    """
    if entries < _ENTRIES_FOR_A_HABIT or period <= timedelta(0):
        return False
    longest = max(period / entries * -math.log(_UNLIKELY), _LEAST_SILENCE)
    return now - last_entry_at > longest


def is_settled_redirect(hits: int) -> bool:
    """Whether a permanent redirect, seen `hits` times in a row to the same place, may replace the feed's URL.

    Source: Feedbin, which waits for hundreds of hits: captive portals and broken proxies answer 301 too.
    """
    return hits >= _REDIRECTS_TO_ADOPT


def _max_age(headers: Mapping[str, str]) -> timedelta:
    match = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", headers.get("cache-control", ""), re.IGNORECASE)
    return timedelta(seconds=int(match[1])) if match else timedelta(0)


def _until_expiry(headers: Mapping[str, str], now: datetime) -> timedelta:
    """By the server's own clock (its Date header) where it gives one; a wrong clock then does no harm."""
    expires = _http_date(headers.get("expires"))
    if expires is None or "max-age" in headers.get("cache-control", "").lower():
        return timedelta(0)
    return max(timedelta(0), expires - (_http_date(headers.get("date")) or now))


def _http_date(text: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
