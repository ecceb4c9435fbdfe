"""Burden sharing as plain facts: what each member spends, and how far that is from the guideline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.facts import expenditure

GUIDELINE = 2.0  # percent of GDP, NATO's guideline of 2006 and 2014; for other alliances a yardstick, not a promise


@dataclass(frozen=True, slots=True)
class Burden:
    """Military expenditure of a member in a year, in percent of GDP; gap: percentage points below the guideline.

    A negative gap is spending above it. source: which figures (SIPRI's, not NATO's own definition).
    """

    country: str
    year: int
    percent_gdp: float
    gap: float
    source: str = "SIPRI by way of OWID"


def burdens(
    members: Iterable[str],
    years: Iterable[int],
    guideline: float = GUIDELINE,
    shares: Mapping[tuple[str, int], float] | None = None,
) -> list[Burden]:
    """Burden of each member and year on file, by country then year; years without a figure are left out."""
    shares = expenditure() if shares is None else shares
    wanted = sorted(years)
    return [
        Burden(country, year, shares[(country, year)], round(guideline - shares[(country, year)], 6))
        for country in sorted(members)
        for year in wanted
        if (country, year) in shares
    ]


def latest_burdens(members: Iterable[str], year: int) -> list[Burden]:
    """Burdens of the last year on file for any of the members, up to `year`; by country."""
    own = set(members)
    last = max((known for country, known in expenditure() if country in own and known <= year), default=None)
    return burdens(own, [last]) if last else []
