"""The indices on a scenario written by us: sixty invented reports in the shape of the Gulf crisis of 2014."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from core.alliances import Alliance, AllianceType, Membership
from core.articles import Publisher, PublisherTier
from core.claims import Micro
from core.errors import UnknownIndex
from core.plover import Dimension
from scoring.alignment import (
    AlignmentFilters,
    Communities,
    Community,
    alignment_alerts,
    coalitions,
    communities,
    emerging_blocs,
)
from scoring.burden import burdens
from scoring.cohesion import (
    Band,
    CohesionRule,
    band_of,
    cohesion_alerts,
    dyad_equal_mean,
    largest_share,
    member_dyads,
    prior,
)
from scoring.daily import DailySeries
from scoring.explain import by_dyad, explain_odds
from scoring.imports import ImportedEvent, read_events
from scoring.indices import coverage, leverage_parts, observations
from scoring.memory import MemorySource, reports_of_imports
from scoring.parameters import dyad_parameters
from scoring.reliability import reliability
from scoring.series import MembershipIndex
from scoring.threat import exposure_of, level, reference_rate, surge

FIRST, LAST = date(2013, 1, 1), date(2014, 12, 31)
GULF = ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU")
GCC = Alliance("GCC", "Gulf council", AllianceType.DEFENSIVE, date(1981, 5, 25), None, True, False, False, True, 0.5)
NATO = Alliance(
    "NATO", "Atlantic treaty", AllianceType.DEFENSIVE, date(1949, 8, 24), None, True, False, False, True, 1.0
)
MEMBERSHIPS = [Membership("GCC", code, date(1981, 5, 25), None) for code in GULF] + [
    Membership("NATO", code, date(1949, 8, 24), None) for code in ("USA", "GBR", "FRA")
]
HEAD = "actor,recipient,type,mode,contexts,day,publisher,confidence"


def scenario() -> list[str]:
    """Sixty reports: a calm year of talks and agreements, the quarrel of March 2014, the return in November."""
    rows = []
    for month in range(1, 13):
        rows.append(f"SAU;QAT,,CONSULT,visit,diplomatic,2013-{month:02d}-10,gulf-daily,0.8")
        rows.append(f"ARE;KWT,,AGREE,,economic,2013-{month:02d}-17,gulf-daily,0.8")
        rows.append(f"IRN,SAU,ACCUSE,disapprove,,2013-{month:02d}-20,tehran-post,0.7")
    for publisher in ("wire-a", "wire-b", "gulf-daily"):
        rows.append(f"SAU;ARE;BHR,QAT,SANCTION,withdraw,diplomatic,2014-03-05,{publisher},0.9")
        rows.append(f"SAU,QAT,ACCUSE,allege,,2014-03-06,{publisher},0.8")
        rows.append(f"QAT,SAU,REJECT,change,,2014-03-07,{publisher},0.8")
    rows.append("SAU,QAT,THREATEN,relations,diplomatic,2014-03-09,wire-a,0.8")
    rows.append("BHR,QAT,ACCUSE,disapprove,,2014-03-10,wire-b,0.7")
    rows.append("ARE,QAT,REQUEST,change,,2014-03-12,wire-a,0.7")
    for day in (8, 11, 14, 18, 22):
        rows.append(f"KWT,QAT;SAU,CONSULT,third-party,diplomatic,2014-04-{day:02d},gulf-daily,0.7")
    for publisher in ("wire-a", "wire-b", "gulf-daily"):
        rows.append(f"SAU;QAT;ARE;BHR,,AGREE,,diplomatic,2014-11-16,{publisher},0.9")
        rows.append(f"SAU,QAT,CONCEDE,,diplomatic,2014-11-17,{publisher},0.9")
    rows.append("USA,QAT,COOPERATE,,military,2014-11-20,wire-a,0.8")
    return rows


@pytest.fixture(scope="module")
def source() -> MemorySource:
    events = [one for one in read_events([HEAD, *scenario()]) if isinstance(one, ImportedEvent)]
    assert len(events) == len(scenario()) == 60
    reports = reports_of_imports(events, MembershipIndex(MEMBERSHIPS))
    return MemorySource(reports, [GCC, NATO], MEMBERSHIPS, FIRST, LAST, calibration_days=365)


def value(source: MemorySource, index: str, entity: str, day: date) -> float:
    found = observations(index, entity, source, day, day)[0].value
    assert found is not None
    return found


def test_cohesion_falls_in_march_and_recovers_in_november(source: MemorySource) -> None:
    calm, quarrel = (
        value(source, "cohesion", "GCC", date(2014, 3, 4)),
        value(source, "cohesion", "GCC", date(2014, 3, 12)),
    )
    spring, back = (
        value(source, "cohesion", "GCC", date(2014, 4, 25)),
        value(source, "cohesion", "GCC", date(2014, 11, 18)),
    )
    assert calm - quarrel > 30
    assert band_of(quarrel) in (Band.FRICTION, Band.CRISIS)
    assert back > spring > quarrel


def test_the_fall_is_one_alert_within_a_week_with_reasons_that_sum_to_it(source: MemorySource) -> None:
    series, parameters = source.daily("cohesion:GCC", LAST), source.parameters("cohesion:GCC")[0]
    claims = source.claims("cohesion:GCC", FIRST, LAST)
    alerts = cohesion_alerts(series, parameters, claims, CohesionRule(), 60)
    assert date(2014, 3, 5) <= alerts[0].day <= date(2014, 3, 12)
    assert len([one for one in alerts if one.day < date(2014, 5, 1)]) <= 2
    found = explain_odds(series, parameters, claims, date(2014, 3, 4), date(2014, 3, 12))
    assert abs(math.fsum(part.points for part in found.parts) - (found.after - found.before)) <= 1e-9
    top = largest_share({name: points for name, points in found.by(by_dyad).items() if "|" in name})
    assert top is not None
    assert top[0] == "QAT|SAU"


def test_one_publishers_story_is_no_alert(source: MemorySource) -> None:
    claims = [one for one in source.claims("cohesion:GCC", FIRST, LAST) if len(one.publishers) == 1 or not one.micro.y]
    series, parameters = source.daily("cohesion:GCC", LAST), source.parameters("cohesion:GCC")[0]
    few = [one for one in claims if one.key.day != date(2014, 3, 10) and "wire-b" not in one.publishers]
    assert cohesion_alerts(series, parameters, few, CohesionRule(), 60) == []


def test_outside_quarrels_move_the_external_series_and_never_cohesion(source: MemorySource) -> None:
    assert source.daily("external:GCC", LAST).q.sum() > 0
    assert not any("IRN" in one.key.dyad for one in source.claims("cohesion:GCC", FIRST, LAST))


def test_dimensions_add_up_to_the_pooled_sums(source: MemorySource) -> None:
    pooled = source.daily("cohesion:GCC", LAST)
    parts = [source.daily(f"cohesion:GCC:{dimension}", LAST) for dimension in Dimension]
    assert np.allclose(sum(part.x for part in parts), pooled.x)
    assert np.allclose(sum(part.y for part in parts), pooled.y)


def test_nothing_is_said_before_the_first_report_and_in_a_long_silence(source: MemorySource) -> None:
    before = observations("cohesion", "GCC", source, FIRST, FIRST)[0]
    assert before.value is None
    silent = observations("cohesion", "GCC", source, date(2014, 9, 1), date(2014, 9, 1))[0]
    assert silent.value is None
    assert silent.coverage == 0.0
    assert coverage(source.daily("world", LAST)).min() >= 0.0
    assert coverage(source.daily("world", LAST)).max() <= 1.0


def test_every_index_answers_with_an_interval_around_its_value(source: MemorySource) -> None:
    for index, entity in (
        ("cohesion", "GCC"), ("cohesion:political_solidarity", "GCC"), ("relation", "QAT|SAU"),
        ("threat:regional_conflict", "QAT"), ("surge:regional_conflict", "country:SAU"), ("hostility", "QAT|SAU"),
        ("inside_hostility", "GCC"), ("external", "GCC"), ("bargaining", "GCC"),
    ):  # fmt: skip
        for one in observations(index, entity, source, date(2014, 3, 5), date(2014, 3, 20)):
            if one.value is not None and one.lo is not None and one.hi is not None:
                assert 0 <= one.lo <= one.value + 1e-9 <= one.hi + 2e-9 <= 100 + 1e-6, (index, one)
    assert value(source, "hostility", "QAT|SAU", date(2014, 3, 9)) > 60
    with pytest.raises(UnknownIndex, match="cohesion"):
        observations("mood", "GCC", source, FIRST, LAST)


def test_leverage_has_four_parts_and_an_interval(source: MemorySource) -> None:
    parts = leverage_parts("GCC", source, LAST)
    assert set(parts) == {"capability", "cohesion", "channels", "bargaining"}
    one = observations("leverage", "GCC", source, date(2014, 3, 12), date(2014, 3, 12))[0]
    assert one.value is not None
    assert one.lo is not None
    assert one.hi is not None
    assert one.lo < one.value < one.hi


def test_breadth_gives_each_pair_one_vote(source: MemorySource) -> None:
    dyads = {name: source.daily(name, LAST) for name in member_dyads(GULF)}
    mean = dyad_equal_mean(dyads, date(2014, 3, 12), source.parameters("cohesion:GCC")[0])
    assert mean is not None
    assert mean > value(source, "cohesion", "GCC", date(2014, 3, 12))
    assert dyad_equal_mean({}, date(2014, 3, 12), source.parameters("cohesion:GCC")[0]) is None
    assert largest_share({}) is None


@pytest.mark.parametrize(
    ("value", "band"), [(80, "solid"), (79.9, "normal"), (64.9, "strained"), (35, "serious friction"), (34, "crisis")]
)
def test_bands(value: float, band: str) -> None:
    assert band_of(value) == band


def test_the_prior_is_computed_from_the_packaged_data() -> None:
    """Expected values: the specification's structural priors for 2014 (three members only for NATO here)."""
    assert prior(GCC, GULF, 2014).m == pytest.approx(0.753, abs=0.005)
    korea = Alliance("US_KOR", "", AllianceType.DEFENSIVE, date(1954, 11, 17), None, True, False, False, True, 0.9)
    assert prior(korea, ("USA", "KOR"), 2014).m == pytest.approx(0.742, abs=0.005)
    assert prior(GCC, ("XXX", "YYY"), 2014).distance == 0.3
    assert prior(GCC, GULF, 2060).m == prior(GCC, GULF, 2024).m or prior(GCC, GULF, 2060).m > 0.5


