"""Reads the bundled archive, and paces a clock through it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from core.clock import Knot
from core.errors import InvalidInput

ERAS = {"2021_2022": 150.0, "warsaw_pact": 75.0}
"""The archives, each with the seconds its replay takes unless told otherwise."""

_LONGEST_GAP = timedelta(days=20)
"""Quiet years pass as quickly as this many days would."""
_LEAD = timedelta(days=1)
_TAIL = timedelta(days=10)
_TAIL_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Retelling:
    """One article of the archive."""

    key: str
    publisher: str
    published_at: datetime
    title: str
    summary: str
    body: str
    language: str
    notice: str


@dataclass(frozen=True, slots=True)
class DemoPublisher:
    """An invented publisher of the archive; its tier is one of PublisherTier's values."""

    slug: str
    name: str
    country: str
    tier: str


@cache
def retellings(era: str) -> tuple[Retelling, ...]:
    """The articles of an era, by time of publication. Raises InvalidInput for an era that is not bundled."""
    if era not in ERAS:
        raise InvalidInput(f"There is no archive {era!r}; there are {', '.join(ERAS)}.")
    rows = map(json.loads, _text(f"{era}.jsonl").splitlines())
    return tuple(sorted((_to_retelling(row) for row in rows), key=lambda one: (one.published_at, one.key)))


@cache
def publishers(era: str) -> tuple[DemoPublisher, ...]:
    """The publishers that have an article in the era, by slug."""
    listed: list[dict[str, Any]] = json.loads(_text("publishers.json"))
    active = {one.publisher for one in retellings(era)}
    return tuple(
        DemoPublisher(row["slug"], row["name"], row["country"], row["tier"])
        for row in sorted(listed, key=lambda row: str(row["slug"]))
        if row["name"] in active
    )


def pace(times: Sequence[datetime], *, begin: float, seconds: float) -> list[Knot]:
    """Knots of a clock that passes `times` (rising) between the real times `begin` and `begin + seconds`.

    Long gaps are shortened. Afterwards some days pass quickly, so that every feed is asked once more, and then one
    hour per second, so that what was put off is tried again soon while the last values hardly age.
    """
    stops = [times[0] - _LEAD, *times]
    costs = [min(later - earlier, _LONGEST_GAP) / _LONGEST_GAP for earlier, later in pairwise(stops)]
    knots, spent, total = [(begin, stops[0])], 0.0, sum(costs)
    for stop, cost in zip(stops[1:], costs, strict=True):
        spent += cost
        at = begin + seconds * spent / total
        if at - knots[-1][0] < 0.01:  # too close for two knots: one jump
            at, _ = knots.pop()
        knots.append((at, stop))
    end = begin + seconds
    knots.append((end + _TAIL_SECONDS, times[-1] + _TAIL))
    knots.append((end + _TAIL_SECONDS + 3600, times[-1] + _TAIL + timedelta(hours=3600)))
    return knots


def _text(name: str) -> str:
    return (files("workers.demo") / "archive" / name).read_text(encoding="utf-8")


def _to_retelling(row: dict[str, Any]) -> Retelling:
    return Retelling(
        key=row["id"],
        publisher=row["publisher"],
        published_at=datetime.fromisoformat(row["published_at"]),
        title=row["title"],
        summary=row["summary"],
        body=row["body"],
        language=row["lang"],
        notice=row["retelling"],
    )
