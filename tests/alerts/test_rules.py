from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.rules import Condition, Facts, Verdict, check_index, evaluate
from core.alerts import AlertRule, RuleKind
from core.errors import InvalidInput
from core.events import CodedEvent, Event
from core.groupings import Grouping, GroupingKind
from core.indices import Contribution
from core.plover import AllianceAct, EventType, Status, ThreatCategory
from tests.alerts.build import DAY, NOW, TODAY, contribution, observation, rule

LOW = rule(index="cohesion", above=False, fire_at=50.0, clear_at=60.0)


def say(rule: AlertRule, value: float | None, coverage: float = 1.0) -> Condition:
    return evaluate(rule, Facts("NATO", [observation(value, coverage=coverage)]), NOW)


class TestThreshold:
    """A value against two thresholds."""

    @pytest.mark.parametrize(
        ("value", "verdict", "level"),
        [
            (90.0, "firing", 2),
            (87.5, "firing", 2),
            (75.0, "firing", 1),
            (74.9, "between", 0),
            (60.0, "between", 0),
            (59.9, "clear", 0),
        ],
    )
    def test_high_values_fire(self, value: float, verdict: str, level: int) -> None:
        condition = say(rule(), value)
        assert (condition.verdict, condition.level) == (verdict, level)
        assert f"{value:.1f}" in condition.reason

    @pytest.mark.parametrize(
        ("value", "verdict", "level"),
        [(20.0, "firing", 2), (50.0, "firing", 1), (55.0, "between", 0), (60.0, "between", 0), (60.1, "clear", 0)],
    )
    def test_low_values_fire_when_the_rule_looks_below(self, value: float, verdict: str, level: int) -> None:
        condition = say(LOW, value)
        assert (condition.verdict, condition.level) == (verdict, level)

    def test_one_threshold_for_both_leaves_no_gap(self) -> None:
        single = rule(fire_at=50.0, clear_at=50.0)
        assert say(single, 50.0).verdict is Verdict.FIRING
        assert say(single, 49.9).verdict is Verdict.CLEAR

    def test_no_value_is_unknown_not_calm(self) -> None:
        assert say(rule(), None).verdict is Verdict.UNKNOWN
        assert evaluate(rule(), Facts("NATO"), NOW).verdict is Verdict.UNKNOWN

    def test_a_value_over_a_week_old_is_unknown(self) -> None:
        old = observation(10.0, (NOW - 8 * DAY).date())
        assert evaluate(rule(), Facts("NATO", [old]), NOW).verdict is Verdict.UNKNOWN

    def test_later_values_are_ignored(self) -> None:
        facts = Facts("NATO", [observation(10.0), observation(90.0, (NOW + DAY).date())])
        assert evaluate(rule(), facts, NOW).verdict is Verdict.CLEAR

    def test_calm_is_not_believed_when_little_was_read_but_fire_is(self) -> None:
        assert say(rule(), 10.0, coverage=0.2).verdict is Verdict.UNKNOWN
        assert say(rule(), 90.0, coverage=0.2).verdict is Verdict.FIRING

    def test_evidence_is_ordered_by_weight(self) -> None:
        facts = Facts(
            "NATO", [observation(80.0)], [contribution(1.0, "a"), contribution(-7.0, "b"), contribution(3.0, "c")]
        )
        assert [one.claim for one in evaluate(rule(), facts, NOW).evidence] == ["b", "c", "a"]


def test_a_surge_is_critical_at_one_and_a_half_times_its_threshold() -> None:
    surge = rule(RuleKind.SURGE, index="hostility", fire_at=9.7, clear_at=4.85)
    assert [say(surge, value).level for value in (9.6, 9.7, 14.5, 14.6)] == [0, 1, 1, 2]
    assert say(surge, 4.8).verdict is Verdict.CLEAR


