"""Alerts for systems that speak Atom and CAP 1.2: an index of what was told, each entry linking to its message."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Response

from alerts.atom import AtomEntry, to_atom
from alerts.cap import CapStatus, Reference, to_cap
from alerts.render import Evidence, render
from api.auth import Reader
from api.context import Door, InDoor, Tx
from api.problems import RESPONSES
from core.alerts import AlertRule, Message
from core.settings import Settings
from store import alerts
from store.alerts import Change

router = APIRouter(tags=["alerts"], responses=RESPONSES)
_LISTED = 50


def _base(door: Door) -> str:
    settings = door.settings
    return (settings.public_url or f"http://{settings.api_host}:{settings.api_port}").rstrip("/")


def _identifier(change: Change) -> str:
    return f"entente-{change.id}"


def status_of(settings: Settings) -> CapStatus:
    """The demo is an exercise; an installation nobody outside can reach is a test; one with a public URL is meant."""
    if settings.simulated_clock is not None:
        return CapStatus.EXERCISE
    return CapStatus.ACTUAL if settings.public_url else CapStatus.TEST


def _message(change: Change, rule: AlertRule) -> Message:
    return render(rule, change.alert, change.notify, change.alert.reason, Evidence(), change.changed_at)


@router.get("/alerts.atom", response_class=Response, responses={200: {"content": {"application/atom+xml": {}}}})
def get_atom(tx: Tx, door: InDoor, who: Reader) -> Response:
    """The last fifty messages that were told, newest first."""
    rules = {rule.id: rule for rule in alerts.rules(tx)}
    base = _base(door)
    entries = [
        AtomEntry(
            id=f"{base}/alert-changes/{change.id}/cap",
            title=_message(change, rules[change.alert.rule_id]).title,
            text=change.alert.reason,
            updated_at=change.changed_at,
            published_at=change.changed_at,
            cap_url=f"{base}/alert-changes/{change.id}/cap",
            page_url=f"{base}/console/alerts/{change.alert.id}",
            category=change.alert.index,
        )
        for change in alerts.latest_changes(tx, limit=_LISTED)
    ]
    text = to_atom(entries, title="Entente: alerts", feed_url=f"{base}/alerts.atom", empty_since=door.now())
    return Response(text, media_type="application/atom+xml")


@router.get(
    "/alert-changes/{change_id}/cap",
    response_class=Response,
    responses={200: {"content": {"application/cap+xml": {}}}},
)
def get_cap(change_id: Annotated[int, Path(ge=1, le=2**63 - 1)], tx: Tx, door: InDoor, who: Reader) -> Response:
    """One message as CAP 1.2; what follows on an alert refers to the messages before it."""
    *earlier, change = alerts.changes_up_to(tx, change_id)
    rule = next(one for one in alerts.rules(tx) if one.id == change.alert.rule_id)
    base = _base(door)
    sender = f"entente@{urlsplit(base).netloc}"
    text = to_cap(
        rule,
        change.alert,
        change.notify,
        _message(change, rule),
        identifier=_identifier(change),
        sender=sender,
        sent_at=change.changed_at,
        status=status_of(door.settings),
        web=f"{base}/console/alerts/{change.alert.id}",
        earlier=[Reference(sender, _identifier(one), one.changed_at) for one in earlier],
    )
    return Response(text, media_type="application/cap+xml")
