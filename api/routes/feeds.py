"""Feeds with their state."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.auth import Reader, Writer
from api.context import InDoor, Tx
from api.problems import RESPONSES, Problem
from api.shapes import FeedIn, FeedOut
from desk.silence import is_silent_feed
from store import feeds
from store.engine import IntegrityError

router = APIRouter(tags=["feeds"], responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _to_out(row: dict[str, Any], now: datetime) -> FeedOut:
    links = {"self": f"/feeds/{row['id']}", "articles": f"/articles?publisher={row['publisher']}"}
    return FeedOut.model_validate({**row, "is_silent": is_silent_feed(row, now), "links": links})


@router.get("/feeds")
def list_feeds(tx: Tx, door: InDoor, who: Reader) -> list[FeedOut]:
    """Every feed, how its last check went, and what it brought."""
    return [_to_out(row, door.now()) for row in feeds.overview(tx)]


@router.get("/feeds/{feed_id}")
def get_feed(feed_id: Number, tx: Tx, door: InDoor, who: Reader) -> FeedOut:
    """One feed."""
    feeds.get(tx, feed_id)
    return next(_to_out(row, door.now()) for row in feeds.overview(tx) if row["id"] == feed_id)


@router.post("/feeds", status_code=201)
def add_feed(new: FeedIn, tx: Tx, door: InDoor, who: Writer) -> FeedOut:
    """Add a feed; it is checked within seconds."""
    try:
        with tx.begin_nested():
            feed_id = feeds.add(
                tx, url=new.url, name=new.name, publisher_slug=new.publisher, language=new.language, now=door.now()
            )
    except IntegrityError as error:
        raise Problem(409, f"The feed {new.url} is there already.") from error
    return next(_to_out(row, door.now()) for row in feeds.overview(tx) if row["id"] == feed_id)
