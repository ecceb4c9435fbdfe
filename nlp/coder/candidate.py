"""A candidate: an entry of the lexicon that fits at a place in a parse."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from core.plover import EventType, Status
from nlp.coder.fillers import Filler
from nlp.coder.lexicon import Entry


@dataclass(slots=True)
class Candidate:
    """An entry that fits: its trigger, who stands where, and what was concluded about it so far.

    points_back: what its object calls an act told before ("the raid"). is_only_answer: nothing without that act.
    scope: the token whose surroundings decide its status. kind: `verb`, `phrase` or `noun`. trace: words for
    `--explain`.
    """

    entry: Entry
    trigger: Token
    scope: Token
    kind: str
    actors: list[Filler]
    recipients: list[Filler]
    is_joint: bool
    type: EventType
    mode: str | None
    cameo: str
    status: Status = Status.ASSERTED
    speakers: list[Filler] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    is_alive: bool = True
    is_passive: bool = False
    is_self_reported: bool = False
    used: set[int] = field(default_factory=set)
    path: set[int] = field(default_factory=set)
    partners: int = 0
    points_back: str = ""
    is_only_answer: bool = False
    background: bool = False
