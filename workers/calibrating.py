"""Recalibration: parameters computed anew from the stored history, put on record as next versions, never by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.errors import InvalidInput
from core.plover import ThreatCategory
from desk.source import StoreSource
from scoring.cohesion import prior
from scoring.odds import odds_path
from scoring.parameters import SeriesParameters, WorldParameters, calibrate, calibrate_world, dyad_parameters
from scoring.threat import exposure_of, mean_rate, reference_rate
from store import ledger, parameters
from store.engine import Connection

Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Change:
    """New parameters of one series. old: those in force before. points: how far its value of the last day moves."""

    series: str
    old: Values
    new: Values
    valid_from: date
    note: str
    points: float | None = None


def recalibrated(tx: Connection, through: date | None, wanted: Sequence[str] = ()) -> list[Change]:
    """Parameters of the world, the threat categories and the cohesion series, from the first day through `through`.

    through: None for the first three years, or all there is. wanted: only these series (`world`, `threat:CATEGORY`,
    `cohesion:NATO` and so on); empty for all. They hold from the day after `through`, a series' first version also
    before it. Raises InvalidInput when there is no history, or a series is none of these.
    """
    last = ledger.last_day(tx)
    if last is None:
        raise InvalidInput("There is nothing to calibrate from: no event was scored yet.")
    source = StoreSource(tx, last)
    through = min(through or source.first + timedelta(days=1095), last)
    if through < source.first:
        raise InvalidInput(f"The history begins on {source.first}, after {through}.")
    known = ["world", *(f"threat:{category}" for category in ThreatCategory), *ledger.names_with(tx, "cohesion:")]
    if unknown := sorted(set(wanted) - set(known)):
        raise InvalidInput(f"{', '.join(unknown)}: only world, threat:CATEGORY and cohesion series have parameters.")
    return _Calibration(tx, source, through).changes([name for name in known if not wanted or name in wanted])


def set_by_hand(tx: Connection, series: str, values: Values, through: date | None) -> Change:
    """Parameters of one odds series (`cohesion:NATO`, `dyad:RUS|UKR`, `bargaining:EU_CSDP`) as somebody chose them.

    values: some of psi, m, kappa, half_life (days); the others stay. They hold from the day after `through`, from the
    first day of the history when it is None. Raises InvalidInput for an unknown series, name or impossible value.
    """
    last = ledger.last_day(tx)
    if last is None or series not in ledger.names_with(tx, series):
        raise InvalidInput(f"There is no series {series!r} in the ledger; one is written like cohesion:NATO.")
    if series.partition(":")[0] not in ("cohesion", "dyad", "bargaining"):
        raise InvalidInput(f"{series}: only cohesion, dyad and bargaining series have parameters of their own.")
    source = StoreSource(tx, last)
    versions = source.parameters(series)
    old = _of_series(versions[-1] if versions else dyad_parameters(series, source.world_parameters()))
    for name, value in values.items():
        if name not in old:
            raise InvalidInput(f"{name} is no parameter; there are {', '.join(old)}.")
        if value <= 0 or (name == "m" and value >= 1):
            raise InvalidInput(f"{name} {value:g}: {'between 0 and 1' if name == 'm' else 'above 0'}, please.")
    valid_from = through + timedelta(days=1) if through else source.first
    return Change(series, old, {**old, **values}, valid_from, "set by hand")


class _Calibration:
    def __init__(self, tx: Connection, source: StoreSource, through: date) -> None:
        self._tx, self._source, self._through = tx, source, through
        self._days = (through - source.first).days + 1
        self._from = through + timedelta(days=1)
        self._old_world = source.world_parameters()

    def changes(self, names: Sequence[str]) -> list[Change]:
        world = self._old_world
        found = []
        if "world" in names:
            hostile = ledger.hostile_claims(self._tx, self._source.first, self._through)
            series = self._source.daily("world", self._source.last)
            world = calibrate_world(series, hostile, self._from, days=self._days)
            found.append(Change("world", _of_world(self._old_world), _of_world(world), self._from, world.note))
        for name in names:
            if name.startswith("threat:"):
                found.append(self._reference(name, world))
            elif name.startswith("cohesion:") and (change := self._cohesion(name, world)) is not None:
                found.append(change)
        return found

    def _reference(self, name: str, world: WorldParameters) -> Change:
        source = self._source
        exposure = exposure_of(source.daily("world", source.last), world)
        countries = ledger.names_with(self._tx, f"{name}:country:")
        rates = [mean_rate(source.daily(one, source.last), exposure, world, self._days) for one in countries]
        old = {"reference": source.reference_rate(name.removeprefix("threat:"))}
        note = f"{self._days} days from {source.first}, {len(rates)} countries"
        return Change(name, old, {"reference": reference_rate(rates)}, self._from, note)

    def _cohesion(self, name: str, world: WorldParameters) -> Change | None:
        source = self._source
        group = source.groups.get(name.split(":")[1])
        versions = source.parameters(name)
        if group is None or not versions:
            return None
        members = source.members(group.code, self._through) or source.members(group.code, source.last)
        m = prior(group, members, self._through.year).m
        series = source.daily(name, source.last)
        made = calibrate(name, series, world, m, self._from, days=self._days)
        before, after = (odds_path(series, one, with_interval=False).value[-1] for one in (versions[-1], made))
        return Change(name, _of_series(versions[-1]), _of_series(made), self._from, made.note, float(after - before))


def _of_world(world: WorldParameters) -> Values:
    return {"ratio": world.ratio, "volume": world.volume, "hostile_claim": world.hostile_claim}


def _of_series(one: SeriesParameters) -> Values:
    return {"psi": one.psi, "m": one.m, "kappa": one.kappa, "half_life": one.half_life}


def put(tx: Connection, changes: Sequence[Change], note: str, *, now: datetime) -> dict[str, int]:
    """Put the changes on record; returns each series' new version."""
    return {
        one.series: parameters.add(
            tx, one.series, _plain(one.new), valid_from=one.valid_from, note=f"{note} ({one.note})", now=now
        )
        for one in changes
    }


def _plain(values: Values) -> dict[str, Any]:
    return {name: float(value) for name, value in values.items()}


def data_line(changes: Sequence[Change], versions: dict[str, int], note: str) -> str:
    """The line for the changelog: what has a new version, from when, and how far values move."""
    moved = [abs(one.points) for one in changes if one.points is not None]
    worlds = [one for one in changes if one.series == "world"]
    parts = [f"{len(changes)} series have new parameters from {changes[0].valid_from}"]
    if worlds:
        parts.append(f"world ratio {worlds[0].old['ratio']:.3f} -> {worlds[0].new['ratio']:.3f}")
    if moved:
        parts.append(f"cohesion moves by at most {max(moved):.1f} points")
    steps = sorted({f"v{version - 1} -> v{version}" for version in versions.values()})
    return f"- `[DATA]` Recalibration ({', '.join(steps)}): {'; '.join(parts)}. {note}"
