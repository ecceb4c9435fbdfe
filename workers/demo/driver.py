"""Drives the demo's clock through the archive: evenly where there is news, in leaps where there is none."""

from pathlib import Path
from time import monotonic

from core.clock import wall_clock, write_knots
from workers.demo.figures import Figures
from workers.demo.reading import knots_of, retellings, stretches

_CALM_FOR, _CALM_AT_END = 1.0, 3.0
"""Seconds without change, with nothing left to do, after which the clock may leap, or the demo is over."""
_PATIENCE = 20.0
"""Seconds a leap waits for work that does not end. The end of the demo waits longer: leases have to run out."""
_PATIENCE_AT_END = 120.0


class Driver:
    """Sets the clock in `folder`. It leaps only when all that was published before has been worked off.

    Otherwise rules would look at a day months after the news that should have set them off.
    """

    def __init__(self, folder: Path, era: str, seconds: float) -> None:
        self._clock = folder / "clock.json"
        self._published = [one.published_at for one in retellings(era)]
        self._stretches = stretches(self._published, seconds)
        self._place = -1
        self._ends_at = 0.0
        self._changed_at = 0.0
        self._last: Figures | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the clock runs, or ran."""
        return self._place >= 0

    def go_on(self) -> None:
        """Set the clock going through the next stretch."""
        self._place += 1
        stretch = self._stretches[self._place]
        write_knots(self._clock, knots_of(stretch, wall_clock().timestamp(), goes_on=self._is_last))
        self._ends_at = self._changed_at = monotonic() + stretch.seconds

    def look(self, seen: Figures) -> bool:
        """Let the clock leap when it is time; True when the demo is over."""
        now = monotonic()
        if seen != self._last:
            self._last, self._changed_at = seen, now
        if now < self._ends_at:
            return False
        patience = _PATIENCE_AT_END if self._is_last else _PATIENCE
        if not self._is_worked_off(seen, now) and now < self._ends_at + patience:
            return False
        if self._is_last:
            return True
        self.go_on()
        return False

    @property
    def _is_last(self) -> bool:
        return self._place == len(self._stretches) - 1

    def _is_worked_off(self, seen: Figures, now: float) -> bool:
        out = sum(at <= self._stretches[self._place].end for at in self._published)
        is_calm = now - max(self._changed_at, self._ends_at) > (_CALM_AT_END if self._is_last else _CALM_FOR)
        return seen.served == seen.stored == out and seen.waiting == 0 and is_calm
