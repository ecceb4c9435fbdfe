"""What is asked in an address: days, times, and no parameter that would be ignored."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Request
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from api.problems import Problem

EARLIEST = date(1800, 1, 1)
Day = Annotated[date, Field(ge=EARLIEST)]
"""A day; nothing is known of one before 1800."""

_SPACE = re.compile(r" (\d\d:\d\d)$")


def _with_plus(text: object) -> object:
    """A plus sign that nobody encoded arrives as a space."""
    return _SPACE.sub(r"+\1", text) if isinstance(text, str) else text


def _not_before(at: datetime) -> datetime:
    if at.date() < EARLIEST:
        raise ValueError(f"nothing is known of a time before {EARLIEST}")
    return at


Time = Annotated[AwareDatetime, BeforeValidator(_with_plus), AfterValidator(_not_before)]
"""A time with its offset."""


def only_known(request: Request) -> None:
    """Refuse parameters that the address does not have: one that is ignored gives an answer to another question.

    Every route depends on it; pages that the document does not describe take what they like.
    """
    path = getattr(request.scope.get("route"), "path", "")
    operations: dict[str, Any] = request.app.openapi()["paths"].get(path, {})
    operation = operations.get(request.method.lower())
    if operation is None:
        return
    known = sorted(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
    if unknown := sorted(set(request.query_params) - set(known)):
        there_are = f"there are {', '.join(known)}" if known else "there are none"
        raise Problem(422, f"{path} has no parameter {', '.join(unknown)}; {there_are}.")
