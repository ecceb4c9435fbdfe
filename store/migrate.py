"""Bring a database to the schema's newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_SETTLE_RESTORED = text(
    "update alert_change set xid = '3' where exists"
    " (select from alert_change where xid >= pg_snapshot_xmax(pg_current_snapshot()))"
)
"""A dump restored into a new cluster brings transaction numbers from its future: readers would wait for them."""
_LOCK = 0x656E74656E7465  # "entente": two starts at once migrate one after the other


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to `connection` when given."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Migrate to the newest revision. Safe to run twice, and from several processes at once."""
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(alembic_config(connection), "head")
        connection.execute(_SETTLE_RESTORED)


def pending_revisions(tx: Connection) -> list[str]:
    """The migrations that the database still lacks, newest first."""
    have = MigrationContext.configure(tx).get_current_heads()
    script = ScriptDirectory.from_config(alembic_config())
    return [step.revision for step in script.iterate_revisions("heads", have or "base")]


def check(engine: Engine) -> None:
    """Raise alembic's error when the tables differ from the schema in the code."""
    with engine.begin() as connection:
        command.check(alembic_config(connection))
