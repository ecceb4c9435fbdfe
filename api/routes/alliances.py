"""Alliances with their members on a date."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth import Reader
from api.context import InDoor, Tx
from api.problems import RESPONSES
from api.queries import Day
from api.shapes import AllianceOut, AllianceWhole, StandingOut
from core.alliances import Alliance
from core.plover import Dimension
from desk.breadth import Breadth, breadth
from desk.places import series_place
from desk.source import StoreSource
from scoring.burden import latest_burdens
from scoring.indices import leverage_parts, observations
from scoring.leverage import WEIGHTS
from store import alliances

router = APIRouter(tags=["alliances"], responses=RESPONSES)
Code = Annotated[str, Path(pattern=r"^[A-Za-z][A-Za-z0-9_]{1,23}$", description="E.g. NATO, in small letters too.")]


def _fields(alliance: Alliance) -> dict[str, object]:
    links = {
        "self": f"/alliances/{alliance.code}",
        "standing": f"/alliances/{alliance.code}/standing",
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
    code: Code,
    tx: Tx,
    door: InDoor,
    who: Reader,
    on: Annotated[Day | None, Query(description="Members on this day; today by default.")] = None,
) -> AllianceWhole:
    """One alliance with its obligations and its members on a day."""
    alliance, day = alliances.get(tx, code.upper()), on or door.now().date()
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
                for spell, name in alliances.members(tx, alliance.code, on=day)
            ],
        }
    )


@router.get("/alliances/{code}/standing")
def get_standing(
    code: Code,
    tx: Tx,
    door: InDoor,
    who: Reader,
    on: Annotated[Day | None, Query(description="The day asked about; today by default.")] = None,
) -> StandingOut:
    """Where an alliance stands: cohesion with dimensions and breadth, what is beside it, leverage in parts, burdens."""
    code = alliances.get(tx, code.upper()).code
    day = min(on or door.now().date(), door.now().date())
    source = StoreSource(tx, day)
    parts = leverage_parts(code, source, day)
    wide = breadth(tx, source, code, day)
    return StandingOut.model_validate(
        {
            "alliance": code,
            "day": day,
            "cohesion": _reading(source, "cohesion", code, day),
            "prior": next((100.0 * one.m for one in reversed(source.parameters(f"cohesion:{code}"))), None),
            "dimensions": [_reading(source, f"cohesion:{one}", code, day) for one in Dimension],
            "breadth": _breadth(wide) if wide else None,
            "beside": [_reading(source, one, code, day) for one in ("inside_hostility", "external", "bargaining")],
            "leverage": _reading(source, "leverage", code, day) if parts else None,
            "leverage_parts": [
                {"name": name, "value": float(values[-1]), "weight": WEIGHTS[name]} for name, values in parts.items()
            ],
            "burdens": latest_burdens(source.members(code, day), day.year),
            "links": {
                "self": f"/alliances/{code}/standing",
                "alliance": f"/alliances/{code}",
                "explanation": f"/series/cohesion/{code}/explanation",
            },
        }
    )


def _reading(source: StoreSource, index: str, entity: str, day: date) -> dict[str, object]:
    now = observations(index, entity, source, day, day)[-1]
    return {
        "index": index, "value": now.value, "lo": now.lo, "hi": now.hi, "claims": now.claims,
        "series": series_place(index, entity),
    }  # fmt: skip


def _breadth(found: Breadth) -> dict[str, object]:
    return {
        "from_day": found.before, "dyad_equal_mean": found.mean, "pairs": found.pairs, "change": found.change,
        "largest_dyad": found.dyad, "share": found.share, "label": found.label,
    }  # fmt: skip
