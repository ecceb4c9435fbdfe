"""Countries, alliances and their dated memberships."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BODIES = {"EU": "EU_CSDP"}
"""Organisations that act for an alliance on file under another code."""


class AllianceType(StrEnum):
    """What kind of formal group it is."""

    DEFENSIVE = "defensive"
    OFFENSIVE = "offensive"
    COALITION = "coalition"
    SECURITY_PARTNERSHIP = "security_partnership"


@dataclass(frozen=True, slots=True)
class Country:
    """A state, by ISO 3166-1 alpha-3 code (historical states by their withdrawn code, e.g. `SUN`)."""

    code: str
    name: str
    region: str
    subregion: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A spell of membership, from `started_on` up to, not including, `ended_on` (None: still a member)."""

    alliance: str
    country: str
    started_on: date
    ended_on: date | None

    def is_in_force(self, on: date) -> bool:
        """Whether the spell covers the day."""
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)


@dataclass(frozen=True, slots=True)
class Alliance:
    """A formal group of states. Obligations are those of its treaty; `integration` is editorial, 0..1."""

    code: str
    name: str
    type: AllianceType
    started_on: date
    ended_on: date | None
    defense: bool
    offense: bool
    nonaggression: bool
    consultation: bool
    integration: float
    note: str = ""


def members_on(memberships: Iterable[Membership], alliance: str, on: date) -> frozenset[str]:
    """Codes of the countries that belong to `alliance` on the day."""
    return frozenset(spell.country for spell in memberships if spell.alliance == alliance and spell.is_in_force(on))
