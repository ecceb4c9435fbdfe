"""Rules: what an alert rule says of a series or of events at one time. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from alerts.silences import is_match
from core.alerts import AlertRule, RuleKind
from core.errors import InvalidInput
from core.events import CodedEvent, Event
from core.groupings import Grouping, GroupingKind
from core.indices import Contribution, Observation
from core.plover import Dimension, EventType, ThreatCategory

STALE_AFTER = timedelta(days=7)
LEAST_COVERAGE = 0.3
_SD_PER_HALF_INTERVAL = 1 / 1.2816
_DROP_Z = 1.3
_LEAST_CLAIMS, _LEAST_PUBLISHERS = 3, 2
_LEAVE_ONE_OUT = 0.6
_CRITICAL_SURGE = 1.5
_MUCH_MORE = 2.5
_CALM_HOSTILITY = 6.0
_ALIGNING_TYPES = frozenset({"AGREE", "COOPERATE", "AID"})
_EVENT_WINDOW = timedelta(days=2)


_SURGES = ("hostility", "inside_hostility", "external", *(f"surge:{category}" for category in ThreatCategory))
_VALUES = (
    "cohesion", *(f"cohesion:{dimension}" for dimension in Dimension), "relation", "bargaining", "leverage",
    *(f"threat:{category}" for category in ThreatCategory), *_SURGES,
)  # fmt: skip
LOOKS_AT: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.THRESHOLD: _VALUES,
    RuleKind.SURGE: ("hostility",),
    RuleKind.COHESION_DROP: tuple(name for name in _VALUES if name.startswith("cohesion")),
    RuleKind.ALIGNMENT: ("alignment",),
    RuleKind.GROUPING: (GroupingKind.COALITION, GroupingKind.EMERGING_BLOC),
    RuleKind.EVENT: ("alliance_act", *EventType, *ThreatCategory),
}
"""The indices that rules of a kind can look at; of any other they would never say anything."""


def check_index(pattern: str, kind: RuleKind | None = None) -> None:
    """Raise InvalidInput when no alert of the kind, or of any, can be of an index that matches the pattern.

    A rule of single acts names one kind of act; the others may end in `*`.
    """
    names = LOOKS_AT[kind] if kind else tuple(dict.fromkeys(name for own in LOOKS_AT.values() for name in own))
    exactly = kind is RuleKind.EVENT
    if not any(pattern == name if exactly else is_match(pattern, name) for name in names):
        who = f"a rule of kind {kind} looks" if kind else "alerts look"
        raise InvalidInput(f"no index {pattern!r} that {who} at; there are {', '.join(names)}")


class Verdict(StrEnum):
    """Where a series stands: `BETWEEN` neither fires nor clears; `UNKNOWN` is no data, which is never calm."""

    FIRING = "firing"
    BETWEEN = "between"
    CLEAR = "clear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a rule says of `entity` at one time, and why, in words.

    value: what was held against the rule's thresholds, None when nothing is known. level: 1 upwards while firing,
    else 0. evidence: contributions behind it, weightiest first. grouping: the states it is about, for a grouping rule.
    """

    entity: str
    verdict: Verdict
    value: float | None
    level: int
    reason: str
    evidence: tuple[Contribution, ...] = ()
    grouping: Grouping | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of `entity` (an alliance, country, dyad or region) for one rule.

    observations: of the rule's index, in any order; a cohesion drop needs 61 days of them. contributions: of the
    claims of the last 14 days. events: for event rules. hostility, are_allied: of the dyad, for alignment rules;
    `hostility` is the detector's statistic, None when unknown. said: what a reason adds in words, such as the alliances
    of both sides of a dyad. grouping: the coalition or bloc a grouping rule asks about, None when there is none now.
    """

    entity: str
    observations: Sequence[Observation] = ()
    contributions: Sequence[Contribution] = ()
    events: Sequence[Event] = ()
    hostility: float | None = None
    are_allied: bool = False
    said: str = ""
    grouping: Grouping | None = None


def evaluate(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """What `rule` says at `as_of`; facts later than that are ignored."""
    return _EVALUATORS[rule.kind](rule, facts, as_of)


def _threshold(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """The latest value against the rule's two thresholds; level 2 past half of what is left of the scale 0..100."""
    end = 100.0 if rule.above else 0.0
    return _against(rule, facts, as_of, second_level=(rule.fire_at + end) / 2)


