"""Answers: whom "condemned the raid" or "rejected the charge" is aimed at, when the act was told before."""

from collections.abc import Sequence
from dataclasses import replace

from core.actors import base_of
from core.events import CodedEvent
from core.plover import QUAD_OF, EventType, Quad, Status
from nlp.coder.words import word_lists

_ANSWERS = (EventType.ACCUSE, EventType.SUPPORT, EventType.REJECT, EventType.REQUEST)
_HOSTILE = (Quad.VERBAL_CONFLICT, Quad.MATERIAL_CONFLICT)
_NAMED = word_lists("answers.txt")
"""Nouns for acts, by the event types they can be, joined by `/`; `body` for the acts of parliaments and assemblies."""
_BODY = _NAMED["body"]
_TYPES = {
    noun: frozenset(EventType(name) for name in names.split("/"))
    for names, nouns in _NAMED.items()
    if names != "body"
    for noun in nouns
}


def _bases(codes: Sequence[str]) -> frozenset[str]:
    return frozenset(base_of(code) for code in codes)


def answered(
    event: CodedEvent,
    before: Sequence[CodedEvent],
    noun: str,
    bodies: Sequence[str] = (),
    near: frozenset[str] = frozenset(),
) -> CodedEvent:
    """An answer to an act told before ("Oslo condemned the raid"), with whoever did that as its recipients; none when
    unknown.

    near: codes that the answer's sentence names ("Russia, **Belarus's** ally, defended the step"): acts of theirs go
    first. noun: what the act is called, in lower case. bodies: parliaments and organisations named before, the last
    one first; a vote or a law is theirs. Of acts that can be called so the nearest that was aimed at whoever answers
    counts, else the one that the article told first. Where the noun says nothing of its kind: the nearest act aimed
    at whoever answers ("Algeria dismissed the charge"); else the nearest that was done by others and is no answer
    itself. What is condemned or rejected is rather a hostile act than talks that somebody held meanwhile.
    """
    own = _bases(event.actors)
    before = _named_beside(event, before, near) or before
    if noun in _BODY:
        body = next((code for code in bodies if base_of(code) not in own), None)
        if body is not None:
            return replace(event, recipients=(body,))
    kinds = _TYPES.get(noun)
    if kinds is not None:
        fitting = [act for act in before if act.type in kinds and not _bases(act.actors) & own and act.actors]
        aimed = [act for act in fitting if _bases(act.recipients) & own]
        if fitting:
            act = aimed[-1] if aimed else fitting[0]
            return replace(event, recipients=_doers_of(act, before, own))
    hostile = [act for act in before if QUAD_OF[act.type] in _HOSTILE]
    candidates = [*before, *hostile] if event.type in (EventType.ACCUSE, EventType.REJECT) else before
    for act in reversed(candidates):
        if _bases(act.recipients) & own and not _bases(act.actors) & own:
            return replace(event, recipients=_doers_of(act, before, own))
    for act in reversed(candidates):
        doers = _bases(act.actors) - own
        if doers and act.type not in _ANSWERS and act.status in (Status.ASSERTED, Status.FUTURE):
            return replace(event, recipients=_doers_of(act, before, own))
    return event


def _named_beside(event: CodedEvent, before: Sequence[CodedEvent], near: frozenset[str]) -> list[CodedEvent]:
    others = {base_of(code) for code in near} - _bases(event.actors)
    return [act for act in before if _bases(act.actors) & others]


def across(event: CodedEvent, before: Sequence[CodedEvent]) -> CodedEvent:
    """A border closed, or ties cut, with nobody in particular: with the one other party of the acts told so far."""
    own = _bases(event.actors)
    others = {
        base_of(code): code for act in before for code in (*act.actors, *act.recipients) if base_of(code) not in own
    }
    if len(others) != 1 or not any(_bases((*act.actors, *act.recipients)) & own for act in before):
        return event
    return replace(event, recipients=tuple(others))


def _doers_of(act: CodedEvent, before: Sequence[CodedEvent], own: frozenset[str]) -> tuple[str, ...]:
    """Whoever did it, and others that the article says did the same to the same ("the expulsions"), but `own`."""
    doers: dict[str, str] = {}
    for other in (*before, act):
        is_same = other.mode == act.mode or act.type is EventType.REQUEST
        if other.type is act.type and is_same and _bases(other.recipients) == _bases(act.recipients):
            for code in other.actors:
                if base_of(code) not in own:
                    doers.setdefault(base_of(code), code)
    return tuple(doers.values())
