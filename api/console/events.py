"""Events: one with its evidence and history, the queue of flagged ones, and an analyst's verdict."""

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from api.auth import Caller, Reader, Reviewer
from api.console.evidence import sentence_pieces
from api.console.names import names_of, publishers_of, sides_of
from api.console.render import may_review, page
from api.context import InDoor, Tx
from api.problems import Problem
from api.routes.events import add_review
from api.shapes import ReviewIn
from core.errors import EntenteError
from core.plover import MODES, EventType, Status
from store import articles, events

router = APIRouter(prefix="/console")
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_PAGE = 25
_LONGEST_FORM = 20_000
_LISTS = ("actors", "recipients")


@router.get("/review", response_class=HTMLResponse)
def review_queue(
    request: Request, tx: Tx, who: Reader, before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
) -> HTMLResponse:
    """Events that wait for a person, newest first, with the sentence they were read in."""
    found = events.latest(tx, before=before, limit=_PAGE, flagged=True)
    names = names_of(tx)
    return page(
        request, "review.html", "Review", may_review=may_review(who),
        rows=[(event, *sides_of(event, names),
               sentence_pieces(event.coded.evidence) if event.coded.evidence else []) for event in found],
        titles=articles.links_of(tx, [event.article_id for event in found if event.article_id]),
        older=found[-1].id if len(found) == _PAGE else None,
    )  # fmt: skip


@router.get("/events/{event_id}", response_class=HTMLResponse)
def show_event(
    request: Request,
    event_id: Number,
    tx: Tx,
    who: Reader,
    saved: Annotated[bool, Query(description="Right after a verdict.")] = False,
) -> HTMLResponse:
    """One event: the sentence, what was coded, what it said before, and the form for a verdict."""
    return _page_of(request, tx, event_id, who, saved=saved)


def _page_of(
    request: Request, tx: Tx, event_id: int, who: Caller, *, saved: bool = False, error: str = "",
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    event = events.get(tx, event_id)
    names = names_of(tx)
    linked = articles.links_of(tx, [event.article_id]) if event.article_id else {}
    actors, recipients = sides_of(event, names)
    return page(
        request, "event.html", f"Event {event_id}", status=status,
        event=event, coded=event.coded, actors=actors, recipients=recipients,
        pieces=sentence_pieces(event.coded.evidence) if event.coded.evidence else [],
        article=linked.get(event.article_id or 0), publishers=publishers_of(tx),
        earlier=list(reversed(events.revisions(tx, event_id))),
        may_review=may_review(who), saved=saved, error=error,
        types=[type_ for type_ in EventType if type_ is not EventType.STATE], statuses=list(Status),
        modes=sorted(MODES[event.coded.type]),
    )  # fmt: skip


async def _form(request: Request) -> dict[str, str]:
    """The fields of a posted form. Read here because the routes themselves are not async."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Problem(415, "Send the form as application/x-www-form-urlencoded.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            raise Problem(413, "This form is longer than any of ours.")
    try:
        fields = parse_qs(body.decode(), max_num_fields=30)
    except ValueError as error:
        raise Problem(400, "This is not a form of ours.") from error
    return {name: values[-1].strip() for name, values in fields.items()}


@router.post("/events/{event_id}/review", response_class=HTMLResponse)
def post_review(
    request: Request,
    event_id: Number,
    tx: Tx,
    door: InDoor,
    who: Reviewer,
    form: Annotated[dict[str, str], Depends(_form)],
) -> Response:
    """Put a verdict on record, then show the event, or the queue when the verdict was given there."""
    try:
        add_review(event_id, _verdict(form), tx, door, who)
    except Problem as problem:
        return _page_of(request, tx, event_id, who, error=problem.detail, status=problem.status)
    except ValidationError as error:
        found = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
        return _page_of(request, tx, event_id, who, error=found, status=422)
    except EntenteError as error:
        events.get(tx, event_id)
        return _page_of(request, tx, event_id, who, error=str(error), status=422)
    place = "/console/review" if form.get("from") == "queue" else f"/console/events/{event_id}?saved=true"
    return RedirectResponse(place, status_code=303)


def _verdict(form: dict[str, str]) -> ReviewIn:
    """The form as the API's verdict. Raises ValidationError. What a correction leaves empty stays as it was."""
    fields: dict[str, Any] = {name: form.get(name, "") for name in ("revision", "verdict", "comment")}
    if fields["verdict"] == "correct":
        fields |= {name: form[name] for name in ("type", "mode", "status", "event_day") if form.get(name)}
        fields |= {name: form[name].replace(",", " ").split() for name in _LISTS if name in form}
        # A joint act has no recipient, so an empty field of recipients is meant; nobody acting never is.
        fields.setdefault("recipients", [])
    return ReviewIn.model_validate(fields)
