from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.claims import Micro
from scoring.daily import DailySeries, decayed, lagged, trailing_mean
from scoring.odds import odds_path
from scoring.parameters import (
    UNCALIBRATED_WORLD_RATIO,
    SeriesParameters,
    WorldParameters,
    calibrate,
    calibrate_world,
    dyad_parameters,
)

FIRST = date(2014, 1, 1)
PARAMETERS = SeriesParameters("cohesion:GCC", 1, 2.0, 0.75, FIRST, "test")
WORLD = WorldParameters(1, 2.0, 40.0, 0.1, FIRST, "test")


def series(x: dict[int, float] | None = None, y: dict[int, float] | None = None, days: int = 120) -> DailySeries:
    columns = np.zeros((7, days))
    for row, values in ((0, x or {}), (1, y or {})):
        for place, value in values.items():
            columns[row, place] += value
            columns[4, place] += value**2
            columns[6, place] += 1
    columns[2] = columns[1] * 0.5
    return DailySeries(FIRST, *columns)


def test_a_half_life_old_value_counts_half() -> None:
    values = np.zeros(46)
    values[0] = 1.0
    assert decayed(values, 45.0)[45] == pytest.approx(0.5)


def test_no_data_gives_the_prior_with_a_wide_interval() -> None:
    path = odds_path(series(), PARAMETERS)
    assert np.allclose(path.value, 75.0)
    assert path.hi[-1] - path.lo[-1] > 30


def test_the_value_returns_to_the_prior_in_silence_and_the_interval_widens() -> None:
    path = odds_path(series(y={0: 3.0}, days=600), PARAMETERS)
    assert path.value[0] < 40
    assert path.value[-1] == pytest.approx(75.0, abs=1.0)
    assert path.hi[599] - path.lo[599] > path.hi[0] - path.lo[0]


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 20), st.floats(0, 20), st.floats(0.01, 5))
def test_the_value_rises_with_cooperation_and_falls_with_conflict(x: float, y: float, more: float) -> None:
    base = odds_path(series({5: x}, {7: y}), PARAMETERS).value[-1]
    assert odds_path(series({5: x + more}, {7: y}), PARAMETERS).value[-1] > base
    assert odds_path(series({5: x}, {7: y + more}), PARAMETERS).value[-1] < base


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 50), st.floats(0, 50), st.floats(0.05, 20), st.floats(0.05, 0.95))
def test_the_interval_holds_the_value_and_stays_within_0_and_100(x: float, y: float, psi: float, m: float) -> None:
    path = odds_path(series({5: x}, {7: y}), SeriesParameters("s", 1, psi, m, FIRST, "test"))
    assert np.all(path.lo >= 0)
    assert np.all(path.hi <= 100)
    assert np.all(path.lo <= path.hi)


def test_calibration_maps_the_usual_mix_to_the_structural_prior() -> None:
    mix = dict.fromkeys(range(0, 1096, 2), 0.3)
    quarrel = dict.fromkeys(range(0, 1096, 3), 0.1)
    usual = series(mix, quarrel, 1096)
    parameters = calibrate("cohesion:GCC", usual, WORLD, 0.75, FIRST)
    assert odds_path(usual, parameters).value[-1] == pytest.approx(75.0, abs=5.0)


def test_too_few_days_are_not_calibrated_and_say_so() -> None:
    parameters = calibrate("cohesion:GCC", series({5: 1.0}, {7: 1.0}, 60), WORLD, 0.75, FIRST)
    assert parameters.psi == pytest.approx(WORLD.ratio / 3)
    assert "not calibrated" in parameters.note
    world = calibrate_world(series({5: 1.0}, {7: 1.0}, 60), 1, FIRST)
    assert world.ratio == UNCALIBRATED_WORLD_RATIO
    assert "not calibrated" in world.note


def test_a_plain_dyad_stands_at_50_with_the_worlds_mix() -> None:
    parameters = dyad_parameters("dyad:A|B", WORLD)
    assert odds_path(series({119: 2.0}, {119: 1.0}), parameters).value[-1] == pytest.approx(50.0)


def test_buckets_in_any_order_make_the_same_series_and_days_outside_are_left_out() -> None:
    buckets = [(FIRST + timedelta(place), Micro(place, 0, 0, 0, 0, 0, 1)) for place in range(5)]
    one = DailySeries.of(buckets, FIRST, FIRST + timedelta(3))
    other = DailySeries.of(buckets[::-1], FIRST, FIRST + timedelta(3))
    assert np.array_equal(one.x, other.x)
    assert one.x[3] == 3e-6
    assert one.last == FIRST + timedelta(3)


def test_a_day_outside_the_series_is_refused() -> None:
    with pytest.raises(IndexError):
        series().place(FIRST - timedelta(1))


def test_lags_and_trailing_means() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert lagged(values, 2).tolist() == [0.0, 0.0, 1.0]
    assert trailing_mean(values, 2).tolist() == [1.0, 1.5, 2.5]
