"""Alliances: all of them, and one with its members, its indices and what its members spend."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.names import names_of, told_of
from api.console.readings import reading
from api.console.render import page
from api.console.words import dimension_name, entity_name, threat_name
from api.context import InDoor, Tx
from api.queries import Day
from core.plover import Dimension, ThreatCategory
from desk.breadth import breadth
from desk.source import StoreSource
from scoring.burden import GUIDELINE, Burden, latest_burdens
from scoring.indices import leverage_parts
from scoring.leverage import WEIGHTS
from store import alerts, alliances, ledger

router = APIRouter(prefix="/console")
_OBLIGATIONS = ("defense", "offense", "nonaggression", "consultation")


@router.get("/alliances", response_class=HTMLResponse)
def list_alliances(request: Request, tx: Tx, door: InDoor, who: Reader) -> HTMLResponse:
    """Every alliance with its cohesion where there is news of it; those in force first."""
    day = door.now().date()
    source = StoreSource(tx, day)
    names = names_of(tx)
    with_news = {name.split(":")[1] for name in ledger.names_with(tx, "cohesion:")}
    rows = [
        (names[group.code], group, group.ended_on is None or group.ended_on > day,
         reading(source, "cohesion", group.code, day, width=140) if group.code in with_news else None)
        for group in source.groups.values()
    ]  # fmt: skip
    rows.sort(key=lambda row: (not row[2], row[3] is None, row[0]))
    return page(request, "alliances.html", "Alliances", rows=rows)


@router.get("/alliances/{code}", response_class=HTMLResponse)
def show_alliance(
    request: Request,
    code: Annotated[str, Path(pattern=r"^[A-Z][A-Z0-9_]{1,23}$")],
    tx: Tx,
    door: InDoor,
    who: Reader,
    on: Annotated[Day | None, Query(description="Members on this day; today by default.")] = None,
) -> HTMLResponse:
    """One alliance: cohesion and its dimensions, pressure inside and outside, leverage, members, burdens."""
    today = door.now().date()
    group = alliances.get(tx, code)
    source = StoreSource(tx, today)
    members = alliances.members(tx, code, on=on or today)
    names = names_of(tx)
    parts = leverage_parts(code, source, today)
    wide = breadth(tx, source, code, today)
    around = [("Hostility inside", "inside_hostility"), ("Pressure from outside", "external"),
              ("Answers of outsiders", "bargaining")]  # fmt: skip
    return page(
        request, "alliance.html", names[code], live=on is None,
        group=group, obligations=[name for name in _OBLIGATIONS if getattr(group, name)],
        cohesion=reading(source, "cohesion", code, today, days=365, width=520),
        breadth=wide, largest=entity_name(wide.dyad, names) if wide and wide.dyad else None,
        dimensions=[(dimension_name(one), reading(source, f"cohesion:{one}", code, today, width=140))
                    for one in Dimension],
        around=[(name, reading(source, index, code, today, width=140)) for name, index in around],
        threats=[(threat_name(one), reading(source, f"threat:{one}", code, today, width=140))
                 for one in ThreatCategory],
        leverage=reading(source, "leverage", code, today, width=200) if parts else None,
        parts=[(name, 100 * float(values[-1]), WEIGHTS[name]) for name, values in parts.items()],
        members=members, on=on or today,
        burdens=_burdens(tx, [spell.country for spell, _ in members], (on or today).year, names),
        guideline=GUIDELINE,
        alerts=[told_of(row, names) for row in alerts.latest(tx, before=None, limit=5, entity=code)],
    )  # fmt: skip


def _burdens(tx: Tx, members: list[str], year: int, names: dict[str, str]) -> list[tuple[str, Burden, float]]:
    """The members' last figures up to the year, heaviest first: name, burden, length of its bar 0..100."""
    found = latest_burdens(members, year)
    widest = max((one.percent_gdp for one in found), default=1.0)
    return [(names.get(one.country, one.country), one, 100 * one.percent_gdp / widest)
            for one in sorted(found, key=lambda one: -one.percent_gdp)]  # fmt: skip
