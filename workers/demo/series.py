"""How the indices of the era's alliances moved during the demo."""

from dataclasses import dataclass
from datetime import date

from core.indices import Observation
from desk.source import source
from scoring.indices import observations
from store.engine import Connection

ALLIANCES = {
    "2021_2022": ("NATO", "EU_CSDP", "US_JPN", "US_KOR", "ASEAN"),
    "warsaw_pact": ("WARSAW_PACT",),
}
"""Whose cohesion must move in each archive."""

_ALSO = {
    "2021_2022": (("cohesion", "CSTO"), ("threat:great_power", "world"), ("threat:cyber", "world")),
    "warsaw_pact": (("cohesion", "NATO"), ("threat:great_power", "world")),
}
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Path:
    """An index over the demo's days. Days without a value are left out of lowest, highest and last."""

    index: str
    entity: str
    observations: tuple[Observation, ...]

    @property
    def known(self) -> list[Observation]:
        """The days with a value."""
        return [one for one in self.observations if one.value is not None]

    @property
    def lowest(self) -> Observation | None:
        """The first day with the lowest value; None when no day has one."""
        return min(self.known, key=lambda one: one.value or 0.0, default=None)

    @property
    def highest(self) -> Observation | None:
        """The first day with the highest value; None when no day has one."""
        return max(self.known, key=lambda one: one.value or 0.0, default=None)

    @property
    def has_moved(self) -> bool:
        """Whether two days differ by a point or more."""
        low, high = self.lowest, self.highest
        return low is not None and high is not None and (high.value or 0.0) - (low.value or 0.0) >= 1.0

    def sketch(self) -> str:
        """The path as a row of bars between its lowest and highest value, over the days that have one."""
        known = [one.value or 0.0 for one in self.known]
        if not known:
            return ""
        low, span = min(known), (max(known) - min(known)) or 1.0
        picked = [known[place * (len(known) - 1) // (_WIDTH - 1)] for place in range(_WIDTH)]
        return "".join(_BARS[round((value - low) / span * (len(_BARS) - 1))] for value in picked)


def paths(tx: Connection, era: str, first: date, last: date) -> list[Path]:
    """The paths worth showing for the era, from `first` to `last` inclusive."""
    read = source(tx, last)
    wanted = [*(("cohesion", name) for name in ALLIANCES[era]), *_ALSO[era]]
    return [
        Path(index, entity, tuple(observations(index, entity, read, max(first, read.first), last)))
        for index, entity in wanted
    ]


def still_ones(found: list[Path], era: str) -> list[str]:
    """What to say of alliances whose cohesion should have moved and did not."""
    return [
        f"cohesion of {path.entity} did not move"
        for path in found
        if path.index == "cohesion" and path.entity in ALLIANCES[era] and not path.has_moved
    ]
