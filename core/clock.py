"""The clocks. The only file that reads the time; the edges hand it on as an argument."""

import json
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from core.errors import ConfigurationError
from core.settings import Settings

Clock = Callable[[], datetime]
Knot = tuple[float, datetime]
"""A real Unix time and the world's time at it."""


def wall_clock() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


def world_clock(settings: Settings) -> Clock:
    """The time of the watched world: the machine's, or in the demo a simulated one that runs days per second.

    Every process of a demo reads the same knots, so all of them agree on the simulated time.
    Raises ConfigurationError when the file of knots cannot be used.
    """
    if settings.simulated_clock is None:
        return wall_clock
    return _SimulatedClock(settings.simulated_clock)


class _SimulatedClock:
    """Reads the knots again when their file was replaced: the demo sets the clock going once everything is up."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read()

    def __call__(self) -> datetime:
        if self._path.stat().st_mtime_ns != self._read_at:
            self._read()
        return world_time(self._knots, time.time())

    def _read(self) -> None:
        try:
            self._read_at = self._path.stat().st_mtime_ns
            self._knots = read_knots(self._path.read_text())
        except (OSError, ValueError, TypeError) as error:
            raise ConfigurationError(f"ENTENTE_SIMULATED_CLOCK={self._path} is no clock: {error}") from error


def world_time(knots: Sequence[Knot], real: float) -> datetime:
    """The world's time at a real Unix time: still before the first knot, even between two, real pace after the last."""
    if real <= knots[0][0]:
        return knots[0][1]
    place = bisect_right([at for at, _ in knots], real)
    (begin, world), rate = knots[place - 1], 1.0
    if place < len(knots):
        end, later = knots[place]
        rate = (later - world).total_seconds() / (end - begin)
    return world + timedelta(seconds=(real - begin) * rate)


def read_knots(text: str) -> list[Knot]:
    """Knots as `write_knots` wrote them. Raises ValueError unless both times rise from knot to knot."""
    knots = [(float(real), datetime.fromisoformat(world).astimezone(UTC)) for real, world in json.loads(text)]
    if not knots or any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise(knots)):
        raise ValueError("knots must rise")
    return knots


def write_knots(path: Path, knots: Sequence[Knot]) -> None:
    """Keep knots in a file, replacing it at once and whole: clocks may be reading it."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps([(real, world.isoformat()) for real, world in knots]))
    new.replace(path)
