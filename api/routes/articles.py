"""Articles, newest first, and one article with its events."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Reader
from api.context import Tx
from api.paging import CursorText, Limit, from_cursor, link_next, to_cursor
from api.problems import RESPONSES
from api.routes.events import to_out as event_out
from api.shapes import ArticleOut, ArticleWhole, EventOut
from store import articles, events

router = APIRouter(tags=["articles"], responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _links(row: dict[str, Any]) -> dict[str, str]:
    found = {"self": f"/articles/{row['id']}", "events": f"/articles/{row['id']}/events"}
    if row["duplicate_of"]:
        found["original"] = f"/articles/{row['duplicate_of']}"
    return found


@router.get("/articles")
def list_articles(
    request: Request,
    response: Response,
    tx: Tx,
    who: Reader,
    cursor: CursorText = None,
    limit: Limit = 50,
    q: Annotated[str | None, Query(max_length=200, description="Words to search for.")] = None,
    publisher: Annotated[str | None, Query(max_length=64)] = None,
) -> list[ArticleOut]:
    """Articles, newest first; copies are listed too and say what they copy."""
    key = from_cursor(cursor, datetime, int)
    words = q.replace("\x00", " ") if q else None
    slug = publisher.replace("\x00", " ") if publisher else None
    rows = articles.latest(tx, before=(key[0], key[1]) if key else None, limit=limit, words=words, publisher_slug=slug)
    if len(rows) == limit:
        link_next(request, response, to_cursor(rows[-1]["published_at"], rows[-1]["id"]))
    return [ArticleOut.model_validate({**row, "links": _links(row)}) for row in rows]


@router.get("/articles/{article_id}")
def get_article(article_id: Number, tx: Tx, who: Reader) -> ArticleWhole:
    """One article with its text and its copies."""
    row = articles.get(tx, article_id)
    return ArticleWhole.model_validate({**row, "links": _links(row)})


@router.get("/articles/{article_id}/events")
def list_events_of(article_id: Number, tx: Tx, who: Reader) -> list[EventOut]:
    """The events read in the article, with their evidence."""
    articles.get(tx, article_id)
    return [event_out(event) for event in events.of_article(tx, article_id)]
