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
)

signin_link = Table(
    "signin_link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
