"""Time series of the indices: values, why they moved, what they said at the time."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import fmean
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Reader
from api.context import Door, InDoor, Tx
from api.formats import Format, wanted
from api.problems import RESPONSES, Problem
from api.queries import Day, Time
from api.shapes import ContributionOut, ExplanationOut, ObservationOut, VintageOut
from core.indices import Observation
from desk.entities import entity_of
from desk.explaining import explain
from desk.places import series_place
from desk.source import StoreSource, source
from desk.tables import to_csv, to_parquet
from scoring.indices import observations, series_of_index
from store import ledger, vintages

router = APIRouter(tags=["series"], responses=RESPONSES)

Index = Annotated[str, Path(pattern=r"^[a-z_]{2,40}(:[a-z_]{2,40})?$", description="E.g. cohesion or threat:cyber.")]
Entity = Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_|:.' -]{1,80}$", description="E.g. NATO or RUS|UKR.")]
From = Annotated[Day | None, Query(alias="from", description="First day; a year before the last by default.")]
To = Annotated[Day | None, Query(alias="to", description="Last day; today by default.")]
_LONGEST = timedelta(days=366 * 120)
_PATIENCE_S = 30.0


def _span(door: Door, first: date | None, last: date | None) -> tuple[date, date]:
    end = min(last or door.now().date(), door.now().date())
    start = first or end - timedelta(days=365)
    if start > end:
        until = f"to ({end})" if last is not None and last == end else f"the last day there is ({end})"
        raise Problem(422, f"from ({start}) is after {until}.")
    if end - start > _LONGEST:
        raise Problem(422, "Ask for at most 120 years at once.")
    return start, end


def _stepped(found: Sequence[Observation], step: int) -> Iterator[dict[str, Any]]:
    """Days joined into buckets of `step` days: mean value, lowest lo, highest hi; null where no day has a value."""
    for _, group in groupby(found, key=lambda one: one.day.toordinal() // step):
        own = list(group)
        values = [one.value for one in own if one.value is not None]
        yield {
            "day": own[0].day,
            "value": fmean(values) if values else None,
            "min": min(values, default=None),
            "max": max(values, default=None),
            "lo": min((one.lo for one in own if one.lo is not None), default=None),
            "hi": max((one.hi for one in own if one.hi is not None), default=None),
            "claims": own[-1].claims,
            "coverage": fmean(one.coverage for one in own),
        }


@router.get("/series", summary="Which series there are")
def list_series(
    tx: Tx, who: Reader, prefix: Annotated[str, Query(max_length=60, pattern=r"^[A-Za-z0-9_|:.-]*$")] = "cohesion:"
) -> list[str]:
    """Names of the stored series that begin with `prefix`."""
    return ledger.names_with(tx, prefix)


_FILES: dict[int | str, dict[str, Any]] = {
    503: {**RESPONSES[429], "description": "Other series are being worked out as of a time."},
    200: {"content": {one.media_type: {"schema": {"type": "string", "format": kind}}
                      for one, kind in ((Format.CSV, "csv"), (Format.PARQUET, "binary"))}}
}  # fmt: skip


@router.get("/series/{index}/{entity}", response_model=list[ObservationOut], responses=_FILES)
def get_series(
    request: Request,
    index: Index,
    entity: Entity,
    tx: Tx,
    door: InDoor,
    who: Reader,
    first: From = None,
    last: To = None,
    as_of: Annotated[Time | None, Query(description="As it was known at this time, with its offset.")] = None,
    step: Annotated[int, Query(ge=1, le=366, description="Join so many days into one.")] = 1,
    format: Annotated[Format | None, Query(description="As the Accept header says when left out; else JSON.")] = None,
) -> Any:
    """Day by day, oldest first; a day on which nothing is known has value null. To poll, send the ETag back.

    CSV and Parquet have the columns day, value, lo, hi, claims, coverage.
    """
    written = format or wanted(request.headers.get("accept", ""))
    start, end = _span(door, first, last)
    entity = entity_of(tx, index, entity)
    now = StoreSource(tx, end)
    name = series_of_index(index, entity, now)
    tag = _tag(ledger.versions_of(tx, [name, "world"]), index, start, end, as_of, step, written)
    headers = {"ETag": tag, "Cache-Control": "private, max-age=0, must-revalidate", "Vary": "Accept"}
    if tag in {one.strip() for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    with _alone(door) if as_of else nullcontext():
        found_source = source(tx, end, as_of) if as_of else now
        found = observations(index, entity, found_source, max(start, found_source.first), end)
    rows = list(_stepped(found, step)) if step > 1 else [_row(one) for one in found]
    if written is Format.PARQUET:
        name = re.sub(r"[^A-Za-z0-9_.-]+", "-", f"{index}-{entity}")
        headers["Content-Disposition"] = f'attachment; filename="{name}.parquet"'
        return Response(to_parquet(rows), media_type=written.media_type, headers=headers)
    if written is Format.CSV:
        return Response(to_csv(rows), media_type=f"{written.media_type}; charset=utf-8", headers=headers)
    return Response(_to_json(rows), media_type=written.media_type, headers=headers)


@contextmanager
def _alone(door: Door) -> Iterator[None]:
    """One at a time in this process, so that memory stays bounded. Raises a 503 problem when others take too long."""
    if not door.as_of.acquire(timeout=_PATIENCE_S):
        raise Problem(503, "Other series are being worked out as of a time; ask again soon.", {"Retry-After": "10"})
    try:
        yield
    finally:
        door.as_of.release()


def _row(one: Observation) -> dict[str, Any]:
    return {"day": one.day, "value": one.value, "min": one.value, "max": one.value, "lo": one.lo, "hi": one.hi,
            "claims": one.claims, "coverage": one.coverage}  # fmt: skip


def _tag(versions: dict[str, tuple[int, datetime | None]], *asked: object) -> str:
    known = [f"{name}={version}" for name, (version, _) in sorted(versions.items())]
    return f'"{hashlib.blake2b("|".join([*known, *map(str, asked)]).encode(), digest_size=12).hexdigest()}"'


def _to_json(rows: Sequence[dict[str, Any]]) -> bytes:
    return b"[" + b",".join(ObservationOut(**row).model_dump_json().encode() for row in rows) + b"]"


@router.get("/series/{index}/{entity}/explanation")
def get_explanation(
    index: Index,
    entity: Entity,
    tx: Tx,
    door: InDoor,
    who: Reader,
    first: From = None,
    last: To = None,
    limit: Annotated[int, Query(ge=1, le=5000, description="The largest so many; the rest is one remainder.")] = 50,
) -> ExplanationOut:
    """Why the value moved between two days: contributions by claim, linked to articles; they sum to the change."""
    start, end = _span(door, first or (last or door.now().date()) - timedelta(days=30), last)
    if start == end:
        raise Problem(422, "There is nothing to explain within one day.")
    entity = entity_of(tx, index, entity)
    found = explain(tx, index, entity, start, end)
    shown = [ContributionOut.model_validate(one) for one in found.contributions[:limit]]
    rest = found.contributions[limit:]
    if rest:
        shown.append(
            ContributionOut(label=f"{len(rest)} smaller ones", points=sum(one.points for one in rest), claim=None,
                            dyad=None, dimension=None, type=None, publishers=[], article_ids=[])
        )  # fmt: skip
    place = series_place(index, entity)
    return ExplanationOut.model_validate(
        {
            "index": index, "entity": entity, "from_day": found.before, "to_day": found.after,
            "from_value": found.from_value, "to_value": found.to_value, "change": found.to_value - found.from_value,
            "formula": found.formula, "contributions": shown,
            "links": {"self": f"{place}/explanation", "series": place, "articles": "/articles/{article_id}"},
        }
    )  # fmt: skip


@router.get("/series/{index}/{entity}/vintages/{day}")
def list_vintages(index: Index, entity: Entity, day: Day, tx: Tx, who: Reader) -> list[VintageOut]:
    """What the index said of that day, each time it said something new.

    Cohesion and the threats to alliances are put on record, on the day itself, whenever they move; `as_of` works out
    any index as it was known at any time.
    """
    entity = entity_of(tx, index, entity)
    series_of_index(index, entity, StoreSource(tx, day))
    return [VintageOut.model_validate(row) for row in vintages.of_day(tx, index, entity, day)]
