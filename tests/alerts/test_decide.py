from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.decide import Decision, decide
from alerts.route import Timing, repeated
from alerts.rules import Condition, Facts, Verdict, evaluate
from alerts.silences import find_silence
from core.alerts import Alert, AlertRule, AlertState, NotifyReason, RuleKind, Silence
from tests.alerts.build import DAY, NOW, observation, rule

HOUR = timedelta(hours=1)


def condition(verdict: Verdict = Verdict.FIRING, level: int = 1, value: float | None = 80.0) -> Condition:
    return Condition("NATO", verdict, value, level if verdict is Verdict.FIRING else 0, f"threat is {value}")


FIRING, BETWEEN = condition(), condition(Verdict.BETWEEN, value=70.0)
CLEAR, UNKNOWN = condition(Verdict.CLEAR, value=20.0), condition(Verdict.UNKNOWN, value=None)


class Story:
    """An alert through a row of conditions, an hour each, as the step would keep it."""

    def __init__(self, rule: AlertRule, silences: Iterable[Silence] = ()) -> None:
        self.rule = rule
        self.silences = tuple(silences)
        self.alert: Alert | None = None
        self.now = NOW
        self.told: list[NotifyReason] = []
        self.last: Decision | None = None
        self.last_fired_at: datetime | None = None

    def hears(self, *conditions: Condition, every: timedelta = HOUR) -> "Story":
        for one in conditions:
            silence = find_silence(self.rule.index, "NATO", self.silences, self.now)
            self.last = decide(self.rule, self.alert, one, self.now, silence=silence, last_fired_at=self.last_fired_at)
            self.alert = self.last.alert
            if self.alert is not None and self.alert.fired_at is not None:
                self.last_fired_at = self.alert.fired_at
            if self.last.is_told:
                self.told.append(self.last.notify)
            self.now += every
        return self

    @property
    def state(self) -> AlertState | None:
        return None if self.alert is None else self.alert.state


def silence(starts: timedelta, ends: timedelta) -> Silence:
    return Silence(1, "*", "NATO", NOW + starts, NOW + ends, "exercise week", "ana")


def test_a_rule_without_a_wait_fires_at_once() -> None:
    story = Story(rule()).hears(FIRING)
    assert (story.state, story.told) == (AlertState.FIRING, [NotifyReason.FIRED])


def test_calm_stays_calm() -> None:
    story = Story(rule()).hears(CLEAR, BETWEEN, UNKNOWN)
    assert (story.state, story.told) == (None, [])


def test_a_rule_with_a_wait_is_pending_first_and_fires_when_it_held() -> None:
    story = Story(rule(hold_for=2 * HOUR)).hears(FIRING, FIRING)
    assert (story.state, story.told) == (AlertState.PENDING, [])
    story.hears(FIRING)
    assert (story.state, story.told) == (AlertState.FIRING, [NotifyReason.FIRED])
    assert story.alert is not None
    assert (story.alert.started_at, story.alert.fired_at) == (NOW, NOW + 2 * HOUR)


def test_a_short_peak_is_never_told() -> None:
    story = Story(rule(hold_for=2 * HOUR)).hears(FIRING, BETWEEN, FIRING, CLEAR, FIRING, FIRING)
    assert (story.state, story.told) == (AlertState.PENDING, [])


def test_a_gap_in_the_data_neither_ends_a_wait_nor_completes_it() -> None:
    story = Story(rule(hold_for=2 * HOUR)).hears(FIRING, UNKNOWN, UNKNOWN)
    assert (story.state, story.told) == (AlertState.PENDING, [])
    assert story.hears(FIRING).told == [NotifyReason.FIRED]


def test_a_fire_ends_only_past_its_clear_threshold() -> None:
    story = Story(rule()).hears(FIRING, BETWEEN, BETWEEN)
    assert story.state is AlertState.FIRING
    assert story.hears(CLEAR).told == [NotifyReason.FIRED, NotifyReason.RESOLVED]


def test_a_fire_outlives_calm_by_its_time_to_keep() -> None:
    story = Story(rule(keep_firing_for=3 * HOUR)).hears(FIRING, CLEAR, CLEAR, CLEAR)
    assert story.state is AlertState.FIRING
    assert story.hears(CLEAR).told == [NotifyReason.FIRED, NotifyReason.RESOLVED]


