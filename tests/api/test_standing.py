"""Where an alliance stands, against figures worked out by hand: imported acts -> store -> /alliances/{code}/standing.

AUKUS has three members and so three pairs. Under the parameters set here, with a half-life of 15 days, every figure
can be followed on paper: a claim of one publisher weighs .8 (its reliability; the coder is certain), so an AID adds
.8 x .55 = .44 to cooperation, a SUPPORT .8 x .3 = .24, and a THREATEN .8 x .5 = .4 to conflict.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scoring.imports import read_events
from store import parameters
from store.engine import Engine
from tests.api.town import open_town
from workers.importing import import_events

NOW = datetime(2022, 3, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
FIRST = TODAY - timedelta(days=45)
PSI, M, KAPPA = 4.0, 0.6, 1.5
ACTS = {  # days ago: who does what to whom
    45: "AUS,GBR,AID",
    30: "GBR,USA,SUPPORT",
    15: "USA,AUS,THREATEN",
    14: "RUS,GBR,THREATEN",
    0: "GBR,AUS,SUPPORT",
}
ELSEWHERE = "ARG;BRL,,CONSULT"  # on every other day, so that the world tells of one act a day

# Sums at the end of two days: 30 days ago the aid has halved once and the support is new; today the aid has halved
# three times, the first support twice, the threat once, and the second support is new. The prior adds 1.5 x .6 and .4.
X_THEN, Y_THEN = 0.22 + 0.24 + 0.9, 0.6
X_NOW, Y_NOW = 0.055 + 0.06 + 0.24 + 0.9, PSI * 0.2 + 0.6
BOTH = (X_THEN + Y_THEN) * (X_NOW + Y_NOW)
THREAT = -100 * PSI * 0.2 * (X_THEN + X_NOW) / 2 / BOTH
SUPPORT = 100 * 0.24 * (Y_THEN + Y_NOW) / 2 / BOTH


def rows(without: int | None = None) -> Iterator[str]:
    """The CSV, with the act of one day replaced by news from elsewhere."""
    yield "actor,recipient,type,day,publisher,confidence\n"
    for ago in range(45, -1, -1):
        act = ELSEWHERE if ago == without else ACTS.get(ago, ELSEWHERE)
        yield f"{act},{TODAY - timedelta(days=ago)},lamp,1.0\n"


def standing(engine: Engine, without: int | None = None) -> dict[str, Any]:
    """What the API says of AUKUS today."""
    import_events(engine, read_events(rows(without)), origin="events", mark="1", now=NOW)
    with engine.begin() as tx:
        values = {"psi": PSI, "m": M, "kappa": KAPPA, "half_life": 15.0}
        parameters.add(tx, "cohesion:AUKUS", values, valid_from=FIRST, note="by hand", now=NOW)
        world = {"ratio": 2.0, "volume": 1.0, "hostile_claim": 0.2}  # .8 x .5 squared is .2: a threat is one claim
        parameters.add(tx, "world", world, valid_from=FIRST, note="by hand", now=NOW)
    town = open_town(engine)
    town.clock.time = NOW
    with town.client() as client:
        found: dict[str, Any] = client.get("/alliances/AUKUS/standing").json()
    return found


def geometric(half_life: float, days: int) -> float:
    """Decayed exposure after so many ordinary days."""
    ratio: float = 2.0 ** (-1.0 / half_life)
    return (1.0 - ratio**days) / (1.0 - ratio)


def of(found: dict[str, Any], index: str) -> dict[str, Any]:
    return next(one for one in found["beside"] if one["index"] == index)


def test_cohesion_is_the_odds_of_all_acts_together(engine: Engine) -> None:
    found = standing(engine)
    assert found["cohesion"]["value"] == pytest.approx(100 * X_NOW / (X_NOW + Y_NOW), abs=1e-4)
    assert found["cohesion"]["value"] == pytest.approx(47.2693, abs=1e-3)
    assert (found["prior"], found["cohesion"]["claims"]) == (60.0, 4)


def test_the_dyad_equal_mean_gives_each_pair_one_vote(engine: Engine) -> None:
    found = standing(engine)["breadth"]
    aus_gbr = 100 * (0.055 + 0.24 + 0.9) / (0.055 + 0.24 + 0.9 + 0.6)  # 66.57
    aus_usa = 100 * 0.9 / (0.9 + PSI * 0.2 + 0.6)  # 39.13
    gbr_usa = 100 * (0.06 + 0.9) / (0.06 + 0.9 + 0.6)  # 61.54
    assert found["dyad_equal_mean"] == pytest.approx((aus_gbr + aus_usa + gbr_usa) / 3, abs=1e-4)
    assert found["dyad_equal_mean"] == pytest.approx(55.7476, abs=1e-3)
    assert found["pairs"] == 3


def test_the_largest_pair_has_its_share_of_the_change_and_is_called_bilateral(engine: Engine) -> None:
    found = standing(engine)["breadth"]
    assert found["from_day"] == date(2022, 2, 13).isoformat()
    # The support of 13 February belongs to the day the change is counted from; what fades is left out.
    assert found["change"] == pytest.approx(THREAT + SUPPORT, abs=1e-4)
    assert found["change"] == pytest.approx(-15.4887, abs=1e-3)
    assert found["largest_dyad"] == "AUS|USA"
    assert found["share"] == pytest.approx(
        1.046 / (1.046 - 0.24), abs=1e-4
    )  # 1.30: more than all, as support offsets it
    assert found["label"] == "bilateral dispute inside the alliance"


def test_a_pair_that_is_not_in_the_news_has_no_vote_and_a_rise_is_no_dispute(engine: Engine) -> None:
    found = standing(engine, without=15)["breadth"]
    assert found["pairs"] == 2
    assert found["dyad_equal_mean"] == pytest.approx((66.5738 + 61.5385) / 2, abs=1e-3)
    assert (found["largest_dyad"], found["share"], found["label"]) == ("AUS|GBR", pytest.approx(1.0), "")
    assert found["change"] == pytest.approx(100 * 0.24 * 0.6 / (1.96 * (X_NOW + 0.6)), abs=1e-4)


def test_hostility_inside_and_pressure_from_outside_are_told_apart_and_beside_it(engine: Engine) -> None:
    found = standing(engine)
    per, usual_per = 60 + geometric(14, 46), 60 + geometric(365, 32)  # the usual rate ends 14 days ago
    inside, outside = 0.6 + 2 ** (-15 / 14), 0.6 + 2 ** (-14 / 14)
    usual_inside, usual_outside = 0.6 + 2 ** (-1 / 365), 0.6 + 1
    for index, now, usual in (("inside_hostility", inside, usual_inside), ("external", outside, usual_outside)):
        odds = (now / per) / (usual / usual_per)
        assert of(found, index)["value"] == pytest.approx(100 * odds / (1 + odds), abs=1e-4)
    assert of(found, "external")["claims"] == 1


def test_an_act_from_outside_moves_the_pressure_and_nothing_of_cohesion(engine: Engine, engine_for: Any) -> None:
    pressed, spared = standing(engine), standing(engine_for(), without=14)
    assert of(pressed, "external")["claims"] == 1
    assert of(spared, "external")["value"] is None
    assert of(pressed, "inside_hostility") == of(spared, "inside_hostility")
    for part in ("cohesion", "breadth", "dimensions", "prior"):
        assert pressed[part] == spared[part]


def test_the_page_says_the_same_in_words(engine: Engine) -> None:
    standing(engine)
    town = open_town(engine)
    town.clock.time = NOW
    with town.client() as client:
        page = " ".join(client.get("/console/alliances/AUKUS").text.split())
    assert "if each of the 3 pairs in the news within a year had one vote; 47.3 with all acts taken together" in page
    assert "<b>Bilateral dispute inside the alliance.</b> Since 13 Feb 2022 news moved cohesion by −15.5 points" in page
    assert "Australia – United States</a> alone by −20.1." in page


def test_a_day_before_the_acts_has_no_breadth_and_no_value(engine: Engine) -> None:
    standing(engine)
    town = open_town(engine)
    with town.client() as client:
        found = client.get(f"/alliances/AUKUS/standing?on={FIRST - timedelta(days=1)}").json()
    assert found["breadth"] is None
    assert found["cohesion"]["value"] is None
