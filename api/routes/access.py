"""Keys, and the sign-in link."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import RedirectResponse

from api.auth import SESSION_COOKIE, Admin, digest_of, make_key, make_session
from api.context import InDoor, Tx
from api.problems import RESPONSES, Problem
from api.shapes import KeyIn, KeyMade, KeyOut
from store import keys

router = APIRouter(tags=["access"], responses=RESPONSES)


@router.get("/signin", status_code=303, response_class=RedirectResponse)
def sign_in(token: Annotated[str, Query(max_length=200)], tx: Tx, door: InDoor) -> RedirectResponse:
    """Spend a sign-in link: the browser that opens it first gets a session."""
    now = door.wall()
    if not keys.use_signin_link(tx, digest_of(door.secret, f"signin:{token}"), now=now):
        raise Problem(401, "This sign-in link was used before or is too old; `entente welcome` prints a new one.")
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(SESSION_COOKIE, make_session(door.secret, now=now), max_age=14 * 86400, httponly=True,
                      samesite="strict", secure=(door.settings.public_url or "").startswith("https"))  # fmt: skip
    return answer


@router.get("/keys")
def list_keys(tx: Tx, who: Admin) -> list[KeyOut]:
    """All API keys, without their secret parts."""
    return [KeyOut.model_validate(row) for row in keys.latest(tx)]


@router.post("/keys", status_code=201)
def add_key(new: KeyIn, tx: Tx, door: InDoor, who: Admin) -> KeyMade:
    """Make an API key; it is answered once, here."""
    name = new.name.replace("\x00", " ")
    scopes = sorted(set(new.scopes))
    return KeyMade(key=make_key(tx, door.secret, name=name, scopes=scopes, now=door.wall(), per_minute=new.per_minute))


@router.delete("/keys/{key_id}", status_code=204)
def revoke_key(key_id: Annotated[int, Path(ge=1, le=2**31 - 1)], tx: Tx, door: InDoor, who: Admin) -> None:
    """End a key's life at once."""
    keys.revoke(tx, key_id, now=door.wall())
