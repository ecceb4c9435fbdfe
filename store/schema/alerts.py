"""Alert rules, alerts and their changes, silences, subscriptions, deliveries and attempts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import UserDefinedType

from store.schema.base import UtcTime, metadata


class Xid8(UserDefinedType[int]):
    """Postgres' 64-bit transaction number; lets a reader stop before transactions that are still open."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """The column's type in SQL."""
        return "xid8"


alert_rule = Table(
    "alert_rule",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("index", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("above", Boolean, nullable=False),
    Column("fire_at", Float, nullable=False),
    Column("clear_at", Float, nullable=False),
    Column("hold_for", Interval, nullable=False),
    Column("keep_firing_for", Interval, nullable=False),
    Column("severity", Text, nullable=False),
    Column("enabled", Boolean, nullable=False, server_default="true"),
    CheckConstraint("above = (fire_at >= clear_at) or fire_at = clear_at", name="clears_on_the_calm_side"),
)

alert = Table(
    "alert",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("rule_id", Integer, ForeignKey("alert_rule.id"), nullable=False),
    Column("index", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("value", Float),
    Column("level", Integer, nullable=False, server_default="1"),
    Column("reason", Text, nullable=False),
    Column("evidence", JSONB, nullable=False, server_default="[]"),
    Column("started_at", UtcTime, nullable=False),
    Column("fired_at", UtcTime),
    Column("clearing_since", UtcTime),
    Column("resolved_at", UtcTime),
    Column("last_notified_at", UtcTime),
    CheckConstraint("state in ('pending','firing','resolved')", name="state_known"),
)
Index(
    "uq_alert_open",
    alert.c.rule_id,
    alert.c.index,
    alert.c.entity,
    unique=True,
    postgresql_where=alert.c.state != "resolved",
)

alert_change = Table(
    "alert_change",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("alert_id", BigInteger, ForeignKey("alert.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("notify_reason", Text, nullable=False),
    Column("value", Float),
    Column("changed_at", UtcTime, nullable=False),
    Column("xid", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
)
Index("ix_alert_change_alert", alert_change.c.alert_id)

silence = Table(
    "silence",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("index", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    CheckConstraint("ends_at > starts_at", name="ends_after_start"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("index", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("secrets", ARRAY(Text), nullable=False, server_default="{}"),
    Column("enabled", Boolean, nullable=False, server_default="true"),
    Column("disabled_reason", Text),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("change_id", BigInteger, ForeignKey("alert_change.id"), nullable=False),
    Column("alert_id", BigInteger, ForeignKey("alert.id"), nullable=False),
    Column("subscription_id", Integer, ForeignKey("subscription.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("webhook_id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", UtcTime),
    Column("leased_until", UtcTime),
    UniqueConstraint("change_id", "subscription_id"),
    CheckConstraint("state in ('pending','delivered','failed','disabled')", name="state_known"),
)
Index("ix_delivery_due", delivery.c.next_attempt_at, postgresql_where=delivery.c.state == "pending")

delivery_attempt = Table(
    "delivery_attempt",
    metadata,
    Column("delivery_id", BigInteger, ForeignKey("delivery.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("attempted_at", UtcTime, nullable=False),
    Column("status", Integer),
    Column("error", Text),
)
