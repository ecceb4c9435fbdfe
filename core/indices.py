"""Indices, their observations and contributions."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of an index for one entity on one UTC day.

    value, lo, hi: 0..100 with an 80 % interval; value is None when nothing is known (silence is not calm).
    claims: number of claims behind the value's last 90 days; coverage: share 0..1 of world reporting volume seen that
    week against its mean, capped at 1. formula: version of the formula (`odds-1`).
    """

    index: str
    entity: str
    day: date
    value: float | None
    lo: float | None
    hi: float | None
    claims: int
    coverage: float
    formula: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points that one claim, or a named remainder such as `fading`, added to a series between two days.

    points: may be negative; all contributions of a change sum to it within 1e-9.
    """

    index: str
    entity: str
    label: str
    points: float
    claim: str | None
    dyad: str | None
    dimension: str | None
    type: str | None
    publishers: tuple[str, ...]
    article_ids: tuple[int, ...]
