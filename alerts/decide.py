"""Decide: an alert's next state and whether to tell, with the reason. Pure: the same input gives the same decision.

Alertmanager's states with two additions: a fire clears at a threshold of its own and only after a while, so that a
value that flaps gives one message and one all-clear; and its level only rises while it lasts.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.rules import Condition, Verdict
from core.alerts import Alert, AlertRule, AlertState, NotifyReason, RuleKind, Silence

_TOLD = frozenset({NotifyReason.FIRED, NotifyReason.RAISED, NotifyReason.RESOLVED, NotifyReason.REPEATED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an alert, and whether and why to tell.

    alert: as it stands now; its id is 0 when it is new; None when there is none, or when it ended before it fired.
    text: the reason, in words.
    """

    alert: Alert | None
    notify: NotifyReason
    text: str

    @property
    def is_told(self) -> bool:
        """Whether subscribers get a message."""
        return self.notify in _TOLD


@dataclass(frozen=True, slots=True)
class Temper:
    """How a kind of rule holds back: a fire lasts at least `least`; within `refractory` of one, none begins."""

    least: timedelta = timedelta(0)
    refractory: timedelta = timedelta(0)


TEMPERS = {
    RuleKind.SURGE: Temper(least=timedelta(days=30)),
    RuleKind.ALIGNMENT: Temper(least=timedelta(days=30)),
    RuleKind.GROUPING: Temper(least=timedelta(days=30), refractory=timedelta(days=60)),
    RuleKind.COHESION_DROP: Temper(refractory=timedelta(days=60)),
}


def decide(
    rule: AlertRule,
    alert: Alert | None,
    condition: Condition,
    now: datetime,
    *,
    silence: Silence | None = None,
    last_fired_at: datetime | None = None,
) -> Decision:
    """The next state of `alert` (None or resolved: all was calm) under `condition`, and whether to tell.

    silence: one in force for this series. A fire or a raise under it is told when it ends, if it still lasts then.
    last_fired_at: of the alert before this one, for the same rule and series.
    """
    if alert is None or alert.state is AlertState.RESOLVED:
        return _from_calm(rule, condition, now, silence, last_fired_at)
    if alert.state is AlertState.PENDING:
        return _from_pending(rule, alert, condition, now, silence)
    return _from_firing(rule, alert, condition, now, silence)


def _from_calm(
    rule: AlertRule, condition: Condition, now: datetime, silence: Silence | None, last_fired_at: datetime | None
) -> Decision:
    if condition.verdict is not Verdict.FIRING:
        return Decision(None, NotifyReason.UNCHANGED, condition.reason)
    refractory = _temper(rule).refractory
    if last_fired_at is not None and now - last_fired_at < refractory:
        text = f"{condition.reason}; one was told of within {refractory.days} days"
        return Decision(None, NotifyReason.UNCHANGED, text)
    pending = Alert(
        id=0,
        rule_id=rule.id,
        index=rule.index,
        entity=condition.entity,
        state=AlertState.PENDING,
        value=condition.value,
        reason=condition.reason,
        started_at=now,
        fired_at=None,
        resolved_at=None,
    )
    return _from_pending(rule, pending, condition, now, silence)


def _from_pending(
    rule: AlertRule, alert: Alert, condition: Condition, now: datetime, silence: Silence | None
) -> Decision:
    if condition.verdict is Verdict.UNKNOWN:
        return Decision(alert, NotifyReason.WAITING, condition.reason)
    if condition.verdict is not Verdict.FIRING:
        text = f"{condition.reason}: over before it had held for {_span(rule.hold_for)}"
        return Decision(None, NotifyReason.UNCHANGED, text)
    alert = replace(alert, value=condition.value, reason=condition.reason)
    if now - alert.started_at < rule.hold_for:
        text = f"{condition.reason}; told when it has held for {_span(rule.hold_for)}"
        return Decision(alert, NotifyReason.WAITING, text)
    fired = replace(alert, state=AlertState.FIRING, fired_at=now, level=condition.level)
    return _tell(fired, NotifyReason.FIRED, condition.reason, now, silence)


def _from_firing(
    rule: AlertRule, alert: Alert, condition: Condition, now: datetime, silence: Silence | None
) -> Decision:
    if condition.verdict is Verdict.CLEAR:
        return _toward_calm(rule, alert, condition, now, silence)
    # No data is no calm: the wait for an all-clear starts anew.
    alert = replace(alert, clearing_since=None)
    if condition.verdict is Verdict.UNKNOWN:
        return Decision(alert, NotifyReason.UNCHANGED, condition.reason)
    alert = replace(alert, value=condition.value, reason=condition.reason)
    is_news = alert.last_notified_at is None or condition.level > alert.level
    if silence is not None and is_news:
        return Decision(alert, NotifyReason.UNCHANGED, _silenced(condition.reason, silence))
    if alert.last_notified_at is None:
        level = max(alert.level, condition.level)
        return _tell(replace(alert, level=level), NotifyReason.FIRED, condition.reason, now, silence)
    if not is_news:
        return Decision(alert, NotifyReason.UNCHANGED, condition.reason)
    text = f"{condition.reason}; raised from level {alert.level} to {condition.level}"
    return _tell(replace(alert, level=condition.level), NotifyReason.RAISED, text, now, silence)


def _toward_calm(
    rule: AlertRule, alert: Alert, condition: Condition, now: datetime, silence: Silence | None
) -> Decision:
    since = alert.clearing_since or now
    alert = replace(alert, clearing_since=since)
    if rule.kind is not RuleKind.EVENT:
        alert = replace(alert, value=condition.value)
    least = _temper(rule).least
    if now - since < rule.keep_firing_for:
        text = f"{condition.reason}; resolved when that has lasted {_span(rule.keep_firing_for)}"
        return Decision(alert, NotifyReason.UNCHANGED, text)
    if alert.fired_at is not None and now - alert.fired_at < least:
        return Decision(alert, NotifyReason.UNCHANGED, f"{condition.reason}; an alert of its kind lasts {_span(least)}")
    resolved = replace(alert, state=AlertState.RESOLVED, resolved_at=now)
    if rule.kind is not RuleKind.EVENT:  # what an act was remains what the alert is about
        resolved = replace(resolved, reason=condition.reason)
    if alert.last_notified_at is None:
        return Decision(resolved, NotifyReason.SILENCED, f"{condition.reason}; nobody was told that it fired")
    return _tell(resolved, NotifyReason.RESOLVED, condition.reason, now, silence)


def _tell(alert: Alert, reason: NotifyReason, text: str, now: datetime, silence: Silence | None) -> Decision:
    if silence is not None:
        return Decision(alert, NotifyReason.SILENCED, _silenced(text, silence))
    return Decision(replace(alert, last_notified_at=now), reason, text)


def _silenced(text: str, silence: Silence) -> str:
    return f"{text}; silenced until {silence.ends_at:%Y-%m-%d %H:%M} UTC by {silence.created_by}: {silence.comment}"


def _temper(rule: AlertRule) -> Temper:
    return TEMPERS.get(rule.kind, Temper())


def _span(span: timedelta) -> str:
    """A duration in words: `3 d`, `36 h`, `90 s`."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
