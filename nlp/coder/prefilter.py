"""Sentences worth parsing: a cheap splitter, and a look for a trigger word beside a hint of an actor, before the
parser.

Parsing is nine tenths of the cost of coding. A sentence is left out only when no word of it can carry an act or none
can name, or point back to, an actor.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nlp.coder.inflect import noun_forms, verb_forms
from nlp.coder.lexicon import Lexicon
from nlp.coder.words import word_set

MAX_CHARACTERS = 20_000
MAX_SENTENCE = 700
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*|[A-Z](?:\.[A-Z])+\.?")
_ABBREVIATIONS = word_set("prefilter.abbreviations")
_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9])|\n\s*\n|\n")
_HINTS = word_set("prefilter.hints")
_SAYING = frozenset({"said", "says", "say", "stressed", "told", "insisted", "added"})
_OUGHT = frozenset({"must", "should", "needs", "need", "ought"})
_NAME_AFTER_TITLE = re.compile(
    r"\b(?:President|Premier|Chancellor|King|Queen|Emperor|Prime Minister|Minister|Secretary|Ambassador|Gen\.|General|"
    r"Senator|Prince|Sultan|"
    r"Leader|leader|chief|Sheikh|Emir|Spokesman|Spokeswoman|spokesman|spokeswoman|president|minister)\s+"
    r"((?:[A-Z][\w'\u2019-]+\s+){0,3}[A-Z][\w'\u2019-]+)"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence as it stands in the text: characters `start` to `end` (exclusive)."""

    start: int
    end: int
    text: str


def split_sentences(text: str, start: int = 0) -> Iterator[Segment]:
    """Sentences of `text`, whose first character is number `start` of the whole. Overlong ones are cut."""
    begin = 0
    for match in _END.finditer(text):
        if match.group().startswith("."):
            before = text[max(begin, match.start() - 12) : match.start()].rsplit(None, 1)
            word = before[-1].lstrip("(\"'\u201c").lower() if before else ""
            if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
                continue
        yield from _cut(text, begin, match.end(), start)
        begin = match.end()
    yield from _cut(text, begin, len(text), start)


def _cut(text: str, begin: int, end: int, start: int) -> Iterator[Segment]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        end = min(end, begin + MAX_SENTENCE)
        yield Segment(start + begin, start + end, text[begin:end])


class Prefilter:
    """Tells which sentences of an article to parse."""

    def __init__(self, lexicon: Lexicon, name_starts: Collection[str]):
        """`name_starts`: first words, lower case, of everything that names an actor or an office holder."""
        self.name_starts = frozenset(name_starts)
        self.strong, self.weak = _triggers(lexicon)
        self.triggers = self.strong | set(self.weak)

    def select(self, title: str, segments: list[Segment]) -> list[Segment]:
        """The segments to parse; none when the article names no actor at all."""
        whole = title + "\n" + "\n".join(segment.text for segment in segments)
        known = {word.lower() for match in _NAME_AFTER_TITLE.finditer(whole) for word in match.group(1).split()}
        names = self.name_starts | known
        kept = []
        is_named = False
        for segment in segments:
            words = _WORD.findall(segment.text)
            lowers = {word.lower() for word in words}
            is_hinted = not lowers.isdisjoint(_HINTS)
            for word in words:
                if word[0].isupper():
                    bare = word.lower().removesuffix("'s").removesuffix("\u2019s")
                    if bare in names or bare.split("-")[0] in names:
                        is_hinted = is_named = True
                        break
            if is_hinted and self.can_act(lowers):
                kept.append(segment)
        return kept if is_named else []

    def can_act(self, words: Collection[str]) -> bool:
        """Whether the words (lower case) of a sentence can carry an act: a trigger, or a light verb with a word it
        needs.
        """
        found = set(words)
        found |= {part for word in found if "-" in word for part in word.split("-")}
        if not found.isdisjoint(self.strong):
            return True
        if not found.isdisjoint(_SAYING) and not found.isdisjoint(_OUGHT):
            return True
        return any(not found.isdisjoint(self.weak[word]) for word in found & self.weak.keys())


def _triggers(lexicon: Lexicon) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Word forms that are a trigger by themselves, and those that need another word beside them -> these words."""
    strong: set[str] = set()
    weak: dict[str, set[str]] = {}
    for entry in lexicon.entries:
        needed = [slot.words for slot in entry.slots if slot.words]
        for lemma, particle in entry.triggers:
            last = lemma.rpartition("_")[2]
            if entry.kind == "noun":
                strong |= {last, *noun_forms(last)}
            elif entry.kind == "verb" and not particle:
                strong |= {lemma, *verb_forms(lemma)}
            else:
                beside = {particle} if particle else set()
                for word in min(needed, key=len, default=frozenset()):
                    ending = word.rpartition("_")[2]
                    beside |= {ending, *noun_forms(ending), *verb_forms(ending)}
                for form in {lemma, *verb_forms(lemma)}:
                    if beside:
                        weak.setdefault(form, set()).update(beside)
                    else:
                        strong.add(form)
    return frozenset(strong), {form: frozenset(words) for form, words in weak.items() if form not in strong}
