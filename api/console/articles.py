"""Articles: the newest, and one with the evidence read in it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.evidence import paragraphs
from api.console.names import names_of, publishers_of, sides_of
from api.console.render import page
from api.context import Tx
from api.paging import CursorText, from_cursor, to_cursor
from store import articles, events

router = APIRouter(prefix="/console")
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_PAGE = 40


@router.get("/articles", response_class=HTMLResponse)
def list_articles(
    request: Request,
    tx: Tx,
    who: Reader,
    cursor: CursorText = None,
    q: Annotated[str, Query(max_length=200)] = "",
    publisher: Annotated[str, Query(max_length=64)] = "",
) -> HTMLResponse:
    """Articles, newest first; copies say what they copy."""
    key = from_cursor(cursor, datetime, int)
    words, slug = q.replace("\x00", " ").strip(), publisher.replace("\x00", " ").strip()
    rows = articles.latest(
        tx, before=(key[0], key[1]) if key else None, limit=_PAGE, words=words or None, publisher_slug=slug or None
    )
    last = rows[-1] if len(rows) == _PAGE else None
    return page(
        request, "articles.html", "Articles", live=cursor is None and not words,
        rows=rows, publishers=publishers_of(tx), q=words, publisher=slug, counts=articles.counts(tx),
        older=request.url.include_query_params(cursor=to_cursor(last["published_at"], last["id"])) if last else None,
    )  # fmt: skip


@router.get("/articles/{article_id}", response_class=HTMLResponse)
def show_article(request: Request, article_id: Number, tx: Tx, who: Reader) -> HTMLResponse:
    """One article: its text with the evidence marked, who did what to whom, its copies and original."""
    row = articles.get(tx, article_id)
    found = events.of_article(tx, article_id)
    names = names_of(tx)
    pieces = paragraphs(row["title"], row["body"], found)
    linked = [*row["copies"], *([row["duplicate_of"]] if row["duplicate_of"] else [])]
    return page(
        request, "article.html", row["title"],
        article=row, heading=pieces[0], paragraphs=pieces[1:],
        places={event.id: place for place, event in enumerate(found, start=1)},
        events=[(event, *sides_of(event, names)) for event in found],
        publishers=publishers_of(tx), links=articles.links_of(tx, linked),
    )  # fmt: skip
