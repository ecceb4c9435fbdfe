"""Values -> the geometry of a chart. Pure; the template draws it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from core.indices import Observation

_TICKS = 5
_MOST_POINTS = 500


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: place in user units, what it says."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical mark at a day, with where it leads."""

    place: float
    text: str
    href: str
    level: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in user units. lines, bands: SVG path data, one per stretch without gaps; empty when nothing is known."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    reference: float | None
    marks: tuple[Mark, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True)
class _Frame:
    """The area that values are drawn in and what it shows."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    last: date
    low: float = 0.0
    high: float = 100.0
    span: int = field(init=False)

    def __post_init__(self) -> None:
        self.span = max(1, (self.last - self.first).days)

    def x(self, day: date) -> float:
        return round(self.left + (self.right - self.left) * (day - self.first).days / self.span, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low), 1)


def chart(
    found: Sequence[Observation],
    *,
    width: float = 960.0,
    height: float = 340.0,
    reference: float | None = None,
    marks: Sequence[tuple[date, str, str, str]] = (),
    is_small: bool = False,
) -> Chart | None:
    """A chart of observations, oldest first; None without any day. Days without a value are gaps, never zero.

    marks: (day, text, address, level). is_small: a sparkline, without axes.
    """
    if not found:
        return None
    thin = _thinned(found)
    frame = _Frame(*((3.0, width - 3.0, 4.0, height - 4.0) if is_small else (36.0, width - 8.0, 12.0, height - 28.0)),
                   first=thin[0].day, last=thin[-1].day)  # fmt: skip
    frame.low, frame.high = _range(thin, reference, 20.0 if is_small else 30.0)
    stretches = list(_stretches(thin))
    return Chart(
        width=width, height=height, left=frame.left, right=frame.right, top=frame.top, bottom=frame.bottom,
        lines=tuple(_line(frame, own) for own in stretches if len(own) > 1),
        bands=tuple(_band(frame, own) for own in stretches if len(own) > 1),
        dots=tuple((frame.x(one.day), frame.y(one.value)) for own in stretches if len(own) == 1
                   for one in own if one.value is not None),
        y_ticks=() if is_small else _y_ticks(frame),
        x_ticks=() if is_small else _x_ticks(frame),
        reference=frame.y(reference) if reference is not None else None,
        marks=tuple(Mark(frame.x(day), text, href, level) for day, text, href, level in marks
                    if frame.first <= day <= frame.last),
        gaps=tuple((frame.x(a.day), frame.x(b.day)) for a, b in _gaps(thin)),
    )  # fmt: skip


def _thinned(found: Sequence[Observation]) -> list[Observation]:
    """Every n-th day, the last one always among them: a ten-year line has more days than a screen has pixels."""
    step = -(-len(found) // _MOST_POINTS)
    return list(found[(len(found) - 1) % step :: step])


def _stretches(found: Sequence[Observation]) -> Sequence[list[Observation]]:
    own: list[list[Observation]] = [[]]
    for one in found:
        if one.value is None:
            own.append([])
        else:
            own[-1].append(one)
    return [stretch for stretch in own if stretch]


def _gaps(found: Sequence[Observation]) -> Sequence[tuple[Observation, Observation]]:
    """First and last day of each stretch on which nothing is known."""
    gaps: list[list[Observation]] = [[]]
    for one in found:
        if one.value is None:
            gaps[-1].append(one)
        elif gaps[-1]:
            gaps.append([])
    return [(gap[0], gap[-1]) for gap in gaps if len(gap) > 1]


def _range(found: Sequence[Observation], reference: float | None, least: float) -> tuple[float, float]:
    """Lowest and highest value shown: what is there and its intervals, at least `least` points, inside 0..100."""
    known = [v for one in found for v in (one.value, one.lo, one.hi) if v is not None]
    if reference is not None:
        known.append(reference)
    if not known:
        return 0.0, 100.0
    low, high = min(known) - 2, max(known) + 2
    missing = max(0.0, least - (high - low))
    low, high = max(0.0, low - missing / 2), min(100.0, high + missing / 2)
    return (low, high) if high - low > 1 else (0.0, 100.0)


def _line(frame: _Frame, own: Sequence[Observation]) -> str:
    return "M" + "L".join(f"{frame.x(one.day)} {frame.y(one.value)}" for one in own if one.value is not None)


def _band(frame: _Frame, own: Sequence[Observation]) -> str:
    above = [f"{frame.x(one.day)} {frame.y(one.hi)}" for one in own if one.hi is not None]
    below = [f"{frame.x(one.day)} {frame.y(one.lo)}" for one in reversed(own) if one.lo is not None]
    return f"M{'L'.join(above + below)}Z" if above and below else ""


def _y_ticks(frame: _Frame) -> tuple[Tick, ...]:
    step = next(s for s in (5, 10, 20, 25, 50) if (frame.high - frame.low) / s <= _TICKS or s == 50)
    start = -(-int(frame.low) // step) * step
    return tuple(Tick(frame.y(v), str(v)) for v in range(start, int(frame.high) + 1, step) if v >= frame.low)


def _x_ticks(frame: _Frame) -> tuple[Tick, ...]:
    """Months or years, about eight of them; days when the chart spans less than two months."""
    if frame.span <= 60:
        step = max(1, frame.span // 6)
        days = [frame.first + timedelta(place) for place in range(0, frame.span + 1, step)]
        return tuple(Tick(frame.x(day), f"{day.day} {day:%b}") for day in days)
    months = max(1, round(frame.span / 30.4 / 8))
    months = next((n for n in (1, 2, 3, 6) if n >= months), 12 * -(-months // 12))
    ticks: list[Tick] = []
    for day in _month_starts(frame.first, frame.last, months):
        text = str(day.year) if day.month == 1 or months >= 12 else f"{day:%b}"
        ticks.append(Tick(frame.x(day), text))
    # Labels closer than 40 units would run into each other.
    return tuple(tick for before, tick in pairwise([Tick(-99.0, ""), *ticks]) if tick.place - before.place >= 40)


def _month_starts(first: date, last: date, step: int) -> Sequence[date]:
    found = []
    for place in range(first.year * 12, last.year * 12 + 12, 1):
        day = date(place // 12, place % 12 + 1, 1)
        if first <= day <= last and (place % 12) % min(step, 12) == 0 and (step <= 12 or day.year % (step // 12) == 0):
            found.append(day)
    return found
