"""Alerts, the rules that raise them, and silences."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from alerts.rules import check_index
from api.auth import Reader, Writer
from api.context import InDoor, Tx
from api.paging import CursorText, Limit, from_cursor, link_next, to_cursor
from api.problems import RESPONSES, Problem
from api.shapes import AlertOut, AlertWhole, RuleIn, RuleOut, SilenceIn, SilenceOut
from core.alerts import AlertRule, AlertState, RuleKind
from desk.places import place_of_alert
from store import alerts, deliveries
from store.engine import IntegrityError

router = APIRouter(tags=["alerts"], responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Small = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _links(row: dict[str, Any]) -> dict[str, str]:
    return {"self": f"/alerts/{row['id']}", **place_of_alert(row["index"], row["entity"])}


@router.get("/alerts")
def list_alerts(
    request: Request,
    response: Response,
    tx: Tx,
    who: Reader,
    cursor: CursorText = None,
    limit: Limit = 50,
    state: AlertState | None = None,
    entity: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_|:. &'()-]{1,1200}$")] = None,
) -> list[AlertOut]:
    """Alerts, newest first."""
    key = from_cursor(cursor, int)
    rows = alerts.latest(tx, before=key[0] if key else None, limit=limit, state=state, entity=entity)
    if len(rows) == limit:
        link_next(request, response, to_cursor(rows[-1]["id"]))
    return [AlertOut.model_validate({**row, "links": _links(row)}) for row in rows]


@router.get("/alerts/{alert_id}")
def get_alert(alert_id: Number, tx: Tx, who: Reader) -> AlertWhole:
    """One alert with its evidence, changes and deliveries."""
    row = alerts.get(tx, alert_id)
    sent = deliveries.of_alert(tx, alert_id)
    return AlertWhole.model_validate({**row, "deliveries": sent, "links": _links(row)})


def _to_rule(rule: AlertRule) -> RuleOut:
    fields = {name: getattr(rule, name) for name in RuleOut.model_fields}
    seconds = {name: fields[name].total_seconds() for name in ("hold_for", "keep_firing_for")}
    return RuleOut.model_validate({**fields, **seconds})


def _values(new: RuleIn) -> dict[str, Any]:
    if new.fire_at != new.clear_at and (new.fire_at > new.clear_at) != new.above:
        raise Problem(422, "clear_at must lie on the calm side of fire_at.")
    check_index(new.index, RuleKind(new.kind))
    seconds = {name: timedelta(seconds=getattr(new, name)) for name in ("hold_for", "keep_firing_for")}
    return {**{k: v.replace("\x00", " ") if isinstance(v, str) else v for k, v in new.model_dump().items()}, **seconds}


@router.get("/alert-rules")
def list_rules(tx: Tx, who: Reader) -> list[RuleOut]:
    """Alert rules."""
    return [_to_rule(rule) for rule in alerts.rules(tx)]


@router.post("/alert-rules", status_code=201)
def add_rule(new: RuleIn, tx: Tx, who: Writer) -> RuleOut:
    """Add an alert rule."""
    try:
        with tx.begin_nested():
            number = alerts.put_rule(tx, _values(new))
    except IntegrityError as error:
        raise Problem(409, f"There is an alert rule named {new.name!r} already.") from error
    return next(_to_rule(rule) for rule in alerts.rules(tx) if rule.id == number)


@router.put("/alert-rules/{rule_id}")
def change_rule(rule_id: Small, new: RuleIn, tx: Tx, who: Writer) -> RuleOut:
    """Change an alert rule."""
    try:
        with tx.begin_nested():
            alerts.put_rule(tx, _values(new), rule_id)
    except IntegrityError as error:
        raise Problem(409, f"There is an alert rule named {new.name!r} already.") from error
    return next(_to_rule(rule) for rule in alerts.rules(tx) if rule.id == rule_id)


@router.get("/silences")
def list_silences(tx: Tx, who: Reader) -> list[SilenceOut]:
    """Silences, ended ones too."""
    return [SilenceOut.model_validate(silence) for silence in alerts.silences(tx)]


@router.post("/silences", status_code=201)
def add_silence(new: SilenceIn, tx: Tx, door: InDoor, who: Writer) -> SilenceOut:
    """Silence matching alerts from now until `ends_at`."""
    now = door.now()
    if new.ends_at.tzinfo is None or new.ends_at <= now:
        raise Problem(422, "ends_at must be a time with an offset, in the future.")
    check_index(new.index)
    clean = {name: getattr(new, name).replace("\x00", " ") for name in ("index", "entity", "comment")}
    number = alerts.add_silence(tx, **clean, starts_at=now, ends_at=new.ends_at, created_by=who.name)
    return next(SilenceOut.model_validate(s) for s in alerts.silences(tx) if s.id == number)


@router.delete("/silences/{silence_id}", status_code=204)
def end_silence(silence_id: Small, tx: Tx, door: InDoor, who: Writer) -> None:
    """End a silence now."""
    alerts.end_silence(tx, silence_id, now=door.now())
