"""Publishers."""

from typing import Any

from sqlalchemy import Connection, Row, select

from core.articles import Publisher, PublisherTier
from store.schema.articles import publisher


def _to_publisher(row: Row[Any]) -> Publisher:
    return Publisher(slug=row.slug, name=row.name, tier=PublisherTier(row.tier), country=row.country)


def all_publishers(tx: Connection) -> dict[str, Publisher]:
    """Every publisher, by slug."""
    return {row.slug: _to_publisher(row) for row in tx.execute(select(publisher).order_by(publisher.c.slug))}
