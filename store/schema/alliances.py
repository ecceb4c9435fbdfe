"""Countries, alliances and dated memberships."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Float, ForeignKey, Table, Text

from store.schema.base import metadata

country = Table(
    "country",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("subregion", Text, nullable=False),
)

alliance = Table(
    "alliance",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("defense", Boolean, nullable=False),
    Column("offense", Boolean, nullable=False),
    Column("nonaggression", Boolean, nullable=False),
    Column("consultation", Boolean, nullable=False),
    Column("integration", Float, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("type in ('defensive','offensive','coalition','security_partnership')", name="type_known"),
    CheckConstraint("ended_on is null or ended_on > started_on", name="ends_after_start"),
)

membership = Table(
    "membership",
    metadata,
    Column("alliance", Text, ForeignKey("alliance.code"), primary_key=True),
    Column("country", Text, ForeignKey("country.code"), primary_key=True),
    Column("started_on", Date, primary_key=True),
    Column("ended_on", Date),
    CheckConstraint("ended_on is null or ended_on > started_on", name="ends_after_start"),
)