def test_burdens_are_facts_with_their_gap() -> None:
    found = burdens(["USA", "DEU"], [2014], shares={("USA", 2014): 3.7, ("DEU", 2014): 1.1})
    assert [(one.country, one.percent_gdp, one.gap) for one in found] == [("DEU", 1.1, 0.9), ("USA", 3.7, -1.7)]
    assert burdens(["ZZZ"], [2014]) == []
    assert burdens(["USA"], [2014])[0].percent_gdp > 2


def test_publishers_are_believed_by_tier_and_by_whom_they_speak_of() -> None:
    ministry = Publisher("mfa", "Ministry", PublisherTier.OFFICIAL, "FRA")
    organ = Publisher("organ", "Organ", PublisherTier.STATE_CONTROLLED, "RUS")
    assert reliability(ministry, ["FRA:GOV"], ["RUS"]) == 0.9
    assert reliability(ministry, ["RUS"], ["FRA"]) == 0.8
    assert reliability(organ, ["USA"], ["RUS"]) == 0.5
    assert reliability(organ, ["RUS"], ["USA"]) == 0.7
    assert reliability(organ, ["BLR"], ["RUS"], {"RUS": frozenset({"USA"})}) == 0.7


def test_cooperation_does_not_widen_the_interval_of_hostility(source: MemorySource) -> None:
    world = source.world_parameters()
    hostile = DailySeries.of([(FIRST + timedelta(300), Micro(0, 200_000, 100_000, 400_000, 40_000, 0, 1))], FIRST, LAST)
    friendly = np.where(np.arange(hostile.days) % 3 == 0, 0.8, 0.0)
    mixed = replace(hostile, x=friendly, s=hostile.s + friendly**2)
    exposure = np.ones(hostile.days)
    alone, both = (surge(series, exposure, world) for series in (hostile, mixed))
    assert both.hi[310] == pytest.approx(alone.hi[310])
    assert both.lo[310] < both.value[310] < both.hi[310]


