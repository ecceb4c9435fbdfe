import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.claims import Claim, ClaimKey
from scoring.claims import Merged, weigh
from scoring.daily import DailySeries
from scoring.explain import (
    PARAMETERS,
    VOLUME,
    by_dimension,
    by_dyad,
    by_type,
    explain_level,
    explain_leverage,
    explain_odds,
    explain_surge,
)
from scoring.leverage import LeverageParts, attribute, capability, channels, channels_path, leverage
from scoring.parameters import SeriesParameters, WorldParameters

FIRST = date(2014, 1, 1)
P1 = SeriesParameters("cohesion:GCC", 1, 2.0, 0.75, FIRST, "test")
WORLD = WorldParameters(1, 2.0, 40.0, 0.1, FIRST, "test")


def made(place: int, x: float, type_: str = "ACCUSE", strength: float = 1.0) -> Claim:
    key = ClaimKey("QAT", "SAU", ">", type_, FIRST + timedelta(place))
    return weigh(key, Merged(x, strength, ("p1", "p2"), 2, "consultation", (), None), [])


def series_of_claims(claims: list[Claim], days: int = 200) -> DailySeries:
    columns = np.zeros((7, days))
    for claim in claims:
        columns[:, (claim.key.day - FIRST).days] += claim.micro
    columns[:-1] /= 1e6
    return DailySeries(FIRST, *columns)


_claims = st.lists(
    st.builds(made, st.integers(0, 199), st.floats(-1, 1), st.sampled_from(["ACCUSE", "AGREE", "FIGHT"]),
              st.floats(0.01, 3)), max_size=40)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_claims, st.integers(0, 199), st.integers(0, 199), st.booleans())
def test_contributions_sum_to_the_change(claims: list[Claim], one: int, other: int, is_recalibrated: bool) -> None:
    before, after = sorted((one, other))
    later = replace(P1, version=2, psi=3.0, m=0.7) if is_recalibrated else None
    found = explain_odds(
        series_of_claims(claims), P1, claims, FIRST + timedelta(before), FIRST + timedelta(after), later
    )
    change = found.after - found.before
    assert abs(math.fsum(part.points for part in found.parts) - change) <= 1e-9
    for group in (by_dyad, by_dimension, by_type):
        assert abs(math.fsum(found.by(group).values()) - change) <= 1e-9
    assert abs(math.fsum(found.by_publisher().values()) - change) <= 1e-9
    assert (PARAMETERS in {part.label for part in found.parts}) == is_recalibrated


@settings(max_examples=40, deadline=None)
@given(_claims, st.integers(0, 199), st.integers(0, 199))
def test_contributions_to_a_threat_level_sum_to_the_change(claims: list[Claim], one: int, other: int) -> None:
    before, after = sorted((one, other))
    exposure = 1.0 + 0.5 * np.sin(np.arange(200))
    weighted = [(claim, claim.micro.q) for claim in claims]
    found = explain_level(
        series_of_claims(claims), exposure, WORLD, 0.05, weighted, FIRST + timedelta(before), FIRST + timedelta(after)
    )
    assert abs(math.fsum(part.points for part in found.parts) - (found.after - found.before)) <= 1e-9
    assert VOLUME in {part.label for part in found.parts}


@settings(max_examples=40, deadline=None)
@given(_claims, st.integers(0, 199), st.integers(0, 199))
def test_contributions_to_a_surge_sum_to_the_change(claims: list[Claim], one: int, other: int) -> None:
    before, after = sorted((one, other))
    exposure = 1.0 + 0.5 * np.sin(np.arange(200))
    weighted = [(claim, claim.micro.q) for claim in claims]
    series = series_of_claims(claims)
    found = explain_surge(series, exposure, WORLD, weighted, FIRST + timedelta(before), FIRST + timedelta(after))
    assert abs(math.fsum(part.points for part in found.parts) - (found.after - found.before)) <= 1e-9


def test_a_lone_hostile_claim_explains_a_surge_nearly_alone() -> None:
    claims = [made(100, -0.9, "FIGHT", 2.0)]
    series = series_of_claims(claims)
    weighted = [(claims[0], claims[0].micro.q)]
    found = explain_surge(series, np.ones(200), WORLD, weighted, FIRST + timedelta(99), FIRST + timedelta(101))
    assert found.parts[0].claim == claims[0]
    assert found.parts[0].points == pytest.approx(found.after - found.before, rel=0.05)


@settings(max_examples=40, deadline=None)
@given(_claims, st.integers(0, 199), st.integers(0, 199))
def test_contributions_to_leverage_sum_to_the_change(claims: list[Claim], one: int, other: int) -> None:
    before, after = (FIRST + timedelta(place) for place in sorted((one, other)))
    found = explain_odds(series_of_claims(claims), P1, claims, before, after)
    parts = [LeverageParts(0.8, value / 100, 0.6, value / 100) for value in (found.before, found.after)]
    split = explain_leverage(parts[0], parts[1], found, found)
    assert abs(math.fsum(part.points for part in split.parts) - (split.after - split.before)) <= 1e-9


def test_the_largest_part_comes_first_and_a_hostile_claim_pulls_down() -> None:
    claims = [made(50, 0.2, "AGREE", 0.5), made(60, -0.9, "FIGHT", 2.0)]
    found = explain_odds(series_of_claims(claims), P1, claims, FIRST + timedelta(40), FIRST + timedelta(70))
    assert found.parts[0].claim is not None
    assert found.parts[0].claim.key.type == "FIGHT"
    assert found.parts[0].points < 0


_part = st.floats(1e-4, 1.0)


@settings(max_examples=80, deadline=None)
@given(st.builds(LeverageParts, _part, _part, _part, _part), st.builds(LeverageParts, _part, _part, _part, _part))
def test_leverage_parts_sum_to_its_change(before: LeverageParts, after: LeverageParts) -> None:
    split = attribute(before, after)
    assert abs(math.fsum(split.values()) - (leverage(after) - leverage(before))) <= 1e-9


def test_leverage_of_equal_parts_is_that_part() -> None:
    assert leverage(LeverageParts(0.5, 0.5, 0.5, 0.5)) == pytest.approx(50.0)
    assert attribute(LeverageParts(0.5, 0.5, 0.5, 0.5), LeverageParts(0.5, 0.5, 0.5, 0.5))["cohesion"] == 0.0


def test_capability_is_a_share_of_own_and_rivals_less_instability() -> None:
    shares = {("USA", 2012): 0.3, ("GBR", 2012): 0.1, ("RUS", 2012): 0.1}
    assert capability(["USA", "GBR"], ["RUS"], 2012, shares) == pytest.approx(0.8)
    assert capability(["USA", "GBR"], ["RUS"], 2024, shares) == pytest.approx(0.8)
    assert capability(["USA", "GBR"], ["RUS"], 2012, shares, {"GBR": 1.0}) == pytest.approx(0.8 * (1 - 0.3 * 0.25))
    assert capability(["FRA"], ["RUS"], 2012, shares) is None


def test_channels_grow_with_the_number_of_partners() -> None:
    assert channels({}) == 0.0
    assert channels({"A": 1.0}) == pytest.approx(1 - math.exp(-1 / 25))
    assert channels({"A": 1.0, "B": 1.0}) > channels({"A": 1.9, "B": 0.1}) > channels({"A": 2.0})
    path = channels_path({"A": np.array([0.0, 1.0, 1.0]), "B": np.array([0.0, 0.0, 1.0])})
    assert path.tolist() == pytest.approx([0.0, channels({"A": 1.0}), channels({"A": 1.0, "B": 1.0})])
