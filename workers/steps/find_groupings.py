"""Find communities, emerging blocs and coalitions in the months whose claims changed."""

from core.clock import Clock
from desk.source import StoreSource
from scoring.groupings import CORROBORATION_DAYS, FORMULA, month_end
from store import groupings, ledger
from store.engine import Connection
from workers.context import Context
from workers.grouping import grouper, stored_months

BATCH = 24
"""Months worked out in one go."""


def find_groupings(ctx: Context) -> int:
    """Work out the months that are due, oldest first; returns how many.

    Reads claims and buckets; writes the months and their groupings; rings `check_rules`, and itself when there may be
    more. Safe to run twice: what a month holds is a function of the ledger, one run works at a time, and what the
    ledger's changes touched is marked due before anything is worked out.
    """
    today = ctx.now().date()
    with ctx.engine.begin() as tx:
        if not groupings.try_lock(tx) or not _mark_due(tx, ctx.now):
            return 0
    with ctx.engine.begin() as tx:
        if not groupings.try_lock(tx):
            return 0
        months = groupings.due(tx, limit=BATCH)
        if not months:
            return 0
        source = StoreSource(tx, today)
        found = grouper(tx, source)
        for month in months:
            made = found.month(month, stored_months(tx, month))
            groupings.put_month(
                tx, month, made.groupings,
                modularity=made.communities.modularity if made.communities else None,
                is_whole=month_end(month) < today, formula=FORMULA,
                world_version=source.world_parameters().version, now=ctx.now(),
            )  # fmt: skip
    ctx.ring("check_rules", ())
    if len(months) == BATCH:
        ctx.ring("find_groupings", ())
    return len(months)


def _mark_due(tx: Connection, now: Clock) -> bool:
    """Mark what is due; False when the ledger is empty."""
    first = ledger.first_day(tx)
    if first is None:
        return False
    today = now().date()
    version = StoreSource(tx, today).world_parameters().version
    groupings.mark_due(
        tx, first=min(first, today), today=today, reach=CORROBORATION_DAYS, formula=FORMULA, world_version=version
    )
    return True