def test_a_relapse_starts_the_wait_for_the_all_clear_anew() -> None:
    story = Story(rule(keep_firing_for=3 * HOUR)).hears(FIRING, CLEAR, CLEAR, BETWEEN, CLEAR, CLEAR, CLEAR)
    assert story.state is AlertState.FIRING


def test_missing_data_is_no_calm() -> None:
    story = Story(rule(keep_firing_for=3 * HOUR)).hears(FIRING, CLEAR, *[UNKNOWN] * 50, CLEAR, CLEAR)
    assert (story.state, story.told) == (AlertState.FIRING, [NotifyReason.FIRED])


def test_a_flapping_value_gives_one_firing_and_one_resolved() -> None:
    flapping = rule(fire_at=75.0, clear_at=60.0, hold_for=HOUR, keep_firing_for=6 * HOUR)
    values = [76, 74, 76, 77, 74, 58, 76, 59, 78, 74, 59, 76, 57, 61, 57] * 4 + [50] * 8
    story = Story(flapping)
    for value in values:
        seen = evaluate(flapping, Facts("NATO", [observation(float(value), story.now.date())]), story.now)
        story.hears(seen)
    assert story.told == [NotifyReason.FIRED, NotifyReason.RESOLVED]


@given(st.lists(st.sampled_from([FIRING, BETWEEN, CLEAR, UNKNOWN, condition(level=2)]), max_size=60))
def test_whatever_comes_fired_and_resolved_take_turns(conditions: list[Condition]) -> None:
    story = Story(rule(hold_for=2 * HOUR, keep_firing_for=2 * HOUR)).hears(*conditions)
    turns = [reason for reason in story.told if reason is not NotifyReason.RAISED]
    expected = [NotifyReason.FIRED, NotifyReason.RESOLVED] * len(turns)
    assert turns == expected[: len(turns)]


def test_a_level_is_told_when_it_rises_and_only_then() -> None:
    two, three = condition(level=2), condition(level=3)
    story = Story(rule()).hears(FIRING, two, FIRING, two, BETWEEN, two, three)
    assert story.told == [NotifyReason.FIRED, NotifyReason.RAISED, NotifyReason.RAISED]
    assert story.alert is not None
    assert story.alert.level == 3
    assert story.last is not None
    assert "from level 2 to 3" in story.last.text


def test_a_fire_that_begins_high_is_told_once() -> None:
    story = Story(rule()).hears(condition(level=3), condition(level=3), condition(level=2))
    assert story.told == [NotifyReason.FIRED]


def test_a_surge_lasts_at_least_thirty_days() -> None:
    story = Story(rule(RuleKind.SURGE, keep_firing_for=7 * DAY)).hears(FIRING, *[CLEAR] * 29, every=DAY)
    assert story.state is AlertState.FIRING
    assert story.hears(CLEAR).told == [NotifyReason.FIRED, NotifyReason.RESOLVED]


def test_an_alert_of_an_act_still_says_which_when_it_is_over_and_another_says_why_it_ended() -> None:
    act = Condition("NATO", Verdict.FIRING, 0.9, 1, "invoke: FRA -> NATO, believed 90%")
    over = Condition("NATO", Verdict.CLEAR, None, 0, "no alliance_act event in two days")
    alert = Story(rule(RuleKind.EVENT, index="alliance_act")).hears(act, over).alert
    assert alert is not None
    assert (alert.state, alert.reason, alert.value) == (AlertState.RESOLVED, act.reason, 0.9)
    other = Story(rule()).hears(FIRING, CLEAR).alert
    assert other is not None
    assert (other.state, other.reason, other.value) == (AlertState.RESOLVED, CLEAR.reason, 20.0)


def test_within_sixty_days_of_a_cohesion_drop_no_other_begins() -> None:
    story = Story(rule(RuleKind.COHESION_DROP)).hears(FIRING, CLEAR, every=DAY)
    story.hears(*[FIRING] * 58, every=DAY)
    assert story.told == [NotifyReason.FIRED, NotifyReason.RESOLVED]
    assert story.hears(FIRING).told[-1] is NotifyReason.FIRED


