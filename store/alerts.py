"""Alert rules, alerts, their changes, silences and subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, literal_column, or_, select, text, update

from core.alerts import Alert, AlertRule, AlertState, ChannelKind, NotifyReason, RuleKind, Silence, Subscription
from core.errors import NotFound
from store.schema.alerts import alert, alert_change, alert_rule, silence, subscription


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an alert that was told: the alert as it stood then, why it was told, and when."""

    id: int
    alert: Alert
    notify: NotifyReason
    changed_at: datetime


def _to_rule(row: Row[Any]) -> AlertRule:
    return AlertRule(**{**row._mapping, "kind": RuleKind(row.kind)})


def _to_alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        rule_id=row.rule_id,
        index=row._mapping["index"],
        entity=row.entity,
        state=AlertState(row.state),
        value=row.value,
        reason=row.reason,
        started_at=row.started_at,
        fired_at=row.fired_at,
        resolved_at=row.resolved_at,
        level=row.level,
        clearing_since=row.clearing_since,
        last_notified_at=row.last_notified_at,
    )


def rules(tx: Connection, *, enabled_only: bool = False) -> list[AlertRule]:
    """Alert rules, by number."""
    query = select(alert_rule).order_by(alert_rule.c.id)
    if enabled_only:
        query = query.where(alert_rule.c.enabled)
    return [_to_rule(row) for row in tx.execute(query)]


def put_rule(tx: Connection, values: dict[str, Any], rule_id: int | None = None) -> int:
    """Add a rule, or change the one of that number. Returns its number. Raises NotFound."""
    if rule_id is None:
        return int(tx.execute(insert(alert_rule).values(**values).returning(alert_rule.c.id)).scalar_one())
    if not tx.execute(update(alert_rule).where(alert_rule.c.id == rule_id).values(**values)).rowcount:
        raise NotFound(f"There is no alert rule {rule_id}.")
    return rule_id


def find_open(tx: Connection, rule_id: int, index: str, entity: str) -> Alert | None:
    """The alert of the rule and series that is pending or firing, locked; None when all is calm."""
    row = tx.execute(
        select(alert)
        .where(
            alert.c.rule_id == rule_id,
            alert.c.index == index,
            alert.c.entity == entity,
            alert.c.state != AlertState.RESOLVED,
        )
        .with_for_update()
    ).one_or_none()
    return _to_alert(row) if row else None


def open_alerts(tx: Connection) -> list[Alert]:
    """Alerts that are pending or firing, by number."""
    return [
        _to_alert(row)
        for row in tx.execute(select(alert).where(alert.c.state != AlertState.RESOLVED).order_by(alert.c.id))
    ]


def last_fired_at(tx: Connection, rule_id: int, index: str, entity: str) -> datetime | None:
    """When the last alert of the rule and series fired."""
    found: datetime | None = tx.execute(
        select(func.max(alert.c.fired_at)).where(
            alert.c.rule_id == rule_id, alert.c.index == index, alert.c.entity == entity
        )
    ).scalar_one_or_none()
    return found


def lock_series(tx: Connection, rule_id: int, index: str, entity: str) -> None:
    """Let nobody else decide about this rule and series until the transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(rule_id, func.hashtext(f"{index}:{entity}"))))


def add(tx: Connection, **values: Any) -> int:
    """A new alert. Returns its number."""
    return int(tx.execute(insert(alert).values(**values).returning(alert.c.id)).scalar_one())


def mark(tx: Connection, alert_id: int, **values: Any) -> None:
    """Change an alert's columns."""
    tx.execute(update(alert).where(alert.c.id == alert_id).values(**values))


def remove_pending(tx: Connection, alert_id: int) -> None:
    """Forget an alert that never fired: its condition did not hold long enough."""
    tx.execute(delete(alert).where(alert.c.id == alert_id, alert.c.state == AlertState.PENDING))


def add_change(
    tx: Connection, alert_id: int, *, state: str, reason: str, notify_reason: str, value: float | None, now: datetime
) -> int:
    """Put a change of an alert on record, for those who follow along. Returns its number."""
    return int(
        tx.execute(
            insert(alert_change)
            .values(
                alert_id=alert_id, state=state, reason=reason, notify_reason=notify_reason, value=value, changed_at=now
            )
            .returning(alert_change.c.id)
        ).scalar_one()
    )


def changes_after(tx: Connection, cursor: int, *, limit: int) -> list[dict[str, Any]]:
    """Changes after the one of number `cursor`, each exactly once, up to the first that could still be overtaken.

    In the order of their transactions, and of their numbers within one: numbers alone do not say what a reader has
    seen, since a transaction may take a higher number and commit before an older one's lower number. A row whose
    transaction is younger than the oldest one still open is held back.
    """
    mark = alert_change.alias()
    seen = select(mark.c.xid).where(mark.c.id == cursor).scalar_subquery()
    query = (
        select(
            *(column for column in alert_change.c if column.name != "xid"),
            alert.c.index,
            alert.c.entity,
            alert.c.level,
            alert.c.rule_id,
        )
        .join(alert, alert.c.id == alert_change.c.alert_id)
        .where(
            or_(
                alert_change.c.xid > seen,
                (alert_change.c.xid == seen) & (alert_change.c.id > cursor),
                seen.is_(None) & (alert_change.c.id > cursor),
            ),
            literal_column("alert_change.xid") < text("pg_snapshot_xmin(pg_current_snapshot())"),
        )
        .order_by(alert_change.c.xid, alert_change.c.id)
        .limit(limit)
    )
    return [dict(row) for row in tx.execute(query).mappings()]


