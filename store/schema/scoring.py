"""Series, daily buckets, reports, claims, parameters of the formulae, and what an index said at the time."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from store.schema.base import UtcTime, metadata

series = Table(
    "series",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    # Grows with every change of one of its buckets: what ETags and "has it moved?" go by.
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("checked_version", BigInteger, nullable=False, server_default="0"),
    Column("changed_at", UtcTime),
    Column("dirty_from", Date),
    # Every event that is scored rewrites some of these rows and of the buckets: room to do it on the same page, and no
    # index on what changes (store/migrations/versions/0002).
)

bucket = Table(
    "bucket",
    metadata,
    Column("series_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in ("x", "y", "q", "n", "s", "g")),
    Column("claims", Integer, nullable=False),
)

# A report is never changed: a revised event ends it (known_to) and brings a new one, so that any day's knowledge can be
# computed again.
report = Table(
    "report",
    metadata,
    Column("event_id", BigInteger, nullable=False),
    Column("a", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("p", Float, nullable=False),
    Column("x", Float, nullable=False),
    Column("role", Float, nullable=False),
    Column("dimension", Text),
    Column("threats", JSONB(none_as_null=True)),
    Column("region", Text),
    Column("known_from", UtcTime, nullable=False),
    Column("known_to", UtcTime),
)
Index("ix_report_key", report.c.a, report.c.b, report.c.direction, report.c.type, report.c.day)
Index("ix_report_event", report.c.event_id)

claim = Table(
    "claim",
    metadata,
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("x", Float, nullable=False),
    Column("weight", Float, nullable=False),
    Column("echo", Float, nullable=False),
    Column("publishers", ARRAY(Text), nullable=False),
    Column("reports", Integer, nullable=False),
    Column("dimension", Text),
    Column("threats", JSONB(none_as_null=True)),
    Column("region", Text),
    # What the claim wrote: series[i] got the seven micro-weights of parts number part[i].
    Column("series", ARRAY(Integer), nullable=False),
    Column("part", ARRAY(SmallInteger), nullable=False),
    Column("parts", ARRAY(BigInteger), nullable=False),
)
Index("ix_claim_day", claim.c.day)

series_param = Table(
    "series_param",
    metadata,
    Column("series", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("values", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

vintage = Table(
    "vintage",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("index", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("said_at", UtcTime, nullable=False),
    Column("value", Float),
    Column("lo", Float),
    Column("hi", Float),
    Column("claims", Integer, nullable=False),
    Column("coverage", Float, nullable=False),
    Column("formula", Text, nullable=False),
)
Index("ix_vintage_series", vintage.c.index, vintage.c.entity, vintage.c.day, vintage.c.said_at)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("first_event", BigInteger),
    Column("is_settled", Boolean, nullable=False, server_default="false"),
)