def _surge(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """The change detector's statistic (NB-CUSUM, 0..25) against the thresholds; level 2 at one and a half times the
    first.

    Source: levels 9.7 (warning) and 14.6 (critical), measured for about 0.1 alerts per dyad and year.
    """
    return _against(rule, facts, as_of, second_level=rule.fire_at * _CRITICAL_SURGE)


def _cohesion_drop(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """The change from the median of the days 60 to 30 ago to now, in points; thresholds are negative.

    It fires when the change is large, outside the noise (1.3 standard deviations), carried by at least three claims
    of two publishers, and still there (six tenths) without the weightiest claim. Each further `fire_at` points are a
    level more.
    """
    latest = _latest(facts.observations, as_of)
    before = _valued(facts.observations, as_of - timedelta(days=60), as_of - timedelta(days=30))
    if latest is None or latest.value is None or len(before) < 5:
        return Condition(facts.entity, Verdict.UNKNOWN, None, 0, "too few values to tell a change")
    usual = median(one.value for one in before if one.value is not None)
    change = latest.value - usual
    said = f"{latest.index} of {facts.entity} moved by {change:+.1f} points, from {usual:.1f} to {latest.value:.1f}"
    weighty = _weightiest(facts.contributions)
    if change > rule.clear_at:
        return _clear_or_unknown(latest, change, f"{said}; it clears above {rule.clear_at:+.1f}", weighty)
    if change > rule.fire_at:
        reason = f"{said}; it fires at {rule.fire_at:+.1f}"
        return Condition(facts.entity, Verdict.BETWEEN, change, 0, reason, weighty)
    if doubt := _doubt_of_drop(rule, change, latest, before[-1], facts.contributions):
        return Condition(facts.entity, Verdict.BETWEEN, change, 0, f"{said}; {doubt}", weighty)
    return Condition(facts.entity, Verdict.FIRING, change, max(1, int(change / rule.fire_at)), said, weighty)


def _doubt_of_drop(
    rule: AlertRule, change: float, latest: Observation, earlier: Observation, contributions: Sequence[Contribution]
) -> str:
    """Why a drop is not believed yet; empty when it is."""
    noise = _sd(latest), _sd(earlier)
    if noise[0] is None or noise[1] is None:
        return "its interval is unknown"
    spread = (noise[0] ** 2 + noise[1] ** 2) ** 0.5
    if spread > 0 and -change / spread < _DROP_Z:
        return f"that is within its noise of {spread:.1f}"
    negative = [one for one in contributions if one.claim and one.points < 0]
    if doubt := _doubt_of_claims(negative):
        return doubt
    left = change - min(one.points for one in negative)
    return "it hangs on a single claim" if left > _LEAVE_ONE_OUT * rule.fire_at else ""


def _doubt_of_claims(claims: Sequence[Contribution]) -> str:
    publishers = {publisher for one in claims for publisher in one.publishers}
    count = len({one.claim for one in claims})
    if count < _LEAST_CLAIMS or len(publishers) < _LEAST_PUBLISHERS:
        return (
            f"it rests on {count} claims of {len(publishers)} publishers; {_LEAST_CLAIMS} of {_LEAST_PUBLISHERS} needed"
        )
    return ""


def _alignment(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """The cooperation detector's statistic of a dyad that shares no alliance and is not in a crisis.

    Talks during a crisis are no alignment, and neither are mere words: it takes three claims of two publishers, one
    of them an agreement, joint act or aid.
    """
    found = _adding(_surge(rule, facts, as_of), facts.said)
    if found.verdict is not Verdict.FIRING:
        return found
    friendly = [one for one in facts.contributions if one.claim and one.points > 0]
    doubt = _doubt_of_claims(friendly)
    if facts.are_allied:
        doubt = "the two are formal allies already"
    elif facts.hostility is not None and facts.hostility >= _CALM_HOSTILITY:
        doubt = "the two are in a crisis, where talks are expected"
    elif not doubt and not any(one.type in _ALIGNING_TYPES for one in friendly):
        doubt = "there are words only, no agreement, joint act or aid"
    if not doubt:
        return found
    return Condition(facts.entity, Verdict.BETWEEN, found.value, 0, f"{found.reason}; {doubt}", found.evidence)


def _grouping(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """How many publishers tell of a coalition, or how many months a bloc has stood, against the thresholds.

    It fires only when no doubt is left: a coalition must stand without any one of its publishers, a bloc without its
    weightiest claim and on three claims of two publishers. Level 2 at two and a half times `fire_at`.
    """
    found = _adding(_against(rule, facts, as_of, second_level=rule.fire_at * _MUCH_MORE), facts.said)
    found = replace(found, grouping=facts.grouping)
    doubt = facts.grouping.doubt if facts.grouping else ""
    if found.verdict is not Verdict.FIRING or not doubt:
        return found
    return replace(found, verdict=Verdict.BETWEEN, level=0, reason=f"{found.reason}; {doubt}")


def _adding(found: Condition, said: str) -> Condition:
    return replace(found, reason=f"{found.reason}; {said}") if said else found


def _event(rule: AlertRule, facts: Facts, as_of: datetime) -> Condition:
    """Whether an event of the rule's kind became known within two days, believed at least as much as `fire_at`.

    The rule's index names the kind: `alliance_act`, an event type (`MOBILIZE`), or a threat category. Each different
    act is a level more; many reports of one act are not.
    """
    hits = [
        event
        for event in facts.events
        if as_of - _EVENT_WINDOW < event.known_at <= as_of and not event.is_rejected and _is_of_kind(event, rule.index)
    ]
    if not hits:
        return Condition(facts.entity, Verdict.CLEAR, None, 0, f"no {rule.index} event in two days")
    best = min(hits, key=_belief)
    value = best.coded.confidence
    said = _said_of(best, rule.index)
    if value < rule.fire_at:
        return Condition(
            facts.entity, Verdict.BETWEEN, value, 0, f"{said}, believed {value:.0%}; it fires at {rule.fire_at:.0%}"
        )
    believed = [event for event in hits if event.coded.confidence >= rule.fire_at]
    acts = {_said_of(event, rule.index) for event in believed}
    told = tuple(_told(event, facts.entity, rule.index) for event in sorted(believed, key=_belief)[:10])
    return Condition(facts.entity, Verdict.FIRING, value, len(acts), f"{said}, believed {value:.0%}", told)


def _belief(event: Event) -> tuple[float, int]:
    """Most believed first."""
    return -event.coded.confidence, event.id


def _told(event: Event, entity: str, kind: str) -> Contribution:
    """An event as evidence of itself; its points are how far it is believed, 0..1."""
    day = f"{event.coded.event_day} " if event.coded.event_day else ""
    return Contribution(
        kind, entity, f"{day}{_said_of(event, kind)}", event.coded.confidence, None, None, None, event.coded.type,
        (event.publisher,), (event.article_id,) if event.article_id is not None else (),
    )  # fmt: skip


def _is_of_kind(event: Event, kind: str) -> bool:
    coded = event.coded
    if kind == "alliance_act":
        return coded.alliance_act is not None and not _is_said_against(coded)
    return coded.type.value == kind or any(category.value == kind for category, _ in coded.threats)


def _is_said_against(coded: CodedEvent) -> bool:
    """Whether an act is wished away, or threatened: to demand that nobody joins is no accession."""
    demand = coded.type is EventType.REQUEST and coded.mode in ("change", "yield")
    return demand or coded.type in (EventType.ACCUSE, EventType.REJECT, EventType.THREATEN)


def _said_of(event: Event, kind: str) -> str:
    coded = event.coded
    what = str(coded.alliance_act) if kind == "alliance_act" and coded.alliance_act else coded.type.value
    whom = f" -> {', '.join(coded.recipients)}" if coded.recipients else ""
    return f"{what.replace('_', ' ').lower()}: {', '.join(coded.actors)}{whom}"


def _against(rule: AlertRule, facts: Facts, as_of: datetime, second_level: float) -> Condition:
    """The latest value against `fire_at` and, apart from it, `clear_at`."""
    latest = _latest(facts.observations, as_of)
    if latest is None or latest.value is None:
        return Condition(facts.entity, Verdict.UNKNOWN, None, 0, "no recent value: that is no calm")
    value, side = latest.value, 1 if rule.above else -1
    weighty = _weightiest(facts.contributions)
    said = f"{latest.index} of {facts.entity} is {value:.1f}"
    word = "at or above" if rule.above else "at or below"
    if side * value >= side * rule.fire_at:
        level = 2 if side * value >= side * second_level else 1
        return Condition(
            facts.entity, Verdict.FIRING, value, level, f"{said}; it fires {word} {rule.fire_at:.1f}", weighty
        )
    if side * value < side * rule.clear_at or rule.clear_at == rule.fire_at:
        return _clear_or_unknown(latest, value, f"{said}, back past {rule.clear_at:.1f}", weighty)
    return Condition(
        facts.entity, Verdict.BETWEEN, value, 0, f"{said}, between {rule.clear_at:.1f} and {rule.fire_at:.1f}", weighty
    )


def _clear_or_unknown(latest: Observation, value: float, reason: str, evidence: tuple[Contribution, ...]) -> Condition:
    """Calm, unless the press was hardly read that week: then nothing can be said."""
    if latest.coverage < LEAST_COVERAGE:
        reason = f"{reason}, but only {latest.coverage:.0%} of reporting was seen"
        return Condition(latest.entity, Verdict.UNKNOWN, value, 0, reason, evidence)
    return Condition(latest.entity, Verdict.CLEAR, value, 0, reason, evidence)


def _latest(observations: Sequence[Observation], as_of: datetime) -> Observation | None:
    """The last observation up to `as_of`, None when there is none or it is over a week old."""
    recent = [one for one in observations if as_of - STALE_AFTER <= _midnight(one, as_of) <= as_of]
    return max(recent, key=lambda one: one.day, default=None)


def _valued(observations: Sequence[Observation], start: datetime, end: datetime) -> list[Observation]:
    days = start.date(), end.date()
    found = [one for one in observations if one.value is not None and days[0] <= one.day <= days[1]]
    return sorted(found, key=lambda one: one.day)


def _midnight(observation: Observation, as_of: datetime) -> datetime:
    return datetime(observation.day.year, observation.day.month, observation.day.day, tzinfo=as_of.tzinfo)


def _sd(observation: Observation) -> float | None:
    """Standard deviation behind the 80 % interval, taken as normal."""
    if observation.lo is None or observation.hi is None:
        return None
    return (observation.hi - observation.lo) / 2 * _SD_PER_HALF_INTERVAL


def _weightiest(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    return tuple(sorted(contributions, key=lambda one: (-abs(one.points), one.label))[:10])


_EVALUATORS: dict[RuleKind, Callable[[AlertRule, Facts, datetime], Condition]] = {
    RuleKind.THRESHOLD: _threshold,
    RuleKind.SURGE: _surge,
    RuleKind.COHESION_DROP: _cohesion_drop,
    RuleKind.ALIGNMENT: _alignment,
    RuleKind.GROUPING: _grouping,
    RuleKind.EVENT: _event,
}