def test_the_same_decision_twice_changes_nothing_more() -> None:
    first = decide(rule(), None, FIRING, NOW)
    again = decide(rule(), first.alert, FIRING, NOW)
    assert again.alert == first.alert
    assert again.notify is NotifyReason.UNCHANGED


class TestSilence:
    """What happens while nobody wants to hear of it."""

    def test_a_fire_under_a_silence_is_told_when_the_silence_ends(self) -> None:
        story = Story(rule(), [silence(-HOUR, 3 * HOUR)]).hears(FIRING, FIRING, FIRING)
        assert (story.state, story.told) == (AlertState.FIRING, [])
        assert story.hears(FIRING).told == [NotifyReason.FIRED]

    def test_a_fire_that_ends_under_its_silence_is_never_told(self) -> None:
        story = Story(rule(), [silence(-HOUR, 9 * HOUR)]).hears(FIRING, CLEAR)
        assert (story.state, story.told) == (AlertState.RESOLVED, [])

    def test_nobody_gets_an_all_clear_for_a_fire_they_never_heard_of(self) -> None:
        story = Story(rule(), [silence(-HOUR, HOUR / 2)]).hears(FIRING, CLEAR)
        assert (story.state, story.told) == (AlertState.RESOLVED, [])

    def test_a_raise_under_a_silence_is_told_when_the_silence_ends(self) -> None:
        story = Story(rule(), [silence(HOUR / 2, 3 * HOUR)]).hears(FIRING, condition(level=2), condition(level=2))
        assert story.told == [NotifyReason.FIRED]
        assert story.hears(condition(level=2)).told == [NotifyReason.FIRED, NotifyReason.RAISED]

    def test_the_decision_says_who_silenced_it_and_until_when(self) -> None:
        story = Story(rule(), [silence(-HOUR, 3 * HOUR)]).hears(FIRING)
        assert story.last is not None
        assert story.last.notify is NotifyReason.SILENCED
        assert "until 2026-11-22 15:00 UTC by ana: exercise week" in story.last.text

    def test_a_silence_covers_its_pattern_and_its_time_only(self) -> None:
        quiet = silence(-HOUR, HOUR)
        assert find_silence("threat", "NATO", [quiet], NOW) is quiet
        assert find_silence("threat", "ASEAN", [quiet], NOW) is None
        assert find_silence("threat", "NATO", [quiet], quiet.ends_at) is None
        assert find_silence("threat", "NATO", [quiet], quiet.starts_at - HOUR) is None
        assert find_silence("threat:cyber", "NATO", [replace(quiet, index="threat*")], NOW) is not None

    def test_of_several_silences_the_longest_counts(self) -> None:
        longer = replace(silence(-HOUR, 5 * HOUR), id=2)
        assert find_silence("threat", "NATO", [silence(-HOUR, HOUR), longer], NOW) is longer


class TestRepeat:
    """A fire that lasts is told again, if that is wanted."""

    TIMING = Timing(repeat=4 * HOUR)

    def quiet_fire(self, *after: Condition) -> Story:
        return Story(rule(keep_firing_for=9 * DAY)).hears(FIRING, *after)

    def test_a_lasting_fire_is_repeated_after_four_hours(self) -> None:
        story = self.quiet_fire(FIRING)
        assert story.last is not None
        assert repeated(story.last, NOW + 3 * HOUR, self.TIMING) is story.last
        again = repeated(story.last, NOW + 4 * HOUR, self.TIMING)
        assert again.notify is NotifyReason.REPEATED
        assert again.alert is not None
        assert again.alert.last_notified_at == NOW + 4 * HOUR

    def test_nothing_is_repeated_on_its_way_to_calm_when_silenced_or_when_unwanted(self) -> None:
        calming, lasting = self.quiet_fire(CLEAR).last, self.quiet_fire(FIRING).last
        assert calming is not None
        assert lasting is not None
        late = NOW + 9 * HOUR
        assert repeated(calming, late, self.TIMING) is calming
        assert repeated(lasting, late, self.TIMING, silence(-HOUR, 99 * HOUR)) is lasting
        assert repeated(lasting, late, Timing(repeat=None)) is lasting
