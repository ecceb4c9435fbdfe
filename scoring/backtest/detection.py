"""Sections D and E: daily detection on eleven years, at equal alert budgets, beside baselines of the same run."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

import numpy as np

from core.actors import base_of
from scoring.backtest.labels import SHOCKS, TOLERANCE_DAYS, WINDOW
from scoring.backtest.report import Check
from scoring.daily import Floats, lagged, trailing_mean
from scoring.detect import HOSTILITY, alarms, cusum, holds_without_largest, largest_claims
from scoring.imports import ImportedEvent, cameo_codes
from scoring.indices import Source
from scoring.threat import exposure_of

DYADS = 189
BUDGETS = (0.05, 0.10, 0.20)
E_LIMIT, FOUND_NEEDED, DELAY_ALLOWED = 0.12, 11, 3.0
_BASE_DAYS, _BASE_LAG = 365, 14

# raises(dyad, threshold) -> places at which a detector raises.
Raises = Callable[[str, float], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a detector found at a threshold. rate: alarms per dyad-year. delays: days after the shock, by its name."""

    threshold: float
    rate: float
    delays: Mapping[str, int]

    @property
    def delay(self) -> float:
        """Median delay in days; infinite when nothing was found."""
        return median(self.delays.values()) if self.delays else math.inf


def outcome_at(threshold: float, dyads: Sequence[str], raises: Raises, first: date, days: int) -> Outcome:
    """What a detector finds at a threshold; a shock is found when an alarm comes 2 days before to 30 after it."""
    total = 0
    delays: dict[str, int] = {}
    for dyad in dyads:
        places = raises(dyad, threshold)
        total += len(places)
        for shock in SHOCKS:
            if shock.dyad == dyad:
                at = (shock.day - first).days
                hits = [place - at for place in places if WINDOW[0] <= place - at <= WINDOW[1]]
                if hits:
                    delays[shock.name] = hits[0]
    return Outcome(threshold, total / (len(dyads) * days / 365.25), delays)


def within_budget(
    budget: float, bounds: tuple[float, float], dyads: Sequence[str], raises: Raises, first: date, days: int
) -> Outcome:
    """The outcome at the lowest threshold (to 1/8192 of the bounds) whose alarms stay within the budget."""
    low, high = bounds
    for _ in range(13):
        middle = (low + high) / 2
        if outcome_at(middle, dyads, raises, first, days).rate > budget:
            low = middle
        else:
            high = middle
    return outcome_at(high, dyads, raises, first, days)


def busiest_dyads(names: Iterable[str], source: Source, last: date) -> list[str]:
    """The 189 pairs of states with most claims, and the labelled ones."""
    totals = {
        name.removeprefix("dyad:"): float(source.daily(name, last).claims.sum())
        for name in names
        if name.startswith("dyad:") and len(name) == len("dyad:AAA|BBB")
    }
    busiest = sorted(totals, key=lambda dyad: (-totals[dyad], dyad))[:DYADS]
    return sorted({*busiest, *(shock.dyad for shock in SHOCKS)})


def cusum_detector(dyads: Sequence[str], source: Source, last: date) -> Raises:
    """The product's detector: NB-CUSUM on hostile claims, with the one-claim guard."""
    world = source.world_parameters()
    exposure = exposure_of(source.daily("world", last), world)
    paths, largest = {}, {}
    for dyad in dyads:
        series = source.daily(f"dyad:{dyad}", last)
        paths[dyad] = cusum(series.q / world.hostile_claim, exposure)
        claims = source.claims(f"dyad:{dyad}", source.first, last)
        weights = (((one.key.day - source.first).days, one.micro.q / 1e6 / world.hostile_claim) for one in claims)
        largest[dyad] = largest_claims(weights, series.days)

    def raises(dyad: str, threshold: float) -> list[int]:
        parameters = replace(HOSTILITY, warning=threshold, critical=max(threshold, HOSTILITY.critical))
        found = alarms(
            paths[dyad].k,
            parameters,
            lambda place: holds_without_largest(place, paths[dyad], largest[dyad], parameters),
        )
        return [alarm.raised for alarm in found]

    return raises


def _plain_detector(scores: Mapping[str, Floats]) -> Raises:
    def raises(dyad: str, threshold: float) -> list[int]:
        return [alarm.raised for alarm in alarms(scores[dyad], replace(HOSTILITY, warning=threshold))]

    return raises


