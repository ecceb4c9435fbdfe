"""Is it alive, and is work getting done?"""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from api.context import InDoor
from api.problems import RESPONSES, Problem
from store import articles, deliveries, events
from store.engine import SQLAlchemyError

router = APIRouter(tags=["health"], responses={429: RESPONSES[429]})


def _work(now: datetime, waiting: int, since: datetime | None, set_aside: int) -> dict[str, Any]:
    age = max(0.0, (now - since).total_seconds()) if since else None
    return {"waiting": waiting, "oldest_age_s": age, "set_aside": set_aside}


@router.get("/health", summary="Alive, and how old the oldest undone work is")
def get_health(door: InDoor) -> dict[str, Any]:
    """200 when the database answers, 503 when not. Ages are in seconds of the watched world's clock."""
    now = door.now()
    try:
        with door.engine.begin() as tx:
            waiting_articles, waiting_events = articles.backlog(tx), events.backlog(tx)
            counted, sent = articles.counts(tx), deliveries.counts(tx)
    except SQLAlchemyError as error:
        raise Problem(503, f"The database does not answer ({type(error).__name__}).", {"Retry-After": "5"}) from error
    return {
        "status": "ok",
        "now": now.isoformat(),
        "counts": counted,
        "work": {
            "articles_to_code": _work(now, *waiting_articles),
            "events_to_score": _work(now, *waiting_events),
            "deliveries": sent,
        },
        "links": {"feeds": "/feeds", "articles": "/articles", "events": "/events", "alliances": "/alliances",
                  "alerts": "/alerts", "openapi": "/openapi.json"},
    }  # fmt: skip
