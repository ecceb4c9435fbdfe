"""What claims write, summed up by series and day as arrays."""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from core.claims import Claim, Micro
from scoring.series import AlliancesOf, plain_series_of, threat_groups_of
from store.binary import Rows


def groups_of(one: Claim, alliances_of: AlliancesOf) -> list[tuple[tuple[str, ...], Micro]]:
    """`scoring.series.series_of` with the names that get the same micro-weights together."""
    return [(plain_series_of(one, alliances_of), one.micro), *threat_groups_of(one, alliances_of)]


class Sums:
    """Sums up what claims write, by series number and ordinal day."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self._numbers = numbers
        self._known: dict[tuple[str, ...], list[int]] = {}

    def of(self, made: Sequence[tuple[Claim, list[tuple[tuple[str, ...], Micro]]]]) -> Rows:
        """What these claims write: (numbers, days, seven columns), sorted."""
        series: list[int] = []
        spans: list[int] = []
        days: list[int] = []
        micros: list[Micro] = []
        for one, groups in made:
            day = one.key.day.toordinal()
            for names, micro in groups:
                group = self._known.get(names)
                if group is None:
                    group = self._known[names] = [self._numbers[name] for name in names]
                series += group
                spans.append(len(group))
                days.append(day)
                micros.append(micro)
        rows = np.repeat(np.arange(len(spans)), spans)
        values = np.fromiter(chain.from_iterable(micros), np.int64, 7 * len(micros)).reshape(-1, 7)
        return _summed(np.array(series), np.array(days)[rows], values[rows])


def total(sums: Iterable[Rows]) -> Rows:
    """All sums as one, sorted, without those that changed nothing."""
    parts = list(sums)
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 7), np.int64)
    series, days, columns = _summed(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    moved = columns.any(axis=1)
    return series[moved], days[moved], columns[moved]


def _summed(series: NDArray[np.int64], days: NDArray[np.int64], values: NDArray[np.int64]) -> Rows:
    order = np.lexsort((days, series))
    series, days = series[order], days[order]
    starts = np.flatnonzero(np.r_[True, (series[1:] != series[:-1]) | (days[1:] != days[:-1])])
    return series[starts], days[starts], np.add.reduceat(values[order], starts, axis=0)
