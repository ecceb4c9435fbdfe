"""`entente alerts`."""

import json
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from core.clock import world_clock
from core.settings import Settings
from desk.source import StoreSource
from scoring.detect import HOSTILITY
from store import ledger
from workers.cli.database import database
from workers.cli.series import to_day
from workers.hindcast import GROUPINGS, INDICES, Detection, Raised, raised, raised_groupings


class Index(StrEnum):
    """What is detected."""

    HOSTILITY = "hostility"
    COHESION = "cohesion"
    ALIGNMENT = "alignment"
    COALITION = "coalition"
    EMERGING_BLOC = "emerging_bloc"


def command(
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD; the first there is.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day; the last there is.")] = None,
    index: Annotated[Index | None, typer.Option(help="Only this one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per alert.")] = False,
    publishers: Annotated[
        int, typer.Option(min=1, help="Publishers that must have told; 1 where a source names none.")
    ] = Detection().publishers,
    warning: Annotated[float, typer.Option(help="Hostility: the threshold of K.")] = HOSTILITY.warning,
    lag: Annotated[
        int, typer.Option(min=0, help="Hostility: days between the usual rate and the day.")
    ] = HOSTILITY.lag,
    warm_up: Annotated[
        float, typer.Option(min=0, help="Hostility: ordinary days of news before anything is raised.")
    ] = HOSTILITY.warm_up,
    prior_exposure: Annotated[
        float, typer.Option(min=0, help="Hostility: ordinary days that the prior rate counts for.")
    ] = HOSTILITY.prior_exposure,
) -> None:
    """Print what detection would have raised over the stored history: day, index, entity, statistic, reasons.

    The constants are the service's; a short history, such as three months of rows, needs a shorter lag and warm-up.
    """
    settings = Settings()
    constants = replace(HOSTILITY, warning=warning, lag=lag, warm_up=warm_up, prior_exposure=prior_exposure)
    detection = Detection(constants, publishers)
    with database(settings) as engine, engine.connect() as tx:
        today = world_clock(settings)().date()
        until = to_day(last) if last else min(today, ledger.last_day(tx) or today)
        source = StoreSource(tx, until, at_once=True)
        since = to_day(first) if first else source.first
        dyads = ledger.names_with(tx, "dyad:")
        indices = [name for name in INDICES if index is None or index == name]
        found = [one for name in indices for one in raised(source, dyads, name, detection)]
        kinds = [kind for kind in GROUPINGS if index is None or index.value == kind.value]
        found += [one for kind in kinds for one in raised_groupings(tx, source, kind)]
    for one in sorted(found, key=lambda one: (one.day, one.index, one.entity)):
        if one.day >= since:
            print(json.dumps(_to_json(one)) if as_json else _line(one))


def _to_json(one: Raised) -> dict[str, object]:
    return {
        "day": one.day.isoformat(),
        "index": one.index,
        "entity": one.entity,
        "statistic": round(one.statistic, 3),
        "claims": [{"claim": str(claim.key), "publishers": list(claim.publishers)} for claim in one.claims],
    }


def _line(one: Raised) -> str:
    reasons = ", ".join(str(claim.key) for claim in one.claims)
    return f"{one.day}  {one.index:<13} {one.entity:<16} {one.statistic:6.2f}  {reasons}"
