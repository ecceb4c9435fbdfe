"""Reading the back-test's input files; the only place here that opens files. The files are not part of Entente."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.alliances import Alliance, AllianceType, Membership
from scoring.imports import ImportedEvent, SetAside, read_icews

DAILY, DENSE, ANNUAL = "icews0515_full.csv.gz", "icews_raw_2018q4.csv.gz", "icews_dyad_year_quads_2002_2014.csv.gz"
GPR = "ai_gpr_eventtype_monthly_2005_2015.csv"


@dataclass(frozen=True, slots=True)
class Imported:
    """Events of a file and how many rows were set aside, by reason."""

    events: list[ImportedEvent]
    set_aside: Counter[str]


def icews(path: Path) -> Imported:
    """An ICEWS file through the product's own import parser."""
    events: list[ImportedEvent] = []
    set_aside: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for outcome in read_icews(lines):
            if isinstance(outcome, SetAside):
                set_aside[outcome.reason.split(":")[0]] += 1
            else:
                events.append(outcome)
    return Imported(events, set_aside)


def groups(folder: Path) -> tuple[list[Alliance], list[Membership]]:
    """Alliances and memberships of the input folder (the same facts as the store's seed data)."""
    with (folder / "alliances.csv").open(encoding="utf-8", newline="") as lines:
        alliances = [_alliance(row) for row in csv.DictReader(lines)]
    with (folder / "alliance_members.csv").open(encoding="utf-8", newline="") as lines:
        spells = [
            Membership(row["alliance"], row["iso3"], date.fromisoformat(row["start"]), _day(row["end"]))
            for row in csv.DictReader(lines)
        ]
    return alliances, spells


def _alliance(row: dict[str, str]) -> Alliance:
    kind = "security_partnership" if row["seed_type"] == "partnership" else row["seed_type"]
    defense, offense, nonaggression, consultation = (
        row[name] == "1" for name in ("defense", "offense", "nonagg", "consult")
    )
    return Alliance(
        row["id"], row["name"], AllianceType(kind), date.fromisoformat(row["start"]), _day(row["end"]),
        defense, offense, nonaggression, consultation, float(row["integration"]),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def annual_quads(path: Path) -> Iterator[tuple[str, str, int, tuple[float, float, float, float]]]:
    """Rows (actor, recipient, year, (verbal cooperation, material cooperation, verbal conflict, material conflict))."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            counts = (float(row["verbCoop"]), float(row["matlCoop"]), float(row["verbConf"]), float(row["matlConf"]))
            yield row["s"], row["t"], int(row["year"]), counts


def gpr_by_month(path: Path) -> dict[str, float]:
    """AI-GPR by month (`2005-01`)."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["month"]: float(row["gpr_ai"]) for row in csv.DictReader(lines)}
