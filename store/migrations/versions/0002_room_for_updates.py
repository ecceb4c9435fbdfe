"""Room for updates in place: series and buckets are rewritten with every event that is scored.

An index on what a rewrite changes would be written with it; nobody needs this one on a few thousand series.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_series_unchecked", table_name="series")
    op.execute("alter table series set (fillfactor = 50)")
    op.execute("alter table bucket set (fillfactor = 90)")


def downgrade() -> None:
    op.execute("alter table bucket reset (fillfactor)")
    op.execute("alter table series reset (fillfactor)")
    op.create_index(
        "ix_series_unchecked", "series", ["id"], unique=False, postgresql_where=sa.text("version > checked_version")
    )
