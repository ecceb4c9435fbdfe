"""Turns: what one word above a candidate makes of its act ("promised to", "threatened to", "stopped ...").

Source: PLOVER and CAMEO read cooperation announced for the future as AGREE, hostile acts as THREATEN; a refusal as
REJECT.
"""

from spacy.tokens import Token

from core.plover import QUAD_OF, EventType, Quad, Status
from nlp.coder.candidate import Candidate
from nlp.coder.clauses import is_verbal, preposition_of, subjects_of
from nlp.coder.fillers import PLACES, Filler, Reader
from nlp.coder.parties import bases
from nlp.coder.words import word_set

COOPERATIVE = frozenset({Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION})
HOSTILE = Quad.MATERIAL_CONFLICT
INTENT_CAMEO = {EventType.CONSULT: "036", EventType.SUPPORT: "032", EventType.COOPERATE: "031", EventType.AID: "033",
                EventType.RETREAT: "0356", EventType.CONCEDE: "035", EventType.AGREE: "030"}  # fmt: skip
REQUEST_MODE = {EventType.CONSULT: "meet", EventType.AGREE: "meet", EventType.SUPPORT: "assist", EventType.COOPERATE:
"assist",
                EventType.AID: "assist", EventType.RETREAT: "yield", EventType.CONCEDE: "yield"}  # fmt: skip
_REQUEST_CAMEO = {"meet": "026", "assist": "021", "yield": "025", "change": "024"}
_REJECT_CAMEO = {"meet": "125", "assist": "121", "yield": "124", "change": "123"}
_THREAT = {EventType.SANCTION: ("relations", "131"), EventType.COERCE: ("restrict", "132"), EventType.PROTEST:
("restrict", "133"),
           EventType.MOBILIZE: ("violence", "138"), EventType.ASSAULT: ("violence", "138"),
           EventType.REJECT: ("relations", "130"), EventType.ACCUSE: (None, "130")}  # fmt: skip
_STOPPED = {
    EventType.CONSULT: (EventType.SANCTION, "withdraw", "164"),
    EventType.AGREE: (EventType.SANCTION, "discontinue", "160"),
    EventType.SUPPORT: (EventType.SANCTION, "discontinue", "160"),
    EventType.COOPERATE: (EventType.SANCTION, "discontinue", "160"),
    EventType.AID: (EventType.SANCTION, "discontinue", "162"),
    EventType.SANCTION: (EventType.RETREAT, None, "085"),
    EventType.COERCE: (EventType.CONCEDE, None, "081"),
    EventType.ASSAULT: (EventType.RETREAT, "ceasefire", "0871"),
    EventType.MOBILIZE: (EventType.RETREAT, "withdraw", "087"),
    EventType.RETREAT: (EventType.REJECT, "yield", "124"),
    EventType.CONCEDE: (EventType.REJECT, "yield", "124"),
}
_ORDERS = frozenset({"order", "instruct", "command", "direct", "tell"})
_OFFICES = word_set("operators.offices")


def set_status(candidate: Candidate, status: Status, word: str) -> None:
    """Settle the status; two negations cancel each other, and nothing else undoes a negation."""
    candidate.trace.append(f"{status}: {word}")
    if status is Status.NEGATED and candidate.status is Status.NEGATED:
        candidate.status = Status.ASSERTED
    elif status is Status.NEGATED or candidate.status is not Status.NEGATED:
        candidate.status = status


def to_future(candidate: Candidate, word: str) -> None:
    """What lies ahead: cooperation announced is agreement, everything else keeps its type."""
    if candidate.status in (Status.NEGATED, Status.HYPOTHETICAL):
        return
    candidate.trace.append(f"future: {word}")
    if QUAD_OF[candidate.type] in COOPERATIVE:
        _to_agree(candidate)
    if candidate.status is Status.ASSERTED:
        candidate.status = Status.FUTURE


def to_promise(candidate: Candidate) -> None:
    """What is promised or agreed on: cooperation becomes AGREE, hostility THREATEN."""
    quad = QUAD_OF[candidate.type]
    if candidate.status is Status.NEGATED:
        candidate.status = Status.ASSERTED
        if quad in COOPERATIVE:
            to_reject(candidate)
        else:
            candidate.type, candidate.mode, candidate.cameo = EventType.AGREE, None, "035"
    elif quad in COOPERATIVE:
        _to_agree(candidate)
        _split_partners(candidate)
        candidate.status = Status.ASSERTED
    elif quad is HOSTILE:
        to_threat(candidate)


def to_threat(candidate: Candidate) -> None:
    """What is threatened: THREATEN with the mode of the act."""
    if candidate.status is Status.NEGATED and QUAD_OF[candidate.type] in COOPERATIVE:
        candidate.mode, candidate.cameo = "relations", "131"
    else:
        candidate.mode, candidate.cameo = _THREAT.get(candidate.type, (None, "130"))
        if candidate.cameo == "132" and candidate.entry.mode == "seize":
            candidate.mode = "territory"
    candidate.type = EventType.THREATEN
    candidate.status = Status.ASSERTED
    _split_partners(candidate)


