"""The packaged data files (`scoring/data`, origins and licences in its README), read once."""

from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a packaged tab-separated file; lines that start with `#` are comments."""
    text = resources.files("scoring.data").joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=False)) for line in lines[1:]]


def _to_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def regions() -> dict[str, str]:
    """Country code -> UN subregion."""
    return {row["code"]: row["subregion"] for row in rows_of("countries.tsv")}


# A state whose figures the sources file under its successor.
_SUCCESSORS = {"SUN": "RUS", "CSK": "CZE"}


def filed_under(code: str) -> str:
    """The country code under which yearly figures of a state are filed: its own, or its successor's."""
    return _SUCCESSORS.get(code, code)


@cache
def yearly(name: str, column: str) -> dict[tuple[str, int], float]:
    """(country code, year) -> value of a yearly file."""
    return {(row["code"], int(row["year"])): float(row[column]) for row in rows_of(name)}


def ideal_points() -> dict[tuple[str, int], float]:
    """UN General Assembly ideal point by (country, year)."""
    return yearly("un_ideal_points.tsv", "ideal_point")


def expenditure() -> dict[tuple[str, int], float]:
    """Military expenditure in percent of GDP by (country, year)."""
    return yearly("military_expenditure.tsv", "percent_gdp")


def capability() -> dict[tuple[str, int], float]:
    """Share 0..1 of the world's material capabilities (CINC) by (country, year)."""
    return yearly("capability.tsv", "cinc")


@cache
def rivals() -> dict[str, tuple[str, ...]]:
    """Alliance -> configured rivals: an editorial list, not derived from the news."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_of("rivals.tsv"):
        found[row["alliance"]] = (*found.get(row["alliance"], ()), row["rival"])
    return found


class Invitation(NamedTuple):
    """`actor` uses force in `host` at the host's invitation from `start` up to, not including, `end`."""

    actor: str
    host: str
    start: date
    end: date | None


@cache
def invitations() -> tuple[Invitation, ...]:
    """Interventions by invitation, an editorial list."""
    return tuple(
        Invitation(row["actor"], row["host"], date.fromisoformat(row["from"]), _to_day(row.get("to")))
        for row in rows_of("interventions.tsv")
    )


@cache
def _invitations_of() -> dict[tuple[str, str], tuple[Invitation, ...]]:
    found: dict[tuple[str, str], tuple[Invitation, ...]] = {}
    for invitation in invitations():
        pair = (invitation.actor, invitation.host)
        found[pair] = (*found.get(pair, ()), invitation)
    return found


def is_invited(actor: str, host: str, on: date) -> bool:
    """Whether `actor` uses force in `host` at the host's invitation on the day."""
    known = _invitations_of().get((actor, host))
    return known is not None and any(one.start <= on and (one.end is None or on < one.end) for one in known)
