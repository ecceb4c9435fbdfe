"""Every error as an RFC 9457 problem."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import EntenteError, InvalidActorCode, InvalidInput, NotFound, UnknownIndex
from store.engine import OperationalError

_log = logging.getLogger(__name__)
_CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An error on purpose: status, a sentence for the user, and headers."""

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.extra = status, detail, headers, extra


def _answer(status: int, detail: str, headers: dict[str, str] | None = None, **extra: Any) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **extra}
    return JSONResponse(body, status, headers=headers, media_type=_CONTENT_TYPE)


def install(app: FastAPI) -> None:
    """Teach the application to answer every error as a problem."""

    @app.exception_handler(Problem)
    def problem(_: Request, error: Problem) -> JSONResponse:
        return _answer(error.status, error.detail, error.headers, **error.extra)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        said = {
            404: f"There is nothing at {request.url.path}.",
            405: f"{request.method} cannot be done to {request.url.path}.",
        }
        detail = said.get(error.status_code, str(error.detail))
        return _answer(error.status_code, detail, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        found = [{"pointer": "/".join(map(str, e["loc"])), "detail": e["msg"]} for e in error.errors()]
        return _answer(422, "The request does not fit: " + "; ".join(f"{e['pointer']}: {e['detail']}" for e in found),
                       errors=found)  # fmt: skip

    @app.exception_handler(EntenteError)
    def ours(_: Request, error: EntenteError) -> JSONResponse:
        if isinstance(error, NotFound | UnknownIndex):
            return _answer(404, str(error))
        return _answer(422 if isinstance(error, InvalidInput | InvalidActorCode) else 500, str(error))

    @app.exception_handler(OperationalError)
    def away(_: Request, error: OperationalError) -> JSONResponse:
        _log.error("the database does not answer: %s", error)
        return _answer(503, "The database does not answer; try again in a moment.", {"Retry-After": "5"})

    @app.exception_handler(Exception)
    def fault(_: Request, error: Exception) -> JSONResponse:
        # What went wrong is in the log, with the traceback that the server writes; the answer does not tell.
        return _answer(500, f"A fault of ours ({type(error).__name__}), not of the request; it is in the log.")


RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {
        "description": HTTPStatus(code).phrase,
        "content": {
            _CONTENT_TYPE: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                    "required": ["title", "status", "detail"],
                }
            }
        },
    }
    for code in (400, 401, 403, 404, 409, 422, 429)
}
RESPONSES[429]["headers"] = {
    name: {"description": said, "schema": {"type": kind}}
    for name, said, kind in (
        ("Retry-After", "Seconds until the key may ask again.", "integer"),
        ("RateLimit-Policy", 'What the key may: `"key";q=60;w=60`, 60 requests a minute.', "string"),
        ("RateLimit", 'What is left: `"key";r=0;t=20`, none for 20 seconds.', "string"),
    )
}
