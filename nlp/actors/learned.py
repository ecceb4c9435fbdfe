"""Office holders learned from texts: 'French President X' puts X in a French office from that day; 'former' ends it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

# An observation loses half its weight in this many days without being seen again: governments change.
HALF_LIFE_DAYS = 180.0
# Less (decayed) support than this, in articles, resolves nobody: one article counts for half a year, two for a year.
LEAST_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class OfficeObservation:
    """One article's word that a person holds an office, or (`is_former`) no longer does.

    code: actor code with sector. title: the office in lower case. article: the article's id, None when unknown.
    """

    code: str
    title: str
    name: str
    surname: str
    day: date
    article: str | None = None
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class LearnedSpell:
    """What the observations of one person in one office amount to on a day."""

    code: str
    title: str
    name: str
    surname: str
    first_seen: date
    last_seen: date
    count: int
    support: float

    def evidence(self) -> str:
        """Count and days, for a reader."""
        return f"learned from {self.count} article{'s' * (self.count != 1)}, last on {self.last_seen}"


@dataclass(slots=True)
class LearnedOffices:
    """A set of observations: the same set gives the same answers, in whatever order and however often it was added."""

    _by_surface: dict[str, set[OfficeObservation]] = field(default_factory=dict)

    def add(self, observation: OfficeObservation) -> None:
        """Keep an observation; the same one twice counts once."""
        for surface in (observation.name, observation.surname):
            self._by_surface.setdefault(surface, set()).add(observation)

    def observations(self) -> list[OfficeObservation]:
        """All observations, oldest first."""
        every = {observation for known in self._by_surface.values() for observation in known}
        return sorted(every, key=lambda seen: (seen.day, seen.name, seen.code, seen.title, seen.article or ""))

    def holders(self, surface: str, on: date | None) -> list[LearnedSpell]:
        """Spells that a surface stands for on the day, best supported first. Later observations are not looked at.

        A person whom the latest word calls 'former' holds nothing; without a day nothing is known.
        """
        if on is None:
            return []
        groups: dict[tuple[str, str], list[OfficeObservation]] = {}
        for seen in self._by_surface.get(surface, ()):
            if seen.day <= on:
                groups.setdefault((seen.name, seen.code), []).append(seen)
        spells = [spell for group in groups.values() if (spell := _spell(group, on)) is not None]
        return sorted(spells, key=lambda spell: (-spell.support, spell.name, spell.code))

    def to_rows(self) -> Iterator[dict[str, Any]]:
        """One row per observation, with the day in ISO form."""
        for observation in self.observations():
            yield {**asdict(observation), "day": observation.day.isoformat()}

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Any]]) -> "LearnedOffices":
        """What `to_rows` gave."""
        book = cls()
        for row in rows:
            day = row["day"] if isinstance(row["day"], date) else date.fromisoformat(row["day"])
            book.add(OfficeObservation(**{**row, "day": day}))
        return book


def _spell(group: list[OfficeObservation], on: date) -> LearnedSpell | None:
    former = max((seen.day for seen in group if seen.is_former), default=date.min)
    current = [seen for seen in group if not seen.is_former and seen.day > former]
    if not current:
        return None
    support = sum(0.5 ** ((on - seen.day).days / HALF_LIFE_DAYS) for seen in current)
    latest = max(current, key=lambda seen: (seen.day, seen.title))
    if support < LEAST_SUPPORT:
        return None
    return LearnedSpell(
        code=latest.code,
        title=latest.title,
        name=latest.name,
        surname=latest.surname,
        first_seen=min(seen.day for seen in current),
        last_seen=latest.day,
        count=len({(seen.article, seen.day) for seen in current}),
        support=support,
    )
