"""Subscriptions: who wants which alerts, where."""

from typing import Annotated

from fastapi import APIRouter, Path

from alerts.rules import check_index
from alerts.webhook_signing import new_secret
from api.auth import Writer
from api.context import Tx
from api.problems import RESPONSES, Problem
from api.shapes import SubscriptionIn, SubscriptionMade, SubscriptionOut
from store import alerts

router = APIRouter(tags=["subscriptions"], responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/subscriptions")
def list_subscriptions(tx: Tx, who: Writer) -> list[SubscriptionOut]:
    """All subscriptions, without their secrets."""
    return [SubscriptionOut.model_validate(subscription) for subscription in alerts.subscriptions(tx)]


@router.post("/subscriptions", status_code=201)
def add_subscription(new: SubscriptionIn, tx: Tx, who: Writer) -> SubscriptionMade:
    """Add a subscription. A webhook's signing secret is answered once, here."""
    fields = {name: value.replace("\x00", " ") for name, value in new.model_dump().items()}
    if new.channel == "webhook" and not new.target.startswith(("http://", "https://")):
        raise Problem(422, "A webhook's target must be an http:// or https:// address.")
    check_index(new.index)
    secret = new_secret() if new.channel == "webhook" else None
    number = alerts.add_subscription(tx, secrets=[secret] if secret else [], **fields)
    made = alerts.get_subscription(tx, number)
    return SubscriptionMade.model_validate({**SubscriptionOut.model_validate(made).model_dump(), "secret": secret})


@router.post("/subscriptions/{subscription_id}/rotate")
def rotate_secret(subscription_id: Number, tx: Tx, who: Writer) -> SubscriptionMade:
    """A new secret; until the next rotation messages are signed with both."""
    old = alerts.get_subscription(tx, subscription_id)
    if not old.secrets:
        raise Problem(409, "This subscription's channel does not sign.")
    secret = new_secret()
    alerts.mark_subscription(tx, subscription_id, secrets=[secret, old.secrets[0]])
    return SubscriptionMade.model_validate({**SubscriptionOut.model_validate(old).model_dump(), "secret": secret})


@router.delete("/subscriptions/{subscription_id}", status_code=204)
def disable_subscription(subscription_id: Number, tx: Tx, who: Writer) -> None:
    """Send nothing more to it; what was delivered stays on record."""
    alerts.mark_subscription(tx, subscription_id, enabled=False, disabled_reason="by request")
