"""What an act counts for: claim type, signed intensity and cohesion dimension of a coded event.

Sources: CAMEO codes and PLOVER types are facts of their manuals; the intensities -1..1 are Entente's own editorial
scale, version `odds-1` (docs/methodology.md, section 3). Goldstein's scale is only a baseline in the back-test.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from core.claims import ClaimType
from core.plover import Dimension, EventType

_SOLIDARITY, _CONSULTATION = Dimension.SOLIDARITY, Dimension.CONSULTATION
_MILITARY, _INTELLIGENCE, _ECONOMIC = Dimension.MILITARY, Dimension.INTELLIGENCE, Dimension.ECONOMIC


class Coding(NamedTuple):
    """Claim type, signed intensity -1..1 and cohesion dimension of an act."""

    type: ClaimType
    x: float
    dimension: Dimension


# CAMEO prefix -> coding; the longest prefix wins.
CAMEO: dict[str, Coding] = {
    prefix: Coding(ClaimType(type_), x, dimension)
    for type_, dimension, rows in (
        ("STATE", _SOLIDARITY, {"01": 0.0, "011": -0.05, "012": -0.10, "013": 0.10, "015": -0.05, "016": -0.05,
                                "017": 0.10, "018": 0.20, "019": 0.25}),
        ("REQUEST", _SOLIDARITY, {"02": 0.05, "10": -0.25}),
        ("REQUEST", _ECONOMIC, {"0211": 0.15, "0231": 0.15}),
        ("REQUEST", _MILITARY, {"0212": 0.25, "0232": 0.25, "0234": 0.25}),
        ("REQUEST", _INTELLIGENCE, {"0214": 0.20}),
        ("AGREE", _CONSULTATION, {"03": 0.30, "036": 0.20}),
        ("AGREE", _ECONOMIC, {"0311": 0.35, "0331": 0.40, "0354": 0.35}),
        ("AGREE", _MILITARY, {"0312": 0.50, "0332": 0.55, "0334": 0.50, "0356": 0.40}),
        ("AGREE", _INTELLIGENCE, {"0314": 0.50}),
        ("CONSULT", _CONSULTATION, {"04": 0.15, "041": 0.10, "045": 0.25, "046": 0.25}),
        ("SUPPORT", _SOLIDARITY, {"05": 0.30, "051": 0.20, "052": 0.35, "053": 0.40, "054": 0.60, "057": 0.60}),
        ("COOPERATE", _CONSULTATION, {"06": 0.50}),
        ("COOPERATE", _ECONOMIC, {"061": 0.50}),
        ("COOPERATE", _MILITARY, {"062": 0.75}),
        ("COOPERATE", _SOLIDARITY, {"063": 0.50}),
        ("COOPERATE", _INTELLIGENCE, {"064": 0.65}),
        ("AID", _ECONOMIC, {"07": 0.55}),
        ("AID", _MILITARY, {"072": 0.80, "074": 0.75}),
        ("AID", _SOLIDARITY, {"073": 0.50}),
        ("CONCEDE", _SOLIDARITY, {"08": 0.40}),
        ("CONCEDE", _ECONOMIC, {"085": 0.50}),
        ("CONCEDE", _MILITARY, {"0861": 0.40, "0871": 0.50}),
        ("INVESTIGATE", _SOLIDARITY, {"09": -0.10}),
        ("ACCUSE", _SOLIDARITY, {"11": -0.25, "111": -0.20, "1123": -0.40, "1124": -0.40, "113": -0.35}),
        ("ACCUSE", _INTELLIGENCE, {"1125": -0.40}),
        ("REJECT", _SOLIDARITY, {"12": -0.40}),
        ("REJECT", _ECONOMIC, {"1211": -0.40}),
        ("REJECT", _MILITARY, {"1212": -0.45}),
        ("THREATEN", _SOLIDARITY, {"13": -0.50}),
        ("THREATEN", _ECONOMIC, {"1312": -0.50}),
        ("THREATEN", _MILITARY, {"138": -0.70, "139": -0.65}),
        ("PROTEST", _SOLIDARITY, {"14": -0.40, "145": -0.55}),
        ("MOBILIZE", _MILITARY, {"15": -0.65, "150": -0.60}),
        ("SANCTION", _SOLIDARITY, {"16": -0.50, "161": -0.55, "166": -0.55}),
        ("SANCTION", _ECONOMIC, {"162": -0.50, "163": -0.60}),
        ("SANCTION", _MILITARY, {"1622": -0.60}),
        ("COERCE", _SOLIDARITY, {"17": -0.60, "173": -0.40, "174": -0.50}),
        ("ASSAULT", _MILITARY, {"18": -0.90}),
        ("FIGHT", _MILITARY, {"19": -1.0, "191": -0.90, "192": -0.95}),
        ("MASSVIOL", _MILITARY, {"20": -1.0}),
    )
    for prefix, x in rows.items()
}  # fmt: skip

# PLOVER (type, mode) -> claim type and intensity; mode None is the type's default. PLOVER's REQUEST covers appeals
# (CAMEO 02) and demands (10): asking for help or a meeting reads as an appeal, asking to change or yield as a demand,
# and an unspecified request lies between. Embargoes (163) are COERCE/restrict in PLOVER and a SANCTION here, blockade
# (191) and occupation (192) are COERCE there and FIGHT here: see `_refined`.
PLOVER: dict[tuple[EventType, str | None], tuple[ClaimType, float]] = {
    (EventType.STATE, None): (ClaimType.STATE, 0.0),
    (EventType.AGREE, None): (ClaimType.AGREE, 0.30),
    (EventType.CONSULT, None): (ClaimType.CONSULT, 0.15),
    (EventType.CONSULT, "phone"): (ClaimType.CONSULT, 0.10),
    (EventType.SUPPORT, None): (ClaimType.SUPPORT, 0.30),
    (EventType.CONCEDE, None): (ClaimType.CONCEDE, 0.40),
    (EventType.COOPERATE, None): (ClaimType.COOPERATE, 0.50),
    (EventType.AID, None): (ClaimType.AID, 0.55),
    (EventType.RETREAT, None): (ClaimType.CONCEDE, 0.40),
    (EventType.RETREAT, "ceasefire"): (ClaimType.CONCEDE, 0.50),
    (EventType.REQUEST, None): (ClaimType.REQUEST, -0.10),
    (EventType.REQUEST, "assist"): (ClaimType.REQUEST, 0.05),
    (EventType.REQUEST, "meet"): (ClaimType.REQUEST, 0.05),
    (EventType.REQUEST, "change"): (ClaimType.REQUEST, -0.25),
    (EventType.REQUEST, "yield"): (ClaimType.REQUEST, -0.25),
    (EventType.ACCUSE, None): (ClaimType.ACCUSE, -0.25),
    (EventType.ACCUSE, "disapprove"): (ClaimType.ACCUSE, -0.20),
    (EventType.ACCUSE, "investigate"): (ClaimType.INVESTIGATE, -0.10),
    (EventType.REJECT, None): (ClaimType.REJECT, -0.40),
    (EventType.THREATEN, None): (ClaimType.THREATEN, -0.50),
    (EventType.THREATEN, "violence"): (ClaimType.THREATEN, -0.70),
    (EventType.THREATEN, "territory"): (ClaimType.THREATEN, -0.70),
    (EventType.PROTEST, None): (ClaimType.PROTEST, -0.40),
    (EventType.PROTEST, "riot"): (ClaimType.PROTEST, -0.55),
    (EventType.PROTEST, "vandalize"): (ClaimType.PROTEST, -0.55),
    (EventType.SANCTION, None): (ClaimType.SANCTION, -0.50),
    (EventType.SANCTION, "withdraw"): (ClaimType.SANCTION, -0.55),
    (EventType.SANCTION, "expel"): (ClaimType.SANCTION, -0.55),
    (EventType.SANCTION, "convict"): (ClaimType.SANCTION, -0.40),
    (EventType.MOBILIZE, None): (ClaimType.MOBILIZE, -0.65),
    (EventType.COERCE, None): (ClaimType.COERCE, -0.60),
    (EventType.COERCE, "arrest"): (ClaimType.COERCE, -0.40),
    (EventType.COERCE, "deport"): (ClaimType.COERCE, -0.50),
    (EventType.COERCE, "misinformation"): (ClaimType.COERCE, -0.40),
    (EventType.ASSAULT, None): (ClaimType.ASSAULT, -0.90),
    (EventType.ASSAULT, "aerial"): (ClaimType.FIGHT, -1.0),
    (EventType.ASSAULT, "drone"): (ClaimType.FIGHT, -1.0),
    (EventType.ASSAULT, "heavy-weapons"): (ClaimType.FIGHT, -1.0),
    (EventType.ASSAULT, "unconventional"): (ClaimType.MASSVIOL, -1.0),
}

_DIMENSION: dict[ClaimType, Dimension] = {
    type_: _MILITARY if type_ in ("MOBILIZE", "ASSAULT", "FIGHT", "MASSVIOL")
    else _CONSULTATION if type_ in ("AGREE", "CONSULT", "COOPERATE")
    else _ECONOMIC if type_ == "AID"
    else _SOLIDARITY
    for type_ in ClaimType
}  # fmt: skip

_MILITARY_CONTEXTS = frozenset({"military", "peacekeeping"})
_INTELLIGENCE_CONTEXTS = frozenset({"intelligence", "technology"})
_ECONOMIC_CONTEXTS = frozenset({"economic", "natural_resource"})
_RELIEF_CONTEXTS = frozenset({"health", "disasters", "human_security", "humanitarian"})
_ADAPTATION_CONTEXTS = frozenset({"cyber", "terrorism", "environment", "disasters"})

# (claim type, kind of context) -> intensity, where it differs from the type's own: CAMEO's material sub-codes.
_BY_CONTEXT: dict[tuple[ClaimType, Dimension], float] = {
    (ClaimType.REQUEST, _ECONOMIC): 0.15,
    (ClaimType.REQUEST, _MILITARY): 0.25,
    (ClaimType.REQUEST, _INTELLIGENCE): 0.20,
    (ClaimType.AGREE, _ECONOMIC): 0.35,
    (ClaimType.AGREE, _MILITARY): 0.50,
    (ClaimType.AGREE, _INTELLIGENCE): 0.50,
    (ClaimType.COOPERATE, _MILITARY): 0.75,
    (ClaimType.COOPERATE, _INTELLIGENCE): 0.65,
    (ClaimType.AID, _MILITARY): 0.80,
    (ClaimType.REJECT, _MILITARY): -0.45,
    (ClaimType.THREATEN, _MILITARY): -0.70,
}


@cache
def coding_of_cameo(code: str) -> Coding | None:
    """The coding of a CAMEO code by its longest known prefix; None when no prefix is known."""
    for length in range(len(code), 1, -1):
        if code[:length] in CAMEO:
            return CAMEO[code[:length]]
    return None


@lru_cache(maxsize=65536)
def to_coding(type_: EventType, mode: str | None, contexts: tuple[str, ...], cameo: str | None) -> Coding:
    """What an event counts for: from its CAMEO code when it has a known one, else from type, mode and contexts."""
    coding = coding_of_cameo(cameo) if cameo else None
    if coding is None:
        coding = _coding_of_plover(type_, mode, frozenset(contexts))
    if coding.x > 0 and coding.type in ("AGREE", "COOPERATE", "AID") and _ADAPTATION_CONTEXTS & set(contexts):
        return coding._replace(dimension=Dimension.ADAPTABILITY)
    return coding


def _coding_of_plover(type_: EventType, mode: str | None, contexts: frozenset[str]) -> Coding:
    claim_type, x = PLOVER.get((type_, mode)) or PLOVER[(type_, None)]
    side = _side_of(contexts)
    refined = _refined(type_, mode, side, contexts)
    if refined:
        claim_type, x = refined
    elif side and (claim_type, side) in _BY_CONTEXT and (claim_type != ClaimType.REQUEST or x > 0):
        x = _BY_CONTEXT[(claim_type, side)]
    elif claim_type == ClaimType.AID and contexts & _RELIEF_CONTEXTS:
        x = 0.50
    return Coding(claim_type, x, side or _DIMENSION[claim_type])


def _side_of(contexts: frozenset[str]) -> Dimension | None:
    if contexts & _MILITARY_CONTEXTS:
        return _MILITARY
    if contexts & _INTELLIGENCE_CONTEXTS:
        return _INTELLIGENCE
    return _ECONOMIC if contexts & _ECONOMIC_CONTEXTS else None


def _refined(
    type_: EventType, mode: str | None, side: Dimension | None, contexts: frozenset[str]
) -> tuple[ClaimType, float] | None:
    """Codings that need mode and context together."""
    if type_ is EventType.COERCE and mode == "restrict":
        if side is _MILITARY:
            return ClaimType.FIGHT, -0.90
        if side is _ECONOMIC or "diplomatic" in contexts:
            return ClaimType.SANCTION, -0.60
    if type_ is EventType.COERCE and mode == "seize" and side is _MILITARY:
        return ClaimType.FIGHT, -0.95
    if type_ is EventType.SANCTION and mode == "discontinue" and side is _MILITARY:
        return ClaimType.SANCTION, -0.60
    if type_ is EventType.ACCUSE and mode == "allege" and (side is _MILITARY or "intelligence" in contexts):
        return ClaimType.ACCUSE, -0.40
    if type_ is EventType.ASSAULT and side is _MILITARY and mode in (None, "firearms", "explosives", "destroy"):
        return ClaimType.FIGHT, -1.0
    return None


SYMMETRIC: frozenset[ClaimType] = frozenset({ClaimType.CONSULT, ClaimType.AGREE, ClaimType.COOPERATE, ClaimType.STATE})

# How strongly a re-report of the same act on a later day is discounted (0 = not at all). One-off acts most.
ECHO: dict[str, float] = {
    "AGREE": 1.0, "CONCEDE": 1.0, "SANCTION": 1.0, "INVESTIGATE": 1.0, "REJECT": 0.7,
    "SUPPORT": 0.5, "COOPERATE": 0.5, "AID": 0.5, "REQUEST": 0.5, "STATE": 0.5, "ACCUSE": 0.5, "THREATEN": 0.5,
    "MOBILIZE": 0.5, "COERCE": 0.5, "CONSULT": 0.3, "PROTEST": 0.3, "ASSAULT": 0.1, "FIGHT": 0.1, "MASSVIOL": 0.1,
}  # fmt: skip

# How much an act speaks for a new alignment of its pair.
ALIGNMENT: dict[str, float] = {
    "CONSULT": 0.25, "AGREE": 0.6, "SUPPORT": 0.7, "CONCEDE": 0.8, "COOPERATE": 1.2, "AID": 1.2,
}  # fmt: skip
