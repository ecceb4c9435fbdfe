"""What an act means for alliances: the cohesion dimension it speaks to, acts on the alliance itself, threat categories.

Source: the house rules for cohesion and threat (docs/methodology): dimensions by type and context, categories by
type, context,
actor class and keywords; a claim may carry several categories, with shares that sum to 1.
"""

from collections.abc import Collection, Iterable
from datetime import date

from core.actors import base_of
from core.alliances import Membership
from core.plover import QUAD_OF, AllianceAct, Dimension, EventType, Quad, ThreatCategory
from nlp.coder.words import word_set

GREAT_POWERS = frozenset({"USA", "CHN", "RUS"})
ARMED_GROUPS = word_set("relevance.armed_groups")
_HOSTILE = frozenset({Quad.VERBAL_CONFLICT, Quad.MATERIAL_CONFLICT})
_FORCE = frozenset({EventType.THREATEN, EventType.MOBILIZE, EventType.COERCE, EventType.ASSAULT, EventType.SANCTION})
_MILITARY_TYPES = frozenset(
    {
        EventType.AGREE,
        EventType.COOPERATE,
        EventType.AID,
        EventType.SUPPORT,
        EventType.MOBILIZE,
        EventType.THREATEN,
        EventType.RETREAT,
        EventType.ASSAULT,
        EventType.COERCE,
    }
)
_BURDEN = frozenset({"burden", "cost-sharing", "spending", "gdp", "contribution", "budget", "share"})
_INTELLIGENCE = frozenset({"intelligence", "technology", "cyber"})
_ADAPTIVE = frozenset({"cyber", "terrorism", "environment", "disasters"})
_WMD_WORDS = word_set("relevance.wmd_words")
_ACCESSION = frozenset(
    {"accession", "membership", "join", "joined", "accede", "acceded", "admit", "admitted", "member", "bid"}
)
_EXIT = frozenset({"withdraw", "withdrew", "quit", "left", "leave", "exit", "pulled", "withdrawal"})
_INVOCATION = frozenset({"article", "invoke", "invoked", "invoking", "mutual-defence", "mutual-defense", "clause"})


def dimension_of(
    event_type: EventType, mode: str | None, contexts: Collection[str], words: Collection[str]
) -> Dimension | None:
    """The side of cohesion that an act of this type, with these contexts and words, speaks to; None when to none.

    Envoys recalled and members shut out speak to solidarity, what is withheld to the economy (as scoring/weights.py).
    """
    if _BURDEN & set(words) and {"defence", "defense", "military", "nato"} & set(words):
        return Dimension.BURDEN
    if _INTELLIGENCE & set(contexts) and event_type in (
        EventType.AGREE,
        EventType.COOPERATE,
        EventType.SUPPORT,
        EventType.AID,
    ):
        return Dimension.ADAPTABILITY if "cyber" in contexts else Dimension.INTELLIGENCE
    if _ADAPTIVE & set(contexts) and event_type in (EventType.AGREE, EventType.COOPERATE):
        return Dimension.ADAPTABILITY
    if {"military", "peacekeeping"} & set(contexts) and event_type in _MILITARY_TYPES:
        return Dimension.MILITARY
    is_political = event_type is EventType.SANCTION and mode in ("withdraw", "expel") and "economic" not in contexts
    if is_political:
        return Dimension.SOLIDARITY
    if ("economic" in contexts or event_type is EventType.SANCTION) and event_type is not EventType.CONSULT:
        return Dimension.ECONOMIC
    if event_type in (EventType.CONSULT, EventType.AGREE):
        return Dimension.CONSULTATION
    if event_type in (EventType.SUPPORT, EventType.ACCUSE, EventType.REJECT, EventType.CONCEDE, EventType.REQUEST):
        return Dimension.SOLIDARITY
    if event_type in (EventType.MOBILIZE, EventType.THREATEN, EventType.ASSAULT):
        return Dimension.MILITARY
    return None


