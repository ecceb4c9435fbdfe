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


def test_imports_call_an_organisation_by_the_code_that_the_coder_gives_it() -> None:
    coder = (ROOT / "nlp/data/actors/organisations.tsv").read_text(encoding="utf-8").splitlines()
    known = {line.split("\t")[0].partition(":")[0] for line in coder}
    with (ROOT / "scoring/data/organisations.tsv").open(encoding="utf-8") as lines:
        named = list(csv.DictReader(lines, delimiter="\t"))
    own = {row["code"] for row in named if "code of our own" in row["origin"]}
    assert {row["code"].partition(":")[0] for row in named} - known == own
    with (ROOT / "scoring/data/country_names.tsv").open(encoding="utf-8") as lines:
        codes = {row["code"] for row in csv.DictReader(lines, delimiter="\t")}
    with (ROOT / "store/seed/countries.tsv").open(encoding="utf-8") as lines:
        states = {row["code"] for row in csv.DictReader(lines, delimiter="\t")}
    assert codes - states <= known