def test_a_level_of_50_is_the_reference_and_a_steady_rate_surges_to_50(source: MemorySource) -> None:
    world = source.world_parameters()
    series = source.daily("dyad:QAT|SAU", LAST)
    exposure = exposure_of(source.daily("world", LAST), world)
    own = level(series, exposure, world, 1.0)
    theta = float(own.x[430])
    assert level(series, exposure, world, theta).value[430] == pytest.approx(50.0)
    assert surge(series, np.zeros(series.days), world).value[0] == pytest.approx(50.0)
    assert reference_rate([1.0, 2.0, 3.0, 4.0, 5.0]) == 4.0


def test_a_new_alignment_needs_friendly_unallied_partners_with_several_claims() -> None:
    rows = [f"IRN;TUR,,AGREE,,economic,2014-06-{day:02d},p{day % 3},0.9" for day in range(1, 29, 3)]
    rows += [f"IRN;TUR,,COOPERATE,,military,2014-06-{day:02d},p{day % 3},0.9" for day in range(2, 29, 3)]
    events = [one for one in read_events([HEAD, *rows]) if isinstance(one, ImportedEvent)]
    made = MemorySource(reports_of_imports(events, MembershipIndex([])), [], [], FIRST, LAST)
    series, world = made.daily("dyad:IRN|TUR", LAST), dyad_parameters("d", made.world_parameters())
    exposure = np.ones(series.days)
    score = np.full(series.days, 80.0)
    claims = made.claims("dyad:IRN|TUR", FIRST, LAST)

    def found(are_allied: bool = False, score: np.ndarray = score) -> list[date]:
        alerts = alignment_alerts("IRN|TUR", series, exposure, score, claims, 0.1, lambda day: are_allied)
        return [one.day for one in alerts]

    assert len(found()) == 1
    assert found(are_allied=True) == []
    assert found(score=np.full(series.days, 40.0)) == []
    assert AlignmentFilters().claims == 3
    assert world.m == 0.5


