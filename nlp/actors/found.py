"""What the rules hand to each other while one document is resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from nlp.actors.phrases import Match
from nlp.actors.words import Words


@dataclass(slots=True)
class Found:
    """A mention in the making. `anchor`: its head when there is no parse. `office`: the title it carries, if any."""

    start: int
    end: int
    anchor: int
    codes: tuple[str, ...]
    rule: str
    evidence: str
    office: str = ""
    person: str = ""
    is_attributive: bool = False


@dataclass(slots=True)
class Article:
    """One document as the rules see it: its words, when and where it was published, what was matched, what is taken.

    people: the mentions that name a person, in the order they were resolved. places: capitals that are mere places.
    """

    words: Words
    published_on: date | None
    publisher_country: str | None
    is_world: bool
    matches: list[Match] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)
    match_at: dict[int, Match] = field(default_factory=dict)
    persons: list[Match] = field(default_factory=list)
    person_at: dict[int, Match] = field(default_factory=dict)
    people: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)

    def add(self, found: Found) -> bool:
        """Keep a mention unless a token of it is taken already; says whether it was kept."""
        if any(self.taken[found.start : found.end]):
            return False
        self.take(found.start, found.end)
        self.found.append(found)
        return True

    def take(self, start: int, end: int) -> None:
        """Mark tokens as spoken for."""
        self.taken[start:end] = [True] * (end - start)

    def in_order(self) -> list[Found]:
        """Mentions in text order."""
        return sorted(self.found, key=lambda found: found.start)


def with_sector(codes: Iterable[str], sector: str) -> tuple[str, ...]:
    """The codes with a sector; a code that has one already keeps it."""
    return tuple(dict.fromkeys(code if ":" in code else f"{code}:{sector}" for code in codes))
