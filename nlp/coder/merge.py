"""One event per act: an article tells the same act in its title, its lead and again below.

Two events are the same act when type, parties and status agree and their days do not contradict each other. Parties
agree when the states, alliances and groups do, sectors aside, or when those of one are among those of the other (a
title names two of the three who met). The surer telling is kept, with the day and the finer codes of either.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.actors import base_of
from core.events import CodedEvent
from core.plover import EventType, Status

_PLAIN = "030"
"""The CAMEO code of an agreement that does not say on what."""
_LOOSE_MODES = (EventType.REQUEST, EventType.REJECT, EventType.THREATEN)
"""Types whose mode a title and a sentence below may read differently."""
_SETTLED = (Status.ASSERTED, Status.FUTURE, Status.HYPOTHETICAL, Status.NEGATED, Status.HISTORICAL)


def _bases(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(base_of(code) for code in codes)


def _in_one_sentence(one: CodedEvent, other: CodedEvent) -> bool:
    first, second = one.evidence, other.evidence
    return first is not None and second is not None and first.sentence == second.sentence


def is_same_act(one: CodedEvent, other: CodedEvent) -> bool:
    """Whether two events of one article tell the same act."""
    if one.type is not other.type:
        return False
    is_loose = one.type in _LOOSE_MODES and not _in_one_sentence(one, other)
    if one.mode and other.mode and one.mode != other.mode and not is_loose:
        return False  # "banned trade with Israel and expelled its envoy"
    if one.type is EventType.AGREE and _PLAIN not in (one.cameo, other.cameo) and one.cameo != other.cameo:
        return False  # "agreed to meet" and "will hold drills"
    if bool(one.recipients) != bool(other.recipients):
        return (
            len(one.actors) == 1
            and one.mode == other.mode
            and _bases(one.actors) == _bases(other.actors)
            and (one.status is other.status)
        )
    if one.status is not other.status and Status.NEGATED in (one.status, other.status):
        return False
    if one.status is not other.status and Status.HISTORICAL in (one.status, other.status):
        return False
    if one.event_day and other.event_day and abs((one.event_day - other.event_day).days) > 1:
        return False
    actors, others = _bases(one.actors), _bases(other.actors)
    recipients, other_recipients = _bases(one.recipients), _bases(other.recipients)
    if actors == others and recipients == other_recipients:
        return True
    if not actors or not others:
        return False
    if actors <= others and recipients <= other_recipients:
        return True
    return others <= actors and other_recipients <= recipients


def _finer(kept: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of the wider party, each with a sector where either telling has one."""
    wide, narrow = (kept, other) if len(_bases(kept)) >= len(_bases(other)) else (other, kept)
    sectors = {base_of(code): code for code in narrow if ":" in code}
    return tuple(sectors.get(code, code) if ":" not in code else code for code in wide)


def merge(events: Iterable[CodedEvent]) -> tuple[CodedEvent, ...]:
    """The acts of an article, each once, in the order in which they are first told."""
    acts: list[CodedEvent] = []
    for event in events:
        for index, known in enumerate(acts):
            if is_same_act(known, event):
                acts[index] = _join(known, event)
                break
        else:
            acts.append(event)
    return tuple(acts)


def _join(known: CodedEvent, event: CodedEvent) -> CodedEvent:
    best, rest = (known, event) if known.confidence >= event.confidence else (event, known)
    status = min(known.status, event.status, key=_SETTLED.index)
    return replace(
        best,
        actors=best.actors if best.actors == rest.actors else _finer(best.actors, rest.actors),
        recipients=best.recipients or rest.recipients
        if not (best.recipients and rest.recipients) or best.recipients == rest.recipients
        else _finer(best.recipients, rest.recipients),
        mode=best.mode or rest.mode,
        contexts=tuple(dict.fromkeys((*best.contexts, *rest.contexts)))[:5],
        status=status,
        event_day=best.event_day or rest.event_day,
        speaker=best.speaker if best.speaker or status is not Status.ASSERTED else rest.speaker,
        alliance_act=best.alliance_act or rest.alliance_act,
        threats=best.threats or rest.threats,
        confidence=round(1 - (1 - best.confidence) * (1 - 0.3 * rest.confidence), 4),
    )
