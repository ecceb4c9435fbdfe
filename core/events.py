"""Events: one coded political act each, with the evidence for it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from core.plover import QUAD_OF, AllianceAct, Dimension, EventType, Quad, Status, ThreatCategory


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text (title + two newlines + body), in characters, end exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an event was read: the sentence, what triggered it, and which words named whom."""

    sentence: Span
    trigger: Span
    actors: tuple[Span, ...] = ()
    recipients: tuple[Span, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """What a coder says of a text: an event before it has a number.

    actors, recipients: actor codes, in the order of the text; a joint act has several actors and no recipient.
    event_day: UTC day of the act; None when the text speaks of a past or undated happening.
    cameo: CAMEO code of the lexicon entry that fired, None when there is none.
    confidence: calibrated probability that the event is right, 0..1.
    speaker: actor code of who reports the act, None when the publisher does.
    threats: category -> share, shares sum to 1; empty when no threat.
    """

    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    status: Status
    event_day: date | None
    confidence: float
    evidence: Evidence | None
    cameo: str | None = None
    speaker: str | None = None
    dimension: Dimension | None = None
    alliance_act: AllianceAct | None = None
    threats: tuple[tuple[ThreatCategory, float], ...] = ()

    @property
    def quad(self) -> Quad:
        """The quad its type lies in."""
        return QUAD_OF[self.type]


@dataclass(frozen=True, slots=True, eq=False)
class Gist:
    """All that an imported row says but its number and its day; rows that say the same share one.

    Compared and hashed as an object, not by value: millions of rows look up what was made of their gist before.
    coded: without evidence and without its day. publisher, reliability, region: as of Event.
    """

    coded: CodedEvent
    publisher: str
    reliability: float
    region: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A stored event: what was coded or last decided, its number, revision and origin.

    article_id: None for an imported event. publisher: slug of who reported it. origin: coder version (`ud.v1`), import
    (`icews`) or `review`. revision counts from 1; earlier ones are kept. region: UN subregion of where it happened.
    """

    id: int
    revision: int
    article_id: int | None
    story_id: int | None
    publisher: str
    reliability: float
    origin: str
    coded: CodedEvent
    known_at: datetime
    is_rejected: bool = False
    region: str | None = None
    flags: tuple[str, ...] = field(default=())
