"""Indices by name: which series and which formula stand behind them, as observations day by day.

| index | entity | what |
|---|---|---|
| `cohesion` | alliance | odds score of `cohesion:A` |
| `cohesion:DIMENSION` | alliance | odds score of `cohesion:A:DIMENSION` |
| `relation` | dyad `A|B` | odds score of `dyad:A|B`, 50 is the world's average pair |
| `threat:CATEGORY` | country, alliance, region or `world` | LEVEL of `threat:CATEGORY:...` |
| `surge:CATEGORY` | the same | SURGE of it |
| `hostility` | dyad | SURGE of the dyad's threat weight |
| `inside_hostility` | alliance | SURGE of the threat weight inside the alliance |
| `external` | alliance | SURGE of the threat weight between members and outsiders |
| `bargaining` | alliance | odds score of outsiders' answers |
| `leverage` | alliance | four parts multiplied (leverage.py) |
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from core.claims import Claim
from core.errors import UnknownIndex
from core.indices import Observation
from core.plover import Dimension, ThreatCategory
from scoring.daily import DailySeries, Floats, decayed, lagged, trailing_mean
from scoring.facts import capability as capability_shares
from scoring.facts import rivals
from scoring.leverage import WEIGHTS, capability, channels_path
from scoring.odds import OddsPath, odds_path
from scoring.parameters import FORMULA, HALF_LIFE, SeriesParameters, WorldParameters, dyad_parameters
from scoring.threat import ThreatPath, exposure_of, level, surge

CLAIM_DAYS, COVERAGE_DAYS = 90, 7
_Z80 = 1.2815515655446004


class Source(Protocol):
    """Where buckets, claims and parameters come from: memory, or the store. All series start on `first`."""

    first: date

    def daily(self, series: str, last: date) -> DailySeries:
        """The series from `first` to `last`; zeros where it has no buckets."""

    def claims(self, series: str, first: date, last: date) -> Sequence[Claim]:
        """Claims that move the series, between two days inclusive."""

    def parameters(self, series: str) -> Sequence[SeriesParameters]:
        """Versions of a series' parameters, by `valid_from`; empty when it was never calibrated."""

    def world_parameters(self) -> WorldParameters:
        """Parameters that all series share."""

    def reference_rate(self, category: str) -> float:
        """Reference rate of a threat category."""

    def members(self, alliance: str, on: date) -> frozenset[str]:
        """Members of an alliance on a day; empty when it is none."""

    def cooperation_by_outsider(self, alliance: str, last: date) -> Mapping[str, Floats]:
        """Cooperation x of the members with each outsider, day by day from `first` to `last`."""


def observations(index: str, entity: str, source: Source, first: date, last: date) -> list[Observation]:
    """Observations of an index for an entity between two days inclusive. Raises UnknownIndex for an unknown name.

    The value is None before the first claim of the series, and when not one claim about anybody came in for 90 days:
    silence is not calm. Shorter silences show in `coverage` and in the width of the interval.
    """
    name = series_of_index(index, entity, source)
    series = source.daily(name, last)
    start = max(0, (first - source.first).days)
    value, lo, hi = _values(index, entity, name, series, source, last, start)
    world = source.daily("world", last)
    cover = coverage(world)
    recent = recent_claims(series)
    known = (np.cumsum(series.claims) > 0) & (recent_claims(world) > 0)
    found = []
    for place in range(start, series.days):
        has = bool(known[place])
        found.append(
            Observation(
                index,
                entity,
                source.first + timedelta(place),
                float(value[place]) if has else None,
                float(lo[place]) if has else None,
                float(hi[place]) if has else None,
                int(recent[place]),
                float(cover[place]),
                FORMULA,
            )
        )
    return found


def coverage(world: DailySeries) -> Floats:
    """Share 0..1 of the usual world volume seen this week: its claims over the year's mean week, at most 1."""
    week, year = trailing_mean(world.claims, COVERAGE_DAYS), trailing_mean(world.claims, 365)
    return np.minimum(1.0, np.divide(week, year, out=np.zeros_like(week), where=year > 0))


def recent_claims(series: DailySeries) -> Floats:
    """Number of claims in the last 90 days at each day."""
    sums = np.cumsum(series.claims)
    return sums - lagged(sums, CLAIM_DAYS)


def series_of_index(index: str, entity: str, source: Source) -> str:
    """Name of the series behind an index. Raises UnknownIndex."""
    kind, _, part = index.partition(":")
    if kind == "cohesion" and part in ("", *Dimension):
        return f"cohesion:{entity}:{part}" if part else f"cohesion:{entity}"
    if kind in ("threat", "surge") and part in tuple(ThreatCategory):
        return f"threat:{part}:{_place(entity, source)}"
    plain = {
        "relation": f"dyad:{entity}",
        "hostility": f"dyad:{entity}",
        "inside_hostility": f"cohesion:{entity}",
        "external": f"external:{entity}",
        "bargaining": f"bargaining:{entity}",
        "leverage": f"cohesion:{entity}",
    }
    if index in plain:
        return plain[index]
    names = ", ".join(["cohesion[:DIMENSION]", "threat:CATEGORY", "surge:CATEGORY", *plain])
    raise UnknownIndex(f"no index {index!r}; there are {names}")


