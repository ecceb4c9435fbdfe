"""Route: who gets an alert, and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.decide import Decision
from alerts.silences import is_match
from core.alerts import Alert, AlertRule, AlertState, NotifyReason, Silence, Subscription

SEVERITIES = ("notice", "warning", "critical")


@dataclass(frozen=True, slots=True)
class Timing:
    """Alertmanager's three waits. wait: before the first message of a group, for others to join it; interval: between
    two messages of a group; repeat: before a fire that still lasts is told again (None: never).
    """

    wait: timedelta = timedelta(seconds=30)
    interval: timedelta = timedelta(minutes=5)
    repeat: timedelta | None = timedelta(hours=4)


def subscribers(alert: Alert, subscriptions: Iterable[Subscription]) -> list[Subscription]:
    """The enabled subscriptions whose patterns match the alert's series, by number."""
    found = [
        subscription
        for subscription in subscriptions
        if subscription.enabled
        and is_match(subscription.index, alert.index)
        and is_match(subscription.entity, alert.entity)
    ]
    return sorted(found, key=lambda subscription: subscription.id)


def group_of(alert: Alert, subscription: Subscription) -> tuple[int, int, str]:
    """The group whose messages wait for each other: one subscription, one rule, one index; entities share it."""
    return subscription.id, alert.rule_id, alert.index


def send_at(now: datetime, last_sent_at: datetime | None, timing: Timing) -> datetime:
    """When a message that came up `now` leaves, given when its group last sent one (None: never, or long ago)."""
    if last_sent_at is None:
        return now + timing.wait
    return max(now + timing.wait, last_sent_at + timing.interval)


def repeated(decision: Decision, now: datetime, timing: Timing, silence: Silence | None = None) -> Decision:
    """The decision, or one to tell a fire again that still lasts and was last told `timing.repeat` ago.

    Never while it is silenced, or already on its way to an all-clear.
    """
    alert = decision.alert
    if silence is not None:
        return decision
    if alert is None or alert.state is not AlertState.FIRING or decision.notify is not NotifyReason.UNCHANGED:
        return decision
    if alert.last_notified_at is None or alert.clearing_since is not None or timing.repeat is None:
        return decision
    if now - alert.last_notified_at < timing.repeat:
        return decision
    return Decision(replace(alert, last_notified_at=now), NotifyReason.REPEATED, decision.text)


def inhibitor(alert: Alert, rule: AlertRule, firing: Iterable[tuple[Alert, AlertRule]]) -> Alert | None:
    """A graver firing alert of another rule for the same series, which makes this one's messages needless.

    Graver is a higher severity (`notice` < `warning` < `critical`). Of several, the gravest, then the oldest.
    """
    graver = [
        (other, other_rule)
        for other, other_rule in firing
        if other.state is AlertState.FIRING
        and (other.index, other.entity) == (alert.index, alert.entity)
        and _rank(other_rule) > _rank(rule)
    ]
    if not graver:
        return None
    return min(graver, key=lambda pair: (-_rank(pair[1]), pair[0].started_at, pair[0].id))[0]


def _rank(rule: AlertRule) -> int:
    return SEVERITIES.index(rule.severity) if rule.severity in SEVERITIES else 0
