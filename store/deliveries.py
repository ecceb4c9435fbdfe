"""Deliveries and their attempts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.alerts import Delivery, DeliveryState, Message, NotifyReason
from store.schema.alerts import alert, delivery, delivery_attempt


def _to_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        alert_id=row.alert_id,
        subscription_id=row.subscription_id,
        reason=NotifyReason(row.reason),
        webhook_id=row.webhook_id,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
    )


def put(
    tx: Connection,
    *,
    change_id: int,
    alert_id: int,
    subscription_id: int,
    reason: NotifyReason,
    webhook_id: str,
    message: Message,
    next_attempt_at: datetime,
) -> int | None:
    """A delivery of one change of an alert to one subscription; None when it is there already."""
    statement = (
        insert(delivery)
        .values(
            change_id=change_id,
            alert_id=alert_id,
            subscription_id=subscription_id,
            reason=reason,
            webhook_id=webhook_id,
            title=message.title,
            text=message.text,
            payload=message.payload,
            next_attempt_at=next_attempt_at,
        )
        .on_conflict_do_nothing(index_elements=["change_id", "subscription_id"])
        .returning(delivery.c.id)
    )
    return tx.execute(statement).scalar_one_or_none()


def last_planned_at(tx: Connection, subscription_id: int, rule_id: int, index: str) -> datetime | None:
    """When the last message of the group (subscription, rule, index) left or is to leave."""
    found: datetime | None = tx.execute(
        select(func.max(func.coalesce(delivery_attempt.c.attempted_at, delivery.c.next_attempt_at)))
        .select_from(
            delivery.join(alert, alert.c.id == delivery.c.alert_id).outerjoin(
                delivery_attempt, delivery_attempt.c.delivery_id == delivery.c.id
            )
        )
        .where(delivery.c.subscription_id == subscription_id, alert.c.rule_id == rule_id, alert.c.index == index)
    ).scalar_one_or_none()
    return found


def due(tx: Connection, *, wall: datetime, limit: int = 500) -> list[int]:
    """Numbers of deliveries whose next attempt is due and that nobody is making."""
    free = delivery.c.leased_until.is_(None) | (delivery.c.leased_until <= wall)
    query = select(delivery.c.id).where(
        delivery.c.state == DeliveryState.PENDING, delivery.c.next_attempt_at <= wall, free
    )
    return list(tx.execute(query.order_by(delivery.c.next_attempt_at).limit(limit)).scalars())


def claim(tx: Connection, delivery_id: int, *, wall: datetime, lease: timedelta) -> tuple[Delivery, Message] | None:
    """The delivery with its message, leased to the caller; None when it is not due or somebody else has it."""
    free = delivery.c.leased_until.is_(None) | (delivery.c.leased_until <= wall)
    row = tx.execute(
        update(delivery)
        .where(
            delivery.c.id == delivery_id,
            delivery.c.state == DeliveryState.PENDING,
            delivery.c.next_attempt_at <= wall,
            free,
        )
        .values(leased_until=wall + lease)
        .returning(delivery)
    ).one_or_none()
    return (_to_delivery(row), Message(title=row.title, text=row.text, payload=row.payload)) if row else None


def mark_attempt(
    tx: Connection,
    made: Delivery,
    *,
    state: DeliveryState,
    status: int | None,
    error: str | None,
    next_attempt_at: datetime | None,
    wall: datetime,
) -> None:
    """Put one attempt on record and say how the delivery stands after it."""
    number = made.attempts + 1
    tx.execute(
        insert(delivery_attempt)
        .values(delivery_id=made.id, number=number, attempted_at=wall, status=status, error=error and error[:500])
        .on_conflict_do_nothing()
    )
    tx.execute(
        update(delivery)
        .where(delivery.c.id == made.id)
        .values(state=state, attempts=number, next_attempt_at=next_attempt_at, leased_until=None)
    )


def of_alert(tx: Connection, alert_id: int) -> list[dict[str, Any]]:
    """The alert's deliveries with their attempts, by number."""
    hidden = ("title", "text", "payload", "leased_until")
    columns = [column for column in delivery.c if column.name not in hidden]
    query = select(*columns).where(delivery.c.alert_id == alert_id).order_by(delivery.c.id)
    rows = [dict(row) for row in tx.execute(query).mappings()]
    attempts = tx.execute(
        select(delivery_attempt)
        .where(delivery_attempt.c.delivery_id.in_([row["id"] for row in rows]))
        .order_by(delivery_attempt.c.delivery_id, delivery_attempt.c.number)
    ).mappings()
    by_delivery: dict[int, list[dict[str, Any]]] = {}
    for attempt in attempts:
        by_delivery.setdefault(attempt["delivery_id"], []).append(dict(attempt))
    return [{**row, "tries": by_delivery.get(row["id"], [])} for row in rows]


def counts(tx: Connection) -> dict[str, int]:
    """How many deliveries stand where."""
    query = select(delivery.c.state, func.count().label("n")).group_by(delivery.c.state)
    return {row.state: row.n for row in tx.execute(query)}
