"""Score new and revised events: reports -> claims -> buckets."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from core.claims import Claim, ClaimKey, Micro, Report
from core.events import Event
from scoring.claims import ECHO_SPAN, claim_of, echoed_days
from scoring.facts import is_invited
from scoring.reports import reports_of
from scoring.series import AlliancesOf, MembershipIndex, series_of
from store import alliances, events, ledger
from store.engine import Connection
from workers.context import Context

BATCH = 200
LEASE = timedelta(minutes=2)
ECHO = timedelta(ECHO_SPAN)
_log = logging.getLogger(__name__)


def score_events(ctx: Context) -> int:
    """Score one batch of events; returns how many were taken.

    Reads events whose revision is not scored; writes reports, claims, buckets; rings `check_rules`, itself when there
    may be more, and `find_groupings` after the last batch. Safe to run twice: what a claim wrote is taken back before
    it is written again, in one transaction with the mark that the event is scored.
    """
    with ctx.engine.begin() as tx:
        batch = events.claim(tx, wall=ctx.wall(), lease=ctx.lease(LEASE), limit=BATCH)
    if not batch:
        return 0
    try:
        _score(ctx, batch)
    except Exception:
        # One bad event must not hold up the others: alone, each either passes or is set aside with its own error.
        _log.exception("scoring a batch of %d events failed; trying them one by one", len(batch))
        for event in batch:
            _score_alone(ctx, event)
    ctx.ring("check_rules", ())
    if len(batch) in (1, BATCH):  # a full batch, or one that was tried before and came alone
        ctx.ring("score_events", ())
    if len(batch) < BATCH:
        ctx.ring("find_groupings", ())
    return len(batch)


def _score_alone(ctx: Context, event: Event) -> None:
    try:
        _score(ctx, [event])
    except Exception as error:
        _log.exception("event %d could not be scored", event.id)
        with ctx.engine.begin() as tx:
            events.mark_failed(tx, [event.id], f"{type(error).__name__}: {error}", now=ctx.wall())


def _score(ctx: Context, batch: Sequence[Event]) -> None:
    with ctx.engine.begin() as tx:
        index = MembershipIndex(alliances.all_memberships(tx))
        apply_events(tx, batch, index.alliances_of, ctx)
        events.mark_scored(tx, batch)


def apply_events(tx: Connection, batch: Sequence[Event], alliances_of: AlliancesOf, ctx: Context) -> set[str]:
    """Put the events' reports into the ledger and bring every claim they touch up to date; names of moved series."""
    now = ctx.now()
    numbers = [event.id for event in batch]
    reports: list[Report] = [one for event in batch for one in reports_of(event, alliances_of, is_invited)]
    # A first revision that is scored twice has the same keys as before; only a later one can leave others behind.
    revised = [event.id for event in batch if event.revision > 1]
    before = ledger.echo_keys_of(tx, revised) if revised else set()
    ledger.lock(tx, {*before, *(one.key.echo_key for one in reports)})
    touched = ledger.replace_reports(tx, numbers, reports, now=now)
    return refresh(tx, touched, alliances_of, ctx)


def refresh(tx: Connection, touched: set[ClaimKey], alliances_of: AlliancesOf, ctx: Context) -> set[str]:
    """Compute these claims again, and those whose echo discount they change."""
    if not touched:
        return set()
    live, written = ledger.days_of(tx, _spans(touched))
    due = set(touched)
    for key in touched:
        days = live[key.echo_key]
        if (key.day in days) != (key.day in written[key.echo_key]):
            due |= {key._replace(day=day) for day in echoed_days(key.day, days)}
    reports = ledger.reports_of(tx, sorted(due))
    claims: dict[ClaimKey, tuple[Claim, list[tuple[str, Micro]]] | None] = {}
    for key in sorted(due):
        claim = claim_of(key, reports[key], live[key.echo_key])
        claims[key] = (claim, series_of(claim, alliances_of)) if claim else None
    standing = [key for key in claims if key.day in written[key.echo_key]]
    return ledger.replace_claims(tx, claims, standing, now=ctx.now())


def _spans(touched: set[ClaimKey]) -> dict[ledger.EchoKey, tuple[date, date]]:
    """Of each echo key the days that can matter to the claims that are touched, or be echoes of them."""
    found: dict[ledger.EchoKey, tuple[date, date]] = {}
    for key in sorted(touched):
        first, _ = found.get(key.echo_key, (key.day - ECHO, key.day))
        found[key.echo_key] = first, key.day + ECHO
    return found
