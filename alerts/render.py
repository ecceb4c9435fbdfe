"""Render: a decision as a message, for people and for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from core.alerts import Alert, AlertRule, Message, NotifyReason
from core.groupings import Grouping
from core.indices import Contribution

_SHOWN = 5
_LINKED = 3
_SIGNS = {
    NotifyReason.FIRED: "",
    NotifyReason.RAISED: " (raised)",
    NotifyReason.RESOLVED: " (resolved)",
    NotifyReason.REPEATED: " (still)",
}


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article as evidence: its title, its publisher's name, and where to read it (None: nowhere)."""

    title: str
    publisher: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message rests on: contributions, weightiest first, and the articles they name, by number.

    links: absolute URLs of our own pages by name (`alert`, `series`, `groupings`); only those that are known.
    grouping: the states that the alert is about, for one of a grouping.
    """

    contributions: Sequence[Contribution] = ()
    articles: Mapping[int, ArticleLink] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    grouping: Grouping | None = None


def render(
    rule: AlertRule, alert: Alert, notify: NotifyReason, text: str, evidence: Evidence, occurred_at: datetime
) -> Message:
    """The message for a decision. The payload is JSON text of the shape {type, timestamp, data}, keys sorted.

    text: the decision's reason. The same input gives the same bytes, so a repeated attempt sends what the first sent.
    """
    severity = rule.severity if alert.level < 2 else f"{rule.severity}, level {alert.level}"
    title = f"[{severity}] {rule.name}: {alert.entity}{_SIGNS.get(notify, '')}"
    return Message(
        title=title,
        text="\n".join([f"{text[:1].upper()}{text[1:]}.", *_because(evidence), *_where(evidence)]),
        payload=json.dumps(
            _payload(rule, alert, notify, text, evidence, occurred_at),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        ),
    )


def _because(evidence: Evidence) -> list[str]:
    if not evidence.contributions:
        return []
    return ["", "Because:", *(_line(one, evidence) for one in evidence.contributions[:_SHOWN])]


def _line(contribution: Contribution, evidence: Evidence) -> str:
    publishers = f" ({', '.join(contribution.publishers[:_LINKED])})" if contribution.publishers else ""
    links = "".join(f"\n    {url}" for url in _urls(contribution, evidence)[:_LINKED])
    return f"  {contribution.points:+.1f}  {contribution.label}{publishers}{links}"


def _where(evidence: Evidence) -> list[str]:
    return ["", evidence.links["alert"]] if "alert" in evidence.links else []


def _urls(contribution: Contribution, evidence: Evidence) -> list[str]:
    found = (evidence.articles.get(number) for number in contribution.article_ids)
    return [link.url for link in found if link is not None and link.url is not None]


def _payload(
    rule: AlertRule, alert: Alert, notify: NotifyReason, text: str, evidence: Evidence, occurred_at: datetime
) -> dict[str, Any]:
    return {
        "type": f"alert.{notify}",
        "timestamp": _rfc3339(occurred_at),
        "data": {
            "alert": {
                "id": alert.id,
                "state": alert.state,
                "level": alert.level,
                "started_at": _rfc3339(alert.started_at),
                "fired_at": _rfc3339(alert.fired_at),
                "resolved_at": _rfc3339(alert.resolved_at),
            },
            "rule": {
                "id": rule.id,
                "name": rule.name,
                "kind": rule.kind,
                "severity": rule.severity,
                "fire_at": rule.fire_at,
                "clear_at": rule.clear_at,
            },
            "series": {"index": alert.index, "entity": alert.entity},
            "value": alert.value,
            "reason": text,
            **({"grouping": _grouping(evidence.grouping)} if evidence.grouping else {}),
            "contributions": [_contribution(one, evidence) for one in evidence.contributions],
            "links": dict(evidence.links),
        },
    }


def _grouping(one: Grouping) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "day": one.day.isoformat(),
        "members": list(one.members),
        "overlaps": [{"alliance": code, "jaccard": share} for code, share in one.overlaps],
        "months": one.months,
        "publishers": list(one.publishers),
    }


def _contribution(contribution: Contribution, evidence: Evidence) -> dict[str, Any]:
    linked = [(number, evidence.articles[number]) for number in contribution.article_ids if number in evidence.articles]
    return {
        "label": contribution.label,
        "points": contribution.points,
        "dyad": contribution.dyad,
        "type": contribution.type,
        "publishers": list(contribution.publishers),
        "articles": [
            {"id": number, "title": link.title, "publisher": link.publisher, "url": link.url} for number, link in linked
        ],
    }


def _rfc3339(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
