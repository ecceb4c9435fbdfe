"""How often an API key may ask, and how often it did this minute."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_key", sa.Column("per_minute", sa.Integer(), nullable=True))
    op.create_table(
        "key_use",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_use")),
        prefixes=["UNLOGGED"],
    )


def downgrade() -> None:
    op.drop_table("key_use")
    op.drop_column("api_key", "per_minute")
