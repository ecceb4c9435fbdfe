"""The console: pages for analysts and for whoever wants to look. Server-rendered, readable without scripts."""

import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api.console import alerts, alliances, articles, events, feeds, groupings, overview, reference, series
from api.console.render import page
from api.problems import Problem
from core.errors import EntenteError
from store.engine import OperationalError

_ROOMS = (overview, series, alliances, articles, events, alerts, groupings, feeds, reference)
Handler = Callable[[Request, Any], Any]


def install(app: FastAPI) -> None:
    """Add the console's pages to the application, and answer errors on them as pages. Call after `problems.install`."""
    for room in _ROOMS:
        app.include_router(room.router, include_in_schema=False)
    app.mount("/console/static", StaticFiles(directory=str(files(__package__) / "static")), name="static")
    for kind in (Problem, HTTPException, RequestValidationError, EntenteError, OperationalError, Exception):
        app.add_exception_handler(kind, _for_people(app.exception_handlers[kind]))


def _is_for_people(request: Request) -> bool:
    """Whether a page is wanted: for the console always, for the sign-in link when a browser opens it."""
    path = request.url.path
    if path == "/signin":
        return "text/html" in request.headers.get("accept", "")
    return path == "/" or path.startswith("/console")


def _for_people(answer: Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The same answer, as a page where a person looks at it; the problem's own words are kept."""

    async def handler(request: Request, error: Exception) -> Response:
        found: Any = answer(request, error)
        response: Response = await found if isinstance(found, Awaitable) else found
        if not _is_for_people(request):
            return response
        problem = json.loads(bytes(response.body))
        shown = page(
            request, "problem.html", problem["title"], status=response.status_code, detail=problem.get("detail", "")
        )
        for name in ("www-authenticate", "allow", "retry-after"):
            if name in response.headers:
                shown.headers[name] = response.headers[name]
        return shown

    return handler
