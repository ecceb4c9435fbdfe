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

ERAS = {"2021_2022": 140.0, "warsaw_pact": 70.0}
"""The archives, each with the seconds its clock runs unless told otherwise; waits between stretches come on top."""

_LONGEST_GAP = timedelta(days=4)
"""Without an article the clock waits after so many days, then leaps: before a week is over, when silence counts."""
_LEAD = timedelta(hours=6)
_AFTERWARDS = 10_000
"""Seconds: nearly three hours, longer than anybody watches a finished demo."""


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of the world's time that the clock runs through evenly in so many real seconds."""

    begin: datetime
    end: datetime
    seconds: float


def stretches(times: Sequence[datetime], seconds: float) -> list[Stretch]:
    """Stretches that pass `times` (rising) in `seconds` together, without the long gaps between articles."""
    spans: list[tuple[datetime, datetime]] = []
    begin = times[0] - _LEAD
    for time, following in pairwise(times):
        if following - time > _LONGEST_GAP + _LEAD:
            spans.append((begin, time + _LONGEST_GAP))
            begin = following - _LEAD
    spans.append((begin, times[-1] + _LONGEST_GAP))
    total = sum((end - begin for begin, end in spans), timedelta())
    return [Stretch(begin, end, seconds * ((end - begin) / total)) for begin, end in spans]


def knots_of(stretch: Stretch, real: float, *, goes_on: bool) -> list[Knot]:
    """A clock that runs through the stretch from the real Unix time on.

    Afterwards it stands still; if it `goes_on` it runs an hour per second: what was put off is tried again soon, and
    the last values hardly age.
    """
    end = real + stretch.seconds
    later = stretch.end + (timedelta(hours=_AFTERWARDS) if goes_on else timedelta())
    return [(real, stretch.begin), (end, stretch.end), (end + _AFTERWARDS, later)]


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
