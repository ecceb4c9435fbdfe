"""New alignments: coalitions forming, emerging blocs, and the communities of a month, each with its evidence."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from api.auth import Reader
from api.console.names import names_of, publishers_of, told_of
from api.console.render import page
from api.context import Tx
from api.queries import Day
from core.claims import ClaimKey, to_claim_key
from core.groupings import GroupingKind
from desk.grouping import told
from scoring.groupings import month_end
from store import alerts, articles, groupings

router = APIRouter(prefix="/console")
_SHOWN = 12
_LEAST = 3
_LINKED = 3


@router.get("/groupings", response_class=HTMLResponse)
def list_groupings(
    request: Request,
    tx: Tx,
    who: Reader,
    month: Annotated[Day | None, Query(description="A day of the month whose communities to show.")] = None,
    name: Annotated[str | None, Query(max_length=1200, pattern=r"^[A-Z]{3}(\|[A-Z]{3}){1,299}$")] = None,
) -> HTMLResponse:
    """Coalitions and emerging blocs, newest first, and the communities of a month; or all that bear one name."""
    names = names_of(tx)
    last = groupings.last_whole_month(tx)
    shown = month.replace(day=1) if month else last
    made = groupings.month_of(tx, shown) if shown else None

    def latest(kind: GroupingKind, **span: Any) -> list[dict[str, Any]]:
        rows = groupings.latest(tx, before=None, limit=_SHOWN, kind=kind, name=name, least=_LEAST, **span)
        return [_in_words(row, names) for row in rows]

    return page(
        request, "groupings.html", "New alignments", live=month is None and name is None,
        coalitions=latest(GroupingKind.COALITION), blocs=latest(GroupingKind.EMERGING_BLOC),
        communities=latest(GroupingKind.COMMUNITY, first=shown, last=month_end(shown)) if shown else [],
        month=shown, made=made, name=_in_order(name.split("|"), names) if name else None,
        pairs=[told_of(row, names) for row in alerts.latest(tx, before=None, limit=_SHOWN, index="alignment")],
    )  # fmt: skip


@router.get("/groupings/{grouping_id}", response_class=HTMLResponse)
def show_grouping(
    request: Request, grouping_id: Annotated[int, Path(ge=1, le=2**63 - 1)], tx: Tx, who: Reader
) -> HTMLResponse:
    """One grouping: members, what it overlaps, and the claims with their articles."""
    row = groupings.get(tx, grouping_id)
    names = names_of(tx)
    evidence = told(tx, [to_claim_key(one) for one in row["claims"]])
    widest = max((points for _, points, _, _ in evidence), default=0.0) or 1.0
    grouping = _in_words(row, names)
    return page(
        request, "grouping.html", grouping["title"], grouping=grouping,
        evidence=[(key.day, _words(key, names), points, 100 * points / widest, publishers, numbers[:_LINKED])
                  for key, points, publishers, numbers in evidence],
        titles=articles.links_of(tx, sorted({number for _, _, _, own in evidence for number in own[:_LINKED]})),
        outlets=publishers_of(tx),
        earlier=groupings.latest(tx, before=(row["day"], row["id"]), limit=_SHOWN, kind=GroupingKind(row["kind"]),
                                 name=row["name"]),
        alerts=alerts.latest(tx, before=None, limit=5, entity=row["name"]),
    )  # fmt: skip


def _in_order(codes: list[str], names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.get(code, code) for code in codes))


def _in_words(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    title = _in_order(row["members"], names)
    overlaps = [(code, names.get(code, code), share) for code, share in row["overlaps"]]
    return {**row, "title": title, "overlaps": overlaps}


def _words(key: ClaimKey, names: Mapping[str, str]) -> str:
    a, b = (names.get(code, code) for code in (key.a, key.b))
    sides = {"-": f"{a} and {b}", ">": f"{a} → {b}", "<": f"{b} → {a}"}
    return f"{sides[key.direction]}: {key.type.lower()}"
