"""CAP: an alert as a Common Alerting Protocol 1.2 message (OASIS), for systems that speak it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element

from alerts.xml import add, to_text
from core.alerts import Alert, AlertRule, Message, NotifyReason
from core.errors import InvalidInput

_NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
_FORBIDDEN = frozenset(" ,<>&")
_SEVERITIES = {"notice": "Minor", "warning": "Moderate", "critical": "Severe"}


class CapStatus(StrEnum):
    """How seriously a receiver must take the message: outside production it is an exercise or a test."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier CAP message of the same alert."""

    sender: str
    identifier: str
    sent_at: datetime


def to_cap(
    rule: AlertRule,
    alert: Alert,
    notify: NotifyReason,
    message: Message,
    *,
    identifier: str,
    sender: str,
    sent_at: datetime,
    status: CapStatus,
    web: str | None = None,
    earlier: Sequence[Reference] = (),
) -> str:
    """A CAP 1.2 document. identifier, sender: ours, without spaces, commas and the signs <>&; else InvalidInput is
    raised.

    A first message is an Alert; a later one an Update, a resolved one a Cancel, both referring to the earlier ones.
    Urgency and certainty stay Unknown and Likely at most: an index measures what is reported, not what will happen.
    """
    for name, value in (("identifier", identifier), ("sender", sender)):
        if not value or _FORBIDDEN & set(value):
            raise InvalidInput(f"A CAP {name} is not empty and has no spaces, commas, <, > or &: {value!r}")
    root = Element("alert", {"xmlns": _NAMESPACE})
    add(root, "identifier", identifier)
    add(root, "sender", sender)
    add(root, "sent", cap_time(sent_at))
    add(root, "status", status)
    add(root, "msgType", _type_of(notify, earlier))
    add(root, "scope", "Public")
    if earlier:
        add(root, "references", " ".join(f"{one.sender},{one.identifier},{cap_time(one.sent_at)}" for one in earlier))
    _add_info(root, rule, alert, message, web)
    return to_text(root)


def _type_of(notify: NotifyReason, earlier: Sequence[Reference]) -> str:
    if not earlier:
        return "Alert"
    return "Cancel" if notify is NotifyReason.RESOLVED else "Update"


def _add_info(root: Element, rule: AlertRule, alert: Alert, message: Message, web: str | None) -> None:
    info = add(root, "info")
    add(info, "language", "en")
    add(info, "category", "Security")
    add(info, "event", rule.name)
    add(info, "urgency", "Unknown")
    add(info, "severity", "Extreme" if alert.level > 2 else _SEVERITIES.get(rule.severity, "Unknown"))
    add(info, "certainty", "Likely")
    add(info, "headline", message.title[:160])
    add(info, "description", message.text)
    if web:
        add(info, "web", web)
    for name, value in (("index", alert.index), ("value", alert.value), ("level", alert.level)):
        parameter = add(info, "parameter")
        add(parameter, "valueName", name)
        add(parameter, "value", "unknown" if value is None else str(value))
    area = add(info, "area")
    add(area, "areaDesc", alert.entity)


def cap_time(at: datetime) -> str:
    """A time as CAP wants it: whole seconds and a numeric offset, for UTC the one written -00:00."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"
