"""An index as a page shows it: its value now, what it did lately, and a small chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.console.chart import Chart, chart
from core.indices import Observation
from desk.source import StoreSource
from scoring.cohesion import Band, band_of
from scoring.indices import observations

CHANGE_DAYS = 30
SPARK_DAYS = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """An index now. change: points over 30 days, None when either end is unknown. known_on: last day with a value."""

    index: str
    entity: str
    now: Observation
    change: float | None
    known_on: date | None
    spark: Chart | None
    prior: float | None = None

    @property
    def is_better_high(self) -> bool:
        """Whether a rise is good news: of cohesion and relations yes, of threats and hostility no."""
        return self.index.partition(":")[0] in ("cohesion", "relation", "bargaining", "leverage")

    @property
    def band(self) -> Band | None:
        """The band of a cohesion value, None when nothing is known."""
        return band_of(self.now.value) if self.now.value is not None else None

    @property
    def against_prior(self) -> str:
        """Where the value lies against the structural prior, in words; empty when either is unknown."""
        if self.now.value is None or self.prior is None:
            return ""
        apart = self.now.value - self.prior
        if abs(apart) < 2:
            return "at its prior"
        return f"{abs(apart):.0f} points {'above' if apart > 0 else 'below'} its prior"


def reading(
    source: StoreSource, index: str, entity: str, day: date, *, days: int = SPARK_DAYS, width: float = 260.0
) -> Reading:
    """The index on the day, with a sparkline of the days before it. Raises UnknownIndex."""
    found = observations(index, entity, source, max(source.first, day - timedelta(days=days)), day)
    level = prior_of(source, entity, day) if index == "cohesion" else None
    return Reading(
        index, entity, found[-1], change_of(found), known_on(found),
        chart(found, width=width, height=56.0, reference=level, is_small=True), level,
    )  # fmt: skip


def change_of(found: Sequence[Observation], days: int = CHANGE_DAYS) -> float | None:
    """Points gained over the last `days`; None when either end is unknown."""
    now = found[-1]
    before = next((one for one in found if one.day == now.day - timedelta(days=days)), None)
    if now.value is None or before is None or before.value is None:
        return None
    return now.value - before.value


def known_on(found: Sequence[Observation]) -> date | None:
    """The last day with a value."""
    return next((one.day for one in reversed(found) if one.value is not None), None)


def prior_of(source: StoreSource, alliance: str, day: date) -> float | None:
    """The structural prior in force on the day, in points; None for what is no alliance."""
    versions = source.parameters(f"cohesion:{alliance}")
    in_force = [one for one in versions if one.valid_from <= day]
    found = in_force[-1] if in_force else versions[0] if versions else None
    return 100.0 * found.m if found else None
