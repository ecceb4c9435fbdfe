"""Alembic's entry: run the migrations on the connection that was handed in."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.dialects.postgresql.base import ischema_names

from store.schema import metadata
from store.schema.alerts import Xid8

ischema_names["xid8"] = Xid8


def render_item(kind: str, item: object, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write our own column type with its import."""
    if kind == "type" and isinstance(item, Xid8):
        autogenerate.imports.add("from store.schema.alerts import Xid8")
        return "Xid8()"
    return False


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run migrations through `entente` or store.migrate.upgrade(engine); there is no other way in")
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    transaction_per_migration=False,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
