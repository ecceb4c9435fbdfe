"""Events with their evidence, and an analyst's verdict on them."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Reader, Reviewer
from api.context import InDoor, Tx
from api.paging import CursorText, Limit, from_cursor, link_next, to_cursor
from api.problems import RESPONSES, Problem
from api.queries import Day
from api.shapes import EventOut, EventWhole, ReviewIn
from core.actors import base_of, to_actor_code
from core.events import CodedEvent, Event
from core.plover import MODES, EventType, Status
from core.reviews import Review, Verdict
from desk.places import series_place
from store import events

router = APIRouter(tags=["events"], responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _fields(event: Event) -> dict[str, Any]:
    coded = event.coded
    links = {"self": f"/events/{event.id}"}
    if event.article_id is not None:
        links["article"] = f"/articles/{event.article_id}"
    sides = sorted({base_of(code) for code in (*coded.actors, *coded.recipients)})
    if len(sides) == 2:
        links["relation"] = series_place("relation", f"{sides[0]}|{sides[1]}")
    return {
        **{name: getattr(event, name) for name in (
            "id", "revision", "article_id", "story_id", "publisher", "origin", "region", "flags", "is_rejected",
            "known_at")},
        **{name: getattr(coded, name) for name in (
            "actors", "recipients", "type", "quad", "mode", "contexts", "status", "speaker", "event_day", "confidence",
            "cameo", "dimension", "alliance_act", "evidence")},
        "threats": {str(category): share for category, share in coded.threats},
        "links": links,
    }  # fmt: skip


def to_out(event: Event) -> EventOut:
    """An event as the API answers it."""
    return EventOut.model_validate(_fields(event))


@router.get("/events")
def list_events(
    request: Request,
    response: Response,
    tx: Tx,
    who: Reader,
    cursor: CursorText = None,
    limit: Limit = 50,
    actor: Annotated[str | None, Query(pattern=r"^[A-Z][A-Z0-9_]{1,23}$", description="On either side.")] = None,
    type: EventType | None = None,
    since: Annotated[Day | None, Query(description="Acts of this day and later.")] = None,
    flagged: Annotated[bool, Query(description="Only those that wait for an analyst.")] = False,
) -> list[EventOut]:
    """Events, last known first."""
    key = from_cursor(cursor, int)
    found = events.latest(
        tx, before=key[0] if key else None, limit=limit, actor=actor, type_=type, since=since, flagged=flagged
    )
    if len(found) == limit:
        link_next(request, response, to_cursor(found[-1].id))
    return [to_out(event) for event in found]


@router.get("/events/{event_id}")
def get_event(event_id: Number, tx: Tx, who: Reader) -> EventWhole:
    """One event with its evidence and what it said before."""
    return EventWhole.model_validate({**_fields(events.get(tx, event_id)), "earlier": events.revisions(tx, event_id)})


def _correction(coded: CodedEvent, verdict: ReviewIn) -> CodedEvent:
    type_ = EventType(verdict.type) if verdict.type in set(EventType) else coded.type
    if verdict.type is not None and verdict.type not in set(EventType):
        raise Problem(422, f"{verdict.type!r} is not an event type: one of {', '.join(EventType)}.")
    mode = verdict.mode if verdict.mode is not None else (coded.mode if type_ is coded.type else None)
    if mode is not None and mode not in MODES[type_]:
        raise Problem(422, f"{mode!r} is not a mode of {type_}: one of {', '.join(sorted(MODES[type_])) or 'none'}.")
    if verdict.status is not None and verdict.status not in set(Status):
        raise Problem(422, f"{verdict.status!r} is not a status: one of {', '.join(Status)}.")
    actors = coded.actors if verdict.actors is None else tuple(map(to_actor_code, verdict.actors))
    recipients = coded.recipients if verdict.recipients is None else tuple(map(to_actor_code, verdict.recipients))
    if not actors:
        raise Problem(422, "An event needs at least one actor; reject it instead.")
    return replace(
        coded, actors=actors, recipients=recipients, type=type_, mode=mode, confidence=0.99,
        status=Status(verdict.status or coded.status), event_day=verdict.event_day or coded.event_day,
        cameo=coded.cameo if type_ is coded.type else None,
    )  # fmt: skip


@router.post("/events/{event_id}/reviews", status_code=201)
def add_review(event_id: Number, verdict: ReviewIn, tx: Tx, door: InDoor, who: Reviewer) -> EventOut:
    """Confirm, correct or reject an event; the indices follow within seconds. Its earlier revisions are kept."""
    event = events.get(tx, event_id)
    kind = Verdict(verdict.verdict)
    review = Review(
        event_id=event_id,
        revision=verdict.revision,
        verdict=kind,
        reviewer=who.name,
        comment=verdict.comment.replace("\x00", " "),
        reviewed_at=door.now(),
        correction=_correction(event.coded, verdict) if kind is Verdict.CORRECT else None,
    )
    try:
        events.add_review(tx, review)
    except ValueError as error:
        raise Problem(409, str(error)) from error
    return to_out(events.get(tx, event_id))
