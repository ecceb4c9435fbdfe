"""The metadata every table hangs on, and the column shapes they share."""

from sqlalchemy import Column, DateTime, Integer, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

UtcTime = DateTime(timezone=True)


def work_columns() -> list[Column[object]]:
    """Columns of a row that is work to do: a lease, the attempts so far, the last error, and when it was given up."""
    columns: list[Column[object]] = [
        Column("leased_until", UtcTime),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("error", Text),
        Column("dead_at", UtcTime),
    ]
    return columns
