"""Who may do what: API keys with scopes, and the session a sign-in link gives."""

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.context import Door, InDoor, Tx
from api.problems import Problem
from store import keys
from store.engine import Connection

_KEY = re.compile(r"^ent_([a-z0-9]{8})_([A-Za-z0-9_-]{43})([0-9a-f]{8})$")
SESSION_COOKIE = "entente_session"
_SESSION_LIFE = timedelta(days=14)
_USED_AGAIN_AFTER = timedelta(minutes=5)
_bearer = HTTPBearer(auto_error=False, description="An API key: `ent_...`")


class Scope(StrEnum):
    """What a key allows; each scope includes reading, and admin includes all."""

    READ = "read"
    REVIEW = "review"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a name for the record, and what they may do."""

    name: str
    scopes: frozenset[str]


def digest_of(secret: bytes, text: str) -> bytes:
    """What is kept of a key or a link: HMAC-SHA256, so that a stolen database opens nothing."""
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"


def make_key(
    tx: Connection, secret: bytes, *, name: str, scopes: list[str], now: datetime, per_minute: int | None = None
) -> str:
    """A new API key, to be shown once: `ent_<prefix>_<random><checksum>`; only its hash is kept."""
    prefix = secrets.token_hex(4)
    body = f"ent_{prefix}_{secrets.token_urlsafe(32)}"
    key = body + _checksum(body)
    keys.add(tx, prefix=prefix, digest=digest_of(secret, key), name=name, scopes=scopes, now=now, per_minute=per_minute)
    return key


def make_session(secret: bytes, *, now: datetime) -> str:
    """The cookie a spent sign-in link is exchanged for: an expiry time and its signature."""
    until = str(int((now + _SESSION_LIFE).timestamp()))
    return f"{until}.{digest_of(secret, f'session:{until}').hex()}"


def is_session(door: Door, cookie: str | None) -> bool:
    """Whether the cookie is a session that a sign-in link gave and that has not run out."""
    until, _, signature = (cookie or "").partition(".")
    if not until.isdigit() or len(until) > 12:
        return False
    expected = digest_of(door.secret, f"session:{until}").hex()
    return hmac.compare_digest(expected.encode(), signature.encode()) and int(until) > door.wall().timestamp()


def bearer_of(request: Request) -> str | None:
    """What the request gives as its API key, None when it gives none."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if kind.lower() == "bearer" else None


def _prefix_of(key: str) -> str | None:
    """The key's prefix; None when it was cut or mistyped."""
    match = _KEY.match(key)
    return match[1] if match and _checksum(key[:-8]) == match[3] else None


def find_key(door: Door, tx: Connection, key: str) -> dict[str, Any] | None:
    """What is on record of a live key, None when it is not known, has run out or was revoked."""
    prefix = _prefix_of(key)
    found = keys.find(tx, prefix, now=door.wall()) if prefix else None
    return found if found and hmac.compare_digest(found["hash"], digest_of(door.secret, key)) else None


def _caller_of_key(door: Door, tx: Connection, key: str) -> Caller:
    if _prefix_of(key) is None:
        raise Problem(401, "This is not an API key: it was cut or mistyped.", {"WWW-Authenticate": "Bearer"})
    found = find_key(door, tx, key)
    if found is None:
        refused = "This API key is not known, has run out or was revoked."
        raise Problem(401, refused, {"WWW-Authenticate": "Bearer"})
    last = found["last_used_at"]
    if last is None or door.wall() - last > _USED_AGAIN_AFTER:
        keys.mark_used(tx, found["id"], now=door.wall())
    return Caller(f"key:{found['name']}", frozenset({Scope.READ, *found["scopes"]}))


def caller(request: Request, door: InDoor, tx: Tx, _: Annotated[object, Depends(_bearer)]) -> Caller:
    """Who asks. A key counts before a session; nobody in particular may read when the operator allows it."""
    key = bearer_of(request)
    if key is not None:
        return _caller_of_key(door, tx, key)
    if is_session(door, request.cookies.get(SESSION_COOKIE)):
        return Caller("console", frozenset(Scope))
    return Caller("anonymous", frozenset({Scope.READ} if door.settings.anonymous_read else ()))


def _is_own_page(request: Request) -> bool:
    """Whether the browser says that the request comes from a page of ours; from its Origin when it is an old one."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def needs(scope: Scope) -> Callable[..., Caller]:
    """A dependency that lets only callers with the scope pass. Changes through a session must come from our pages."""

    def check(request: Request, who: Annotated[Caller, Depends(caller)]) -> Caller:
        if scope not in who.scopes and Scope.ADMIN not in who.scopes:
            if who.name == "anonymous":
                raise Problem(401, f"This needs an API key with the scope {scope}.", {"WWW-Authenticate": "Bearer"})
            raise Problem(403, f"This key does not have the scope {scope}.")
        if who.name == "console" and scope is not Scope.READ and not _is_own_page(request):
            raise Problem(403, "Changes from another site's page are refused.")
        return who

    return check


Reader = Annotated[Caller, Depends(needs(Scope.READ))]
Reviewer = Annotated[Caller, Depends(needs(Scope.REVIEW))]
Writer = Annotated[Caller, Depends(needs(Scope.WRITE))]
Admin = Annotated[Caller, Depends(needs(Scope.ADMIN))]
