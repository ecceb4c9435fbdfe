"""What codes read like: indices, bands, flags, actors and claims in plain words."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from core.actors import base_of, sector_of
from core.alliances import BODIES
from core.groupings import GroupingKind
from core.plover import Dimension, Sector, ThreatCategory
from desk.acts import ALLIANCE_ACT
from desk.places import events_place, is_act

_SECTORS = {
    Sector.GOV: "government", Sector.MIL: "armed forces", Sector.LEG: "legislature", Sector.JUD: "courts",
    Sector.SPY: "intelligence", Sector.OPP: "opposition", Sector.CVL: "citizens", Sector.BUS: "business",
    Sector.MED: "media", Sector.REB: "armed group",
}  # fmt: skip
_DIMENSIONS = {
    Dimension.CONSULTATION: "Consultation",
    Dimension.SOLIDARITY: "Political solidarity",
    Dimension.MILITARY: "Military and interoperability",
    Dimension.INTELLIGENCE: "Intelligence and technology",
    Dimension.ECONOMIC: "Economic and industrial",
    Dimension.BURDEN: "Burden sharing",
    Dimension.ADAPTABILITY: "Adaptability",
}
_THREATS = {
    ThreatCategory.CYBER: "Cyber",
    ThreatCategory.TERRORISM: "Terrorism",
    ThreatCategory.CLIMATE_DISASTER: "Climate and disaster",
    ThreatCategory.GREAT_POWER: "Great-power competition",
    ThreatCategory.REGIONAL_CONFLICT: "Regional conflict",
    ThreatCategory.TRANSNATIONAL_CRIME: "Transnational crime",
    ThreatCategory.WMD: "Weapons of mass destruction",
}
_INDICES = {
    "cohesion": "Cohesion", "relation": "Relation", "hostility": "Hostility", "inside_hostility": "Hostility inside",
    "external": "Pressure from outside", "bargaining": "Answers of outsiders", "leverage": "Leverage",
    "alignment": "New alignment", "coalition": "Coalition forming", "emerging_bloc": "Emerging bloc",
    "alliance_act": "Acts on the alliance",
}  # fmt: skip
_FLAGS = {
    "unsure": "the coder is not sure",
    "uncertain": "the coder is not sure",
    "alliance_act": "an act on the alliance itself",
    "no_date": "the article has no date",
    "too_long": "the article was too long to read whole",
    "correction": "the article corrects another",
    "retrospect": "looks back",
}
_LABEL = re.compile(r"^(\d{4}-\d\d-\d\d) (\S+) (and|->) (\S+) ([A-Z_]+)$")
_ACT = re.compile(r"^(\d{4}-\d\d-\d\d) ([a-z ]+: .+)$")
_CODE = re.compile(r"\b[A-Z][A-Z0-9_]{2,23}(?::[A-Z]{3})?\b")
_REMAINDERS = {
    "fading": "Older news fades",
    "parameters": "Recalibration",
    "world volume": "Change of the world's reporting volume",
}


def spoken(word: str) -> str:
    """A word of the code as a reader says it: `verbal_conflict` -> `verbal conflict`."""
    return word.replace("_", " ")


def index_name(index: str) -> str:
    """An index in words: `cohesion:burden_sharing` -> `Cohesion: burden sharing`."""
    kind, _, part = index.partition(":")
    if not part:
        return _INDICES.get(kind, spoken(kind).capitalize())
    if kind in ("threat", "surge"):
        name = threat_name(part)
        return f"{name}: surge" if kind == "surge" else f"{name} threat"
    return f"{_INDICES.get(kind, kind)}: {dimension_name(part).lower()}"


def dimension_name(part: str) -> str:
    """A dimension of cohesion in words."""
    return _DIMENSIONS[Dimension(part)] if part in set(Dimension) else spoken(part).capitalize()


def threat_name(part: str) -> str:
    """A threat category in words."""
    return _THREATS[ThreatCategory(part)] if part in set(ThreatCategory) else spoken(part).capitalize()


def flag(name: str) -> str:
    """Why a person should look, in words."""
    return _FLAGS.get(name, spoken(name))


def actor_name(code: str, names: Mapping[str, str]) -> str:
    """An actor code in words: `RUS:MIL` -> `Russia (armed forces)`; the code itself when it is not known."""
    name, sector = names.get(base_of(code), base_of(code)), sector_of(code)
    return f"{name} ({_SECTORS[sector]})" if sector else name


def entity_name(entity: str, names: Mapping[str, str]) -> str:
    """An entity of a series in words: a dyad, a place or an alliance."""
    if "|" in entity:
        return " – ".join(actor_name(code, names) for code in entity.split("|"))
    kind, _, rest = entity.rpartition(":")
    if kind in ("country", "alliance", "region"):
        return names.get(rest, rest)
    return "The world" if entity == "world" else actor_name(entity, names) if not kind else entity


def claim_words(label: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """A contribution's label as (ISO day or None, words)."""
    match = _LABEL.match(label)
    if act := _ACT.match(label):
        return act[1], _named(act[2], names)
    if match is None:
        return None, _REMAINDERS.get(label, label)
    day, a, link, b, type_ = match.groups()
    between = "and" if link == "and" else "→"
    return day, f"{actor_name(a, names)} {between} {actor_name(b, names)}: {type_.lower()}"


def reason_words(reason: str, index: str, entity: str, names: Mapping[str, str]) -> str:
    """An alert's reason in words: `surge:cyber of alliance:NATO is 84` -> `Cyber: surge of NATO is 84`."""
    about = "the world" if entity == "world" else entity_name(entity, names)
    return _named(reason.replace(f"{index} of {entity}", f"{index_name(index)} of {about}"), names)


def _named(text: str, names: Mapping[str, str]) -> str:
    """The text with its codes in words, from a capital on."""
    text = text.replace(" -> ", " → ")
    text = _CODE.sub(lambda found: actor_name(found[0], names) if base_of(found[0]) in names else found[0], text)
    return text[:1].upper() + text[1:]


def reading_of(index: str) -> str:
    """How to read the points of an index, in one sentence."""
    kind = index.partition(":")[0]
    if kind == "cohesion":
        return "0 to 100; read it against the alliance's own structural prior: what it is without news."
    if kind in ("relation", "bargaining"):
        return "0 to 100; 50 is the world's average pair, above it friendlier."
    if kind == "threat":
        return "0 to 100; 50 is as intense as the upper quarter of comparable series."
    if kind in ("surge", "hostility", "inside_hostility", "external"):
        return "0 to 100; 50 is as usual, 75 is three times the usual."
    return "0 to 100; capability, cohesion, channels and bargaining multiplied."


def series_path(index: str, entity: str) -> str:
    """The page of a series, or of the groupings, alliance or events that an alert's index and entity name."""
    if index in tuple(GroupingKind):
        return f"/console/groupings?name={quote(entity, safe='')}"
    if index == ALLIANCE_ACT:
        return f"/console/alliances/{BODIES.get(entity, entity)}"
    if is_act(index):
        return events_place(index, entity)
    index = "relation" if index == "alignment" else index
    return f"/console/series/{quote(index, safe=':')}/{quote(entity, safe=':')}"
