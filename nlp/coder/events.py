"""From candidate to event: codes, contexts, day, relevance and evidence, in characters of the article."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Token

from core.actors import base_of
from core.events import CodedEvent, Evidence, Span
from core.plover import QUAD_OF, EventType, Sector, Status
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import is_verbal
from nlp.coder.days import TimeSense, read_time
from nlp.coder.fillers import Filler
from nlp.coder.lexicon import Lexicon
from nlp.coder.relevance import alliance_act_of, dimension_of, threats_of
from nlp.coder.turns import COOPERATIVE, INTENT_CAMEO

_NAMED_TIMES = (
    "tomorrow|midnight|next|January|February|March|April|May|June|July|August|September|October|November|December"
    "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)
_AHEAD = re.compile(
    rf"\b(?:from|as of|starting|beginning|effective)\s+(?:in\s+)?(?:{_NAMED_TIMES})\b"
    rf"|\bnext (?:week|month|year|spring|summer|autumn|winter|{_NAMED_TIMES})\b|\btomorrow\b",
    re.IGNORECASE,
)
"""Words that put an act told in the present tense ahead."""
_TO_PEOPLE = frozenset({EventType.CONCEDE, EventType.COOPERATE, EventType.AID, EventType.RETREAT})
_TIME_STOPS = frozenset({"acl:relcl", "acl", "parataxis", "ccomp", "advcl", "appos"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the parsed text lies in the article: maps a character offset of the document to one of the article."""

    to_article: Callable[[int], int]
    text: str

    def span(self, start: int, end: int) -> Span:
        """The stretch of the article that characters `start` to `end` of the document stand for."""
        first = self.to_article(start)
        last = self.to_article(end - 1) + 1 if end > start else first
        return Span(first, last, self.text[first:last])


def codes_of(fillers: list[Filler]) -> tuple[str, ...]:
    """Actor codes in the order of the text; of a state with and without a sector, the one with the sector."""
    found: dict[str, str] = {}
    for filler in fillers:
        for code in filler.codes:
            kept = found.get(code)
            if kept is None and base_of(code) in {base_of(other) for other in found}:
                same = [other for other in found if base_of(other) == base_of(code)]
                if ":" in code and same == [base_of(code)]:
                    found[code] = code
                    del found[base_of(code)]
                elif ":" not in code:
                    continue
                else:
                    found[code] = code
            elif kept is None:
                found[code] = code
    return tuple(found)


def _people_of(candidate: Candidate) -> tuple[str, ...]:
    """Codes of the recipients, where people without an article ("let **East Germans** leave") are no state."""
    codes: dict[str, None] = {}
    for filler in candidate.recipients:
        first, head = candidate.trigger.doc[filler.mention.start], candidate.trigger.doc[filler.mention.head]
        is_people = filler.mention.rule == "national" and filler.via == "head" and head.lower_.endswith("s")
        is_bare = first.i == 0 or first.nbor(-1).lower_ not in ("the", "all")
        for code in codes_of([filler]):
            codes.setdefault(f"{code}:{Sector.CVL}" if is_people and is_bare and ":" not in code else code)
    return tuple(codes)


def scope_text(candidate: Candidate) -> str:
    """The words of the act's own clause, without clauses that hang below or beside it."""
    root = candidate.scope
    if candidate.kind == "noun":
        node = root
        for _ in range(4):
            if is_verbal(node) or node.head == node:
                break
            node = node.head
        root = node
    keep: list[Token] = []
    stack = [root]
    while stack:
        token = stack.pop()
        keep.append(token)
        for child in token.children:
            if child.dep_ in _TIME_STOPS and child != candidate.trigger and not _is_above(candidate.trigger, child):
                continue
            stack.append(child)
    keep.sort(key=lambda token: token.i)
    return "".join(token.text_with_ws for token in keep)


def _is_above(token: Token, node: Token) -> bool:
    return any(ancestor == node for ancestor in token.ancestors)


def context_words(candidate: Candidate) -> tuple[list[str], set[str]]:
    """Lemmas and lower-case forms of the clause, for contexts and relevance."""
    root = candidate.scope if candidate.kind != "noun" else candidate.scope.head
    lemmas: list[str] = []
    words: set[str] = set()
    for token in root.subtree:
        if abs(token.i - candidate.trigger.i) <= 20 and token.pos_ in ("NOUN", "PROPN", "ADJ", "VERB"):
            lemmas.append(token.lemma_.lower())
            words |= {token.lower_, token.lemma_.lower()}
    return lemmas, words


