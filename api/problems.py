"""Every error as an RFC 9457 problem."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from core.errors import EntenteError, InvalidInput, NotFound, UnknownIndex

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
    def http(_: Request, error: HTTPException) -> JSONResponse:
        return _answer(error.status_code, str(error.detail), dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        found = [{"pointer": "/".join(map(str, e["loc"])), "detail": e["msg"]} for e in error.errors()]
        return _answer(422, "The request does not fit: " + "; ".join(f"{e['pointer']}: {e['detail']}" for e in found),
                       errors=found)  # fmt: skip

    @app.exception_handler(EntenteError)
    def ours(_: Request, error: EntenteError) -> JSONResponse:
        if isinstance(error, NotFound | UnknownIndex):
            return _answer(404, str(error))
        return _answer(422 if isinstance(error, InvalidInput) else 500, str(error))


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
    for code in (400, 401, 403, 404, 409, 422)
}
