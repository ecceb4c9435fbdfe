"""Send one delivery and put the attempt on record."""

import logging
from datetime import timedelta

from alerts.channels import apprise, webhook
from alerts.retry import Attempt, decide_after
from alerts.webhook_signing import signed_headers
from core.alerts import ChannelKind, Delivery, Message, Subscription
from store import alerts, deliveries
from workers.context import Context

LEASE = timedelta(minutes=2)
_log = logging.getLogger(__name__)


def deliver_alert(ctx: Context, delivery_id: int) -> None:
    """Send one delivery and put the attempt on record.

    Reads the delivery and its subscription; writes one attempt; a recoverable failure sets `next_attempt_at`.
    Safe to run twice: the receiver gets the same webhook-id and the same bytes, and a delivered row is left alone.
    """
    with ctx.engine.begin() as tx:
        claimed = deliveries.claim(tx, delivery_id, wall=ctx.wall(), lease=ctx.lease(LEASE))
        if claimed is None:
            return
        delivery, message = claimed
        subscription = alerts.get_subscription(tx, delivery.subscription_id)
    attempt = _send(ctx, subscription, delivery, message)
    wall = ctx.wall()
    after = decide_after(attempt, delivery.attempts + 1, wall, ctx.rng.random())
    if attempt.error:
        _log.warning("delivery %d to %s: %s", delivery.id, subscription.name, after.reason)
    with ctx.engine.begin() as tx:
        deliveries.mark_attempt(
            tx,
            delivery,
            state=after.state,
            status=attempt.status,
            error=attempt.error,
            next_attempt_at=after.next_attempt_at,
            wall=wall,
        )
        if after.disable_subscription:
            alerts.mark_subscription(tx, subscription.id, enabled=False, disabled_reason=after.reason)


def _send(ctx: Context, subscription: Subscription, delivery: Delivery, message: Message) -> Attempt:
    allow_private, wall = ctx.settings.allow_private_targets, ctx.wall()
    if not subscription.enabled:
        return Attempt(error="the subscription was ended", is_final=True)
    if subscription.channel is ChannelKind.APPRISE:
        return apprise.send(subscription.target, message, allow_private=allow_private)
    headers = signed_headers(delivery.webhook_id, wall, message.payload, subscription.secrets)
    return webhook.send(subscription.target, message.payload, headers, now=wall, allow_private=allow_private)
