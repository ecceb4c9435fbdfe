"""The store as the scoring room's source of series, claims and parameters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from core.alliances import Alliance, Membership, members_on
from core.claims import Claim, Micro
from core.errors import NotFound
from scoring.claims import ECHO_SPAN, claims_of
from scoring.cohesion import prior
from scoring.daily import MICRO, DailySeries, Floats
from scoring.indices import Source
from scoring.parameters import SeriesParameters, WorldParameters, calibrate_world
from scoring.series import MembershipIndex, series_of
from scoring.threat import reference_rate
from store import alliances, ledger, parameters
from store.engine import Connection

# Until an operator calibrates: the reporting volume of the first two months stands for the usual one, and the
# documented world ratio for the world's own. Fixed windows, so that no value is ever changed by later news.
FIRST_LOOK_DAYS = 60
ECHO = timedelta(ECHO_SPAN)


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

    def _buckets(self, series: str) -> ledger.Buckets:
        if self._at_once:
            return self._all.get(series, ledger.NO_BUCKETS)
        return ledger.buckets_of(self._tx, [series])[series]

    def _read(self, series: str) -> DailySeries:
        days, micros = self._buckets(series)
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
        """See scoring.indices.Source: over dyads with exactly one member that day."""
        days = (last - self.first).days + 1
        found: dict[str, Floats] = {}
        for (outsider, day), x in self._with_outsiders(alliance, last).items():
            if x:
                found.setdefault(outsider, np.zeros(days))[(day - self.first).days] = x / MICRO
        return found

    def _with_outsiders(self, alliance: str, last: date) -> dict[tuple[str, date], int]:
        rows = ledger.cooperation_with_outsiders(self._tx, alliance, first=self.first, last=last)
        return {(outsider, day): x for outsider, day, x in rows}

    def group(self, code: str) -> Alliance:
        """The alliance of that code. Raises NotFound."""
        if code not in self.groups:
            raise NotFound(f"There is no alliance {code!r}; /alliances lists them.")
        return self.groups[code]


class AsOfSource(StoreSource):
    """The same, as it was known at an earlier time: what was learned since is taken out of the buckets, to the bit.

    Only the claims whose reports came or went since, and those within the reach of their echoes, are worked out anew.
    """

    def __init__(self, tx: Connection, last: date, known_at: datetime) -> None:
        super().__init__(tx, last)
        self._parameters = _Parameters(tx, known_at, self.groups, self.spells)
        changed = ledger.changed_since(tx, known_at)
        self._since = {key: (first, end + ECHO) for key, (first, end) in changed.items()}
        reached = {key: (first - ECHO, end) for key, (first, end) in self._since.items()}
        alliances_of = MembershipIndex(self.spells).alliances_of
        self._then: dict[str, list[Claim]] = defaultdict(list)
        self._moved: dict[str, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 7))
        for claim in claims_of(ledger.reports_within(tx, reached, known_at)):
            if self._is_since(claim):
                for name, micro in series_of(claim, alliances_of):
                    self._then[name].append(claim._replace(micro=micro))
                    self._move(name, claim.key.day, micro, 1)
        for key, written in ledger.written_within(tx, self._since).items():
            for name, micro in written:
                self._move(name, key.day, micro, -1)

    def _is_since(self, claim: Claim) -> bool:
        """Whether the claim may have changed since."""
        first, end = self._since.get(claim.key.echo_key, (date.max, date.min))
        return first <= claim.key.day <= end

    def _move(self, name: str, day: date, micro: Micro, sign: int) -> None:
        sums = self._moved[name][day]
        for place, value in enumerate(micro):
            sums[place] += sign * value

    def _buckets(self, series: str) -> ledger.Buckets:
        days, micros = super()._buckets(series)
        moved = self._moved.get(series)
        if not moved:
            return days, micros
        own = np.array([day.toordinal() for day in moved], np.int64)
        every = np.union1d(days, own)
        sums = np.zeros((len(every), 7), np.int64)
        sums[np.searchsorted(every, days)] = micros
        sums[np.searchsorted(every, own)] += np.array(list(moved.values()), np.int64)
        return every, sums

    def claims(self, series: str, first: date, last: date) -> Sequence[Claim]:
        """See scoring.indices.Source."""
        kept = [claim for claim in super().claims(series, first, last) if not self._is_since(claim)]
        then = [claim for claim in self._then.get(series, ()) if first <= claim.key.day <= last]
        return sorted(kept + then, key=lambda claim: (claim.key.day, claim.key))

    def _with_outsiders(self, alliance: str, last: date) -> dict[tuple[str, date], int]:
        found = defaultdict(int, super()._with_outsiders(alliance, last))
        for name, moved in self._moved.items():
            if name.startswith("dyad:"):
                a, b = name.removeprefix("dyad:").split("|")
                for day, (x, *_) in moved.items():
                    members = self.members(alliance, day) & {a, b}
                    if x and len(members) == 1 and self.first <= day <= last:
                        found[b if a in members else a, day] += x
        return found


def first_look(world: DailySeries) -> WorldParameters:
    """World parameters before any calibration (version 0), from the first two months of news only."""
    return calibrate_world(world, 0, world.first, version=0, days=FIRST_LOOK_DAYS)


def source(tx: Connection, last: date, known_at: datetime | None = None) -> Source:
    """What is known now or, with `known_at`, what was known then; series run up to `last`."""
    return StoreSource(tx, last) if known_at is None else AsOfSource(tx, last, known_at)
