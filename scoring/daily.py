"""Buckets of one series as arrays, one element a day, and exponential decay over them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from core.claims import Micro

MICRO = 1_000_000
Floats = NDArray[np.float64]
_ROWS = len(Micro._fields)


@dataclass(frozen=True, slots=True)
class DailySeries:
    """The buckets of one series from `first` on, an element a day without gaps; days without a bucket are 0.

    x: cooperation. y: conflict. q: threat weight. n: weight. s: sum of squares, for the interval. g: alignment weight.
    claims: number of claims. All in units (not micro).
    """

    first: date
    x: Floats
    y: Floats
    q: Floats
    n: Floats
    s: Floats
    g: Floats
    claims: Floats

    @classmethod
    def of(cls, buckets: Iterable[tuple[date, Micro]], first: date, last: date) -> "DailySeries":
        """The series of `buckets`, in any order, between two days inclusive; buckets outside are ignored."""
        days = max(0, (last - first).days + 1)
        columns = np.zeros((len(Micro._fields), days), np.float64)
        for day, micro in buckets:
            place = (day - first).days
            if 0 <= place < days:
                columns[:, place] = micro
        columns[:-1] /= MICRO
        return cls(first, *columns)

    @property
    def days(self) -> int:
        """Number of days covered."""
        return len(self.x)

    @property
    def last(self) -> date:
        """The last day covered."""
        return self.first + timedelta(self.days - 1)

    def place(self, day: date) -> int:
        """Index of a day; raises IndexError outside the series."""
        place = (day - self.first).days
        if not 0 <= place < self.days:
            raise IndexError(f"{day} is outside {self.first}..{self.last}")
        return place


def decayed(values: Floats, half_life: float) -> Floats:
    """Running sum of `values` in which a value counts half after `half_life` days: out[t] = g out[t-1] + values[t]."""
    if not len(values):
        return values
    from scipy.signal import lfilter  # half of what the API imports: not while it starts

    result: Floats = lfilter([1.0], [1.0, -(2.0 ** (-1.0 / half_life))], values)
    return result


def lagged(values: Floats, days: int) -> Floats:
    """`values` moved `days` later, zeros in front."""
    return np.concatenate([np.zeros(min(days, len(values))), values[: max(0, len(values) - days)]])


def trailing_mean(values: Floats, days: int) -> Floats:
    """Mean of the last `days` values at each day, of fewer at the start."""
    sums = np.cumsum(values)
    before = np.concatenate([np.zeros(min(days, len(values))), sums[: max(0, len(values) - days)]])
    result: Floats = (sums - before) / np.minimum(np.arange(1, len(values) + 1), days)
    return result
