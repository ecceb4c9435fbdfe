"""Alliances with their members on a date."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select, union

from core.alliances import Alliance, AllianceType, Country, Membership
from core.errors import NotFound
from store.schema.alliances import alliance, country, membership


def _to_alliance(row: Row[Any]) -> Alliance:
    return Alliance(**{**row._mapping, "type": AllianceType(row.type)})


def all_alliances(tx: Connection) -> list[Alliance]:
    """Every alliance, by code."""
    return [_to_alliance(row) for row in tx.execute(select(alliance).order_by(alliance.c.code))]


def get(tx: Connection, code: str) -> Alliance:
    """The alliance of that code. Raises NotFound."""
    row = tx.execute(select(alliance).where(alliance.c.code == code)).one_or_none()
    if row is None:
        raise NotFound(f"There is no alliance {code!r}; /alliances lists them.")
    return _to_alliance(row)


def known_codes(tx: Connection, codes: Iterable[str]) -> set[str]:
    """Of the codes those of a country or an alliance."""
    wanted = list(codes)
    query = union(
        select(country.c.code).where(country.c.code.in_(wanted)),
        select(alliance.c.code).where(alliance.c.code.in_(wanted)),
    )
    return set(tx.execute(query).scalars())


def members(tx: Connection, code: str, *, on: date | None = None) -> list[tuple[Membership, str]]:
    """Spells of membership with the country's name, on the day or all there ever were, by country."""
    query = (
        select(membership, country.c.name)
        .join(country, country.c.code == membership.c.country)
        .where(membership.c.alliance == code)
        .order_by(membership.c.country, membership.c.started_on)
    )
    if on is not None:
        query = query.where(
            membership.c.started_on <= on, or_(membership.c.ended_on.is_(None), membership.c.ended_on > on)
        )
    return [
        (
            Membership(alliance=row.alliance, country=row.country, started_on=row.started_on, ended_on=row.ended_on),
            row.name,
        )
        for row in tx.execute(query)
    ]


def all_memberships(tx: Connection) -> list[Membership]:
    """Every spell of membership of every alliance."""
    rows = tx.execute(select(membership).order_by(membership.c.alliance, membership.c.country, membership.c.started_on))
    return [Membership(**row._mapping) for row in rows]


def all_countries(tx: Connection) -> list[Country]:
    """Every country, by code."""
    return [Country(**row._mapping) for row in tx.execute(select(country).order_by(country.c.code))]
