"""The store as the scoring room's source of series, claims and parameters."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import numpy as np

from core.alliances import Alliance, Membership, members_on
from core.claims import Claim
from core.errors import NotFound
from scoring.cohesion import prior
from scoring.daily import MICRO, DailySeries, Floats
from scoring.indices import Source
from scoring.memory import MemorySource
from scoring.parameters import SeriesParameters, WorldParameters, calibrate_world
from scoring.threat import reference_rate
from store import alliances, ledger, parameters
from store.engine import Connection

# Until an operator calibrates: the reporting volume of the first two months stands for the usual one, and the
# documented world ratio for the world's own. Fixed windows, so that no value is ever changed by later news.
FIRST_LOOK_DAYS = 60


class _Parameters:
    """Parameters on record, or the documented defaults (version 0) where nothing was ever calibrated."""

    def __init__(self, tx: Connection, made_before: datetime | None, groups: Mapping[str, Alliance],
                 spells: Sequence[Membership]) -> None:  # fmt: skip
        self._on_record = parameters.all_parameters(tx, made_before=made_before)
        self._groups, self._spells = groups, spells

    def of_series(self, series: str, world: WorldParameters) -> Sequence[SeriesParameters]:
        """Versions of a series' parameters by `valid_from`; for a cohesion series that has none, version 0."""
        found = [
            SeriesParameters(series=series, version=version, valid_from=valid_from, note=note, **values)
            for version, values, valid_from, note in self._on_record.get(series, ())
        ]
        if found or not series.startswith("cohesion:"):
            return found
        group = self._groups.get(series.split(":")[1])
        if group is None:
            return []
        on = max(world.valid_from, group.started_on)
        members = members_on(self._spells, group.code, on)
        m = prior(group, members, on.year).m
        note = "not calibrated: world ratio and structural prior"
        return [SeriesParameters(series, 0, world.ratio * (1.0 - m) / m, m, on, note)]

    def of_world(self) -> WorldParameters | None:
        """The newest world parameters on record, None when there are none."""
        rows = self._on_record.get("world", ())
        if not rows:
            return None
        version, values, valid_from, note = rows[-1]
        return WorldParameters(version=version, valid_from=valid_from, note=note, **values)

    def reference(self, category: str) -> float:
        """The category's reference rate, or the prior rate."""
        rows = self._on_record.get(f"threat:{category}", ())
        return float(rows[-1][1]["reference"]) if rows else reference_rate([])


class StoreSource:
    """`scoring.indices.Source` over one transaction: what is known now. Series are read once and kept.

    at_once: read every bucket with the first series, for work on most of them.
    """

    def __init__(self, tx: Connection, last: date, *, at_once: bool = False) -> None:
        self._tx = tx
        self.last = last
        self._at_once = at_once
        self.first = min(ledger.first_day(tx) or last, last)
        self._kept: dict[str, DailySeries] = {}
        self.groups = {group.code: group for group in alliances.all_alliances(tx)}
        self.spells = alliances.all_memberships(tx)
        self._parameters = _Parameters(tx, None, self.groups, self.spells)

    def daily(self, series: str, last: date) -> DailySeries:
        """See scoring.indices.Source."""
        whole = self._kept.get(series)
        if whole is None:
            whole = self._kept[series] = self._read(series)
        if last >= self.last:
            return whole
        days = max(0, (last - self.first).days + 1)
        columns = (getattr(whole, name)[:days] for name in ("x", "y", "q", "n", "s", "g", "claims"))
        return DailySeries(self.first, *columns)

    def _read(self, series: str) -> DailySeries:
        if self._at_once:
            days, micros = self._all.get(series, ledger.NO_BUCKETS)
        else:
            days, micros = ledger.buckets_of(self._tx, [series])[series]
        columns = np.zeros((7, (self.last - self.first).days + 1))
        places = days - self.first.toordinal()
        inside = (places >= 0) & (places < columns.shape[1])
        columns[:, places[inside]] = micros[inside].T
        columns[:-1] /= MICRO
        return DailySeries(self.first, *columns)

    @cached_property
    def _all(self) -> Mapping[str, ledger.Buckets]:
        return ledger.all_buckets_of(self._tx)

    def claims(self, series: str, first: date, last: date) -> Sequence[Claim]:
        """See scoring.indices.Source. A claim's micro-weights are those it wrote to this series."""
        return [claim for claim, _ in ledger.claims_alone(self._tx, series, since=first, until=last)]

    def parameters(self, series: str) -> Sequence[SeriesParameters]:
        """See scoring.indices.Source."""
        return self._parameters.of_series(series, self.world_parameters())

    def world_parameters(self) -> WorldParameters:
        """See scoring.indices.Source."""
        return self._world

    @cached_property
    def _world(self) -> WorldParameters:
        return self._parameters.of_world() or first_look(self.daily("world", self.last))

    def reference_rate(self, category: str) -> float:
        """See scoring.indices.Source."""
        return self._parameters.reference(category)

    def members(self, alliance: str, on: date) -> frozenset[str]:
        """See scoring.indices.Source."""
        return members_on(self.spells, alliance, on)

    def cooperation_by_outsider(self, alliance: str, last: date) -> Mapping[str, Floats]:
        """See scoring.indices.Source: summed by day in the database, over dyads with exactly one member that day."""
        days = (last - self.first).days + 1
        found: dict[str, Floats] = {}
        for outsider, day, x in ledger.cooperation_with_outsiders(self._tx, alliance, first=self.first, last=last):
            found.setdefault(outsider, np.zeros(days))[(day - self.first).days] = x / MICRO
        return found

    def group(self, code: str) -> Alliance:
        """The alliance of that code. Raises NotFound."""
        if code not in self.groups:
            raise NotFound(f"There is no alliance {code!r}; /alliances lists them.")
        return self.groups[code]


class AsOfSource(MemorySource):
    """The same, as it was known at an earlier time: the reports of that time, scored in memory."""

    def __init__(self, tx: Connection, last: date, known_at: datetime) -> None:
        groups = alliances.all_alliances(tx)
        spells = alliances.all_memberships(tx)
        reports = ledger.reports_as_of(tx, known_at, until=last)
        first = min(ledger.first_day(tx) or last, last)
        super().__init__(reports, groups, spells, first, last, calibration_days=FIRST_LOOK_DAYS)
        self._on_record = _Parameters(tx, known_at, {group.code: group for group in groups}, spells)

    def parameters(self, series: str) -> Sequence[SeriesParameters]:
        """As on record at the time."""
        return self._on_record.of_series(series, self.world_parameters())

    def world_parameters(self) -> WorldParameters:
        """As on record at the time."""
        return self._on_record.of_world() or first_look(self.daily("world", self.last))

    def reference_rate(self, category: str) -> float:
        """As on record at the time."""
        return self._on_record.reference(category)


def first_look(world: DailySeries) -> WorldParameters:
    """World parameters before any calibration (version 0), from the first two months of news only."""
    return calibrate_world(world, 0, world.first, version=0, days=FIRST_LOOK_DAYS)


def source(tx: Connection, last: date, known_at: datetime | None = None) -> Source:
    """What is known now or, with `known_at`, what was known then; series run up to `last`."""
    return StoreSource(tx, last) if known_at is None else AsOfSource(tx, last, known_at)