class Teller:
    """Turns candidates into events."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon

    def tell(self, candidate: Candidate, placed: Placed, published: date | None, confidence: float) -> CodedEvent:
        """The event of a candidate."""
        actors = codes_of(candidate.actors)
        others = codes_of(candidate.recipients) if candidate.type not in _TO_PEOPLE else _people_of(candidate)
        recipients = tuple(code for code in others if code not in actors)
        self._look_ahead(candidate)
        time = self._time(candidate, published)
        status = candidate.status
        if time.is_historical and status in (Status.ASSERTED, Status.FUTURE):
            status = Status.HISTORICAL
        if status is Status.ASSERTED and self._is_past_world(actors, recipients, published):
            status = Status.HISTORICAL
        day = time.day if status in (Status.ASSERTED, Status.NEGATED) else None
        if status is Status.FUTURE and time.words and time.day is not None and not time.is_historical:
            day = time.day
        lemmas, words = context_words(candidate)
        contexts = self._contexts(candidate, lemmas)
        speakers = codes_of(candidate.speakers)
        organisations = self.lexicon.classes["organisation"]
        mode = candidate.mode
        return CodedEvent(
            actors=actors,
            recipients=recipients,
            type=candidate.type,
            mode=mode,
            contexts=contexts,
            status=status,
            event_day=day,
            confidence=confidence,
            evidence=self._evidence(candidate, placed),
            cameo=candidate.cameo,
            speaker=speakers[0] if speakers else None,
            dimension=dimension_of(candidate.type, mode, contexts, words),
            alliance_act=alliance_act_of(candidate.type, mode, actors, recipients, words, organisations),
            threats=threats_of(candidate.type, contexts, actors, recipients, words),
        )

    def _look_ahead(self, candidate: Candidate) -> None:
        """Turn an act told in the present tense for a later day into one to come ("arrives next Wednesday")."""
        if candidate.status is not Status.ASSERTED or candidate.trigger.tag_ not in ("VBZ", "VBP"):
            return
        if _AHEAD.search(scope_text(candidate)):
            candidate.status = Status.FUTURE
            if QUAD_OF[candidate.type] in COOPERATIVE:
                candidate.cameo = INTENT_CAMEO[candidate.type]
                candidate.type, candidate.mode = EventType.AGREE, None

    def _is_past_world(self, actors: tuple[str, ...], recipients: tuple[str, ...], published: date | None) -> bool:
        """Whether a state or alliance takes part that was gone long before publication."""
        gone = self.lexicon.classes["gone"]
        return (
            published is not None
            and published.year > 2003
            and bool(gone & {base_of(c) for c in (*actors, *recipients)})
        )

    def _time(self, candidate: Candidate, published: date | None) -> TimeSense:
        time = read_time(scope_text(candidate), published, is_future=candidate.status is Status.FUTURE)
        if not time.words and candidate.scope.dep_ != "ROOT":
            sentence = candidate.scope.sent
            lead = sentence[: max(1, min(8, len(sentence)))].text
            wide = read_time(lead, published, is_future=candidate.status is Status.FUTURE)
            if wide.is_historical:
                return wide
        return time

    def _contexts(self, candidate: Candidate, lemmas: list[str]) -> tuple[str, ...]:
        found = dict.fromkeys(candidate.entry.contexts)
        for lemma in lemmas:
            for name in sorted(self.lexicon.contexts.get(lemma, ())):
                found[name] = None
        if candidate.type in (EventType.ACCUSE, EventType.REJECT) and "diplomatic" in found and len(found) > 1:
            found.pop("diplomatic")
        return tuple(found)[:5]

    def _evidence(self, candidate: Candidate, placed: Placed) -> Evidence:
        sentence = candidate.trigger.sent
        doc = candidate.trigger.doc
        first, last = sentence[0], sentence[-1]
        trace = "; ".join(candidate.trace)
        return Evidence(
            sentence=placed.span(first.idx, last.idx + len(last.text)),
            trigger=placed.span(candidate.trigger.idx, candidate.trigger.idx + len(candidate.trigger.text)),
            actors=tuple(_mention_span(filler, doc, placed) for filler in candidate.actors),
            recipients=tuple(_mention_span(filler, doc, placed) for filler in candidate.recipients),
            rule=f"{candidate.kind}: {candidate.entry.pattern}" + (f" > {trace}" if trace else ""),
        )


def _mention_span(filler: Filler, doc: object, placed: Placed) -> Span:
    first, last = doc[filler.mention.start], doc[filler.mention.end - 1]  # type: ignore[index]
    return placed.span(first.idx, last.idx + len(last.text))