class TestCohesionDrop:
    """A fall of cohesion against its own recent level."""

    RULE = rule(RuleKind.COHESION_DROP, index="cohesion", above=False, fire_at=-10.0, clear_at=-5.0)
    CLAIMS = (contribution(-5.0, "a", "wire"), contribution(-4.0, "b", "paper"), contribution(-3.0, "c", "wire"))

    def drop(
        self, to: float, claims: tuple[Contribution, ...] = CLAIMS, half: float = 2.0, rule: AlertRule = RULE
    ) -> Condition:
        series = [observation(80.0, (NOW - n * DAY).date(), half=half) for n in range(30, 61)]
        return evaluate(rule, Facts("NATO", [*series, observation(to, half=half)], claims), NOW)

    def test_a_drop_that_is_large_certain_and_broad_fires(self) -> None:
        condition = self.drop(68.0)
        assert (condition.verdict, condition.value, condition.level) == (Verdict.FIRING, -12.0, 1)
        assert "from 80.0 to 68.0" in condition.reason

    def test_each_further_ten_points_are_a_level(self) -> None:
        assert [self.drop(to).level for to in (69.0, 61.0, 60.0, 49.0)] == [1, 1, 2, 3]

    @pytest.mark.parametrize(
        ("to", "verdict"), [(74.9, "between"), (75.0, "between"), (75.1, "clear"), (85.0, "clear")]
    )
    def test_a_small_drop_does_not_fire_and_clears_at_half(self, to: float, verdict: str) -> None:
        assert self.drop(to).verdict == verdict

    def test_a_drop_within_its_noise_does_not_fire(self) -> None:
        condition = self.drop(69.0, half=15.0)
        assert condition.verdict is Verdict.BETWEEN
        assert "noise" in condition.reason

    @pytest.mark.parametrize(
        "claims",
        [
            (),
            CLAIMS[:2],
            tuple(replace(one, publishers=("wire",)) for one in CLAIMS),
            (*CLAIMS[:2], replace(CLAIMS[2], points=3.0)),
            (*CLAIMS[:2], replace(CLAIMS[2], claim=None)),
            (CLAIMS[0], replace(CLAIMS[0], label="again"), CLAIMS[1]),
        ],
        ids=["none", "two claims", "one publisher", "one is friendly", "one is fading", "one claim twice"],
    )
    def test_a_drop_on_too_few_claims_does_not_fire(self, claims: tuple[Contribution, ...]) -> None:
        condition = self.drop(68.0, claims)
        assert condition.verdict is Verdict.BETWEEN
        assert "claims" in condition.reason

    def test_a_drop_that_hangs_on_one_claim_does_not_fire(self) -> None:
        condition = self.drop(68.0, (replace(self.CLAIMS[0], points=-9.0), *self.CLAIMS[1:]))
        assert condition.verdict is Verdict.BETWEEN
        assert "single claim" in condition.reason

    def test_without_a_past_nothing_can_be_said(self) -> None:
        condition = evaluate(self.RULE, Facts("NATO", [observation(20.0)], self.CLAIMS), NOW)
        assert condition.verdict is Verdict.UNKNOWN


class TestAlignment:
    """Two that draw together."""

    RULE = rule(RuleKind.ALIGNMENT, index="alignment", fire_at=9.7, clear_at=4.85)
    CLAIMS = (
        contribution(2.0, "a", "wire", type="AGREE"),
        contribution(2.0, "b", "paper", type="CONSULT"),
        contribution(2.0, "c", "wire", type="SUPPORT"),
    )

    def test_agreement_of_two_strangers_fires(self) -> None:
        assert self.say(Facts("CHN>ITA", [observation(10.0)], self.CLAIMS)).verdict is Verdict.FIRING

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            (Facts("CHN>ITA", [observation(10.0)], CLAIMS, are_allied=True), "allies"),
            (Facts("CHN>ITA", [observation(10.0)], CLAIMS, hostility=6.0), "crisis"),
            (Facts("CHN>ITA", [observation(10.0)], CLAIMS[1:]), "claims"),
            (Facts("CHN>ITA", [observation(10.0)], (replace(CLAIMS[0], type="SUPPORT"), *CLAIMS[1:])), "words only"),
        ],
        ids=["allied", "in a crisis", "too few claims", "mere words"],
    )
    def test_what_is_no_alignment_does_not_fire_and_says_why(self, facts: Facts, said: str) -> None:
        condition = self.say(facts)
        assert condition.verdict is Verdict.BETWEEN
        assert said in condition.reason

    def say(self, facts: Facts) -> Condition:
        return evaluate(self.RULE, facts, NOW)


class TestGrouping:
    """A coalition is told of when enough publishers tell and no doubt is left."""

    RULE = rule(RuleKind.GROUPING, index="coalition", fire_at=2.0, clear_at=1.0)

    def say(self, publishers: int, doubt: str = "") -> Condition:
        told_by = tuple(f"paper {number}" for number in range(publishers))
        found = Grouping(GroupingKind.COALITION, TODAY, "A|B|C", ("A", "B", "C"), (), 0, (), told_by, doubt)
        return evaluate(self.RULE, Facts("A|B|C", [observation(float(publishers))], said="why", grouping=found), NOW)

    def test_it_fires_without_a_doubt_and_carries_the_states_on(self) -> None:
        condition = self.say(2)
        assert (condition.verdict, condition.level) == (Verdict.FIRING, 1)
        assert condition.grouping is not None
        assert condition.grouping.members == ("A", "B", "C")
        assert condition.reason.endswith("; why")

    def test_twice_and_a_half_as_many_publishers_are_a_level_more(self) -> None:
        assert [self.say(count).level for count in (4, 5)] == [1, 2]

    def test_a_doubt_holds_it_back_and_is_the_reason(self) -> None:
        condition = self.say(5, "it hangs on a single publisher")
        assert (condition.verdict, condition.level) == (Verdict.BETWEEN, 0)
        assert condition.reason.endswith("; it hangs on a single publisher")

    def test_one_publisher_neither_fires_nor_clears_and_none_clears(self) -> None:
        assert [self.say(count).verdict for count in (1, 0)] == [Verdict.BETWEEN, Verdict.CLEAR]


