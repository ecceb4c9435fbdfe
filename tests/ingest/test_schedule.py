from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch import FailureKind, FetchFailed
from ingest.schedule import Pace, is_settled_redirect, is_silent, next_check, next_check_after_failure

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOWN = FetchFailed(FailureKind.SERVER_ERROR, "the server answers 503", 503)


@pytest.mark.parametrize(
    ("weekly_entries", "every"),
    [
        (0, timedelta(hours=24)),
        (7, timedelta(hours=24)),
        (168, HOUR),
        (672, timedelta(minutes=15)),
        (10_000, timedelta(minutes=5)),
    ],
)
def test_a_feed_is_checked_as_often_as_it_writes(weekly_entries: float, every: timedelta) -> None:
    check = next_check(NOW, weekly_entries=weekly_entries)
    assert (check.every, check.at) == (every, NOW + every)


@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "public, max-age=7200"},
        {"cache-control": "max-age = 7200", "expires": "Mon, 23 Nov 2026 12:00:00 GMT"},
        {"expires": "Sun, 22 Nov 2026 14:00:00 GMT"},
        {"expires": "Wed, 01 Jan 2020 02:00:00 GMT", "date": "Wed, 01 Jan 2020 00:00:00 GMT"},
    ],
)
def test_a_feed_is_not_checked_sooner_than_its_headers_ask(headers: dict[str, str]) -> None:
    check = next_check(NOW, weekly_entries=700, headers=headers)
    assert check.every == 2 * HOUR
    assert "header" in check.reason or "Cache-Control" in check.reason


def test_a_feed_is_not_checked_sooner_than_its_ttl_asks() -> None:
    assert next_check(NOW, weekly_entries=700, ttl=timedelta(hours=3)).every == 3 * HOUR


@pytest.mark.parametrize(
    "headers", [{"cache-control": "max-age=99999999"}, {"expires": "Fri, 01 Jan 2038 00:00:00 GMT"}]
)
def test_no_header_puts_a_feed_off_for_longer_than_a_day(headers: dict[str, str]) -> None:
    assert next_check(NOW, weekly_entries=700, headers=headers).every == timedelta(hours=24)


@pytest.mark.parametrize(
    "headers", [{"expires": "0"}, {"expires": "-1"}, {"cache-control": "no-cache"}, {"expires": "garbage"}]
)
def test_a_header_that_says_nothing_changes_nothing(headers: dict[str, str]) -> None:
    assert next_check(NOW, weekly_entries=168, headers=headers).every == HOUR


@given(st.floats(0, 1e6), st.integers(0, 43_200), st.integers(0, 10**8))
def test_the_interval_stays_between_floor_and_ceiling(weekly_entries: float, ttl: int, max_age: int) -> None:
    pace = Pace(timedelta(minutes=2), timedelta(hours=6))
    headers = {"cache-control": f"max-age={max_age}"}
    check = next_check(NOW, weekly_entries=weekly_entries, ttl=timedelta(minutes=ttl), headers=headers, pace=pace)
    assert pace.floor <= check.every <= pace.ceiling


def test_failures_back_off_from_an_hour_to_days() -> None:
    waits = [next_check_after_failure(NOW, DOWN, failures=n, roll=0.0).every.total_seconds() for n in (1, 8, 9, 23, 99)]
    assert waits == [8**4, 8**4, 9**4, 23**4, 23**4]


def test_jitter_spreads_the_return_by_up_to_a_tenth() -> None:
    early = next_check_after_failure(NOW, DOWN, failures=1, roll=0.0)
    late = next_check_after_failure(NOW, DOWN, failures=1, roll=0.999)
    assert early.at < late.at <= NOW + early.every * 1.1


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (timedelta(minutes=20), timedelta(minutes=20)),
        (timedelta(days=30), 8 * HOUR),
        (timedelta(0), timedelta(minutes=5)),
    ],
)
def test_a_429_waits_as_long_as_asked_up_to_eight_hours(asked: timedelta, wait: timedelta) -> None:
    limited = FetchFailed(FailureKind.RATE_LIMITED, "429", 429, asked)
    assert next_check_after_failure(NOW, limited, failures=1, roll=0.0).at == NOW + wait


def test_a_feed_that_is_gone_is_disabled_and_says_why() -> None:
    check = next_check_after_failure(NOW, FetchFailed(FailureKind.GONE, "410 Gone", 410), failures=1, roll=0.5)
    assert check.disable
    assert check.reason == "410 Gone"


class TestSilence:
    """A feed that is quiet for far longer than its habit."""

    @pytest.mark.parametrize(
        ("quiet", "alarm"),
        [(timedelta(hours=30), False), (timedelta(days=3), False), (timedelta(days=3, hours=1), True)],
    )
    def test_a_busy_feed_alarms_after_three_days(self, quiet: timedelta, alarm: bool) -> None:
        assert is_silent(NOW, last_entry_at=NOW - quiet, entries=400, period=timedelta(days=28)) is alarm

    def test_a_feed_that_writes_weekly_may_be_quiet_for_two_months(self) -> None:
        habit = {"entries": 8, "period": timedelta(days=56)}
        assert not is_silent(NOW, last_entry_at=NOW - timedelta(days=60), **habit)  # type: ignore[arg-type]
        assert is_silent(NOW, last_entry_at=NOW - timedelta(days=66), **habit)  # type: ignore[arg-type]

    def test_without_a_known_habit_there_is_no_alarm(self) -> None:
        assert not is_silent(NOW, last_entry_at=NOW - timedelta(days=900), entries=7, period=timedelta(days=7))


def test_a_redirect_is_adopted_only_after_hundreds_of_hits() -> None:
    assert [is_settled_redirect(hits) for hits in (1, 199, 200)] == [False, False, True]
