"""Threat: hostile weight per world reporting volume, as a Gamma-Poisson rate. Level against others, surge against
itself.

The rate is normalised by the world's volume, never by the target's own (that destroyed the signal: methodology, section
9).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import gammaincinv

from scoring.daily import DailySeries, Floats, decayed, lagged, trailing_mean
from scoring.parameters import WorldParameters

PRIOR_COUNT, PRIOR_EXPOSURE = 0.6, 60.0
LEVEL_HALF_LIFE, SURGE_HALF_LIFE, BASE_HALF_LIFE, BASE_LAG = 30.0, 14.0, 365.0, 14
VOLUME_DAYS = 7
_REFERENCE_QUANTILE = 0.75


@dataclass(frozen=True, slots=True)
class ThreatPath:
    """Threat day by day, in points 0..100 with an 80 % interval. x, y: what the score is the odds of."""

    first: date
    x: Floats
    y: Floats
    value: Floats
    lo: Floats
    hi: Floats


def exposure_of(world: DailySeries, parameters: WorldParameters | None = None) -> Floats:
    """World reporting volume of the last week, relative to its mean: 1 is an ordinary week.

    The mean is the calibrated one; without parameters the mean of all days so far.
    """
    recent = trailing_mean(world.claims, VOLUME_DAYS)
    if parameters is not None:
        return recent / parameters.volume
    so_far = trailing_mean(world.claims, max(1, world.days))
    return np.divide(recent, so_far, out=np.zeros_like(recent), where=so_far > 0)


def rate(y: Floats, exposure: Floats, half_life: float) -> tuple[Floats, Floats]:
    """Posterior Gamma shape and rate of hostile claims per ordinary day: (a0 + decayed y, b0 + decayed exposure)."""
    return PRIOR_COUNT + decayed(y, half_life), PRIOR_EXPOSURE + decayed(exposure, half_life)


def hostile_counts(series: DailySeries, world: WorldParameters) -> Floats:
    """Hostile weight a day, in units of the world's mean hostile claim."""
    return series.q / world.hostile_claim


def level(
    series: DailySeries, exposure: Floats, world: WorldParameters, reference: float, interval_from: int = 0
) -> ThreatPath:
    """LEVEL: 100 theta / (theta + reference) over 30 days; 50 is as intense as the reference rate.

    reference: hostile claims per ordinary day, `reference_rate` of the category. interval_from: the interval is NaN
    before that place.
    """
    shape, per = rate(hostile_counts(series, world), exposure, LEVEL_HALF_LIFE)
    return _path(series, shape, per, np.full_like(shape, reference), world, interval_from)


def surge(series: DailySeries, exposure: Floats, world: WorldParameters, interval_from: int = 0) -> ThreatPath:
    """SURGE: 100 theta / (theta + usual), 14 days against the year before them; 50 is as usual, 75 three times it."""
    y = hostile_counts(series, world)
    shape, per = rate(y, exposure, SURGE_HALF_LIFE)
    slow_shape, slow_per = rate(lagged(y, BASE_LAG), lagged(exposure, BASE_LAG), BASE_HALF_LIFE)
    return _path(series, shape, per, slow_shape / slow_per, world, interval_from)


def _path(
    series: DailySeries, shape: Floats, per: Floats, against: Floats, world: WorldParameters, interval_from: int
) -> ThreatPath:
    theta = shape / per
    size = claim_size(series, world)
    thin = (shape / size)[interval_from:]
    lo, hi = np.full((2, series.days), np.nan)
    for bound, quantile in ((lo, 0.1), (hi, 0.9)):
        bound[interval_from:] = gammaincinv(thin, quantile) * (size / per)[interval_from:]
    return ThreatPath(
        series.first, theta, against,
        100.0 * theta / (theta + against), 100.0 * lo / (lo + against), 100.0 * hi / (hi + against),
    )  # fmt: skip


def claim_size(series: DailySeries, world: WorldParameters) -> Floats:
    """Effective size of one hostile claim, in mean hostile claims: sum of squares over sum, at least 1.

    Only threat series hold squares of the threat weight. Elsewhere they hold squares of the effect, of cooperation too,
    so the square of a day's threat weight stands in where it is less: both are upper bounds.
    """
    of_day = np.minimum(series.s, series.q**2)
    squares, sums = np.cumsum(of_day) / world.hostile_claim**2, np.cumsum(series.q) / world.hostile_claim
    return np.maximum(1.0, (1.0 + squares) / (1.0 + sums))


def reference_rate(thetas: list[float]) -> float:
    """Reference of a category: the 75th percentile of its series' mean rates in the calibration window."""
    return float(np.quantile(thetas, _REFERENCE_QUANTILE)) if thetas else PRIOR_COUNT / PRIOR_EXPOSURE


def mean_rate(series: DailySeries, exposure: Floats, world: WorldParameters, days: int) -> float:
    """Mean rate of a series over its first `days`, prior included: what `reference_rate` is taken from."""
    window = min(days, series.days)
    y = float(hostile_counts(series, world)[:window].sum())
    return (PRIOR_COUNT + y) / (PRIOR_EXPOSURE + float(exposure[:window].sum()))
