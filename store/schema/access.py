"""API keys and one-time sign-in links, both kept as hashes only."""

from sqlalchemy import Column, Identity, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from store.schema.base import UtcTime, metadata

api_key = Table(
    "api_key",
    metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("prefix", Text, nullable=False, unique=True),
    Column("hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("last_used_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("per_minute", Integer),
)

# Written with every request of a key that has a limit: a crash may lose it, and the log need not carry it.
key_use = Table(
    "key_use",
    metadata,
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    Column("minute", UtcTime, nullable=False),
    Column("used", Integer, nullable=False),
    prefixes=["UNLOGGED"],
)

signin_link = Table(
    "signin_link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
