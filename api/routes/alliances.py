"""Alliances with their members on a date."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Reader
from api.context import InDoor, Tx
from api.problems import RESPONSES
from api.shapes import AllianceOut, AllianceWhole
from core.alliances import Alliance
from store import alliances

router = APIRouter(tags=["alliances"], responses=RESPONSES)


def _fields(alliance: Alliance) -> dict[str, object]:
    links = {
        "self": f"/alliances/{alliance.code}",
        "cohesion": f"/series/cohesion/{alliance.code}",
        "leverage": f"/series/leverage/{alliance.code}",
        "alerts": f"/alerts?entity={alliance.code}",
    }
    names = ("code", "name", "type", "started_on", "ended_on", "note")
    return {**{name: getattr(alliance, name) for name in names}, "links": links}


@router.get("/alliances")
def list_alliances(tx: Tx, who: Reader) -> list[AllianceOut]:
    """Every alliance that is watched, historical ones included."""
    return [AllianceOut.model_validate(_fields(alliance)) for alliance in alliances.all_alliances(tx)]


@router.get("/alliances/{code}")
def get_alliance(
    code: Annotated[str, Path(pattern=r"^[A-Z][A-Z0-9_]{1,23}$")],
    tx: Tx,
    door: InDoor,
    who: Reader,
    on: Annotated[date | None, Query(description="Members on this day; today by default.")] = None,
) -> AllianceWhole:
    """One alliance with its obligations and its members on a day."""
    alliance, day = alliances.get(tx, code), on or door.now().date()
    return AllianceWhole.model_validate(
        {
            **_fields(alliance),
            "on": day,
            "obligations": [
                name for name in ("defense", "offense", "nonaggression", "consultation") if getattr(alliance, name)
            ],
            "integration": alliance.integration,
            "members": [
                {"country": spell.country, "name": name, "started_on": spell.started_on, "ended_on": spell.ended_on}
                for spell, name in alliances.members(tx, code, on=day)
            ],
        }
    )
