"""Figures that are reported, not judged: global threat against AI-GPR, intervals under thinning, new alignments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import numpy as np

from core.claims import Claim, Report
from scoring.alignment import AlignmentFilters, alignment_alerts, communities
from scoring.backtest.report import Check
from scoring.claims import claims_of
from scoring.daily import MICRO, DailySeries, decayed
from scoring.indices import Source
from scoring.odds import odds_path
from scoring.parameters import SeriesParameters, dyad_parameters
from scoring.series import MembershipIndex
from scoring.threat import exposure_of


def gpr_check(source: Source, last: date, gpr: Mapping[str, float]) -> list[Check]:
    """Correlation of the monthly global hostile rate with AI-GPR, in logs: levels and changes."""
    world = source.daily("world", last)
    hostile: dict[str, float] = {}
    volume: dict[str, float] = {}
    for place in range(world.days):
        month = (source.first + timedelta(place)).isoformat()[:7]
        hostile[month] = hostile.get(month, 0.0) + float(world.q[place])
        volume[month] = volume.get(month, 0.0) + float(world.claims[place])
    months = sorted(set(hostile) & set(gpr))
    ours = np.log([hostile[month] / volume[month] for month in months])
    theirs = np.log([gpr[month] for month in months])
    level = float(np.corrcoef(ours, theirs)[0, 1])
    change = float(np.corrcoef(np.diff(ours), np.diff(theirs))[0, 1])
    return [
        Check(
            "extra",
            f"global hostile rate against AI-GPR, {len(months)} months, logs",
            ".555 (probe)",
            f"{level:.3f}",
            None,
        ),
        Check("extra", "the same, changes from month to month", "about 0 (probe)", f"{change:.3f}", None),
    ]


THINNED_SHARE = 0.2


def interval_check(source: Source, reports: Sequence[Report], dyads: Sequence[str], last: date) -> Check:
    """How often the 80 % interval from a fifth of the reports holds the value that all reports give, at month-ends."""
    random = Random(1)
    thinned = [report for report in reports if random.random() < THINNED_SHARE]
    thin: dict[str, list[Claim]] = {}
    for claim in claims_of(thinned):
        thin.setdefault(claim.key.dyad, []).append(claim)
    inside = inside_bare = total = 0
    widths: list[float] = []
    errors: list[float] = []
    for dyad in dyads:
        full = source.daily(f"dyad:{dyad}", last)
        x, y = float(full.x.sum()), float(full.y.sum())
        if dyad not in thin or not x or not y:
            continue
        columns = np.zeros((7, full.days))
        for claim in thin[dyad]:
            columns[:, (claim.key.day - source.first).days] += claim.micro
        columns[:-1] /= MICRO
        # The prior mean is the series' own long-run odds; a flat 50 would double the error.
        psi = source.world_parameters().ratio
        m = x / (x + psi * y)
        parameters = SeriesParameters(dyad, 1, psi, m, source.first, "thinning")
        truth = odds_path(full, parameters, with_interval=False)
        own_x = parameters.kappa * parameters.m
        estimate = odds_path(DailySeries(source.first, *columns), parameters)
        for place in range(364, full.days, 30):
            if truth.x[place] + truth.y[place] < parameters.kappa + 1.0:
                continue
            total += 1
            bare = 100.0 * (truth.x[place] - own_x) / (truth.x[place] + truth.y[place] - parameters.kappa)
            inside += bool(estimate.lo[place] <= truth.value[place] <= estimate.hi[place])
            inside_bare += bool(estimate.lo[place] <= bare <= estimate.hi[place])
            errors.append(abs(float(truth.value[place] - estimate.value[place])))
            widths.append(float(estimate.hi[place] - estimate.lo[place]))
    rate, bare_rate = 100 * inside / max(1, total), 100 * inside_bare / max(1, total)
    held = f"{rate:.1f} % (without its prior {bare_rate:.1f} %) of {total} month-ends"
    got = f"{held}, width {np.mean(widths):.1f}, error {np.mean(errors):.1f}"
    return Check("extra", "80 % interval after 20 % thinning holds the full value", "about 84 % (probe)", got, None)


def alignment_checks(
    source: Source, names: Iterable[str], dyads: Sequence[str], index: MembershipIndex, last: date
) -> list[Check]:
    """New alignments on the same dyads, and the communities at the end of 2014."""
    world = source.world_parameters()
    exposure = exposure_of(source.daily("world", last), world)
    found: list[str] = []
    for dyad in dyads:
        name = f"dyad:{dyad}"
        series = source.daily(name, last)
        a, b = dyad.split("|")
        score = odds_path(series, dyad_parameters(name, world), with_interval=False).value
        alerts = alignment_alerts(
            dyad, series, exposure, score, source.claims(name, source.first, last), world.hostile_claim,
            lambda day, a=a, b=b: bool(index.alliances_of(a, day) & index.alliances_of(b, day)),  # type: ignore[misc]
            filters=AlignmentFilters(publishers=1),
        )  # fmt: skip
        found += [f"{dyad} {alert.day}" for alert in alerts]
    years = len(dyads) * ((last - source.first).days + 1) / 365.25
    checks = [
        Check("extra", "alignment alerts per dyad-year", ".024 (probe)", f"{len(found) / years:.3f}", None),
        Check("extra", "alignment alerts", "reported", ", ".join(sorted(found, key=lambda one: one[-10:])), None),
    ]
    return [*checks, _community_check(source, names, date(2014, 12, 31))]


def _community_check(source: Source, names: Iterable[str], day: date) -> Check:
    cooperation, share = {}, {}
    psi = source.world_parameters().ratio
    for name in names:
        if name.startswith("dyad:") and len(name) == len("dyad:AAA|BBB"):
            series = source.daily(name, day)
            a, b = name.removeprefix("dyad:").split("|")
            x, y = float(decayed(series.x, 365.0)[-1]), float(decayed(series.y, 365.0)[-1])
            if x > 0.5:
                cooperation[(a, b)], share[(a, b)] = x, x / (x + psi * y)
    alliances = {code: source.members(code, day) for code in ("NATO", "EU_CSDP", "ASEAN", "GCC", "CSTO", "SCO", "AU")}
    found = communities(day, cooperation, share, alliances)
    matches = ", ".join(
        f"{one.match} {one.jaccard:.2f} ({len(one.members)})"
        for one in found.communities
        if one.match and one.jaccard > 0.2
    )
    got = f"{len(found.communities)} communities, modularity {found.modularity:.3f}: {matches}"
    return Check("extra", f"communities at {day}", "7, modularity .453 (probe, 2012-14)", got, None)
