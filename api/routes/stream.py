"""Alerts as they change, as server-sent events: the one async place."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.auth import Reader
from api.context import Door, InDoor
from api.problems import RESPONSES, Problem
from store import alerts

router = APIRouter(tags=["alerts"], responses=RESPONSES)
_POLL_S = 1.0
_PAGE = 200


def _read(door: Door, cursor: int) -> list[dict[str, Any]]:
    with door.engine.begin() as tx:
        return alerts.changes_after(tx, cursor, limit=_PAGE)


def _cursor(
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int, Query(ge=0, le=2**63 - 1, description="Number of the last change you saw.")] = 0,
) -> int:
    # A dependency, because an error raised inside the stream could no longer be answered as a problem.
    if last_event_id is None:
        return after
    if not (last_event_id.isdecimal() and last_event_id.isascii() and len(last_event_id) < 19):
        raise Problem(400, "Last-Event-ID must be the id of an event this stream sent.")
    return int(last_event_id)


@router.get("/alerts-stream", response_class=EventSourceResponse)
async def stream_alerts(
    door: InDoor,
    who: Reader,
    cursor: Annotated[int, Depends(_cursor)],
    once: Annotated[bool, Query(description="End when there is nothing more to tell.")] = False,
) -> AsyncIterator[ServerSentEvent]:
    """Changes of alerts, each exactly once and in order; reconnect with Last-Event-ID and nothing is missed."""
    while True:
        changes = await run_in_threadpool(_read, door, cursor)
        for change in changes:
            cursor = change["id"]
            yield ServerSentEvent(
                id=str(cursor),
                event=change["notify_reason"],
                data={
                    **change,
                    "changed_at": change["changed_at"].isoformat(),
                    "link": f"/alerts/{change['alert_id']}",
                },
            )
        if len(changes) < _PAGE:
            if once:
                return
            await asyncio.sleep(_POLL_S)
