"""Publishers, feeds, entries and articles."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from store.schema.base import UtcTime, metadata, work_columns

publisher = Table(
    "publisher",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("country", Text),
    Column("is_invented", Boolean, nullable=False, server_default="false"),
)

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("publisher", Text, ForeignKey("publisher.slug"), nullable=False),
    Column("language", Text, nullable=False, server_default="en"),
    Column("enabled", Boolean, nullable=False, server_default="true"),
    Column("full_text", Boolean, nullable=False, server_default="false"),
    Column("note", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="new"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", Text),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("last_error", Text),
    Column("redirect_url", Text),
    Column("redirect_hits", Integer, nullable=False, server_default="0"),
    Column("weekly_entries", Float, nullable=False, server_default="0"),
    Column("check_every", Interval, nullable=False),
    Column("next_check_at", UtcTime, nullable=False),
    Column("leased_until", UtcTime),
    Column("last_checked_at", UtcTime),
    Column("last_success_at", UtcTime),
    Column("last_new_entry_at", UtcTime),
    CheckConstraint("state in ('new','ok','unreachable','broken','gone','disabled')", name="state_known"),
)
Index("ix_feed_due", feed.c.next_check_at, postgresql_where=feed.c.enabled)

article = Table(
    "article",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("publisher", Text, ForeignKey("publisher.slug"), nullable=False),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("date_source", Text, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("bands", ARRAY(BigInteger), nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("story_id", BigInteger),
    Column("duplicate_of", BigInteger, ForeignKey("article.id")),
    Column("coder", Text),
    Column("coded_at", UtcTime),
    Column("flags", ARRAY(Text), nullable=False, server_default="{}"),
    *work_columns(),
    Column("words", TSVECTOR, Computed("to_tsvector('english', title || ' ' || body)", persisted=True)),
    CheckConstraint("published_at <= first_seen_at", name="not_from_the_future"),
)
Index("ix_article_published_at", article.c.published_at, article.c.id)
Index("ix_article_to_code", article.c.id, postgresql_where=article.c.coded_at.is_(None) & article.c.dead_at.is_(None))
Index("ix_article_bands", article.c.bands, postgresql_using="gin")
Index("ix_article_words", article.c.words, postgresql_using="gin")
Index("ix_article_story", article.c.story_id)

entry = Table(
    "entry",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("feed_id", Integer, ForeignKey("feed.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("article_id", BigInteger, ForeignKey("article.id")),
    Column("raw", JSONB, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    UniqueConstraint("feed_id", "key"),
    CheckConstraint("outcome in ('article','duplicate','rejected')", name="outcome_known"),
    CheckConstraint("(outcome = 'rejected') = (article_id is null)", name="rejected_has_no_article"),
)
Index("ix_entry_article", entry.c.article_id)

entry_revision = Table(
    "entry_revision",
    metadata,
    Column("entry_id", BigInteger, ForeignKey("entry.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content_hash", Text, nullable=False),
    Column("raw", JSONB, nullable=False),
    Column("superseded_at", UtcTime, nullable=False),
)
