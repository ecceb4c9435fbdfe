"""The whole back-test as one function over sources; who holds the buckets (memory or a database) does not matter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.alliances import Alliance, Membership
from core.claims import Bucket, Report
from scoring.backtest import data
from scoring.backtest.cohesion import RULE, alerts_of, cohesion_checks, paths
from scoring.backtest.dense import dense_checks
from scoring.backtest.detection import busiest_dyads, detection_checks
from scoring.backtest.extras import alignment_checks, gpr_check, interval_check
from scoring.backtest.labels import ALLIANCES
from scoring.backtest.plots import write_plots
from scoring.backtest.relations import relation_checks
from scoring.backtest.report import Check
from scoring.imports import ImportedEvent
from scoring.indices import Source
from scoring.memory import MemorySource, reports_of_imports
from scoring.series import MembershipIndex

DAILY_SPAN = date(2005, 1, 1), date(2015, 12, 31)
DENSE_SPAN = date(2018, 9, 28), date(2018, 12, 31)


@dataclass(frozen=True, slots=True)
class Rows:
    """A file of coded events as the import parser reads it, the formal groups, and the span of its days."""

    path: Path
    events: Sequence[ImportedEvent]
    alliances: Sequence[Alliance]
    memberships: Sequence[Membership]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Scored:
    """A source, the names of its series, the reports behind it, and, in memory, every bucket."""

    source: Source
    names: Iterable[str]
    reports: Sequence[Report]
    buckets: Iterable[Bucket] = ()


# Scores the rows of a file: in memory, or in a database.
Scorer = Callable[[Rows], Scored]


def in_memory(rows: Rows) -> Scored:
    """Score rows in memory, with the functions the store uses."""
    reports = reports_of_imports(rows.events, MembershipIndex(rows.memberships))
    source = MemorySource(reports, rows.alliances, rows.memberships, rows.first, rows.last)
    return Scored(source, source.names, reports, source.buckets)


def backtest(folder: Path, out: Path | None, score: Scorer = in_memory) -> list[Check]:
    """All checks on the files of `folder`; pictures are written into `out` when given.

    Raises FileNotFoundError when an input file is missing.
    """
    alliances, memberships = data.groups(folder)
    checks = relation_checks(data.annual_quads(folder / data.ANNUAL), memberships)

    dense = data.icews(folder / data.DENSE)
    checks.append(_import_check(data.DENSE, dense))
    rows = Rows(folder / data.DENSE, dense.events, alliances, memberships, *DENSE_SPAN)
    checks += dense_checks(score(rows).source, DENSE_SPAN[1])

    first, last = DAILY_SPAN
    daily = data.icews(folder / data.DAILY)
    checks.append(_import_check(data.DAILY, daily))
    scored = score(Rows(folder / data.DAILY, daily.events, alliances, memberships, first, last))
    source = scored.source
    detection, outcomes = detection_checks(source, scored.names, daily.events, last)
    checks += detection + cohesion_checks(source, last)
    checks += gpr_check(source, last, data.gpr_by_month(folder / data.GPR))
    dyads = busiest_dyads(scored.names, source, last)
    checks.append(interval_check(source, scored.reports, dyads[:120], last))
    checks += alignment_checks(source, scored.names, dyads, MembershipIndex(memberships), last)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        alerts = {code: [one.day for one in alerts_of(source, f"cohesion:{code}", last, RULE)] for code in ALLIANCES}
        write_plots(out, paths(source, last), alerts, outcomes)
    return checks


def _import_check(name: str, imported: data.Imported) -> Check:
    reasons = ", ".join(f"{reason} {count}" for reason, count in imported.set_aside.most_common(3))
    got = f"{len(imported.events)} events read, {imported.set_aside.total()} rows set aside ({reasons})"
    return Check("import", name, "reported", got, None)
