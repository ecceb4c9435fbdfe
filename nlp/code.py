"""The room's door: English news in, coded events out. Coder `ud.v1`."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from multiprocessing import get_context

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from core.events import CodedEvent
from core.plover import EventType, Sector
from nlp.actors import ActorResolver, Gazetteer, OfficeBook, OfficeObservation, load_gazetteer
from nlp.actors import register as register_actors
from nlp.coder.answers import across, answered
from nlp.coder.candidate import Candidate
from nlp.coder.component import ActReader, register
from nlp.coder.confidence import THRESHOLD, confidence
from nlp.coder.events import Placed, Teller
from nlp.coder.headlines import to_sentence_case
from nlp.coder.lexicon import Lexicon, default_lexicon
from nlp.coder.merge import merge
from nlp.coder.prefilter import MAX_CHARACTERS, Prefilter, Segment, split_sentences
from nlp.coder.topics import Topics, is_boilerplate, is_correction, is_retrospect
from nlp.mentions import Mention
from nlp.pipeline import keep_whole, load_pipeline

CODER = "ud.v1"
GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Text:
    """An article to code. published_on: UTC day, None when unknown. publisher_country: ISO 3166-1 alpha-3."""

    id: str
    title: str
    body: str
    published_on: date | None
    publisher_country: str | None = None


@dataclass(frozen=True, slots=True)
class CodedText:
    """What was read from an article.

    events: each act once. mentions: as found in the parsed sentences (token positions of that parse). flags: reasons
    for a
    person to look: `sport`, `entertainment`, `business`, `correction`, `retrospect`, `too_long`, `no_date`,
    `uncertain`.
    """

    id: str
    events: tuple[CodedEvent, ...]
    mentions: tuple[Mention, ...]
    flags: tuple[str, ...]
    offices: tuple[OfficeObservation, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article made ready for the parser: the sentences kept, and where each lies."""

    text: Text
    whole: str
    kept: tuple[Segment, ...]
    starts: tuple[int, ...]
    flags: tuple[str, ...]
    has_title: bool

    @property
    def joined(self) -> str:
        """The kept sentences, one blank between them."""
        return " ".join(segment.text for segment in self.kept)

    def to_article(self, position: int) -> int:
        """The character of title + two newlines + body that a character of `joined` is."""
        index = max(0, bisect_right(self.starts, position) - 1)
        segment = self.kept[index]
        return min(segment.start + position - self.starts[index], segment.end)


