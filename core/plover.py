"""PLOVER's words: event types, quads, modes, contexts, statuses; and what Entente adds for alliances.

Source: PLOVER manual (openeventdata/PLOVER, CC BY-SA 4.0): facts of the ontology only. Two differences, on purpose:
`STATE` stands for CAMEO root 01 (a public statement), which PLOVER leaves out; our coder never emits it, imports of
coded events do. The manual's table prints ACCUSE as +3 although all its modes are negative: -3 is meant and used.
"""

from enum import StrEnum


class Quad(StrEnum):
    """Verbal or material, cooperation or conflict."""

    VERBAL_COOPERATION = "verbal_cooperation"
    MATERIAL_COOPERATION = "material_cooperation"
    VERBAL_CONFLICT = "verbal_conflict"
    MATERIAL_CONFLICT = "material_conflict"


class EventType(StrEnum):
    """What was done. PLOVER's sixteen types, and STATE (see the module's docstring)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    STATE = "STATE"


QUAD_OF: dict[EventType, Quad] = {
    EventType.AGREE: Quad.VERBAL_COOPERATION,
    EventType.CONSULT: Quad.VERBAL_COOPERATION,
    EventType.SUPPORT: Quad.VERBAL_COOPERATION,
    EventType.CONCEDE: Quad.VERBAL_COOPERATION,
    EventType.COOPERATE: Quad.MATERIAL_COOPERATION,
    EventType.AID: Quad.MATERIAL_COOPERATION,
    EventType.RETREAT: Quad.MATERIAL_COOPERATION,
    EventType.REQUEST: Quad.VERBAL_CONFLICT,
    EventType.ACCUSE: Quad.VERBAL_CONFLICT,
    EventType.REJECT: Quad.VERBAL_CONFLICT,
    EventType.THREATEN: Quad.VERBAL_CONFLICT,
    EventType.PROTEST: Quad.MATERIAL_CONFLICT,
    EventType.SANCTION: Quad.MATERIAL_CONFLICT,
    EventType.MOBILIZE: Quad.MATERIAL_CONFLICT,
    EventType.COERCE: Quad.MATERIAL_CONFLICT,
    EventType.ASSAULT: Quad.MATERIAL_CONFLICT,
    EventType.STATE: Quad.VERBAL_COOPERATION,
}

MODES: dict[EventType, frozenset[str]] = {
    EventType.AGREE: frozenset(),
    EventType.CONSULT: frozenset({"visit", "third-party", "multilateral", "phone"}),
    EventType.SUPPORT: frozenset(),
    EventType.CONCEDE: frozenset(),
    EventType.COOPERATE: frozenset(),
    EventType.AID: frozenset(),
    EventType.RETREAT: frozenset({"withdraw", "release", "disarm", "ceasefire", "access", "resign"}),
    EventType.REQUEST: frozenset({"assist", "change", "yield", "meet"}),
    EventType.ACCUSE: frozenset({"disapprove", "investigate", "allege"}),
    EventType.REJECT: frozenset({"assist", "change", "yield", "meet"}),
    EventType.THREATEN: frozenset({"restrict", "arrest", "relations", "expel", "territory", "violence"}),
    EventType.PROTEST: frozenset({"demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"}),
    EventType.SANCTION: frozenset({"convict", "expel", "withdraw", "discontinue"}),
    EventType.MOBILIZE: frozenset({"troops", "weapons", "police", "militia"}),
    EventType.COERCE: frozenset(
        {
            "seize", "restrict", "censor", "curfew", "martial-law",
            "arrest", "deport", "withhold", "misinformation", "cyber",
        }
    ),
    EventType.ASSAULT: frozenset(
        {
            "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
            "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
        }
    ),
    EventType.STATE: frozenset(),
}  # fmt: skip

CONTEXTS: frozenset[str] = frozenset(
    {
        "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy",
        "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression",
        "human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory",
        "peacekeeping", "health", "asylum", "migration", "disasters", "natural_resource", "environment", "technology",
        "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
    }
)  # fmt: skip


class Status(StrEnum):
    """How the text speaks of the act (PLOVER's auxiliary modes). Who reports it is the event's `speaker`."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    FUTURE = "future"
    HISTORICAL = "historical"


class Sector(StrEnum):
    """The part of a state that acts: what follows the colon of an actor code."""

    GOV = "GOV"
    MIL = "MIL"
    LEG = "LEG"
    JUD = "JUD"
    SPY = "SPY"
    OPP = "OPP"
    CVL = "CVL"
    BUS = "BUS"
    MED = "MED"
    REB = "REB"


class Dimension(StrEnum):
    """The side of alliance cohesion an event speaks to."""

    CONSULTATION = "consultation"
    SOLIDARITY = "political_solidarity"
    MILITARY = "military_interoperability"
    INTELLIGENCE = "intelligence_technology"
    ECONOMIC = "economic_industrial"
    BURDEN = "burden_sharing"
    ADAPTABILITY = "adaptability"


class AllianceAct(StrEnum):
    """Acts on the alliance itself."""

    ACCESSION = "accession"
    WITHDRAWAL = "withdrawal"
    SUSPENSION = "suspension"
    TREATY_INVOCATION = "treaty_invocation"


class ThreatCategory(StrEnum):
    """The emerging threats that are watched."""

    CYBER = "cyber"
    TERRORISM = "terrorism"
    CLIMATE_DISASTER = "climate_disaster"
    GREAT_POWER = "great_power"
    REGIONAL_CONFLICT = "regional_conflict"
    TRANSNATIONAL_CRIME = "transnational_crime"
    WMD = "wmd"
