from datetime import date

import pytest

from core.alliances import Alliance, AllianceType
from core.claims import Claim, ClaimKey, ClaimType
from core.plover import ThreatCategory
from scoring.categories import context_shares, is_great_power_rivalry, threat_weights
from scoring.claims import Merged, weigh
from scoring.cohesion import prior
from scoring.facts import capability as capability_shares
from scoring.leverage import capability

NATO, CSTO, NONE = frozenset({"NATO"}), frozenset({"CSTO"}), frozenset[str]()


def claim(x: float = -0.5, type_: str = "THREATEN", threats: tuple[tuple[ThreatCategory, float], ...] = ()) -> Claim:
    return weigh(
        ClaimKey("CHN", "PHL", ">", type_, date(2014, 5, 1)), Merged(x, 1.0, ("p",), 1, None, threats, None), []
    )


def shares(one: Claim, a: frozenset[str] = NONE, b: frozenset[str] = NONE) -> dict[str, float]:
    return {category: weight / one.micro.q for category, weight in threat_weights(one, a, b)}


@pytest.mark.parametrize(
    ("a", "b", "in_a", "in_b", "is_rivalry"),
    [
        ("CHN", "USA", NONE, NATO, True),
        ("RUS", "UKR", CSTO, NONE, False),
        ("POL", "RUS", NATO, CSTO, True),
        ("FRA", "USA", NATO, NATO, False),
        ("PRK", "USA", NONE, NATO, True),
        ("FRA", "KAZ", NATO, CSTO, False),
        ("GBR", "SUN", NATO, frozenset({"WARSAW_PACT"}), True),
    ],
)
def test_great_power_competition_needs_a_great_power_and_another_ones_side(
    a: str, b: str, in_a: frozenset[str], in_b: frozenset[str], is_rivalry: bool
) -> None:
    assert is_great_power_rivalry(a, b, in_a, in_b) == is_rivalry


def test_what_reports_leave_open_falls_to_regional_conflict_or_great_powers() -> None:
    assert shares(claim()) == {"regional_conflict": 1.0}
    assert shares(claim(), NONE, frozenset({"US_PHL"})) == {"great_power": 1.0}
    assert shares(claim(threats=((ThreatCategory.CYBER, 0.4),))) == pytest.approx(
        {"cyber": 0.4, "regional_conflict": 0.6}
    )
    assert shares(claim(type_="ACCUSE", x=-0.25)) == {}


def test_cooperation_is_no_threat_but_aid_after_a_flood_speaks_of_a_disaster() -> None:
    assert threat_weights(claim(x=0.5, type_="AID"), NONE, NONE) == []
    aid = claim(x=0.5, type_="AID", threats=((ThreatCategory.CLIMATE_DISASTER, 1.0),))
    assert threat_weights(aid, NONE, NONE) == [("climate_disaster", 250_000)]


def test_contexts_modes_and_armed_groups_tell_the_category() -> None:
    assert context_shares(("cyber", "terrorism"), None, "", ClaimType.ACCUSE) == (("cyber", 0.5), ("terrorism", 0.5))
    assert context_shares((), "cyber", "", ClaimType.COERCE) == (("cyber", 1.0),)
    assert context_shares((), None, "REB", ClaimType.FIGHT) == (("terrorism", 1.0),)
    assert context_shares((), None, "GOV", ClaimType.FIGHT) == ()


def test_figures_of_vanished_states_are_those_of_their_successors() -> None:
    assert capability(["SUN"], ["USA"], 1985, capability_shares()) is not None
    pact = Alliance("WARSAW_PACT", "", AllianceType.DEFENSIVE, date(1955, 6, 4), None, True, False, True, True, 1.0)
    members = ["SUN", "POL", "CSK", "HUN", "ROU", "BGR", "DDR"]
    assert prior(pact, members, 1985).m == pytest.approx(0.859, abs=0.01)
