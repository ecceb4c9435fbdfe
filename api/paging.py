"""Keyset paging: an opaque cursor, and the link to the next page."""

import base64
import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.problems import Problem

Limit = Annotated[int, Query(ge=1, le=500, description="At most so many.")]
CursorText = Annotated[str | None, Query(alias="cursor", description="Where the last page ended (from its Link).")]


def to_cursor(*key: Any) -> str:
    """The key of a page's last row as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(key, default=datetime.isoformat).encode()).decode().rstrip("=")


def from_cursor(text: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The key in a cursor, None without one. Raises a 400 problem when it was not made by us."""
    if text is None:
        return None
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        key = tuple(
            datetime.fromisoformat(value) if kind is datetime else kind(value)
            for kind, value in zip(kinds, raw, strict=True)
        )
        if any(isinstance(value, int) and abs(value) >= 2**63 for value in key):
            raise ValueError("a number out of range")
        if any(isinstance(value, datetime) and value.tzinfo is None for value in key):
            raise ValueError("a time without offset")
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise Problem(400, "This cursor was not made by this API; start again without it.") from error
    return key


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Say where the next page is; None when this is the last."""
    if cursor is not None:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'
