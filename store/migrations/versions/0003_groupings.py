"""Groupings of states, month by month."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grouping_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("is_due", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("is_checked", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_whole", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("modularity", sa.Float(), nullable=True),
        sa.Column("formula", sa.Text(), server_default="", nullable=False),
        sa.Column("world_version", sa.Integer(), server_default="-1", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_grouping_month")),
    )
    op.create_index("ix_grouping_month_due", "grouping_month", ["month"], postgresql_where=sa.text("is_due"))
    op.create_table(
        "grouping",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("overlaps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("claims", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("publishers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('community','emerging_bloc','coalition')", name=op.f("ck_grouping_kind_known")),
        sa.ForeignKeyConstraint(["month"], ["grouping_month.month"], name=op.f("fk_grouping_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping")),
        sa.UniqueConstraint("kind", "day", "name", name=op.f("uq_grouping_kind_day_name")),
    )
    op.create_index("ix_grouping_month", "grouping", ["month"])


def downgrade() -> None:
    op.drop_index("ix_grouping_month", table_name="grouping")
    op.drop_table("grouping")
    op.drop_index("ix_grouping_month_due", table_name="grouping_month", postgresql_where=sa.text("is_due"))
    op.drop_table("grouping_month")
