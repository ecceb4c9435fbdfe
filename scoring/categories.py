"""Which emerging threats a claim speaks of: shares over categories that sum to at most 1.

Cyber, climate, WMD and crime need words or contexts, which coded data from elsewhere seldom carries: not validated.
Source: docs/methodology.md, section 6.
"""

from functools import lru_cache

from core.claims import Claim, ClaimType
from core.plover import ThreatCategory

_BY_CONTEXT: dict[str, ThreatCategory] = {
    "cyber": ThreatCategory.CYBER,
    "terrorism": ThreatCategory.TERRORISM,
    "disasters": ThreatCategory.CLIMATE_DISASTER,
    "environment": ThreatCategory.CLIMATE_DISASTER,
    "cbrn": ThreatCategory.WMD,
    "crime": ThreatCategory.TRANSNATIONAL_CRIME,
    "illegal_drugs": ThreatCategory.TRANSNATIONAL_CRIME,
    "trafficking": ThreatCategory.TRANSNATIONAL_CRIME,
}
_VIOLENT = frozenset({ClaimType.ASSAULT, ClaimType.FIGHT, ClaimType.MASSVIOL})
_CONFLICT = frozenset(
    {
        ClaimType.THREATEN, ClaimType.PROTEST, ClaimType.MOBILIZE, ClaimType.SANCTION, ClaimType.COERCE,
        ClaimType.ASSAULT, ClaimType.FIGHT, ClaimType.MASSVIOL,
    }
)  # fmt: skip

# Alliances that carry a pledge of defence by a great power; PRK's treaty with China (1961) is no alliance of ours.
_PLEDGES: dict[str, frozenset[str]] = {
    "USA": frozenset({"NATO", "US_JPN", "US_KOR", "US_PHL", "ANZUS", "RIO", "SEATO"}),
    "RUS": frozenset({"CSTO"}),
    "SUN": frozenset({"WARSAW_PACT"}),
    "CHN": frozenset(),
}
_CLIENTS: dict[str, str] = {"PRK": "CHN"}
_DISASTER_INTENSITY = 0.25

Shares = tuple[tuple[ThreatCategory, float], ...]


@lru_cache(maxsize=65536)
def context_shares(contexts: tuple[str, ...], mode: str | None, source_sector: str, claim_type: ClaimType) -> Shares:
    """Shares that an event's own contexts, mode and actor speak for; empty when nothing does.

    An armed group that assaults or fights is terrorism/extremism; a coercion by cyber means is cyber.
    """
    found = {_BY_CONTEXT[context] for context in contexts if context in _BY_CONTEXT}
    if mode == "cyber":
        found.add(ThreatCategory.CYBER)
    if not found and source_sector == "REB" and claim_type in _VIOLENT:
        found.add(ThreatCategory.TERRORISM)
    return tuple((category, 1.0 / len(found)) for category in sorted(found))


def threat_weights(claim: Claim, alliances_a: frozenset[str], alliances_b: frozenset[str]) -> list[tuple[str, int]]:
    """Threat weight of a claim in micro, by category; empty when it threatens nobody.

    What its reports leave open falls to great-power competition (two of USA, CHN, RUS, or one of them and a treaty ally
    of another) or, for threats and worse, to regional conflict. A disaster claim has no hostile intensity: it counts
    0.25 of its weight.
    """
    weights: dict[str, int] = {}
    q = claim.micro.q
    open_share = 1.0
    for category, share in claim.threats:
        open_share -= share
        if category == ThreatCategory.CLIMATE_DISASTER:
            weights[category] = round(max(q, claim.micro.n * _DISASTER_INTENSITY) * share)
        elif q:
            weights[category] = round(q * share)
    if q and open_share > 1e-9:
        if is_great_power_rivalry(claim.key.a, claim.key.b, alliances_a, alliances_b):
            weights[ThreatCategory.GREAT_POWER] = weights.get(ThreatCategory.GREAT_POWER, 0) + round(q * open_share)
        elif claim.key.type in _CONFLICT:
            rest = round(q * open_share)
            weights[ThreatCategory.REGIONAL_CONFLICT] = weights.get(ThreatCategory.REGIONAL_CONFLICT, 0) + rest
    return [(category, weight) for category, weight in weights.items() if weight]


def is_great_power_rivalry(a: str, b: str, alliances_a: frozenset[str], alliances_b: frozenset[str]) -> bool:
    """Whether the pair is two rival great powers, or one and a treaty ally of another that is not its own."""
    sides_a, sides_b = _sides(a, alliances_a), _sides(b, alliances_b)
    if not (a in _PLEDGES or b in _PLEDGES) or not sides_a or not sides_b:
        return False
    return not sides_a & sides_b


@lru_cache(maxsize=4096)
def _sides(code: str, alliances: frozenset[str]) -> frozenset[str]:
    if code in _PLEDGES:
        return frozenset({code})
    sides = {power for power, pledges in _PLEDGES.items() if pledges & alliances}
    if code in _CLIENTS:
        sides.add(_CLIENTS[code])
    return frozenset(sides)