class Coder:
    """Codes articles. Holds the pipeline, the gazetteer, the offices it has learned and the lexicon."""

    def __init__(
        self, nlp: Language | None = None, gazetteer: Gazetteer | None = None, *, offices: OfficeBook | None = None,
        lexicon: Lexicon | None = None, parse_everything: bool = False,
    ) -> None:  # fmt: skip
        """nlp: tagger, lemmatiser and parser with UD labels; the shipped pipeline when None. parse_everything: no
        prefilter.
        """
        register_actors()
        register()
        self.nlp = nlp if nlp is not None else load_pipeline()
        self.lexicon = lexicon if lexicon is not None else default_lexicon()
        self.heard = 0  # for whoever keeps observations of offices: the number of the last one this coder was told
        self.actors = ActorResolver(gazetteer if gazetteer is not None else load_gazetteer(), offices or OfficeBook())
        self.reader = ActReader(self.lexicon)
        self.teller = Teller(self.lexicon)
        self.topics = Topics(self.lexicon.topics)
        self.parse_everything = parse_everything
        keep_whole(self.nlp, (form for form in self.lexicon.verb_forms if "-" in form))  # "test-fired" is one verb
        names = {word.lower() for word in first_words(self.actors)}
        self.prefilter = Prefilter(self.lexicon, names)
        self.own: list[str] = [
            name for name in ("entente_actors", "entente_coder", "ner") if name in self.nlp.pipe_names
        ]

    def code(self, texts: Iterable[Text], *, processes: int = 1, batch_size: int = 32) -> Iterator[CodedText]:
        """Events of each text, in the order given. With more than one process each works on whole batches of its
        own.
        """
        if processes > 1:
            yield from self._code_many(texts, processes, batch_size)
            return
        stream = (self.prepare(text) for text in texts)
        while batch := list(islice(stream, batch_size)):
            pairs = [(self.make_doc(prepared), prepared) for prepared in batch if prepared.kept]
            parsed = iter(self.nlp.pipe((doc for doc, _ in pairs), batch_size=batch_size, disable=self.own))
            for prepared in batch:
                yield (
                    self.read(next(parsed), prepared)
                    if prepared.kept
                    else CodedText(prepared.text.id, (), (), prepared.flags)
                )

    def _code_many(self, texts: Iterable[Text], processes: int, batch_size: int) -> Iterator[CodedText]:
        global _worker
        _worker = self  # handed to the children by the fork: the pipeline is loaded once
        stream = iter(texts)
        batches = iter(lambda: list(islice(stream, batch_size)), [])
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            waiting = [pool.submit(_code_batch, batch) for batch in islice(batches, 2 * processes)]
            while waiting:
                yield from waiting.pop(0).result()
                following = next(batches, None)
                if following is not None:
                    waiting.append(pool.submit(_code_batch, following))

    def prepare(self, text: Text) -> Prepared:
        """The sentences of an article that are worth parsing, and the flags that can be told before."""
        flags = ["no_date"] if text.published_on is None else []
        body = text.body
        if len(text.title) + len(body) > MAX_CHARACTERS:
            flags.append("too_long")
            body = body[: MAX_CHARACTERS - min(len(text.title), 1000)]
        title = text.title[:1000]
        topic = self.topics.topic_of(title, body)
        if topic:
            flags.append(topic)
        if is_correction(title, body):
            flags.append("correction")
        if is_retrospect(title):
            flags.append("retrospect")
        whole = text.title + GAP + text.body
        if {"correction", "sport", "entertainment", "retrospect"} & set(flags):
            return Prepared(text, whole, (), (), tuple(flags), False)
        segments = []
        readable = to_sentence_case(title, self.prefilter.triggers, self.prefilter.name_starts)
        if title.strip():
            segments.append(Segment(0, len(title), readable))
        offset = len(text.title) + len(GAP)
        segments += [segment for segment in split_sentences(body, offset) if not is_boilerplate(segment.text)]
        kept = segments if self.parse_everything else self.prefilter.select(title, segments)
        starts, position = [], 0
        for segment in kept:
            starts.append(position)
            position += len(segment.text) + 1
        return Prepared(
            text,
            whole,
            tuple(kept),
            tuple(starts),
            tuple(flags),
            bool(kept) and kept[0].start == 0 and bool(title.strip()),
        )

    def make_doc(self, prepared: Prepared) -> Doc:
        """The unparsed document of an article made ready: sentence starts set, the article's date and title known."""
        doc = self.nlp.make_doc(prepared.joined)
        is_start = np.isin(doc.to_array("IDX"), np.array(prepared.starts, np.uint64))
        # a token at a time this takes as long as a fifth of the parse
        marks = np.where(is_start, 1, -1).astype(np.int64).astype(np.uint64).reshape(-1, 1)
        doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type]
        doc._.published_on = prepared.text.published_on
        doc._.publisher_country = prepared.text.publisher_country
        doc._.article_id = prepared.text.id
        doc._.title_end = len(prepared.kept[0].text) if prepared.has_title else 0
        return doc

    def read(self, doc: Doc, prepared: Prepared) -> CodedText:
        """Events of a parsed article."""
        acts = self.acts_of(doc)
        placed = Placed(prepared.to_article, prepared.whole)
        flags = list(prepared.flags)
        events: list[CodedEvent] = []
        for act in acts:
            sure = confidence(act)
            is_hostile = act.type in (EventType.ASSAULT, EventType.REJECT, EventType.RETREAT, EventType.COERCE)
            if sure < THRESHOLD or self.topics.is_sport(act.trigger.sent.text, is_hostile=is_hostile):
                continue
            event = self.teller.tell(act, placed, prepared.text.published_on, sure)
            if act.points_back:
                event = answered(event, events, act.points_back, _bodies_before(doc, act), _named_in(act))
                if act.is_only_answer and not event.recipients:
                    continue
            elif not event.recipients and len(event.actors) == 1 and _is_between_two(act):
                event = across(event, events)
            if "business" in flags and event.type in (EventType.COOPERATE, EventType.AGREE, EventType.SUPPORT):
                continue
            events.append(event)
        merged = merge(events)
        if any(event.confidence < 0.5 for event in merged):
            flags.append("uncertain")
        seen = (replace(one, article=prepared.text.id) for one in doc._.office_observations or ())
        return CodedText(prepared.text.id, merged, tuple(doc._.mentions), tuple(flags), tuple(seen))

    def learn(self, offices: Iterable[OfficeObservation]) -> None:
        """Take in what other articles said of office holders; the order does not matter, twice counts once."""
        self.actors.offices.learn(offices)

    def acts_of(self, doc: Doc) -> list[Candidate]:
        """Candidates of a parsed document; sets its mentions and learns the offices it tells."""
        self.actors(doc)
        self.actors.offices.learn(doc._.office_observations or [])
        self.reader(doc)
        acts: list[Candidate] = doc._.acts
        return acts


def _is_between_two(act: Candidate) -> bool:
    """Whether the act, told of one side alone, has another: "closed the border", "broke off relations"."""
    words = "{border}" if act.type is EventType.COERCE else "{ties}" if act.type is EventType.SANCTION else ""
    return bool(words) and words in act.entry.pattern


def _named_in(act: Candidate) -> frozenset[str]:
    """Codes that the sentence of an act names before it."""
    start, end = act.trigger.sent.start, act.trigger.i
    mentions = [mention for mention in act.trigger.doc._.mentions if start <= mention.start < end]
    return frozenset(code for mention in mentions for code in mention.codes)


def _bodies_before(doc: Doc, act: Candidate) -> list[str]:
    """Parliaments, and organisations that vote, named before an act, the last one first."""
    named = [mention for mention in doc._.mentions if mention.end <= act.trigger.i]
    codes = [code for mention in reversed(named) for code in mention.codes]
    return [code for code in codes if code.endswith(f":{Sector.LEG}") or code in ("UN", "UNSC", "EU")]


_worker: Coder | None = None


def _code_batch(texts: list[Text]) -> list[CodedText]:
    assert _worker is not None
    return list(_worker.code(texts, batch_size=len(texts)))


def first_words(actors: ActorResolver) -> Iterator[str]:
    """First words of everything the gazetteer and the offices can name."""
    yield from actors.gazetteer.phrases.first_words()
    yield from actors.offices.first_words()
