"""The lexicon: what words mean as acts, read from the data files of `nlp/lexicon` and indexed by trigger word.

The files say how they are written (`nlp/lexicon/README.md`). A wrong line raises LexiconError with its file and number.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from spacy.tokens import Token

from core.plover import CONTEXTS, MODES, EventType
from nlp.coder.inflect import form_table
from nlp.coder.words import word_set

FOLDER = Path(__file__).parent.parent / "lexicon"
PREPOSITIONS = word_set("lexicon.prepositions")
_ROLES = {"R": "R", "B": "B", "O": "O", "A": "R"}
_LOST_WITH_PARTICLE = frozenset({"future", "plan"})
"""Kinds a verb does not have with a particle: who "is set to" do it will, who "set up" a mission did."""
_MEMBERSHIP_WORDS = frozenset({"to", "that", "as", "by"})


class LexiconError(ValueError):
    """A line of the lexicon that cannot be read; the message names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a pattern: who or what stands there.

    role: `R` recipient, `O` recipient that is an organisation, `B` partner, `W` words, `_` anything. prepositions:
    empty for the object; `is_bare` when the
    preposition may be missing. words: lemmas asked for (role `W`, or the object that belongs to `R`: "R's envoy").
    """

    role: str
    prepositions: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    is_bare: bool = False
    is_optional: bool = False
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lexicon.

    slots: in the order of the pattern. complement: `to`, `that` or the empty string. weight: how specific the pattern
    is; of two entries that match, the more specific one wins. is_inverse: the subject is the recipient ("R receive
    {aid} from A"); the slot of role `R` then holds the actor.
    """

    pattern: str
    kind: str
    triggers: tuple[tuple[str, str], ...]
    slots: tuple[Slot, ...]
    complement: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str
    example: str
    expected: tuple[tuple[str, ...], tuple[str, ...]]
    source: str
    weight: float = 0.0
    is_force: bool = False
    is_inverse: bool = False
    is_armed: bool = False
    is_crowd: bool = False
    needs: tuple[frozenset[str], ...] = ()

    @property
    def is_joint(self) -> bool:
        """Whether its act is done together: partners, no recipient."""
        return any(slot.role == "B" for slot in self.slots)

    @property
    def is_generic(self) -> bool:
        """Whether it fits any complement and gives way to what the complement itself says ("threatened **to** ...")."""
        return self.complement == "to" and not self.slots


@dataclass(slots=True)
class Lexicon:
    """All entries, by trigger. `verbs` and `nouns` map a lemma to (particle, entry), the most specific entry first."""

    entries: list[Entry] = field(default_factory=list)
    verbs: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)
    nouns: dict[str, list[Entry]] = field(default_factory=dict)
    operators: dict[str, frozenset[str]] = field(default_factory=dict)
    operator_examples: list[tuple[str, str]] = field(default_factory=list)
    contexts: dict[str, frozenset[str]] = field(default_factory=dict)
    topics: dict[str, frozenset[str]] = field(default_factory=dict)
    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    place_starts: frozenset[str] = frozenset()
    particles: dict[str, frozenset[str]] = field(default_factory=dict)
    verb_forms: dict[str, str] = field(default_factory=dict)
    noun_forms: dict[str, str] = field(default_factory=dict)

    def kinds_of(self, lemma: str) -> frozenset[str]:
        """Operator kinds of a word, empty when it is none."""
        return self.operators.get(lemma, frozenset())

    def kinds_at(self, token: Token) -> frozenset[str]:
        """Operator kinds of a word and its particle."""
        lemma = token.lemma_.lower()
        kinds = self.kinds_of("going" if token.lower_ == "going" else lemma)
        if not kinds:  # "has so far refrained", read as an adjective
            kinds = self.kinds_of(self.verb_forms.get(token.lower_, lemma))
        for child in token.children:
            if child.dep_ in ("compound:prt", "advmod", "case") and child.i > token.i:
                own = self.kinds_of(f"{lemma}+{child.lower_}")
                kinds = own or (kinds - _LOST_WITH_PARTICLE if child.dep_ == "compound:prt" else kinds)
        return kinds

    def with_entries(self, entries: list[Entry]) -> "Lexicon":
        """The lexicon with `entries` in place of its own, indexed by trigger; operators, classes and the rest stay."""
        verbs: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        nouns: dict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: -entry.weight):
            for lemma, particle in entry.triggers:
                if entry.kind == "noun":
                    nouns[lemma].append(entry)
                else:
                    verbs[lemma].append((particle, entry))
        single = {word.partition("+")[0] for word in self.operators}
        asked = {word for entry in entries for slot in entry.slots for word in slot.words}
        asked |= {word for words in self.classes.values() for word in words}
        return replace(
            self,
            entries=entries,
            verbs=dict(verbs),
            particles={lemma: frozenset(particle for particle, _ in found) for lemma, found in verbs.items()},
            nouns=dict(nouns),
            verb_forms=form_table({*verbs, *single}, is_verb=True),
            noun_forms=form_table({*nouns, *single, *asked}, is_verb=False),
        )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield f"{path.name}:{number}", line


