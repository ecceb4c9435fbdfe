"""Event -> reports: one report for each pair of actors the event speaks of.

Guards against known coding traps live here, because they decide between whom and what a report is: joint exercises of
allies and troops sent to an ally are cooperation, force at the host's invitation is aimed at a group and not at the
host, and support for an opposition is not support for the state. A hostile act at nobody in particular is a report with
one side, and so is what an alliance does as one: its members agree, meet or exercise.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from core.actors import base_of
from core.alliances import BODIES
from core.claims import NOBODY, ClaimKey, ClaimType, Report
from core.events import CodedEvent, Event
from core.plover import Dimension, EventType, Status
from scoring.categories import context_shares
from scoring.weights import SYMMETRIC, Coding, to_coding

MEMBER_OF = Callable[[str, date], frozenset[str]]
IS_INVITED = Callable[[str, str, date], bool]

CONFIRMED_P = 0.99

# Weight of a sector on either side of an act; no sector means the state itself.
ROLE: dict[str, float] = {
    "": 1.0, "GOV": 1.0, "MIL": 1.0, "SPY": 1.0, "REB": 1.0, "LEG": 0.6, "JUD": 0.6, "CVL": 0.4, "BUS": 0.4, "MED": 0.4,
    "OPP": 0.4,
}  # fmt: skip

# Only what is asserted counts. Announced and imagined acts are kept as events but get no weight: a weak early claim
# would make the echo discount bite on the act itself when it comes.
STATUS_WEIGHT: dict[Status, float] = {
    Status.ASSERTED: 1.0,
    Status.FUTURE: 0.0,
    Status.HYPOTHETICAL: 0.0,
    Status.NEGATED: 0.0,
    Status.HISTORICAL: 0.0,
}

_JOINT = re.compile(r"\b(joint|jointly|exercises?|drills?|manoeuvres|maneuvers|war ?games?)\b", re.IGNORECASE)
# Troops sent to an ally reinforce it; aimed at one they would be said to go against it.
_REINFORCING = re.compile(
    r"\b(deploy\w*|mov(?:e|es|ed|ing)|send\w*|sent|station\w*|reinforc\w*|battle ?groups?|battalions?|rotat\w*)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)
_POSTURE = frozenset({ClaimType.MOBILIZE, ClaimType.THREATEN})
_FORCE = frozenset({ClaimType.MOBILIZE, ClaimType.COERCE, ClaimType.ASSAULT, ClaimType.FIGHT, ClaimType.MASSVIOL})
_EXERCISE = Coding(ClaimType.COOPERATE, 0.75, Dimension.MILITARY)


def nobody_invited(actor: str, host: str, on: date) -> bool:
    """No intervention by invitation is known."""
    return False


def reports_of(event: Event, alliances_of: MEMBER_OF, is_invited: IS_INVITED = nobody_invited) -> list[Report]:
    """The event's reports, one per pair; none when it must not be scored.

    Not scored: rejected events, events without a day, and whatever is not asserted (STATUS_WEIGHT).
    alliances_of(code, day): alliances the actor belongs to. is_invited(actor, host, day): whether the actor uses force
    there at the host's invitation. A reviewed event has p = 0.99.
    """
    coded = event.coded
    if event.is_rejected:
        return []
    p = CONFIRMED_P if event.origin == "review" else event.reliability * coded.confidence
    return reports_of_coded(coded, event.publisher, p, event.region, event.id, alliances_of, is_invited)


def reports_of_coded(
    coded: CodedEvent,
    publisher: str,
    p: float,
    region: str | None,
    event_id: int,
    alliances_of: MEMBER_OF,
    is_invited: IS_INVITED = nobody_invited,
) -> list[Report]:
    """`reports_of` for an event that is not stored yet; p is the probability 0..1 that the report is right."""
    if coded.event_day is None:
        return []
    return reports_on(coded.event_day, coded, publisher, p, region, event_id, alliances_of, is_invited)


def reports_on(
    day: date,
    coded: CodedEvent,
    publisher: str,
    p: float,
    region: str | None,
    event_id: int,
    alliances_of: MEMBER_OF,
    is_invited: IS_INVITED,
) -> list[Report]:
    """`reports_of_coded`, had the event this day."""
    p *= STATUS_WEIGHT[coded.status]
    if p <= 0.0:
        return []
    coding = to_coding(coded.type, coded.mode, coded.contexts, coded.cameo)
    actors = coded.actors
    if len(actors) == 1 and len(coded.recipients) == 1:
        # By far the most common shape, kept off the general path for speed.
        if base_of(actors[0]) == base_of(coded.recipients[0]):
            return []
        pairs = [(actors[0], coded.recipients[0])]
        share = 1.0
    else:
        is_one = len(actors) == 1 and not coded.recipients and _is_alliance(base_of(actors[0]), day, alliances_of)
        if not coded.recipients and coded.type is EventType.MOBILIZE and (len(actors) > 1 or is_one):
            coding = _EXERCISE
        pairs = list(_pairs(coded, coding))
        if is_one and coding.type in SYMMETRIC and coding.x > 0:
            pairs = [(actors[0], NOBODY)]
        if not pairs:
            return []
        share = 1.0 / math.sqrt(len(pairs))
    return [
        _report(source, target, coding, share, day, coded, publisher, p, region, event_id, alliances_of, is_invited)
        for source, target in pairs
    ]


def is_timeless(coded: CodedEvent, reports: Sequence[Report]) -> bool:
    """Whether `reports`, which `reports_on` gave for one day, are the same, but for the day, on every other.

    They need not be where it may have to ask who was allied, or invited, on the day.
    """
    return coded.evidence is None and not any(report.key.type in _FORCE for report in reports)


def _report(
    source: str,
    target: str,
    coding: Coding,
    share: float,
    day: date,
    coded: CodedEvent,
    publisher: str,
    p: float,
    region: str | None,
    event_id: int,
    alliances_of: MEMBER_OF,
    is_invited: IS_INVITED,
) -> Report:
    src, _, src_sector = source.partition(":")
    tgt, _, tgt_sector = target.partition(":")
    claim_type, x, dimension = coding
    # What asks for the day here must be known to is_timeless.
    if claim_type in _POSTURE and _is_joint(coded) and alliances_of(src, day) & alliances_of(tgt, day):
        claim_type, x, dimension = _EXERCISE
    elif claim_type in _FORCE and is_invited(src, tgt, day):
        tgt = f"{tgt}_REB"
    elif tgt_sector == "OPP" and x > 0:
        tgt = f"{tgt}_OPP"
    if claim_type in SYMMETRIC:
        key = ClaimKey(src, tgt, "-", claim_type, day) if src < tgt else ClaimKey(tgt, src, "-", claim_type, day)
    elif src < tgt:
        key = ClaimKey(src, tgt, ">", claim_type, day)
    else:
        key = ClaimKey(tgt, src, "<", claim_type, day)
    role = ROLE[src_sector] * ROLE[tgt_sector] * share
    threats = coded.threats or context_shares(coded.contexts, coded.mode, src_sector, claim_type)
    return Report(key, publisher, p, x, role, coded.dimension or dimension, threats, region, event_id)


def _is_joint(coded: CodedEvent) -> bool:
    """Whether the sentence speaks of an exercise or a reinforcement, which between allies is no posture."""
    if coded.evidence is None:
        return False
    text = coded.evidence.sentence.text
    if _JOINT.search(text):
        return True
    return _REINFORCING.search(text) is not None and _AGAINST.search(text) is None


def _is_alliance(base: str, day: date, alliances_of: MEMBER_OF) -> bool:
    """Whether the actor is an alliance on file, or acts for one."""
    return BODIES.get(base, base) in alliances_of(base, day)


def _pairs(coded: CodedEvent, coding: Coding) -> Iterator[tuple[str, str]]:
    """Distinct pairs of different states or groups; of two sectors of one base the weightier one speaks."""
    actors, recipients = _weightiest(coded.actors), _weightiest(coded.recipients)
    if recipients:
        seen: set[frozenset[str]] = set()
        for source in actors:
            for target in recipients:
                pair = frozenset((base_of(source), base_of(target)))
                if len(pair) == 2 and not (coding.type in SYMMETRIC and pair in seen):
                    seen.add(pair)
                    yield source, target
    elif coding.type in SYMMETRIC:
        yield from combinations(sorted(actors), 2)
    elif coding.x < 0:
        # Hostile, but at nobody in particular: it moves threats, and no relation.
        for source in actors:
            yield source, NOBODY


def _weightiest(codes: tuple[str, ...]) -> list[str]:
    best: dict[str, str] = {}
    for code in sorted(codes):
        base, _, sector = code.partition(":")
        if base not in best or ROLE[sector] > ROLE[best[base].partition(":")[2]]:
            best[base] = code
    return list(best.values())