def _change_query() -> Select[Any]:
    return (
        select(
            alert_change.c.id.label("change_id"), alert_change.c.state.label("change_state"),
            alert_change.c.reason.label("change_reason"), alert_change.c.notify_reason,
            alert_change.c.value.label("change_value"), alert_change.c.changed_at, alert,
        )
        .join(alert, alert.c.id == alert_change.c.alert_id)
    )  # fmt: skip


def _to_change(row: Row[Any]) -> Change:
    then = replace(_to_alert(row), state=AlertState(row.change_state), value=row.change_value, reason=row.change_reason)
    return Change(row.change_id, then, NotifyReason(row.notify_reason), row.changed_at)


def latest_changes(tx: Connection, *, limit: int) -> list[Change]:
    """The last changes that were told, newest first."""
    return [_to_change(row) for row in tx.execute(_change_query().order_by(alert_change.c.id.desc()).limit(limit))]


def changes_up_to(tx: Connection, change_id: int) -> list[Change]:
    """The change of that number after the earlier ones of its alert, oldest first. Raises NotFound."""
    of_alert = select(alert_change.c.alert_id).where(alert_change.c.id == change_id).scalar_subquery()
    query = _change_query().where(alert_change.c.alert_id == of_alert, alert_change.c.id <= change_id)
    found = [_to_change(row) for row in tx.execute(query.order_by(alert_change.c.id))]
    if not found:
        raise NotFound(f"There is no change {change_id} of an alert.")
    return found


def latest(
    tx: Connection,
    *,
    before: int | None,
    limit: int,
    state: str | None = None,
    entity: str | None = None,
    index: str | None = None,
) -> list[dict[str, Any]]:
    """Alerts with their rule's name and severity, newest first, from below the number `before`."""
    query = (
        select(alert, alert_rule.c.name.label("rule"), alert_rule.c.severity)
        .join(alert_rule, alert_rule.c.id == alert.c.rule_id)
        .order_by(alert.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(alert.c.id < before)
    if state:
        query = query.where(alert.c.state == state)
    if entity:
        query = query.where(alert.c.entity == entity)
    if index:
        query = query.where(alert.c.index == index)
    return [dict(row) for row in tx.execute(query).mappings()]


def get(tx: Connection, alert_id: int) -> dict[str, Any]:
    """One alert with its rule, evidence, changes and deliveries' numbers. Raises NotFound."""
    row = (
        tx.execute(
            select(alert, alert_rule.c.name.label("rule"), alert_rule.c.severity, alert_rule.c.kind)
            .join(alert_rule, alert_rule.c.id == alert.c.rule_id)
            .where(alert.c.id == alert_id)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound(f"There is no alert {alert_id}.")
    columns = [column for column in alert_change.c if column.name != "xid"]
    changes = tx.execute(
        select(*columns).where(alert_change.c.alert_id == alert_id).order_by(alert_change.c.id)
    ).mappings()
    return {**row, "changes": [dict(change) for change in changes]}


def silences(tx: Connection, *, now: datetime | None = None) -> list[Silence]:
    """Silences, by number; with `now` only those in force."""
    query = select(silence).order_by(silence.c.id)
    if now is not None:
        query = query.where(silence.c.starts_at <= now, silence.c.ends_at > now)
    return [Silence(**row._mapping) for row in tx.execute(query)]


def add_silence(tx: Connection, **values: Any) -> int:
    """A new silence. Returns its number."""
    return int(tx.execute(insert(silence).values(**values).returning(silence.c.id)).scalar_one())


def end_silence(tx: Connection, silence_id: int, *, now: datetime) -> None:
    """End a silence now. Raises NotFound when there is none in force."""
    found = tx.execute(
        update(silence)
        .where(silence.c.id == silence_id, silence.c.ends_at > now, silence.c.starts_at < now)
        .values(ends_at=now)
    )
    if not found.rowcount:
        raise NotFound(f"There is no silence {silence_id} in force.")


def _to_subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        name=row.name,
        channel=ChannelKind(row.channel),
        target=row.target,
        index=row._mapping["index"],
        entity=row.entity,
        secrets=tuple(row.secrets),
        enabled=row.enabled,
    )


def subscriptions(tx: Connection, *, enabled_only: bool = False) -> list[Subscription]:
    """Subscriptions, by number."""
    query = select(subscription).order_by(subscription.c.id)
    if enabled_only:
        query = query.where(subscription.c.enabled)
    return [_to_subscription(row) for row in tx.execute(query)]


def get_subscription(tx: Connection, subscription_id: int) -> Subscription:
    """The subscription of that number. Raises NotFound."""
    row = tx.execute(select(subscription).where(subscription.c.id == subscription_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no subscription {subscription_id}.")
    return _to_subscription(row)


def add_subscription(tx: Connection, *, secrets: Sequence[str], **values: Any) -> int:
    """A new subscription. Returns its number."""
    statement = insert(subscription).values(**values, secrets=list(secrets)).returning(subscription.c.id)
    return int(tx.execute(statement).scalar_one())


def mark_subscription(tx: Connection, subscription_id: int, **values: Any) -> None:
    """Change a subscription's columns. Raises NotFound."""
    if not tx.execute(update(subscription).where(subscription.c.id == subscription_id).values(**values)).rowcount:
        raise NotFound(f"There is no subscription {subscription_id}.")