def test_communities_are_found_matched_and_a_lasting_new_one_is_emerging() -> None:
    blocs = (("FRA", "GBR", "USA"), ("IRN", "SYR", "RUS"))
    cooperation, share = {}, {}
    for bloc in blocs:
        for place, a in enumerate(bloc):
            for b in bloc[place + 1 :]:
                pair = (min(a, b), max(a, b))
                cooperation[pair], share[pair] = 25.0, 0.9
    cooperation[("RUS", "USA")], share[("RUS", "USA")] = 1.0, 0.4
    alliances = {"NATO": frozenset({"FRA", "GBR", "USA"}), "CSTO": frozenset({"RUS", "ARM", "KAZ", "BLR"})}
    months = [communities(date(2014, month, 28), cooperation, share, alliances) for month in (1, 2, 3)]
    assert {one.members for one in months[0].communities} == {frozenset(bloc) for bloc in blocs}
    assert {one.match for one in months[0].communities if one.jaccard == 1.0} == {"NATO"}
    assert [one.members for one in emerging_blocs(months)] == [frozenset({"IRN", "SYR", "RUS"})]
    assert emerging_blocs(months[:2]) == []
    assert months[0] == communities(date(2014, 1, 28), cooperation, share, alliances)
    assert communities(FIRST, {}, {}, {}) == Communities(FIRST, (), 0.0)
    assert Community(frozenset(), None, 0.0).match is None


def test_a_coalition_is_reported_with_members_evidence_and_overlap() -> None:
    rows = ["SAU;ARE;EGY;SDN,,COOPERATE,,military,2014-09-25,wire,0.9"]
    events = [one for one in read_events([HEAD, *rows]) if isinstance(one, ImportedEvent)]
    made = MemorySource(reports_of_imports(events, MembershipIndex([])), [], [], FIRST, LAST)
    alliances = {"GCC": frozenset(GULF), "NATO": frozenset({"USA"})}
    (found,) = coalitions(made.all_claims, lambda _: alliances, lambda members, _: False)
    assert found.members == {"SAU", "ARE", "EGY", "SDN"}
    assert len(found.claims) == 6
    assert found.overlaps == (("GCC", 0.25),)
    assert coalitions(made.all_claims, lambda _: {}, lambda members, _: members <= {"SAU", "ARE", "EGY", "SDN"}) == []


def test_a_late_parameter_version_changes_only_later_days(source: MemorySource) -> None:
    from dataclasses import replace

    (first,) = source.parameters("cohesion:GCC")
    change = date(2014, 3, 1)
    source._parameters["cohesion:GCC"] = [first, replace(first, version=2, m=0.5, valid_from=change)]
    try:
        days = observations("cohesion", "GCC", source, change - timedelta(25), change + timedelta(8))
    finally:
        source._parameters["cohesion:GCC"] = [first]
    old = observations("cohesion", "GCC", source, change - timedelta(25), change + timedelta(8))
    known = [(new.value, was.value, was.day) for new, was in zip(days, old, strict=True) if was.value is not None]
    assert all((new == was) == (day < change) for new, was, day in known)
