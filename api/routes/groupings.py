"""Groupings: communities of states month by month, emerging blocs, coalitions forming."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response

from api.auth import Reader
from api.context import Tx
from api.paging import CursorText, Limit, from_cursor, link_next, to_cursor
from api.problems import RESPONSES, Problem
from api.queries import Day
from api.shapes import GroupingOut, GroupingWhole
from core.claims import to_claim_key
from core.groupings import GroupingKind
from desk.grouping import told
from store import groupings

router = APIRouter(tags=["groupings"], responses=RESPONSES)
Country = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="With this state in it.")]
Name = Annotated[str | None, Query(max_length=1200, pattern=r"^[A-Z]{3}(\|[A-Z]{3}){1,299}$", description="`A|B|C`.")]


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "overlaps": [{"alliance": code, "jaccard": share} for code, share in row["overlaps"]],
        "links": {
            "self": f"/groupings/{row['id']}",
            "alliances": "/alliances/{alliance}",
            "alerts": f"/alerts?entity={quote(row['name'], safe='')}",
        },
    }


@router.get("/groupings")
def list_groupings(
    request: Request,
    response: Response,
    tx: Tx,
    who: Reader,
    cursor: CursorText = None,
    limit: Limit = 50,
    kind: GroupingKind | None = None,
    member: Country = None,
    name: Name = None,
    first: Annotated[Day | None, Query(alias="from", description="First day.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day.")] = None,
    size: Annotated[int, Query(ge=2, le=300, description="Of at least so many states.")] = 3,
) -> list[GroupingOut]:
    """Groupings of states, newest day first."""
    if first and last and first > last:
        raise Problem(422, f"from ({first}) is after to ({last}).")
    key = from_cursor(cursor, str, int)
    rows = groupings.latest(
        tx, before=(_to_day(key[0]), key[1]) if key else None, limit=limit, kind=kind, member=member, name=name,
        first=first, last=last, least=size,
    )  # fmt: skip
    if len(rows) == limit:
        link_next(request, response, to_cursor(rows[-1]["day"].isoformat(), rows[-1]["id"]))
    return [GroupingOut.model_validate(_fields(row)) for row in rows]


def _to_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(400, "This cursor was not made by this API; start again without it.") from error


@router.get("/groupings/{grouping_id}")
def get_grouping(grouping_id: Annotated[int, Path(ge=1, le=2**63 - 1)], tx: Tx, who: Reader) -> GroupingWhole:
    """One grouping with the claims that say so, their publishers, events and articles."""
    row = groupings.get(tx, grouping_id)
    keys = [to_claim_key(one) for one in row["claims"]]
    numbers = groupings.events_of_claims(tx, keys)
    evidence = [
        {
            "claim": str(key), "dyad": key.dyad, "type": key.type, "day": key.day, "cooperation": weight,
            "publishers": publishers, "event_ids": numbers[key], "article_ids": articles,
        }
        for key, weight, publishers, articles in told(tx, keys)
    ]  # fmt: skip
    return GroupingWhole.model_validate({**_fields(row), "evidence": evidence})
