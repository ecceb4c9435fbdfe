"""One index of one entity: its chart, its siblings, and why it moved."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.chart import chart
from api.console.names import names_of, publishers_of
from api.console.readings import Reading, change_of, known_on, prior_of, reading
from api.console.render import page
from api.console.words import claim_words, dimension_name, entity_name, index_name, reading_of, threat_name
from api.context import InDoor, Tx
from api.queries import Day
from api.routes.series import Entity, Index
from core.errors import UnknownIndex
from core.plover import Dimension, ThreatCategory
from desk.entities import entity_of
from desk.explaining import Explained, explain
from desk.source import StoreSource
from scoring.indices import observations
from store import alerts, articles, vintages

router = APIRouter(prefix="/console")
SPANS = {90: "3 months", 365: "1 year", 1095: "3 years", 3653: "10 years", 0: "everything"}
WINDOWS = {7: "7 days", 30: "30 days", 90: "90 days", 365: "1 year"}
_CONTRIBUTIONS = 14
_LEAST_POINTS = 0.005
_MARKS = 60


@dataclass(frozen=True, slots=True)
class _Bar:
    """A contribution as a row: words, points, length of its bar 0..100, and the articles behind it."""

    day: str | None
    text: str
    points: float
    length: float
    publishers: list[str]
    articles: list[tuple[int, str]]


@router.get("/series/{index}/{entity}", response_class=HTMLResponse)
def show_series(
    request: Request,
    index: Index,
    entity: Entity,
    tx: Tx,
    door: InDoor,
    who: Reader,
    days: Annotated[int, Query(ge=0, le=43_830, description="Days shown; 0 is everything.")] = 365,
    why: Annotated[int, Query(ge=1, le=3_653, description="Days to explain.")] = 30,
    vintage: Annotated[Day | None, Query(description="Show what was said of this day.")] = None,
) -> HTMLResponse:
    """A chart with its interval, gaps and alerts; dimensions or siblings; contributions with their articles."""
    day = door.now().date()
    entity = entity_of(tx, index, entity)
    source = StoreSource(tx, day)
    names = names_of(tx)
    first = max(source.first, day - timedelta(days=days)) if days else source.first
    found = observations(index, entity, source, first, day)
    level = prior_of(source, entity, day) if index == "cohesion" else None
    explained, unsplit = _explained(tx, source, index, entity, day, why)
    return page(
        request, "series.html", f"{index_name(index)}: {entity_name(entity, names)}",
        index=index, entity=entity, about=entity_name(entity, names), reads=reading_of(index),
        reading=Reading(index, entity, found[-1], change_of(found), known_on(found), None, level),
        chart=chart(found, reference=level, marks=_marks(tx, index, entity)), first=first, last=day,
        days=days, spans=SPANS, why=why, windows=WINDOWS,
        siblings=_siblings(source, index, entity, day),
        explained=explained, unsplit=unsplit,
        bars=_bars(tx, explained, names) if explained else [],
        vintage=vintage, said=vintages.of_day(tx, index, entity, vintage) if vintage else [],
        alliance=entity if entity in source.groups else None,
    )  # fmt: skip


def _marks(tx: Tx, index: str, entity: str) -> list[tuple[date, str, str, str]]:
    """When alerts about this series fired."""
    rows = alerts.latest(tx, before=None, limit=_MARKS, entity=entity)
    return [
        (_day_of(row["fired_at"]), f"{row['rule']}: {row['reason']}", f"/console/alerts/{row['id']}", row["severity"])
        for row in rows
        if row["index"] == index and row["fired_at"]
    ]


def _day_of(at: datetime) -> date:
    return at.date()


def _siblings(source: StoreSource, index: str, entity: str, day: date) -> list[tuple[str, Reading]]:
    """What stands beside the index: dimensions of a cohesion, categories of a threat, the other view of a dyad."""
    kind, _, part = index.partition(":")
    if kind in ("cohesion", "inside_hostility", "external", "leverage", "bargaining"):
        others = [(dimension_name(one), f"cohesion:{one}") for one in Dimension]
        others += [(index_name(one), one) for one in ("cohesion", "inside_hostility", "external", "bargaining")]
    elif kind in ("threat", "surge"):
        others = [(f"{threat_name(one)}", f"{kind}:{one}") for one in ThreatCategory]
        others.append((index_name(f"{'surge' if kind == 'threat' else 'threat'}:{part}"),
                       f"{'surge' if kind == 'threat' else 'threat'}:{part}"))  # fmt: skip
    else:
        others = [(index_name(one), one) for one in ("relation", "hostility")]
    return [(name, reading(source, one, entity, day, width=140)) for name, one in others if one != index]


def _explained(
    tx: Tx, source: StoreSource, index: str, entity: str, day: date, why: int
) -> tuple[Explained | None, str]:
    """The change of the last `why` days split into contributions; None and the reason where it cannot be."""
    before = max(source.first, day - timedelta(days=why))
    if before >= day:
        return None, "There is less than one day of news."
    try:
        return explain(tx, index, entity, before, day, source), ""
    except UnknownIndex as error:
        return None, f"{str(error)[:1].upper()}{str(error)[1:]}."


def _bars(tx: Tx, explained: Explained, names: dict[str, str]) -> list[_Bar]:
    """The largest contributions, then what is left as one row: together they are the whole change."""
    largest = sorted(explained.contributions, key=lambda one: -abs(one.points))[:_CONTRIBUTIONS]
    shown = [one for one in largest if abs(one.points) >= _LEAST_POINTS]
    rest = sum(one.points for one in explained.contributions) - sum(one.points for one in shown)
    left = len(explained.contributions) - len(shown)
    widest = max([abs(rest), *(abs(one.points) for one in shown)]) or 1.0
    titles = articles.links_of(tx, sorted({number for one in shown for number in one.article_ids[:3]}))
    outlets = publishers_of(tx)
    bars = []
    for one in shown:
        when, text = claim_words(one.label, names)
        linked = [(number, titles[number][0]) for number in one.article_ids[:3] if number in titles]
        bars.append(_Bar(when, text, one.points, 100 * abs(one.points) / widest,
                         [outlets.get(slug, slug) for slug in one.publishers], linked))  # fmt: skip
    if left:
        bars.append(_Bar(None, f"{left:,} smaller ones", rest, 100 * abs(rest) / widest, [], []))
    return bars
