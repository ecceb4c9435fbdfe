"""Change detection: a negative-binomial CUSUM on hostile counts, with warm-up, hysteresis and a one-claim guard.

K rises while a series looks like `ratio` times its own usual rate and falls otherwise. Source: docs/methodology.md,
section 7.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.daily import Floats, decayed, lagged


class Level(StrEnum):
    """How far a series has left its usual rate."""

    CALM = "calm"
    WATCH = "watch"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class CusumParameters:
    """ratio: the rise to be found. dispersion: of the negative binomial. Days, and thresholds of K in nats."""

    ratio: float = 6.0
    dispersion: float = 0.5
    half_life: float = 270.0
    lag: int = 14
    prior_count: float = 0.3
    prior_exposure: float = 30.0
    cap: float = 25.0
    warm_up: float = 60.0
    watch: float = 6.0
    warning: float = 9.7
    critical: float = 14.6
    clear_days: int = 7
    shortest: int = 30
    guard: float = 0.5


HOSTILITY = CusumParameters()
# Cooperation changes slowly: a longer memory and a stronger prior than for hostility.
ALIGNMENT = CusumParameters(ratio=4.0, half_life=365.0, prior_count=0.6, prior_exposure=60.0)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One episode, in places of the series; cleared is None while it is on. steps: (place, level), upward only."""

    raised: int
    cleared: int | None
    steps: tuple[tuple[int, Level], ...]


@dataclass(frozen=True, slots=True)
class CusumPath:
    """K day by day, the evidence of each day (nats), and what one more hostile claim that day would add to it."""

    k: Floats
    evidence: Floats
    gain: Floats


def cusum(y: Floats, exposure: Floats, parameters: CusumParameters = HOSTILITY) -> CusumPath:
    """The statistic of daily counts y: 0 in the warm-up, then max(0, K + evidence) up to the cap.

    Evidence is the log-likelihood ratio, in a negative binomial, of `ratio` times the usual rate against the usual
    rate; the usual rate ends `lag` days before the day. exposure: world volume, 1 is an ordinary day.
    """
    count = parameters.prior_count + lagged(decayed(y, parameters.half_life), parameters.lag)
    per = parameters.prior_exposure + lagged(decayed(exposure, parameters.half_life), parameters.lag)
    usual = count / per * exposure
    r = parameters.dispersion
    cost = np.log(r + parameters.ratio * usual) - np.log(r + usual)
    gain = math.log(parameters.ratio) - cost
    evidence = y * gain - r * cost
    warm = np.cumsum(exposure) >= parameters.warm_up
    path = np.zeros(len(y))
    k, cap = 0.0, parameters.cap
    for place, (step, is_warm) in enumerate(zip(evidence.tolist(), warm.tolist(), strict=True)):
        if is_warm:
            k = min(cap, max(0.0, k + step))
            path[place] = k
    return CusumPath(path, evidence, gain)


def level_of(k: float, parameters: CusumParameters = HOSTILITY) -> Level:
    """The level that K stands at."""
    if k >= parameters.critical:
        return Level.CRITICAL
    if k >= parameters.warning:
        return Level.WARNING
    return Level.WATCH if k >= parameters.watch else Level.CALM


def alarms(
    k_path: Floats, parameters: CusumParameters = HOSTILITY, holds: Callable[[int], bool] | None = None
) -> list[Alarm]:
    """Episodes of K: raised at `warning`, cleared after 7 days below half of it and not before 30 days.

    holds(place): whether K stands without its largest claim (`holds_without_largest`); a rise that does not waits.
    """
    found: list[Alarm] = []
    raised: int | None = None
    steps: list[tuple[int, Level]] = []
    low = 0
    for place, k in enumerate(k_path.tolist()):
        if raised is None:
            if k >= parameters.warning and (holds is None or holds(place)):
                raised, low = place, 0
                steps = [(place, level_of(k, parameters))]
            continue
        if k >= parameters.critical and steps[-1][1] is Level.WARNING:
            steps.append((place, Level.CRITICAL))
        low = low + 1 if k < parameters.warning / 2 else 0
        if low >= parameters.clear_days and place - raised >= parameters.shortest:
            found.append(Alarm(raised, place, tuple(steps)))
            raised = None
    if raised is not None:
        found.append(Alarm(raised, None, tuple(steps)))
    return found


def run_start(path: CusumPath, place: int) -> int:
    """The first place of the run that K at `place` rose in: the day after K was last 0."""
    calm = np.flatnonzero(path.k[:place] <= 0.0)
    return int(calm[-1]) + 1 if len(calm) else 0


def holds_without_largest(
    place: int, path: CusumPath, largest: Floats, parameters: CusumParameters = HOSTILITY
) -> bool:
    """Whether K at `place` would still stand at half the threshold without the largest single claim of its run.

    The run goes back to the last day with K = 0. largest: the largest single claim of each day, in the
    unit of y. So one miscoded claim can never raise an alarm on its own.
    """
    run = slice(run_start(path, place), place + 1)
    evidence = path.evidence[run].copy()
    culprit = int(np.argmax(largest[run]))
    evidence[culprit] -= largest[run][culprit] * path.gain[run][culprit]
    k = 0.0
    for step in evidence.tolist():
        k = min(parameters.cap, max(0.0, k + step))
    return k >= parameters.guard * parameters.warning


def largest_claims(claims: Iterable[tuple[int, float]], days: int) -> Floats:
    """The largest of the (place, weight) claims of each day, 0 on days without one."""
    largest = np.zeros(days)
    for place, weight in claims:
        largest[place] = max(largest[place], weight)
    return largest
