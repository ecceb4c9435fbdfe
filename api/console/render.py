"""Templates -> pages: escaped, without inline code, under a strict content security policy."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from api.auth import SESSION_COOKIE, Caller, Scope, is_session
from api.console import words
from api.context import Door, door_of

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    # A page says who looks at it: the session decides about forms.
    "Vary": "Cookie",
}
_MISSING = "–"
_BACKTICKS = re.compile(r"`([^`]+)`")
_WELCOME_OF_THE_DEMO = "ENTENTE_DATA_DIR=var/demo .venv/bin/entente welcome"


def _points(value: float | None, digits: int = 0) -> str:
    """A value in points, a dash when nothing is known."""
    return _MISSING if value is None else f"{value:.{digits}f}".replace("-", "−")


def _signed(value: float | None, digits: int = 1) -> str:
    """A change with its sign (a true minus), a dash when nothing is known."""
    if value is None:
        return _MISSING
    rounded = round(value, digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):.{digits}f}"


def _percent(share: float | None) -> str:
    return _MISSING if share is None else f"{100 * share:.0f} %"


def _day(value: date | datetime | None) -> str:
    return _MISSING if value is None else f"{value.day} {value:%b %Y}"


def _time(value: datetime | None) -> str:
    return _MISSING if value is None else f"{_day(value.astimezone(UTC))}, {value.astimezone(UTC):%H:%M} UTC"


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _marked_up(text: str) -> Markup:
    """A text of the documentation: what stands between backticks is code."""
    return Markup(_BACKTICKS.sub(r"<code>\1</code>", str(escape(text))))


_TEMPLATES = Environment(
    loader=PackageLoader("api.console"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(
    points=_points,
    signed=_signed,
    percent=_percent,
    day=_day,
    time=_time,
    plural=_plural,
    spoken=words.spoken,
    index_name=words.index_name,
    flag=words.flag,
    series_path=words.series_path,
    marked_up=_marked_up,
)


def page(
    request: Request, template: str, title: str, *, status: int = 200, live: bool = False, **values: Any
) -> HTMLResponse:
    """One page. live: its figures are fetched anew every few seconds while somebody looks at it."""
    door = door_of(request)
    frame: Mapping[str, Any] = {
        "title": title,
        "path": request.url.path,
        "now": door.now(),
        "is_demo": door.settings.simulated_clock is not None,
        "is_signed_in": is_session(door, request.cookies.get(SESSION_COOKIE)),
        "refresh": _refresh_of(door) if live else 0,
        "welcome": "entente welcome" if door.settings.simulated_clock is None else _WELCOME_OF_THE_DEMO,
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render({**frame, **values}), status, headers=_HEADERS)


def may_review(who: Caller) -> bool:
    """Whether the caller's pages carry review forms."""
    return bool({Scope.REVIEW, Scope.ADMIN} & who.scopes)


def _refresh_of(door: Door) -> int:
    return 3 if door.settings.simulated_clock is not None else 20