def _class_file(path: Path) -> dict[str, frozenset[str]]:
    classes = {}
    for where, line in _lines(path):
        name, colon, words = line.partition(":")
        if not colon:
            raise LexiconError(f"{where}: expected 'name: words'")
        classes[name.strip()] = frozenset(words.split())
    return classes


class _PatternReader:
    """Reads one pattern of the mini-language into triggers and slots."""

    def __init__(self, pattern: str, classes: dict[str, frozenset[str]], where: str):
        self.words = pattern.split()
        self.classes = classes
        self.where = where

    def alternatives(self, word: str) -> frozenset[str]:
        """The lemmas a word of a pattern stands for."""
        found: set[str] = set()
        for part in word.split("/"):
            if part.startswith("{"):
                name = part.strip("{}")
                if name not in self.classes:
                    raise LexiconError(f"{self.where}: no class {name!r} in classes.txt")
                found |= self.classes[name]
            else:
                found.add(part)
        return frozenset(found)

    def verb(self) -> tuple[tuple[tuple[str, str], ...], tuple[Slot, ...], str]:
        """Triggers (lemma, particle), slots and complement of a verb pattern, which starts with `A`."""
        if len(self.words) < 2 or self.words[0] not in ("A", "F", "M", "C", "R"):
            raise LexiconError(f"{self.where}: a verb pattern starts with 'A' and a verb")
        if (self.words[0] == "R") != any(word in ("A", "A's") for word in self.words[1:]):
            raise LexiconError(f"{self.where}: a pattern that starts with 'R' names its 'A' after the verb")
        triggers = tuple((lemma, particle) for lemma, _, particle in
                         (part.partition("+") for part in sorted(self.alternatives(self.words[1]))))  # fmt: skip
        slots, complement = self.slots(self.words[2:])
        return triggers, slots, complement

    def noun(self) -> tuple[tuple[tuple[str, str], ...], tuple[Slot, ...], str]:
        """Triggers, slots and complement of a noun pattern."""
        slots, complement = self.slots(self.words[1:])
        return tuple((lemma, "") for lemma in sorted(self.alternatives(self.words[0]))), slots, complement

    def slots(self, words: list[str]) -> tuple[tuple[Slot, ...], str]:
        """The slots after the trigger."""
        slots: list[Slot] = []
        prepositions: frozenset[str] = frozenset()
        is_bare = False
        complement = ""
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word in _MEMBERSHIP_WORDS and not prepositions and (not rest or (word == "that" and rest == ["R"])):
                complement = word
                if rest:
                    slots.append(Slot("R", frozenset({"that"})))
                break
            bare = word.startswith("(")
            plain = frozenset(word.strip("()").split("/"))
            if plain <= PREPOSITIONS and not prepositions:
                prepositions, is_bare = plain, bare
                if rest:
                    continue
                slots.append(Slot("_", prepositions, is_any=True))
                break
            optional = word.endswith("?")
            word = word.rstrip("?")
            if word in ("R", "B", "O", "A"):
                slot = Slot(_ROLES[word], prepositions, is_bare=is_bare, is_optional=optional)
            elif word in ("R's", "B's", "A's"):
                owned = rest.pop(0) if rest else "_"
                slot = Slot(_ROLES[word[0]], prepositions, frozenset() if owned == "_" else self.alternatives(owned),
                            is_optional=optional, is_any=owned == "_")  # fmt: skip
            elif word == "_":
                slot = Slot("_", prepositions, is_any=True)
            else:
                slot = Slot("W", prepositions, self.alternatives(word), is_optional=optional)
            slots.append(slot)
            prepositions, is_bare = frozenset(), False
        return tuple(slots), complement


def _weight(slots: tuple[Slot, ...], complement: str, has_particle: bool) -> float:
    weight = 2.0 if has_particle else 0.0
    for slot in slots:
        if slot.is_optional:
            weight += 0.1
        elif slot.role in "RBO":
            weight += 2.0 if slot.prepositions else 1.5
            weight += 0.1 if slot.role == "O" else 0.0
            weight += 1.0 if slot.words else (0.2 if slot.is_any else 0.0)
        elif slot.role == "W":
            weight += 1.2
        else:
            weight += 0.3
    return weight + (0.1 if complement else 0.0)


