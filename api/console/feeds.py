"""Feeds: how the last check of each went and what it brought."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.auth import SESSION_COOKIE, Reader
from api.console.names import publishers_of
from api.console.render import page
from api.context import Tx, door_of
from core.articles import FeedState
from desk.silence import is_silent_feed
from store import feeds

router = APIRouter(prefix="/console")
_WORST_FIRST = (
    FeedState.BROKEN, FeedState.GONE, FeedState.UNREACHABLE, FeedState.OK, FeedState.NEW, FeedState.DISABLED
)  # fmt: skip


@router.get("/feeds", response_class=HTMLResponse)
def list_feeds(
    request: Request, tx: Tx, who: Reader, state: Annotated[FeedState | None, Query(description="Only these.")] = None
) -> HTMLResponse:
    """Every feed, those in trouble first, with what went wrong."""
    now = door_of(request).now()
    rows = [{**row, "is_silent": is_silent_feed(row, now)} for row in feeds.overview(tx)]
    counted = Counter(FeedState(row["state"]) for row in rows)
    shown = [row for row in rows if state is None or row["state"] == state]
    return page(
        request, "feeds.html", "Feeds", live=True,
        rows=sorted(shown, key=lambda row: (_WORST_FIRST.index(row["state"]), row["name"].casefold())),
        counted=[(one, counted[one]) for one in _WORST_FIRST if counted[one]], state=state,
        publishers=publishers_of(tx),
    )  # fmt: skip


@router.post("/signout")
def sign_out(request: Request) -> RedirectResponse:
    """End the session in this browser. A request from another site carries no cookie and ends nothing that matters."""
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return answer