def _place(entity: str, source: Source) -> str:
    if entity == "world" or entity.startswith(("country:", "region:", "alliance:")):
        return entity
    return f"alliance:{entity}" if source.members(entity, date.max) else f"country:{entity}"


Values = tuple[Floats, Floats, Floats]


def _values(index: str, entity: str, name: str, series: DailySeries, source: Source, last: date, start: int) -> Values:
    """Value, lo and hi day by day; lo and hi are only worked out from the place `start` on."""
    kind, _, part = index.partition(":")
    if kind in ("cohesion", "relation", "bargaining"):
        return _odds(name, series, source, start)
    if kind == "leverage":
        return _leverage(entity, source, last, start)
    world = source.world_parameters()
    exposure = exposure_of(source.daily("world", last), world)
    path: ThreatPath = (
        level(series, exposure, world, source.reference_rate(part), start)
        if kind == "threat"
        else surge(series, exposure, world, start)
    )
    return path.value, path.lo, path.hi


def _odds(name: str, series: DailySeries, source: Source, interval_from: int) -> Values:
    """Odds scores, each day under the parameters in force on it."""
    versions = list(source.parameters(name)) or [dyad_parameters(name, source.world_parameters())]
    value, lo, hi = (np.zeros(series.days) for _ in range(3))
    for start, end, parameters in _in_force(versions, series):
        path: OddsPath = odds_path(series, parameters, interval_from=min(interval_from, series.days))
        value[start:end], lo[start:end], hi[start:end] = path.value[start:end], path.lo[start:end], path.hi[start:end]
    return value, lo, hi


def _in_force(versions: Sequence[SeriesParameters], series: DailySeries) -> Iterator[tuple[int, int, SeriesParameters]]:
    """Stretches of the series by the version in force; the first version also covers the days before it."""
    starts = [max(0, (one.valid_from - series.first).days) for one in versions]
    starts[0] = 0
    for place, parameters in enumerate(versions):
        end = starts[place + 1] if place + 1 < len(versions) else series.days
        if starts[place] < end:
            yield starts[place], min(end, series.days), parameters


def leverage_parts(alliance: str, source: Source, last: date) -> dict[str, Floats]:
    """The four parts of leverage day by day, each in (0, 1]; empty when no member's capability is known."""
    series = source.daily(f"cohesion:{alliance}", last)
    years = [(source.first + timedelta(place)).year for place in range(series.days)]
    by_year = {
        year: capability(
            source.members(alliance, min(date(year, 12, 31), last)),
            rivals().get(alliance, ()),
            year,
            capability_shares(),
        )
        for year in sorted(set(years))
    }
    if not any(by_year.values()):
        return {}
    cohesion, _, _ = _odds(f"cohesion:{alliance}", series, source, series.days)
    answers = f"bargaining:{alliance}"
    bargaining, _, _ = _odds(answers, source.daily(answers, last), source, series.days)
    outsiders = source.cooperation_by_outsider(alliance, last)
    channels = channels_path({code: decayed(x, HALF_LIFE) for code, x in outsiders.items()})
    if not len(channels):
        channels = np.zeros(series.days)
    shares = np.array([by_year[year] or 0.0 for year in years])
    return {"capability": shares, "cohesion": cohesion / 100, "channels": channels, "bargaining": bargaining / 100}


def _leverage(alliance: str, source: Source, last: date, start: int) -> Values:
    """Leverage; the interval comes from cohesion and bargaining alone, capability and channels are taken as known."""
    parts = leverage_parts(alliance, source, last)
    if not parts:
        nothing = np.full((last - source.first).days + 1, np.nan)
        return nothing, nothing, nothing
    logs = {name: np.log(np.maximum(values, 1e-6)) for name, values in parts.items()}
    centre = sum((WEIGHTS[name] * values for name, values in logs.items()), np.zeros(len(parts["cohesion"])))
    spread = np.zeros(len(centre))
    for name, series in (("cohesion", f"cohesion:{alliance}"), ("bargaining", f"bargaining:{alliance}")):
        _, lo, hi = _odds(series, source.daily(series, last), source, start)
        spread += (WEIGHTS[name] * (np.log(hi + 1e-6) - np.log(lo + 1e-6)) / (2 * _Z80)) ** 2
    half = _Z80 * np.sqrt(spread)
    return 100 * np.exp(centre), 100 * np.exp(centre - half), np.minimum(100.0, 100 * np.exp(centre + half))
