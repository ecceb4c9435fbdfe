"""Reference data that decisions rest on."""

import csv
import json
from datetime import date

from tests.house.files import ROOT


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "store/seed" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


LAST_DAYS = {"SUN": date(1991, 12, 26), "CSK": date(1993, 1, 1), "DDR": date(1990, 10, 3)}
"""First days on which these states were no more."""


def test_a_state_that_is_gone_belongs_to_nothing_afterwards() -> None:
    for row in _rows("memberships.tsv"):
        if row["country"] in LAST_DAYS:
            assert row["ended_on"], row
            assert date.fromisoformat(row["ended_on"]) <= LAST_DAYS[row["country"]], row


def test_a_membership_lies_within_its_alliance() -> None:
    spans = {row["code"]: (row["started_on"], row["ended_on"] or "9999") for row in _rows("alliances.tsv")}
    for row in _rows("memberships.tsv"):
        started, ended = spans[row["alliance"]]
        assert started <= row["started_on"], row
        assert (row["ended_on"] or "9999") <= ended, row


def test_every_demo_publisher_says_that_it_is_invented() -> None:
    publishers = json.loads((ROOT / "workers/demo/archive/publishers.json").read_text(encoding="utf-8"))
    assert [publisher["slug"] for publisher in publishers if "invented" not in publisher["note"]] == []
