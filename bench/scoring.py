"""Speed of the scoring room in one process: `python -m bench.scoring [--events 200000] [--file ICEWS.csv.gz]`.

Without a file it makes up events among 60 states over ten years (fixed seed); with one it reads that file.
"""

import argparse
import gzip
import random
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from core.alliances import Membership
from core.claims import Claim
from scoring.claims import claim_of, claims_of
from scoring.daily import DailySeries
from scoring.facts import regions
from scoring.imports import ImportedEvent, cameo_codes, read_icews
from scoring.memory import reports_of_imports
from scoring.odds import odds_path
from scoring.parameters import SeriesParameters
from scoring.series import MembershipIndex, buckets_of, series_of

T = TypeVar("T")
FIRST, DAYS = date(2005, 1, 1), 3652


def made_rows(count: int) -> Iterable[str]:
    """Rows among a few busy states, most of them told once or twice."""
    chance = random.Random(7)
    states = ["Iran", "China", "Japan", "France", "Qatar", "Russia", "Israel", "Ukraine", "Thailand", "Cambodia"]
    roles = ["", "Foreign Affairs (%s)", "Citizen (%s)", "Military (%s)", "Head of Government (%s)"]
    names = [cameo.code for cameo in cameo_codes().values() if len(cameo.code) > 2]
    yield "source,relation,target,date"
    relations = relation_names()
    for _ in range(count):
        a, b = chance.choice(states), chance.choice(states)
        role_a, role_b = chance.choice(roles), chance.choice(roles)
        day = FIRST + timedelta(chance.randrange(DAYS))
        relation = relations[names[min(int(chance.expovariate(0.02)), len(names) - 1)]]
        yield f"{role_a % a if role_a else a},{relation},{role_b % b if role_b else b},{day}"


def relation_names() -> dict[str, str]:
    """CAMEO code -> a name without commas."""
    from scoring.facts import rows_of

    return {row["code"]: f'"{row["name"]}"' for row in rows_of("cameo.tsv")}


def timed(what: str, count: int, unit: str, work: Callable[[], T]) -> T:
    """Run and print the CPU seconds of this process and how many units a second that is."""
    started = time.process_time()
    result = work()
    seconds = time.process_time() - started
    print(f"| {what} | {count} {unit} | {seconds:.2f} s | {count / seconds:,.0f} {unit}/s |")
    return result


def main() -> None:
    """Measure each stage and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--file", type=Path, default=None)
    arguments = parser.parse_args()
    if arguments.file:
        with gzip.open(arguments.file, "rt", encoding="utf-8", newline="") as file:
            lines = list(file)
    else:
        lines = list(made_rows(arguments.events))
    count = len(lines) - 1
    memberships = [
        Membership(alliance, code, date(1950, 1, 1), None)
        for place, code in enumerate(sorted(regions()))
        for alliance in (f"A{place % 7}", f"B{place % 11}")
    ]
    index = MembershipIndex(memberships)
    print("| stage | amount | CPU time | rate |\n|---|---|---|---|")
    outcomes = timed("parse rows", count, "events", lambda: list(read_icews(lines)))
    events = [one for one in outcomes if isinstance(one, ImportedEvent)]
    reports = timed("events to reports, sorted", len(events), "events", lambda: reports_of_imports(events, index))
    claims = timed("reports to claims", len(reports), "reports", lambda: list(claims_of(reports)))
    timed("claims to buckets", len(claims), "claims", lambda: buckets_of(claims, index.alliances_of))
    scored = timed("reports, claims, buckets together", len(events), "events", lambda: _score(events, index))
    one = max(scored, key=lambda claim: claim.reports)
    own = [report for report in reports if report.key == one.key]
    live = [claim.key.day for claim in scored if claim.key.echo_key == one.key.echo_key]

    def again() -> None:
        for _ in range(10_000):
            claim = claim_of(one.key, own, live)
            assert claim is not None
            series_of(claim, index.alliances_of)

    timed(f"one claim again ({len(own)} reports, {len(live)} live days)", 10_000, "claims", again)
    series = DailySeries.of([(FIRST, one.micro)], FIRST, FIRST + timedelta(DAYS - 1))
    parameters = SeriesParameters("s", 1, 2.0, 0.75, FIRST, "bench")
    timed(
        "ten years of a score with its interval",
        20,
        "series",
        lambda: [odds_path(series, parameters) for _ in range(20)],
    )


def _score(events: list[ImportedEvent], index: MembershipIndex) -> list[Claim]:
    claims = list(claims_of(reports_of_imports(events, index)))
    buckets_of(claims, index.alliances_of)
    return claims


if __name__ == "__main__":
    main()
