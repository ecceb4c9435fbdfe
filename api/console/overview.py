"""The first page: where the alliances stand, which threats rise, what was told, what waits for a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.names import names_of, sides_of, told_of
from api.console.readings import Reading, reading
from api.console.render import page
from api.console.words import threat_name
from api.context import InDoor, Tx
from core.alliances import Alliance
from core.articles import FeedState
from core.plover import ThreatCategory
from desk.source import StoreSource
from store import alerts, articles, deliveries, events, feeds, ledger

router = APIRouter()
NAMED = ("NATO", "EU_CSDP", "US_JPN", "US_KOR", "ASEAN", "WARSAW_PACT")
_SHOWN = 6
_TROUBLED = (FeedState.UNREACHABLE, FeedState.BROKEN, FeedState.GONE)


@dataclass(frozen=True, slots=True)
class _Threat:
    """A threat category in the world: how intense, and against its own usual."""

    name: str
    level: Reading
    surge: Reading


@router.get("/", response_class=HTMLResponse)
def overview(request: Request, tx: Tx, door: InDoor, who: Reader) -> HTMLResponse:
    """Alliances, threats, alerts, flagged events and the state of the work."""
    day = door.now().date()
    source = StoreSource(tx, day)
    names = names_of(tx)
    flagged = events.latest(tx, before=None, limit=_SHOWN, flagged=True)
    told = [row for row in alerts.latest(tx, before=None, limit=2 * _SHOWN) if row["fired_at"]][:_SHOWN]
    cards = [(names[group.code], group, reading(source, "cohesion", group.code, day))
             for group in _shown(tx, source, day)]  # fmt: skip
    threats = [
        _Threat(threat_name(category), reading(source, f"threat:{category}", "world", day, width=120),
                reading(source, f"surge:{category}", "world", day, width=120))
        for category in ThreatCategory
    ]  # fmt: skip
    return page(
        request, "overview.html", "Overview", live=True,
        cards=cards,
        threats=threats,
        coverage=threats[0].level.now.coverage,
        alerts=[told_of(row, names) for row in told],
        flagged=[(event, *sides_of(event, names)) for event in flagged],
        has_data=ledger.first_day(tx) is not None,
        health=_health(tx),
    )  # fmt: skip


def _shown(tx: Tx, source: StoreSource, day: date) -> list[Alliance]:
    """The named alliances that are in force or have news; of the others the pages of their own tell."""
    groups = (source.groups[code] for code in NAMED if code in source.groups)
    return [group for group in groups
            if _in_force(group, day) or ledger.names_with(tx, f"cohesion:{group.code}")]  # fmt: skip


def _in_force(group: Alliance, day: date) -> bool:
    return group.started_on <= day and (group.ended_on is None or day < group.ended_on)


def _health(tx: Tx) -> dict[str, Any]:
    checked = feeds.overview(tx)
    to_code, _, dead_articles = articles.backlog(tx)
    to_score, _, dead_events = events.backlog(tx)
    return {
        **articles.counts(tx),
        "to_code": to_code,
        "to_score": to_score,
        "set_aside": dead_articles + dead_events,
        "feeds": sum(row["enabled"] for row in checked),
        "troubled": sum(row["enabled"] and row["state"] in _TROUBLED for row in checked),
        "unchecked": sum(row["enabled"] and row["state"] == FeedState.NEW for row in checked),
        "deliveries": deliveries.counts(tx),
    }
