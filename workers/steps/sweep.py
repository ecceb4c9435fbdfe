"""Find whatever is due or whose lease ran out, and ring for it."""

from desk.facts import WATCHED
from store import articles, deliveries, events, feeds, groupings, ledger
from workers.context import Context


def sweep(ctx: Context) -> dict[str, int]:
    """Ring for all work that is due; returns how much was found of each kind.

    Reads the work columns only, writes nothing; so two sweeps at once do no harm, and losing every message in the
    queue loses nothing: the next sweep finds the work again.
    """
    with ctx.engine.begin() as tx:
        due_feeds = feeds.due(tx, now=ctx.now(), wall=ctx.wall())
        to_code, _, _ = articles.backlog(tx)
        to_score, _, _ = events.backlog(tx)
        moved = bool(ledger.unchecked(tx, WATCHED, limit=1))
        to_group = groupings.is_any_due(tx, ctx.now().date())
        due_deliveries = deliveries.due(tx, wall=ctx.wall())
    for feed_id in due_feeds:
        ctx.ring("fetch_feed", (feed_id,))
    if to_code:
        ctx.ring("code_articles", ())
    if to_score:
        ctx.ring("score_events", ())
    if to_group:
        ctx.ring("find_groupings", ())
    ctx.ring("check_rules", ())
    for delivery_id in due_deliveries:
        ctx.ring("deliver_alert", (delivery_id,))
    return {
        "fetch_feed": len(due_feeds),
        "code_articles": to_code,
        "score_events": to_score,
        "find_groupings": int(to_group),
        "check_rules": int(moved),
        "deliver_alert": len(due_deliveries),
    }
