import numpy as np
import pytest

from scoring.detect import ALIGNMENT, HOSTILITY, Level, alarms, cusum, holds_without_largest, largest_claims, level_of

DAYS = 3 * 365


def noise(rate: float, series: int, days: int = DAYS, seed: int = 5) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return generator.negative_binomial(0.5, 0.5 / (0.5 + rate), size=(series, days)).astype(float)


def raised(y: np.ndarray) -> list[int]:
    return [alarm.raised for alarm in alarms(cusum(y, np.ones(len(y))).k)]


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.02, 0.1, 1.0])
def test_false_alarms_stay_below_3_in_100_series_years(rate: float) -> None:
    counts = noise(rate, 120)
    total = sum(len(raised(y)) for y in counts)
    assert total / (120 * DAYS / 365.25) <= 0.03


def test_a_tenfold_rise_is_found_within_30_days_nine_times_in_ten() -> None:
    generator = np.random.default_rng(11)
    found = 0
    for y in noise(0.1, 100, 700):
        y[600:] = generator.negative_binomial(0.5, 0.5 / (0.5 + 1.0), size=100)
        found += any(600 <= place < 630 for place in raised(y))
    assert found >= 90


def test_nothing_is_raised_in_the_warm_up() -> None:
    y = np.full(80, 5.0)
    path = cusum(y, np.ones(80))
    assert not path.k[:59].any()
    assert all(alarm.raised >= 59 for alarm in alarms(path.k))


def test_a_flapping_series_raises_once_per_episode() -> None:
    k = np.tile([9.8, 4.0, 10.0, 5.0], 30)
    assert len(alarms(k)) == 1


def test_an_alarm_clears_after_seven_calm_days_and_not_before_thirty() -> None:
    k = np.concatenate([np.full(3, 12.0), np.zeros(60), np.full(3, 12.0)])
    first, second = alarms(k)
    assert first.cleared == 30
    assert second.raised == 63
    assert second.cleared is None


def test_steps_go_upward_only() -> None:
    k = np.array([10.0, 15.0, 11.0, 16.0, 10.0])
    assert alarms(k)[0].steps == ((0, Level.WARNING), (1, Level.CRITICAL))


@pytest.mark.parametrize(("k", "level"), [(0.0, "calm"), (6.0, "watch"), (9.7, "warning"), (14.6, "critical")])
def test_levels(k: float, level: str) -> None:
    assert level_of(k) == level


def test_one_claim_alone_never_raises_however_large() -> None:
    y = np.zeros(400)
    y[300] = 500.0
    path = cusum(y, np.ones(400))
    assert path.k[300] >= HOSTILITY.critical
    largest = largest_claims([(300, 500.0)], 400)
    assert alarms(path.k, HOSTILITY, lambda place: holds_without_largest(place, path, largest)) == []


def test_several_claims_do_raise() -> None:
    y = np.zeros(400)
    y[300:306] = 4.0
    path = cusum(y, np.ones(400))
    largest = largest_claims([(place, 4.0) for place in range(300, 306)], 400)
    found = alarms(path.k, HOSTILITY, lambda place: holds_without_largest(place, path, largest))
    assert [300 < alarm.raised < 306 for alarm in found] == [True]


def test_more_world_news_alone_is_no_surge() -> None:
    y = np.zeros(800)
    y[::5] = 1.0
    exposure = np.ones(800)
    exposure[600:] = 4.0
    y[600:] = np.where(np.arange(200) % 5 < 4, 1.0, 0.0)
    assert not alarms(cusum(y, exposure).k)
    assert alarms(cusum(y, np.ones(800)).k) or cusum(y, np.ones(800)).k.max() > cusum(y, exposure).k.max()


def test_alignment_looks_for_a_smaller_rise() -> None:
    assert ALIGNMENT.ratio < HOSTILITY.ratio
