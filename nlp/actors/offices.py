"""Who holds which office, when: a shipped table of facts, and what was learned from texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from nlp.actors.learned import LearnedOffices, OfficeObservation
from nlp.actors.phrases import Match, PhraseTable
from nlp.actors.tables import entry, rows
from nlp.actors.words import Words

# News of a change of office may carry the old title for a day or two (time zones, late feeds).
_GRACE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Office:
    """A spell of a person in an office, from `started_on` up to `ended_on` (None: still in office as far as we know).

    is_known_by_surname: the surname alone, without a title, is enough in a news text.
    """

    code: str
    title: str
    name: str
    surname: str
    started_on: date
    ended_on: date | None
    is_known_by_surname: bool
    origin: str = "table"

    def is_held(self, on: date) -> bool:
        """Whether the person holds the office on the day."""
        return self.started_on - _GRACE <= on and (self.ended_on is None or on < self.ended_on + _GRACE)

    def evidence(self) -> str:
        """The office in words, with its days."""
        until = f" until {self.ended_on}" if self.ended_on else ""
        return f"{self.name}, {self.title} ({self.code}), {self.origin}, from {self.started_on}{until}"


@cache
def static_offices() -> tuple[Office, ...]:
    """The shipped table `offices.tsv`; read once."""
    return tuple(
        Office(
            code=row["code"],
            title=row["title"],
            name=row["name"],
            surname=row["surname"] or row["name"].split()[-1],
            started_on=_day(row["from"], first=True),
            ended_on=_day(row["to"], first=False) if row["to"] else None,
            is_known_by_surname=row["alone"] == "1",
        )
        for table in ("offices.tsv", "leaders.tsv")
        for row in rows(table)
    )


def _day(text: str, *, first: bool) -> date:
    """A day from YYYY, YYYY-MM or YYYY-MM-DD; a shorter one is the first or the last day it can mean."""
    year, month, day = [*text.split("-"), "", ""][:3]
    return date(int(year), int(month or (1 if first else 12)), int(day or (1 if first else 28)))


@dataclass(slots=True)
class OfficeBook:
    """All offices known, from the table and from texts; finds the persons of a document and who they are on its day."""

    offices: tuple[Office, ...] = field(default_factory=static_offices)
    learned: LearnedOffices = field(default_factory=LearnedOffices)
    _by_surface: dict[str, list[Office]] = field(default_factory=dict)
    _phrases: PhraseTable = field(default_factory=PhraseTable)

    def __post_init__(self) -> None:
        for office in self.offices:
            self._index(office)
        for observation in self.learned.observations():
            self._index_learned(observation)

    def _index(self, office: Office) -> None:
        for surface in {office.name, office.surname, *variants(office.name)}:
            known = self._by_surface.setdefault(surface, [])
            if not known:
                self._phrases.add(entry(surface, (), "person"))
            known.append(office)

    def _index_learned(self, observation: OfficeObservation) -> None:
        for surface in {observation.name, observation.surname}:
            if surface not in self._by_surface:
                self._by_surface[surface] = []
                self._phrases.add(entry(surface, (), "person"))

    def learn(self, observations: Iterable[OfficeObservation]) -> None:
        """Take in what texts said. The order does not matter."""
        for observation in observations:
            self.learned.add(observation)
            self._index_learned(observation)

    def first_words(self) -> set[str]:
        """The first piece of every surface of a person, lower case."""
        return self._phrases.first_words()

    def scan(self, words: Words) -> list[Match]:
        """Surfaces of persons in the document, in text order."""
        return self._phrases.scan(words)

    def holders(self, surface: str, on: date | None) -> list[Office]:
        """Offices that a surface (full name or surname) stands for on the day; without a day, all there ever were."""
        static = [office for office in self._by_surface.get(surface, ()) if on is None or office.is_held(on)]
        return static or [
            Office(spell.code, spell.title, spell.name, spell.surname, spell.first_seen, None, False, spell.evidence())
            for spell in self.learned.holders(surface, on)
        ]

    def to_rows(self) -> Iterator[dict[str, Any]]:
        """What was learned, as rows for a store (the table itself is shipped, not stored)."""
        return self.learned.to_rows()

    @classmethod
    def from_rows(cls, learned: Iterable[dict[str, Any]]) -> "OfficeBook":
        """The shipped table and what `to_rows` gave."""
        return cls(learned=LearnedOffices.from_rows(learned))


def variants(name: str) -> set[str]:
    """Spellings of a full name a text may use: without a middle initial, without the hyphens of Korean names."""
    parts = name.split()
    found = {" ".join(part for part in parts if not (len(part) <= 2 and part.endswith(".")))}
    if "-" in name:
        found.add(name.replace("-", " "))
    return found - {name}