def _needs(slots: tuple[Slot, ...]) -> tuple[frozenset[str], ...]:
    asked = [slot.words for slot in slots if slot.words and not slot.is_optional]
    return tuple(frozenset(re.split("[_-]", word)[-1] for word in words) | {"nothing"} for words in asked)


def read_expected(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and recipients of an example's `A+B > C`."""
    actors, arrow, recipients = text.partition(">")
    if not arrow:
        raise ValueError(text)
    return (
        tuple(code.strip() for code in actors.split("+") if code.strip()),
        tuple(code.strip() for code in recipients.split("+") if code.strip()),
    )


def read_entry(line: str, kind: str, classes: dict[str, frozenset[str]], where: str) -> Entry:
    """One line of verbs.txt, phrases.txt or nouns.txt. Raises LexiconError."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 5:
        raise LexiconError(f"{where}: expected 5 parts between '|', found {len(parts)}")
    pattern, type_and_mode, contexts, cameo, example = parts
    type_name, _, mode = type_and_mode.partition("/")
    if type_name not in EventType.__members__:
        raise LexiconError(f"{where}: no event type {type_name!r}")
    event_type = EventType[type_name]
    if mode and mode not in MODES[event_type]:
        raise LexiconError(f"{where}: {type_name} has no mode {mode!r}")
    names = tuple(name.strip() for name in contexts.split(",") if name.strip())
    for name in names:
        if name not in CONTEXTS:
            raise LexiconError(f"{where}: no context {name!r}")
    if not re.fullmatch(r"\d{2,4}", cameo):
        raise LexiconError(f"{where}: {cameo!r} is no CAMEO code")
    sentence, equals, expected = example.rpartition(" = ")
    if not equals or ">" not in expected:
        raise LexiconError(f"{where}: an example ends with ' = ACTORS > RECIPIENTS'")
    reader = _PatternReader(pattern, classes, where)
    triggers, slots, complement = reader.noun() if kind == "noun" else reader.verb()
    return Entry(pattern, kind, triggers, slots, complement, event_type, mode or None, names, cameo, sentence,
                 read_expected(expected), where,
                 _weight(slots, complement, any(p for _, p in triggers)) + 0.3 * pattern.startswith("C "),
                 pattern.startswith("F "), pattern.startswith("R "), pattern.startswith("M "),
                 pattern.startswith("C "), _needs(slots))  # fmt: skip


def _read_operators(path: Path) -> tuple[dict[str, frozenset[str]], list[tuple[str, str]]]:
    operators: dict[str, set[str]] = defaultdict(set)
    examples = []
    for where, line in _lines(path):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3:
            raise LexiconError(f"{where}: expected 'words | kind | example'")
        for word in parts[0].split("/"):
            operators[word].add(parts[1])
        examples.append((where, parts[2]))
    return {word: frozenset(kinds) for word, kinds in operators.items()}, examples


def _read_places(path: Path) -> dict[str, str]:
    places: dict[str, str] = {}
    for where, line in _lines(path):
        code, colon, names = line.partition(":")
        if not colon:
            raise LexiconError(f"{where}: expected 'state: towns'")
        places |= {name.strip(): code for name in names.split(",")}
    return places


def read_lexicon(folder: Path = FOLDER) -> Lexicon:
    """The lexicon of the data files in `folder`. Raises LexiconError on the first wrong line."""
    classes = _class_file(folder / "classes.txt")
    lexicon = Lexicon(classes=classes, topics=_class_file(folder / "topics.txt"))
    by_word: dict[str, set[str]] = defaultdict(set)
    for name, words in _class_file(folder / "contexts.txt").items():
        if name not in CONTEXTS:
            raise LexiconError(f"contexts.txt: no context {name!r}")
        for word in words:
            by_word[word].add(name)
    lexicon.contexts = {word: frozenset(names) for word, names in by_word.items()}
    lexicon.operators, lexicon.operator_examples = _read_operators(folder / "operators.txt")
    entries = []
    for name, kind in (("verbs.txt", "verb"), ("phrases.txt", "phrase"), ("nouns.txt", "noun")):
        entries += [read_entry(line, kind, classes, where) for where, line in _lines(folder / name)]
    lexicon = lexicon.with_entries(entries)
    lexicon.places = _read_places(folder / "places.txt")
    lexicon.place_starts = frozenset(name.split()[0] for name in lexicon.places)
    return lexicon


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The lexicon shipped with the coder, read once."""
    return read_lexicon()
