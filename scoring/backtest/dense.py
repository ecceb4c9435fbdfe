"""Section C: single shocks in raw rows of full density, with publishers."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from scoring.backtest.labels import DROPS, RAISES, TOLERANCE_DAYS
from scoring.backtest.report import Check
from scoring.detect import HOSTILITY, alarms, cusum, holds_without_largest, largest_claims
from scoring.indices import Source
from scoring.odds import odds_path
from scoring.parameters import SeriesParameters
from scoring.threat import exposure_of

HALF_LIFE, PSI, M = 21.0, 1.49, 0.5
DENSE = replace(HOSTILITY, prior_exposure=20.0, lag=7, warm_up=40.0)
NEEDED_SHARE, AFTER_DAYS = 0.6, 14


def dense_checks(source: Source, last: date) -> list[Check]:
    """Falls of scores after the labelled shocks of late 2018, and the days on which detection raises."""
    checks = []
    for drop in DROPS:
        parameters = SeriesParameters(f"dyad:{drop.dyad}", 1, PSI, M, source.first, "back-test", half_life=HALF_LIFE)
        path = odds_path(source.daily(f"dyad:{drop.dyad}", last), parameters, with_interval=False)
        place = (drop.day - source.first).days
        before, after = float(path.value[place - 1]), float(path.value[place + AFTER_DAYS])
        needed = NEEDED_SHARE * (drop.before - drop.after)
        expected = f"{drop.before:.1f} -> {drop.after:.1f} (fall of at least {needed:.1f})"
        got = f"{before:.1f} -> {after:.1f} (fall of {before - after:.1f})"
        checks.append(Check("C", f"{drop.dyad} at {drop.day}", expected, got, before - after >= needed))
    world = source.world_parameters()
    exposure = exposure_of(source.daily("world", last), world)
    for dyad, expected_day in RAISES:
        name = f"dyad:{dyad}"
        series = source.daily(name, last)
        statistic = cusum(series.q / world.hostile_claim, exposure, DENSE)
        claims = source.claims(name, source.first, last)
        largest = largest_claims(
            (((one.key.day - source.first).days, one.micro.q / 1e6 / world.hostile_claim) for one in claims),
            series.days,
        )
        holds = partial(holds_without_largest, path=statistic, largest=largest, parameters=DENSE)
        found = [source.first + timedelta(alarm.raised) for alarm in alarms(statistic.k, DENSE, holds)]
        near = min(found, key=lambda day: abs((day - expected_day).days), default=None)
        is_close = near is not None and abs((near - expected_day).days) <= TOLERANCE_DAYS
        checks.append(
            Check("C", f"alarm {dyad}", f"{expected_day} ± {TOLERANCE_DAYS} d", str(near or "none"), is_close)
        )
    return checks