class TestEvent:
    """A single event that matters by itself."""

    RULE = rule(RuleKind.EVENT, index="alliance_act", fire_at=0.5, clear_at=0.5)

    def event(
        self, number: int = 1, actor: str = "FIN", confidence: float = 0.8, hours_ago: float = 1, rejected: bool = False
    ) -> Event:
        coded = CodedEvent(
            actors=(actor,),
            recipients=("NATO",),
            type=EventType.AGREE,
            mode=None,
            contexts=(),
            status=Status.ASSERTED,
            event_day=NOW.date(),
            confidence=confidence,
            evidence=None,
            alliance_act=AllianceAct.ACCESSION,
            threats=((ThreatCategory.CYBER, 1.0),),
        )
        known_at = NOW - timedelta(hours=hours_ago)
        return Event(number, 1, None, None, "wire", 0.85, "ud.v1", coded, known_at, is_rejected=rejected)

    def say(self, *events: Event, rule: AlertRule = RULE) -> Condition:
        return evaluate(rule, Facts("NATO", events=events), NOW)

    def test_an_event_of_the_kind_fires_with_its_confidence(self) -> None:
        condition = self.say(self.event())
        assert (condition.verdict, condition.value, condition.level) == (Verdict.FIRING, 0.8, 1)
        assert condition.reason == "accession: FIN -> NATO, believed 80%"

    def test_many_reports_of_one_act_are_one_level_but_another_act_is_one_more(self) -> None:
        assert self.say(self.event(1), self.event(2), self.event(3)).level == 1
        assert self.say(self.event(1), self.event(2, actor="SWE")).level == 2

    @pytest.mark.parametrize(
        ("type_", "mode", "verdict"),
        [(EventType.REQUEST, "change", "clear"), (EventType.REJECT, None, "clear"), (EventType.THREATEN, None, "clear"),
         (EventType.REQUEST, "meet", "firing"), (EventType.SUPPORT, None, "firing")],
    )  # fmt: skip
    def test_to_demand_refuse_or_threaten_an_act_on_the_alliance_is_no_such_act(
        self, type_: EventType, mode: str | None, verdict: str
    ) -> None:
        event = self.event()
        said = replace(event, coded=replace(event.coded, type=type_, mode=mode))
        assert self.say(said).verdict == verdict

    def test_what_is_doubted_rejected_old_or_of_the_future_does_not_fire(self) -> None:
        assert self.say(self.event(confidence=0.4)).verdict is Verdict.BETWEEN
        assert self.say(self.event(rejected=True)).verdict is Verdict.CLEAR
        assert self.say(self.event(hours_ago=49)).verdict is Verdict.CLEAR
        assert self.say(self.event(hours_ago=-1)).verdict is Verdict.CLEAR

    @pytest.mark.parametrize(
        ("index", "verdict"), [("AGREE", "firing"), ("cyber", "firing"), ("FIGHT", "clear"), ("wmd", "clear")]
    )
    def test_a_kind_may_be_an_event_type_or_a_threat(self, index: str, verdict: str) -> None:
        assert self.say(self.event(), rule=replace(self.RULE, index=index)).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "index"),
    [(RuleKind.THRESHOLD, "leverage"), (RuleKind.THRESHOLD, "surge:*"), (RuleKind.THRESHOLD, "threat:cyber"),
     (RuleKind.COHESION_DROP, "cohesion*"), (RuleKind.SURGE, "hostility"), (RuleKind.ALIGNMENT, "alignment"),
     (RuleKind.GROUPING, "coalition"), (RuleKind.EVENT, "MOBILIZE"), (RuleKind.EVENT, "wmd"), (None, "*"),
     (None, "cohesion*"), (None, "alliance_act")],
)  # fmt: skip
def test_a_rule_may_name_what_its_kind_looks_at(kind: RuleKind | None, index: str) -> None:
    check_index(index, kind)


@pytest.mark.parametrize(
    ("kind", "index"),
    [(RuleKind.THRESHOLD, "moods"), (RuleKind.THRESHOLD, "alliance_act"), (RuleKind.SURGE, "cohesion"),
     (RuleKind.GROUPING, "community"), (RuleKind.EVENT, "HUG"), (RuleKind.EVENT, "*"), (None, "cohesio")],
)  # fmt: skip
def test_a_rule_that_could_never_fire_is_refused(kind: RuleKind | None, index: str) -> None:
    with pytest.raises(InvalidInput, match="no index"):
        check_index(index, kind)


def test_every_rule_kind_can_be_evaluated() -> None:
    for kind in RuleKind:
        assert evaluate(rule(kind), Facts("NATO"), NOW).reason
