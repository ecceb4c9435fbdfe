"""What the rules hand to each other while one document is resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from nlp.actors.phrases import Match
from nlp.actors.words import Words

# A short mention looks back over so many sentences at most, so that long articles take time in proportion.
LONGEST_REACH = 25
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


@dataclass(slots=True)
class Found:
    """A mention in the making. `anchor`: its head without a parse. `office`: the role noun it carries, if any."""

    start: int
    end: int
    anchor: int
    codes: tuple[str, ...]
    rule: str
    evidence: str
    office: str = ""
    person: str = ""

    def bases(self) -> tuple[str, ...]:
        """The states, organisations or groups it is of, without sectors."""
        return tuple(dict.fromkeys(code.partition(":")[0] for code in self.codes))


@dataclass(slots=True)
class Article:
    """One document as the rules see it: its words, its day, what was matched, what is taken, what was found.

    people: the mentions that name a person, in the order they were resolved. places: capitals that are mere places.
    """

    words: Words
    published_on: date | None
    is_world: bool
    article_id: str | None = None
    matches: list[Match] = field(default_factory=list)
    match_at: dict[int, Match] = field(default_factory=dict)
    match_until: dict[int, Match] = field(default_factory=dict)
    persons: list[Match] = field(default_factory=list)
    person_at: dict[int, Match] = field(default_factory=dict)
    taken: list[bool] = field(default_factory=list)
    people: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)
    vocabulary: frozenset[str] = frozenset()
    surfaces: dict[str, frozenset[str]] = field(default_factory=dict)
    organisations: set[str] = field(default_factory=set)
    _found: dict[int, list[Found]] = field(default_factory=dict)

    def keep_matches(self, matches: list[Match]) -> None:
        """Take in the matches of the gazetteer, and index them. A leading 'the' is no part of a name."""
        for match in matches:
            if match.end - match.start > 1 and self.words.lowers[match.start] == "the":
                match.start += 1
            named = {code.partition(":")[0] for code in match.entry.codes}
            self.surfaces[match.entry.surface] = self.surfaces.get(match.entry.surface, frozenset()) | named
        self.matches = matches
        self.match_at = {match.start: match for match in matches}
        self.match_until = {match.end: match for match in matches}
        self.vocabulary = frozenset(self.words.lowers)

    def bases_beside(self, *surfaces: str) -> set[str]:
        """States, organisations and groups that other surfaces than these name in the article."""
        return {base for surface, bases in self.surfaces.items() if surface not in surfaces for base in bases}

    def add(self, found: Found) -> bool:
        """Keep a mention unless a token of it is taken already; says whether it was kept."""
        if any(self.taken[found.start : found.end]):
            return False
        self.take(found.start, found.end)
        self._found.setdefault(self.words.sents[found.start], []).append(found)
        if found.rule in ("organisation", "group"):
            self.organisations.update(found.codes)
        return True

    def drop(self, found: Found) -> None:
        """Forget a mention that a longer one takes in."""
        self._found[self.words.sents[found.start]].remove(found)
        self.taken[found.start : found.end] = [False] * (found.end - found.start)

    def take(self, start: int, end: int) -> None:
        """Mark tokens as spoken for."""
        self.taken[start:end] = [True] * (end - start)

    def in_sentence(self, number: int) -> list[Found]:
        """Mentions of a sentence, in text order."""
        return sorted(self._found.get(number, ()), key=lambda found: found.start)

    def before(self, index: int, sentences: int = LONGEST_REACH) -> list[Found]:
        """Mentions before token `index`, of its sentence and so many sentences before, nearest first."""
        number = self.words.sents[index]
        near = [found for past in range(max(0, number - sentences), number + 1) for found in self._found.get(past, ())]
        return sorted((found for found in near if found.end <= index), key=lambda found: -found.start)

    def ending_at(self, end: int) -> Found | None:
        """The mention that ends where token `end` begins."""
        near = self._found.get(self.words.sents[end - 1], ()) if end > 0 else ()
        return next((found for found in near if found.end == end), None)

    def is_subject_of(self, found: Found, index: int) -> bool:
        """Whether a mention is the subject of the very verb that token `index` depends on."""
        words = self.words
        subject = words.head_of(found.start, found.end, found.anchor)
        while words.deps[subject] == "conj" and words.heads[subject] < subject:
            subject = words.heads[subject]
        return words.parsed and words.deps[subject] in SUBJECTS and words.heads[subject] == words.heads[index] != index

    def in_order(self) -> list[Found]:
        """All mentions in text order."""
        return sorted((found for near in self._found.values() for found in near), key=lambda found: found.start)


def with_sector(codes: Iterable[str], sector: str) -> tuple[str, ...]:
    """The codes with a sector; a code that has one already keeps it."""
    return tuple(dict.fromkeys(code if ":" in code else f"{code}:{sector}" for code in codes))
