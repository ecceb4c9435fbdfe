"""The odds score: cooperation against conflict as 100 X / (X + Y), with an interval. 50 is par, 75 is 3 to 1."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import betaincinv

from scoring.daily import DailySeries, Floats, decayed
from scoring.parameters import SeriesParameters

LOWER, UPPER = 0.1, 0.9
INFLATION = 1.25  # over the plain effective size of a claim; from thinning (docs/methodology.md, section 9)
# Ten claims of size 0.3 stand in until the series has its own: their sum of squares and sum.
_SIZE_SQUARES, _SIZE_SUM = 0.9, 3.0
_VARIANCE_CAP = 0.95


@dataclass(frozen=True, slots=True)
class OddsPath:
    """An odds score day by day. x, y: prior included. value, lo, hi: points 0..100, 80 % interval. sd: points."""

    first: date
    x: Floats
    y: Floats
    value: Floats
    sd: Floats
    lo: Floats
    hi: Floats


def odds_path(
    series: DailySeries, parameters: SeriesParameters, *, with_interval: bool = True, interval_from: int = 0
) -> OddsPath:
    """The odds score of a series under one version of its parameters.

    X = A + kappa m, Y = psi B + kappa (1 - m), A and B decayed cooperation and conflict. Without news the value is 100
    m and the interval wide. The interval is a beta distribution whose variance comes from the effective size of one
    claim. lo and hi are empty arrays without `with_interval`, and NaN before the place `interval_from`: quantiles cost
    most of the time, and a page shows the last months of many years.
    """
    a, b = decayed(series.x, parameters.half_life), decayed(series.y, parameters.half_life)
    x = a + parameters.kappa * parameters.m
    y = parameters.psi * b + parameters.kappa * (1.0 - parameters.m)
    share = x / (x + y)
    size = INFLATION * (_SIZE_SQUARES + np.cumsum(series.s)) / (_SIZE_SUM + np.cumsum(series.x + series.y))
    variance_x = size * x
    variance_y = size * (parameters.psi**2 * b + parameters.kappa * (1.0 - parameters.m))
    variance = (y**2 * variance_x + x**2 * variance_y) / (x + y) ** 4
    room = share * (1.0 - share)
    variance = np.minimum(variance, _VARIANCE_CAP * room)
    lo = hi = np.zeros(0)
    if with_interval:
        lo, hi = np.full((2, series.days), np.nan)
        strength = (room / variance - 1.0)[interval_from:]
        alpha, beta = share[interval_from:] * strength, (1.0 - share[interval_from:]) * strength
        lo[interval_from:] = 100.0 * betaincinv(alpha, beta, LOWER)
        hi[interval_from:] = 100.0 * betaincinv(alpha, beta, UPPER)
    return OddsPath(series.first, x, y, 100.0 * share, 100.0 * np.sqrt(variance), lo, hi)


def odds_score(x: float, y: float) -> float:
    """Odds score of two sums, prior included, in points 0..100."""
    return 100.0 * x / (x + y)
