"""Groupings: states that act together beside, or beyond, their formal alliances."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.claims import ClaimKey


class GroupingKind(StrEnum):
    """What kind of grouping it is."""

    COMMUNITY = "community"
    EMERGING_BLOC = "emerging_bloc"
    COALITION = "coalition"


@dataclass(frozen=True, slots=True)
class Grouping:
    """States that act together, with what they overlap and the claims that say so.

    day: last day of the month of a community or emerging bloc; day of the acts of a coalition. name: `A|B|C`; an
    emerging bloc keeps the name it was first seen under. overlaps: (alliance in force on the day, Jaccard above 0),
    largest first. months: how long a community or bloc has stood, 0 for a coalition. claims: weightiest first.
    publishers: who tells of them, sorted. doubt: why it is not believed enough for an alert, empty when it is.
    """

    kind: GroupingKind
    day: date
    name: str
    members: tuple[str, ...]
    overlaps: tuple[tuple[str, float], ...]
    months: int
    claims: tuple[ClaimKey, ...]
    publishers: tuple[str, ...]
    doubt: str = ""
