"""Parameters of an index series: versioned, on record, changed only by an explicit recalibration.

Calibration maps a series' usual mix of news to its structural prior, so that a value is read against what the alliance
is, not against how news is written. Source: docs/methodology.md, section 5.
"""

from dataclasses import dataclass
from datetime import date

from scoring.daily import DailySeries

FORMULA = "odds-1"
KAPPA = 1.5  # prior pseudo-weight: about eighteen consultations reported once
HALF_LIFE = 45.0  # days
CALIBRATION_DAYS, SHORTEST_CALIBRATION = 1096, 180
SMOOTHING = 10.0  # pseudo-weight that keeps the ratio of a sparse series close to the world's
UNCALIBRATED_WORLD_RATIO = 2.0  # used, and said, when there are too few days to calibrate
UNCALIBRATED_CLAIM = 0.11  # likewise, for fewer than 100 hostile claims


@dataclass(frozen=True, slots=True)
class SeriesParameters:
    """Parameters of one series from `valid_from` on, until a later version.

    psi: how much one unit of conflict weighs against one of cooperation. m: structural prior 0..1 (the value without
    news is 100 m). kappa: weight of the prior. half_life: days. note: why they were set.
    """

    series: str
    version: int
    psi: float
    m: float
    valid_from: date
    note: str
    kappa: float = KAPPA
    half_life: float = HALF_LIFE


@dataclass(frozen=True, slots=True)
class WorldParameters:
    """Parameters all series share. ratio: cooperation over conflict in the world's news. volume: claims a day.

    hostile_claim: mean threat weight of a hostile claim; threat counts are in units of it.
    """

    version: int
    ratio: float
    volume: float
    hostile_claim: float
    valid_from: date
    note: str


def calibrate_world(
    world: DailySeries, hostile_claims: int, valid_from: date, version: int = 1, days: int = CALIBRATION_DAYS
) -> WorldParameters:
    """World parameters from the first `days` of the world series; hostile_claims: claims with q > 0 in those days."""
    window = min(days, world.days)
    x, y, q = (float(part[:window].sum()) for part in (world.x, world.y, world.q))
    volume = float(world.claims[:window].sum())
    if not volume:
        return WorldParameters(version, UNCALIBRATED_WORLD_RATIO, 1.0, UNCALIBRATED_CLAIM, valid_from, "no news")
    ratio, note = x / y if y else UNCALIBRATED_WORLD_RATIO, f"{window} days from {world.first}"
    if window < SHORTEST_CALIBRATION:
        ratio, note = UNCALIBRATED_WORLD_RATIO, f"ratio not calibrated: {note}"
    hostile_claim = q / hostile_claims if hostile_claims >= 100 else UNCALIBRATED_CLAIM
    return WorldParameters(version, ratio, volume / window, hostile_claim, valid_from, note)


def calibrate(
    name: str,
    series: DailySeries,
    world: WorldParameters,
    m: float,
    valid_from: date,
    version: int = 1,
    days: int = CALIBRATION_DAYS,
) -> SeriesParameters:
    """Parameters that map the series' mix of the first `days` to 100 m: psi = R (1 - m) / m, R = X / Y smoothed.

    With fewer than 180 days the world's ratio stands in for the series' own, and the note says so.
    """
    window = min(days, series.days)
    ratio = world.ratio
    note = f"not calibrated: {window} days of news"
    if window >= SHORTEST_CALIBRATION:
        x, y = float(series.x[:window].sum()), float(series.y[:window].sum())
        ratio = (x + SMOOTHING) / (y + SMOOTHING / world.ratio)
        note = f"{window} days from {series.first}: X {x:.2f}, Y {y:.2f}"
    return SeriesParameters(name, version, ratio * (1.0 - m) / m, m, valid_from, note)


def dyad_parameters(name: str, world: WorldParameters) -> SeriesParameters:
    """Parameters of a plain dyad: 50 is as friendly as the world's average pair."""
    return SeriesParameters(name, world.version, world.ratio, 0.5, world.valid_from, "world ratio, m 0.5")
