"""Alert rules, alerts, silences, subscriptions and deliveries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class RuleKind(StrEnum):
    """What a rule looks at."""

    THRESHOLD = "threshold"
    SURGE = "surge"
    COHESION_DROP = "cohesion_drop"
    ALIGNMENT = "alignment"
    GROUPING = "grouping"
    EVENT = "event"


class AlertState(StrEnum):
    """Alertmanager's states."""

    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"


class NotifyReason(StrEnum):
    """Why we tell now, or do not."""

    FIRED = "fired"
    RAISED = "raised"
    RESOLVED = "resolved"
    REPEATED = "repeated"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    SILENCED = "silenced"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """A condition on one index (and entity, or `*` for all).

    fire_at / clear_at: value at which it fires and, apart from it, clears; `above` False means low values fire.
    hold_for: how long the condition must hold before it fires; keep_firing_for: how long a fire outlives it.
    """

    id: int
    name: str
    kind: RuleKind
    index: str
    entity: str
    above: bool
    fire_at: float
    clear_at: float
    hold_for: timedelta
    keep_firing_for: timedelta
    severity: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule's state for one series. Times are aware UTC; `clearing_since` is when a firing one began to look calm."""

    id: int
    rule_id: int
    index: str
    entity: str
    state: AlertState
    value: float | None
    reason: str
    started_at: datetime
    fired_at: datetime | None
    resolved_at: datetime | None
    level: int = 1
    clearing_since: datetime | None = None
    last_notified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """No delivery for matching alerts until `ends_at`. `index` and `entity` may be `*`."""

    id: int
    index: str
    entity: str
    starts_at: datetime
    ends_at: datetime
    comment: str
    created_by: str


class ChannelKind(StrEnum):
    """How a message leaves."""

    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants which alerts, where. `secrets` sign webhooks; the newest comes first, older ones during rotation."""

    id: int
    name: str
    channel: ChannelKind
    target: str
    index: str
    entity: str
    secrets: tuple[str, ...]
    enabled: bool = True


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one subscription; `webhook_id` stays the same over all its attempts."""

    id: int
    alert_id: int
    subscription_id: int
    reason: NotifyReason
    webhook_id: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a short title, a plain text, and the machine-readable payload (JSON text)."""

    title: str
    text: str
    payload: str