def baseline_detectors(
    events: Iterable[ImportedEvent], dyads: Sequence[str], first: date, days: int
) -> dict[str, tuple[Raises, tuple[float, float]]]:
    """Baselines on the same rows: z of the day's hostile count, that of 7 days, z of 7 days' mean Goldstein value."""
    counts = {dyad: np.zeros(days) for dyad in dyads}
    hostile = {dyad: np.zeros(days) for dyad in dyads}
    goldstein = {dyad: np.zeros(days) for dyad in dyads}
    for event in events:
        coded = event.coded
        dyad = "|".join(sorted((base_of(coded.actors[0]), base_of(coded.recipients[0]))))
        if dyad in counts and coded.event_day is not None:
            place = (coded.event_day - first).days
            value = cameo_codes()[coded.cameo or "01"].goldstein
            if 0 <= place < days:
                counts[dyad][place] += 1
                hostile[dyad][place] += value < 0
                goldstein[dyad][place] += value
    raw = {dyad: _z(values) for dyad, values in hostile.items()}
    week = {dyad: trailing_mean(values, 7) * 7 for dyad, values in hostile.items()}
    mean = {dyad: _goldstein_z(counts[dyad], goldstein[dyad]) for dyad in dyads}
    return {
        "raw count of hostile events, z of the day": (_plain_detector(raw), (0.5, 60.0)),
        "raw count of hostile events in 7 days": (_plain_detector(week), (1.0, 400.0)),
        "mean Goldstein, z of 7 days": (_plain_detector(mean), (0.2, 40.0)),
    }


def _z(values: Floats) -> Floats:
    """How far a day's value lies above its mean of the year before, in standard deviations (at least a half)."""
    usual = lagged(trailing_mean(values, _BASE_DAYS), _BASE_LAG)
    squares = lagged(trailing_mean(values**2, _BASE_DAYS), _BASE_LAG)
    spread = np.sqrt(np.maximum(squares - usual**2, 0.25))
    result: Floats = np.maximum(0.0, (values - usual) / spread)
    result[: _BASE_LAG + 60] = 0.0
    return result


def _goldstein_z(counts: Floats, sums: Floats) -> Floats:
    week = trailing_mean(counts, 7) * 7
    mean = np.divide(trailing_mean(sums, 7) * 7, week, out=np.zeros_like(week), where=week > 0)
    return _z(-mean)


def detection_checks(
    source: Source, names: Iterable[str], events: Sequence[ImportedEvent], last: date
) -> tuple[list[Check], dict[str, list[Outcome]]]:
    """Checks of sections D and E, and the outcomes of every detector at the budgets."""
    days = (last - source.first).days + 1
    dyads = busiest_dyads(names, source, last)
    detector = cusum_detector(dyads, source, last)
    at_warning = outcome_at(HOSTILITY.warning, dyads, detector, source.first, days)
    checks = []
    for shock in SHOCKS:
        got = at_warning.delays.get(shock.name)
        shown = "missed" if got is None else f"{got} d"
        if shock.delay is None:
            checks.append(Check("D", f"alarm {shock.name} {shock.dyad} ({shock.what})", "not required", shown, None))
        else:
            is_close = got is not None and abs(got - shock.delay) <= TOLERANCE_DAYS
            expected = f"{shock.delay} ± {TOLERANCE_DAYS} d"
            checks.append(Check("D", f"alarm {shock.name} {shock.dyad} ({shock.what})", expected, shown, is_close))
    rate = at_warning.rate
    checks.append(Check("E", "alarms per dyad-year at 9.7", f"<= {E_LIMIT}", f"{rate:.3f}", rate <= E_LIMIT))
    detectors = {
        "NB-CUSUM on claims": (detector, (1.0, HOSTILITY.cap)),
        **baseline_detectors(events, dyads, source.first, days),
    }
    outcomes = {
        name: [within_budget(budget, bounds, dyads, raises, source.first, days) for budget in BUDGETS]
        for name, (raises, bounds) in detectors.items()
    }
    for name, found in outcomes.items():
        for budget, outcome in zip(BUDGETS, found, strict=True):
            is_ours = name.startswith("NB-CUSUM") and budget == 0.10
            passed = len(outcome.delays) >= FOUND_NEEDED and outcome.delay <= DELAY_ALLOWED if is_ours else None
            needed = f">= {FOUND_NEEDED} of 14, median <= {DELAY_ALLOWED:.0f} d" if is_ours else "beside it"
            delay = "-" if math.isinf(outcome.delay) else f"{outcome.delay:.1f} d"
            said = f"{len(outcome.delays)} of 14, median {delay} (threshold {outcome.threshold:.2f})"
            checks.append(Check("E", f"{name} at {budget:.2f} alarms per dyad-year", needed, said, passed))
    return checks, outcomes
