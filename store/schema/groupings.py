"""Groupings of states, month by month, and which months have to be worked out (again)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from store.schema.base import UtcTime, metadata

grouping_month = Table(
    "grouping_month",
    metadata,
    Column("month", Date, primary_key=True),  # its first day
    # Work to do: due until worked out from the claims as they are now, unchecked until the alert rules have seen it.
    Column("is_due", Boolean, nullable=False, server_default="true"),
    Column("is_checked", Boolean, nullable=False, server_default="false"),
    Column("is_whole", Boolean, nullable=False, server_default="false"),
    Column("modularity", Float),
    Column("formula", Text, nullable=False, server_default=""),
    Column("world_version", Integer, nullable=False, server_default="-1"),
    Column("made_at", UtcTime),
)
Index("ix_grouping_month_due", grouping_month.c.month, postgresql_where=grouping_month.c.is_due)

grouping = Table(
    "grouping",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("month", Date, ForeignKey("grouping_month.month"), nullable=False),
    Column("name", Text, nullable=False),
    Column("members", ARRAY(Text), nullable=False),
    Column("overlaps", JSONB, nullable=False),
    Column("months", Integer, nullable=False),
    Column("claims", ARRAY(Text), nullable=False),
    Column("publishers", ARRAY(Text), nullable=False),
    Column("doubt", Text, nullable=False),
    UniqueConstraint("kind", "day", "name"),
    CheckConstraint("kind in ('community','emerging_bloc','coalition')", name="kind_known"),
)
Index("ix_grouping_month", grouping.c.month)
