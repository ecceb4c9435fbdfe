"""The one way to a database: an engine with psycopg 3, UTC sessions and short statement time-outs."""

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

__all__ = ["Connection", "Engine", "IntegrityError", "OperationalError", "SQLAlchemyError", "connect"]
# What callers outside the store may know of the library: to hold a transaction, and to see it refused or broken.


def connect(url: str, *, pool_size: int = 5) -> Engine:
    """An engine for a `postgresql://` URL. Nothing is opened before first use.

    Sessions run in UTC; a statement that takes more than 5 minutes, or waits more than 30 s for a lock, is cancelled.
    """
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC -c statement_timeout=300000 -c lock_timeout=30000"},
    )
