"""All tables, one file per family. `metadata` is what the migrations are checked against."""

from store.schema import access, alerts, alliances, articles, events, groupings, scoring
from store.schema.base import metadata

__all__ = ["access", "alerts", "alliances", "articles", "events", "groupings", "metadata", "scoring"]
