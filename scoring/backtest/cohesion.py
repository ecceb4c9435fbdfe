"""Cohesion alerts of twelve alliances on eleven years, and two known misses tried through their parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from core.claims import Claim
from core.plover import Dimension
from scoring.backtest.labels import ALLIANCES
from scoring.backtest.report import Check
from scoring.cohesion import CohesionAlert, CohesionRule, cohesion_alerts
from scoring.detect import ALIGNMENT, alarms, cusum
from scoring.indices import Source
from scoring.odds import OddsPath, odds_path
from scoring.threat import exposure_of

# The rows name no publisher, so the rule's second publisher cannot be asked for.
RULE = CohesionRule(publishers=1)
RATE_LIMIT = 0.34
SOFTER = replace(RULE, z=0.8)
QUARREL = replace(ALIGNMENT, half_life=180.0, warning=6.0, watch=4.0)
SETTLED = 90
TRIES = (
    ("Futenma 2009", "US_JPN", date(2009, 9, 1), date(2010, 6, 15)),
    ("Merkel's telephone 2013", "NATO", date(2013, 10, 20), date(2013, 12, 31)),
)


def paths(source: Source, last: date) -> dict[str, OddsPath]:
    """Cohesion of each alliance day by day."""
    found = {}
    for alliance in ALLIANCES:
        name = f"cohesion:{alliance}"
        found[alliance] = odds_path(source.daily(name, last), source.parameters(name)[0])
    return found


def _claims(source: Source, name: str, last: date) -> Sequence[Claim]:
    return source.claims(name, source.first, last)


def alerts_of(source: Source, name: str, last: date, rule: CohesionRule) -> list[CohesionAlert]:
    """Alerts of one cohesion series under a rule, from its ninetieth day on."""
    series, parameters = source.daily(name, last), source.parameters(name)[0]
    return cohesion_alerts(series, parameters, _claims(source, name, last), rule, SETTLED)


def cohesion_checks(source: Source, last: date) -> list[Check]:
    """Section D for cohesion, the rate of alerts, and the tries for what the headline misses."""
    years = len(ALLIANCES) * ((last - source.first).days + 1) / 365.25
    by_alliance = {alliance: alerts_of(source, f"cohesion:{alliance}", last, RULE) for alliance in ALLIANCES}
    found = paths(source, last)
    rate = sum(len(alerts) for alerts in by_alliance.values()) / years
    gulf = [alert.day for alert in by_alliance["GCC"] if date(2014, 3, 5) <= alert.day <= date(2014, 3, 12)]
    checks = [
        Check("D", "GCC cohesion alert, ambassadors withdrawn 2014-03-05", "2014-03-05..12",
              str(gulf[0]) if gulf else "none", bool(gulf)),
        _minimum("AU", found["AU"], date(2012, 4, 15), date(2012, 5, 15)),
        _minimum("ASEAN", found["ASEAN"], date(2011, 4, 1), date(2011, 7, 31)),
        Check("D", "cohesion alerts per alliance-year, 12 alliances", f"<= {RATE_LIMIT}", f"{rate:.2f}",
              rate <= RATE_LIMIT),
    ]  # fmt: skip
    for alliance, alerts in by_alliance.items():
        days = ", ".join(f"{alert.day} ({alert.value:.0f})" for alert in alerts) or "none"
        width = float(np.mean(found[alliance].hi[SETTLED:] - found[alliance].lo[SETTLED:]))
        checks.append(Check("D", f"alerts of {alliance}; mean width {width:.0f}", "reported", days, None))
    return checks + _tries(source, last, years)


def _minimum(alliance: str, path: OddsPath, start: date, end: date) -> Check:
    place = SETTLED + int(np.argmin(path.value[SETTLED:]))
    day = path.first + timedelta(place)
    got = f"{day} ({path.value[place]:.1f})"
    return Check("D", f"lowest cohesion of {alliance}", f"{start}..{end}", got, start <= day <= end)


def _tries(source: Source, last: date, years: float) -> list[Check]:
    """Two quarrels with continued cooperation, through the solidarity dimension: softer rule, and its conflict rate."""
    names = {alliance: f"cohesion:{alliance}:{Dimension.SOLIDARITY}" for alliance in ALLIANCES}
    softer = {alliance: alerts_of(source, name, last, SOFTER) for alliance, name in names.items()}
    exposure = exposure_of(source.daily("world", last), source.world_parameters())
    quarrels: dict[str, list[date]] = {}
    for alliance, name in names.items():
        series = source.daily(name, last)
        negative = sum(1 for claim in _claims(source, name, last) if claim.micro.y)
        mean = float(series.y.sum()) / max(1, negative)
        found = alarms(cusum(series.y / mean, exposure, QUARREL).k, QUARREL) if negative else []
        quarrels[alliance] = [source.first + timedelta(alarm.raised) for alarm in found]
    checks = []
    for title, alliance, start, end in TRIES:
        for method, days, total in (
            ("solidarity, softer rule (z 0.8)", [alert.day for alert in softer[alliance]],
             sum(len(alerts) for alerts in softer.values())),
            ("solidarity, conflict rate (CUSUM, ratio 4, 6.0)", quarrels[alliance],
             sum(len(days) for days in quarrels.values())),
        ):  # fmt: skip
            hits = [str(day) for day in days if start <= day <= end]
            got = f"{hits[0] if hits else 'missed'} at {total / years:.2f} alarms per alliance-year"
            checks.append(Check("tries", f"{title} by {method}", "reported", got, None))
    return checks
