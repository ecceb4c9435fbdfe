"""How broad an alliance's cohesion is: one vote for each pair, and the pair that moved it most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.explaining import explain
from desk.source import StoreSource
from scoring.cohesion import BILATERAL_SHARE, dyad_equal_mean, largest_share, member_dyads
from scoring.parameters import SeriesParameters
from store import ledger
from store.engine import Connection

LEAST_CHANGE = 1.0
"""Points: of a smaller change no pair's share is told, for it would be a share of next to nothing."""

BILATERAL = "bilateral dispute inside the alliance"


@dataclass(frozen=True, slots=True)
class Breadth:
    """Breadth on a day.

    mean: over the pairs in the news within a year, one vote each, None when there is none. change: points that news
    since `before` moved cohesion by, fading left out. dyad, share: the pair that moved it most that way, and its share
    of it; None when it moved by less than a point.
    """

    day: date
    before: date
    mean: float | None
    pairs: int
    change: float
    dyad: str | None
    share: float | None

    @property
    def label(self) -> str:
        """`bilateral dispute inside the alliance` when one pair makes most of a fall; else empty."""
        is_one_pair = self.share is not None and self.share > BILATERAL_SHARE
        return BILATERAL if is_one_pair and self.change < 0 else ""


def breadth(tx: Connection, source: StoreSource, alliance: str, day: date, days: int = 30) -> Breadth | None:
    """Breadth of the alliance's cohesion on the day and over the days before it; None where there is no day before."""
    before = max(source.first, day - timedelta(days=days))
    if before >= day:
        return None
    known = set(ledger.names_with(tx, "dyad:"))
    pairs = {name: source.daily(name, day) for name in member_dyads(source.members(alliance, day)) if name in known}
    place = (day - source.first).days
    in_news = {name: one for name, one in pairs.items() if one.claims[max(0, place - 364) : place + 1].any()}
    versions = source.parameters(f"cohesion:{alliance}")
    mean = dyad_equal_mean(in_news, day, _in_force(versions, day)) if versions else None
    points: dict[str, list[float]] = {}
    for one in explain(tx, "cohesion", alliance, before, day, source).contributions:
        if one.claim:
            points.setdefault(one.dyad or alliance, []).append(one.points)
    by_dyad = {dyad: sum(own) for dyad, own in points.items()}
    change = sum(by_dyad.values())
    largest = largest_share(by_dyad) if abs(change) >= LEAST_CHANGE else None
    return Breadth(day, before, mean, len(in_news), change, *(largest or (None, None)))


def _in_force(versions: Sequence[SeriesParameters], day: date) -> SeriesParameters:
    return next((one for one in reversed(versions) if one.valid_from <= day), versions[0])