def to_refusal(candidate: Candidate, head: Token, reader: Reader) -> None:
    """What its own actor refuses: REJECT of cooperation, hostility not done."""
    refusers = [filler for token in subjects_of(head) for filler in reader.read(token)] if is_verbal(head) else []
    if refusers and not bases(refusers) & bases(candidate.actors):
        candidate.is_alive = False  # what others were not let do
        return
    if QUAD_OF[candidate.type] in COOPERATIVE:
        to_reject(candidate)
        candidate.status = Status.ASSERTED
    else:
        set_status(candidate, Status.NEGATED, "refuse")


def to_reject(candidate: Candidate) -> None:
    """REJECT, with the mode of what is rejected."""
    mode = REQUEST_MODE.get(candidate.type)
    candidate.type, candidate.mode, candidate.cameo = EventType.REJECT, mode, _REJECT_CAMEO.get(mode or "", "120")
    _split_partners(candidate)


def to_stop(candidate: Candidate, head: Token) -> None:
    """What is stopped: help ends as SANCTION, hostility as RETREAT or CONCEDE; anything else leaves nothing."""
    stopped = _STOPPED.get(candidate.type)
    if stopped is None:
        candidate.is_alive = False
        return
    candidate.type, candidate.mode, candidate.cameo = stopped
    _split_partners(candidate)
    candidate.trace.append(f"stop: {head.lemma_}")


def to_request(candidate: Candidate, head: Token, reader: Reader, fired: dict[int, Candidate], converts: bool) -> None:
    """What is asked for: REQUEST from whoever asks to the others, when the word says so itself (`converts`)."""
    askers = candidate.actors
    if is_verbal(head):
        askers = [filler for token in subjects_of(head) for filler in reader.read(token)]
        if head.i not in fired and head.lemma_.lower() in _ORDERS and _is_own(candidate, head, askers, reader):
            candidate.actors = askers
            if QUAD_OF[candidate.type] is HOSTILE:
                to_threat(candidate)
            return
    if head.i in fired or not converts or not askers:
        candidate.is_alive = False
        return
    others = [f for f in candidate.actors + candidate.recipients if not bases([f]) <= bases(askers)]
    mode = REQUEST_MODE.get(candidate.type, "change")
    candidate.type, candidate.mode, candidate.cameo = EventType.REQUEST, mode, _REQUEST_CAMEO[mode]
    candidate.actors, candidate.recipients, candidate.is_joint = askers, others, False
    candidate.is_alive = bool(others)


def _is_own(candidate: Candidate, head: Token, askers: list[Filler], reader: Reader) -> bool:
    """Whether somebody is told to act who belongs to whoever tells him: "ordered **its army** to withdraw"."""
    told = [filler for child in head.children if child.dep_ in ("obj", "iobj") for filler in reader.read(child)]
    return bool(told) and bases(told) == bases(askers) and bases(candidate.actors) <= bases(askers)


def add_speaker(candidate: Candidate, head: Token, reader: Reader) -> None:
    """Whoever tells of the act; an actor that announces its own hostile act threatens."""
    subjects = subjects_of(head)
    speakers = [filler for token in subjects for filler in reader.read(token, PLACES)]
    if not speakers and any(token.lemma_.lower() in _OFFICES for token in subjects):
        places = [c for c in head.children if c.dep_ in ("obl", "nmod") and preposition_of(c) == "in"]
        speakers = [filler for token in places for filler in reader.read(token, PLACES)]
    if speakers and not candidate.speakers:
        candidate.speakers = speakers
    if speakers and bases(speakers) & bases(candidate.actors):
        candidate.is_self_reported = True
        if candidate.status is Status.FUTURE and not (
            candidate.type is EventType.SANCTION and head.lemma_.lower() in ("announce", "decide", "declare")
        ):
            _own_word(candidate)


def to_warning(candidate: Candidate, head: Token, reader: Reader) -> None:
    """Who warns of what it will do itself threatens; what others might do is a warning, no act."""
    speakers = [filler for token in subjects_of(head) for filler in reader.read(token)]
    if bases(speakers) & bases(candidate.actors) and QUAD_OF[candidate.type] is HOSTILE:
        to_threat(candidate)
    else:
        candidate.is_alive = False


def to_hint(candidate: Candidate, head: Token, reader: Reader) -> None:
    """Who hints at hostile acts of its own threatens; any other hint is a guess."""
    speakers = [filler for token in subjects_of(head) for filler in reader.read(token)]
    if bases(speakers) & bases(candidate.actors) and QUAD_OF[candidate.type] is HOSTILE:
        to_threat(candidate)
    else:
        set_status(candidate, Status.HYPOTHETICAL, head.text)


def _own_word(candidate: Candidate) -> None:
    """An actor that says what it will do: announced hostility is a threat, and still to come."""
    if QUAD_OF[candidate.type] is HOSTILE:
        to_threat(candidate)
        candidate.status = Status.FUTURE


def _to_agree(candidate: Candidate) -> None:
    candidate.cameo = INTENT_CAMEO[candidate.type]
    candidate.type, candidate.mode = EventType.AGREE, None


def _split_partners(candidate: Candidate) -> None:
    """A joint act that one side refuses or asks for is directed: the others become recipients."""
    if candidate.is_joint and candidate.partners and len(candidate.actors) > candidate.partners:
        candidate.recipients = candidate.actors[-candidate.partners :]
        candidate.actors = candidate.actors[: -candidate.partners]
        candidate.is_joint = False
