"""Actor names of coded data from elsewhere -> actor codes.

Names are resolved at the day of the event, because offices change hands: a candidate does not speak for the state.
"""

import re
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from core.actors import base_of
from scoring.facts import rows_of

_ROLE_OF_COUNTRY = re.compile(r"^(?P<role>.+?) \((?P<place>[^()]*(?:\([^()]*\))?[^()]*)\)\s*$")

# ICEWS sectors, most telling first: a head of state is also an elite and a party member, a legislator also government.
_SECTORS: tuple[tuple[str, str], ...] = (
    ("Insurgents", "REB"), ("Rebel", "REB"), ("Separatists", "REB"), ("Radicals / Extremists", "REB"),
    ("Organized Violent", "REB"), ("Military", "MIL"), ("Army", "MIL"), ("Navy", "MIL"), ("Intelligence", "SPY"),
    ("Executive", "GOV"), ("Ministry", "GOV"), ("Cabinet", "GOV"), ("Police", "GOV"), ("Legislative", "LEG"),
    ("Judicial", "JUD"), ("Opposition", "OPP"), ("Dissident", "OPP"), ("Protestors", "OPP"), ("Parties", "LEG"),
    ("Government", "GOV"), ("Legal", "CVL"), ("Business", "BUS"), ("Media", "MED"), ("News", "MED"),
)  # fmt: skip


class _Tenure(NamedTuple):
    code: str
    start: date
    end: date


@cache
def _names() -> dict[str, tuple[_Tenure, ...]]:
    found: dict[str, tuple[_Tenure, ...]] = {}
    for row in rows_of("actors.tsv"):
        start = date.fromisoformat(row["from"]) if row.get("from") else date.min
        end = date.fromisoformat(row["to"]) if row.get("to") else date.max
        found[row["name"]] = (*found.get(row["name"], ()), _Tenure(row["code"], start, end))
    return found


@cache
def _countries() -> dict[str, str]:
    return {row["name"]: row["code"] for name in ("organisations.tsv", "country_names.tsv") for row in rows_of(name)}


@cache
def _roles() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["sector"]) for row in rows_of("roles.tsv"))


def code_of_country(name: str) -> str | None:
    """Code of a country, alliance or organisation by its name; None when unknown."""
    return _countries().get(name.strip())


@lru_cache(maxsize=65536)
def sector_of_role(role: str) -> str:
    """Sector of a role such as `Foreign Affairs`; a role that tells nothing is a civilian."""
    lowered = role.lower()
    return next((sector for word, sector in _roles() if word in lowered), "CVL")


@lru_cache(maxsize=65536)
def sector_of_list(sectors: str) -> str:
    """Sector of an ICEWS list of sectors; `` (the state itself) when the list is empty."""
    if not sectors.strip():
        return ""
    return next((sector for word, sector in _SECTORS if word in sectors), "CVL")


@lru_cache(maxsize=262144)
def timeless_code(name: str) -> str | None:
    """Actor code of a name that does not depend on the day; None for office holders and unknown names."""
    code = code_of_country(name)
    if code:
        return code
    if name in _names():
        return None
    match = _ROLE_OF_COUNTRY.match(name)
    if not match:
        return None
    place = code_of_country(match["place"])
    if place is None:
        tenures = _names().get(match["place"])
        if tenures is None:
            return None
        place = tenures[0].code
    return f"{base_of(place)}:{sector_of_role(match['role'])}"


def code_on(name: str, day: date) -> str | None:
    """Actor code of an office holder by the office of that day; None when the name held none, or is not known."""
    for tenure in _names().get(name, ()):
        if tenure.start <= day < tenure.end:
            return tenure.code
    return None


def code_of_name(name: str, on: date) -> str | None:
    """Actor code of a name as ICEWS writes it (`Iran`, `Police (Iran)`, `Hassan Rouhani`) or None."""
    return timeless_code(name) or code_on(name, on)
