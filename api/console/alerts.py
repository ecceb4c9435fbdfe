"""Alerts: all of them, and one with its reasons, its evidence and where it was delivered."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.chart import Chart, chart
from api.console.names import names_of, publishers_of, told_of
from api.console.render import page
from api.console.words import claim_words, entity_name
from api.context import InDoor, Tx
from core.alerts import AlertState
from core.errors import UnknownIndex
from desk.places import is_act
from desk.source import StoreSource
from scoring.indices import observations
from store import alerts, articles, deliveries

router = APIRouter(prefix="/console")
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_PAGE = 40
_AROUND = timedelta(days=90)
_LINKED = 3


@router.get("/alerts", response_class=HTMLResponse)
def list_alerts(
    request: Request,
    tx: Tx,
    who: Reader,
    state: AlertState | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> HTMLResponse:
    """Alerts, newest first."""
    rows = alerts.latest(tx, before=before, limit=_PAGE, state=state)
    names = names_of(tx)
    last = rows[-1]["id"] if len(rows) == _PAGE else None
    return page(
        request, "alerts.html", "Alerts", live=before is None,
        rows=[told_of(row, names) for row in rows],
        state=state, states=list(AlertState), rules=alerts.rules(tx),
        older=request.url.include_query_params(before=last) if last else None,
    )  # fmt: skip


@router.get("/alerts/{alert_id}", response_class=HTMLResponse)
def show_alert(request: Request, alert_id: Number, tx: Tx, door: InDoor, who: Reader) -> HTMLResponse:
    """One alert: why, the series around it, the claims behind it, and every attempt to deliver it."""
    row = alerts.get(tx, alert_id)
    names = names_of(tx)
    numbers = sorted({number for one in row["evidence"] for number in one["article_ids"]})
    widest = max((abs(one["points"]) for one in row["evidence"]), default=0.0) or 1.0
    targets = {one.id: one for one in alerts.subscriptions(tx)}
    return page(
        request, "alert.html", f"{row['rule']}: {entity_name(row['entity'], names)}",
        alert=told_of(row, names), about=entity_name(row["entity"], names), chart=_chart(tx, row, door.now().date()),
        evidence=[(*claim_words(one["label"], names), one, 100 * abs(one["points"]) / widest,
                   one["article_ids"][:_LINKED]) for one in row["evidence"]],
        is_act=is_act(row["index"]), titles=articles.links_of(tx, numbers), publishers=publishers_of(tx),
        deliveries=[(one, targets.get(one["subscription_id"])) for one in deliveries.of_alert(tx, alert_id)],
    )  # fmt: skip


def _chart(tx: Tx, row: dict[str, Any], today: date) -> Chart | None:
    """The series in the three months around the alert; None for what is no series (a single event)."""
    at = (row["fired_at"] or row["started_at"]).date()
    last = min(today, at + _AROUND)
    source = StoreSource(tx, last)
    mark = (at, row["reason"], f"/console/alerts/{row['id']}", row["severity"])
    try:
        found = observations(row["index"], row["entity"], source, max(source.first, at - _AROUND), last)
    except UnknownIndex:
        return None
    return chart(found, height=240.0, marks=[mark])
