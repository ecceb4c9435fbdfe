"""Events, their earlier revisions, and reviews."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from store.schema.base import UtcTime, metadata, work_columns

event = Table(
    "event",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", BigInteger, ForeignKey("article.id")),
    # Identity of the act inside its article (or inside its import): coding the article again finds the same row.
    Column("key", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("story_id", BigInteger),
    Column("publisher", Text, nullable=False),
    Column("reliability", Float, nullable=False),
    Column("origin", Text, nullable=False),
    Column("actors", ARRAY(Text), nullable=False),
    Column("recipients", ARRAY(Text), nullable=False),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("contexts", ARRAY(Text), nullable=False, server_default="{}"),
    Column("status", Text, nullable=False),
    Column("event_day", Date),
    Column("confidence", Float, nullable=False),
    Column("cameo", Text),
    Column("speaker", Text),
    Column("dimension", Text),
    Column("alliance_act", Text),
    Column("threats", JSONB),
    Column("evidence", JSONB),
    Column("region", Text),
    Column("flags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("is_rejected", Boolean, nullable=False, server_default="false"),
    Column("known_at", UtcTime, nullable=False),
    Column("scored_revision", Integer, nullable=False, server_default="0"),
    *work_columns(),
)
Index(
    "uq_event_article_id_key",
    event.c.article_id,
    event.c.key,
    unique=True,
    postgresql_where=event.c.article_id.isnot(None),
)
Index("uq_event_origin_key", event.c.origin, event.c.key, unique=True, postgresql_where=event.c.article_id.is_(None))
Index(
    "ix_event_to_score",
    event.c.id,
    postgresql_where=(event.c.scored_revision < event.c.revision) & event.c.dead_at.is_(None),
)
Index("ix_event_undone", event.c.known_at, postgresql_where=event.c.scored_revision < event.c.revision)
Index("ix_event_flagged", event.c.id, postgresql_where=func.cardinality(event.c.flags) > 0)
Index("ix_event_alliance_act", event.c.known_at, postgresql_where=event.c.alliance_act.isnot(None))
Index("ix_event_day", event.c.event_day, event.c.id)

event_revision = Table(
    "event_revision",
    metadata,
    Column("event_id", BigInteger, ForeignKey("event.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("payload", JSONB, nullable=False),
    Column("superseded_at", UtcTime, nullable=False),
    Column("superseded_by", Text, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", BigInteger, ForeignKey("event.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("reviewed_at", UtcTime, nullable=False),
)
Index("ix_review_event", review.c.event_id)

# What articles said of who holds which office; the coder learns from it. A set: order does not matter.
office_observation = Table(
    "office_observation",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("article_id", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("is_former", Boolean, nullable=False),
    UniqueConstraint("article_id", "code", "title", "name"),
)