def alliance_act_of(
    event_type: EventType, mode: str | None, actors: Iterable[str], recipients: Iterable[str], words: Collection[str],
    organisations: Collection[str],
) -> AllianceAct | None:  # fmt: skip
    """Whether the act is one on an alliance itself: joining, leaving, suspending, invoking its treaty."""
    parties = {base_of(code) for code in (*actors, *recipients)}
    speaks = set(words)
    if (
        "article" in speaks
        and _INVOCATION & speaks
        and {"invoke", "invoked", "invokes", "invoking", "triggered", "trigger"} & speaks
    ):
        return AllianceAct.TREATY_INVOCATION
    touched = parties & set(organisations)
    if not touched:
        return None
    if event_type is EventType.SANCTION and mode == "expel":
        return AllianceAct.SUSPENSION
    if event_type is EventType.SANCTION and mode == "withdraw" and _EXIT & speaks:
        return AllianceAct.WITHDRAWAL
    if event_type in (EventType.SUPPORT, EventType.AGREE, EventType.REQUEST) and _ACCESSION & speaks:
        return AllianceAct.ACCESSION
    return None


def threats_of(
    event_type: EventType,
    contexts: Collection[str],
    actors: Iterable[str],
    recipients: Iterable[str],
    words: Collection[str],
) -> tuple[tuple[ThreatCategory, float], ...]:
    """Threat categories of an act with their shares, which sum to 1; empty when it threatens nobody."""
    weights: dict[ThreatCategory, float] = {}
    actor_bases = {base_of(code) for code in actors}
    recipient_bases = {base_of(code) for code in recipients}
    parties = actor_bases | recipient_bases
    hostile = QUAD_OF[event_type] in _HOSTILE
    speaks = set(words)
    if "cyber" in contexts and (hostile or event_type is EventType.AGREE):
        weights[ThreatCategory.CYBER] = 2.0
    if hostile and ((actor_bases & ARMED_GROUPS and event_type is EventType.ASSAULT) or "terrorism" in contexts):
        weights[ThreatCategory.TERRORISM] = 1.5
    if {"disasters", "environment"} & set(contexts):
        weights[ThreatCategory.CLIMATE_DISASTER] = 1.0
    if hostile and {"crime", "illegal_drugs", "trafficking"} & set(contexts):
        weights[ThreatCategory.TRANSNATIONAL_CRIME] = 1.0
    if _WMD_WORDS & speaks and (hostile or event_type is EventType.MOBILIZE):
        weights[ThreatCategory.WMD] = 1.5
    if event_type in _FORCE and not actor_bases & ARMED_GROUPS:
        if len(parties & GREAT_POWERS) >= 2:
            weights[ThreatCategory.GREAT_POWER] = 2.0
        elif len(parties) > 1 and event_type is not EventType.SANCTION:
            weights[ThreatCategory.REGIONAL_CONFLICT] = 1.0
    total = sum(weights.values())
    return tuple(sorted((category, weight / total) for category, weight in weights.items()))


def is_alliance_relevant(
    actors: Iterable[str], recipients: Iterable[str], *, alliances: Collection[str], memberships:
    Iterable[Membership], on: date,
    rivals: Collection[tuple[str, str]] = (), has_threat: bool = False,
) -> bool:  # fmt: skip
    """Whether an act concerns an alliance on the day.

    True when an alliance takes part, two of its members do, a member and a configured rival (alliance, country) do,
    or a member
    does and the act carries a threat.
    """
    parties = {base_of(code) for code in (*actors, *recipients)}
    if parties & set(alliances):
        return True
    members: dict[str, set[str]] = {}
    for spell in memberships:
        if spell.is_in_force(on):
            members.setdefault(spell.alliance, set()).add(spell.country)
    for alliance, countries in members.items():
        inside = parties & countries
        if len(inside) > 1 or (inside and has_threat):
            return True
        if inside and any(name == alliance and rival in parties for name, rival in rivals):
            return True
    return False
