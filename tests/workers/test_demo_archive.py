"""The demonstration archive keeps the promises that its README makes."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

ARCHIVE = Path(__file__).parents[2] / "workers" / "demo" / "archive"
ERAS = {"2021_2022": ("2021-08-01", "2022-07-31"), "warsaw_pact": ("1968-01-01", "1991-12-31")}
LEAST = {"2021_2022": 225, "warsaw_pact": 52}
KINDS = {"news", "syndicated", "correction", "noise"}
RELIABILITY = {"official": 0.9, "wire": 0.85, "national": 0.8, "regional": 0.7, "state_controlled": 0.5}
TYPES = {
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
}
COHESION = {"NATO", "EU_CSDP", "US_JPN", "US_KOR", "ASEAN", "WARSAW_PACT"}
THREATS = {"cyber", "wmd", "terrorism", "climate_disaster", "great_power", "regional_conflict", "transnational_crime"}
SERIES = {f"cohesion:{name}" for name in COHESION} | {f"threat:{name}" for name in THREATS}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ARCHIVE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


ARTICLES = {era: _lines(era) for era in ERAS}
EVERY = [article for era in ERAS for article in ARTICLES[era]]
BY_ID = {article["id"]: article for article in EVERY}
ERA_OF = {article["id"]: era for era in ERAS for article in ARTICLES[era]}
TIMELINE = _lines("timeline")
PUBLISHERS = json.loads((ARCHIVE / "publishers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("era", ERAS)
def test_each_era_holds_as_many_articles_as_promised(era: str) -> None:
    assert len(ARTICLES[era]) >= LEAST[era]


def test_at_least_150_articles_of_2021_2022_are_news() -> None:
    assert sum(article["kind"] == "news" for article in ARTICLES["2021_2022"]) >= 150


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(EVERY)


def test_every_article_has_the_fields_of_the_readme() -> None:
    fields = {"id", "publisher", "published_at", "title", "summary", "body", "lang", "retelling", "kind", "same_as"}
    for article in EVERY:
        assert set(article) - {"corrects"} == fields, article["id"]
        assert article["lang"] == "en"
        assert article["kind"] in KINDS
        assert article["retelling"] == "A retelling for demonstration, written for Entente."
        assert all(article[field].strip() == article[field] != "" for field in ("title", "summary", "body"))


@pytest.mark.parametrize("era", ERAS)
def test_dates_lie_in_the_era_and_agree_with_the_id(era: str) -> None:
    first, last = ERAS[era]
    for article in ARTICLES[era]:
        published_at = datetime.strptime(article["published_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        day = published_at.date().isoformat()
        assert first <= day <= last, article["id"]
        assert re.fullmatch(rf"demo-{day}-[a-z0-9]+(-[a-z0-9]+)*-\d+", article["id"]), article["id"]


@pytest.mark.parametrize("era", ERAS)
def test_articles_stand_in_order_of_publication(era: str) -> None:
    times = [article["published_at"] for article in ARTICLES[era]]
    assert times == sorted(times)


def test_bodies_have_80_to_200_words_and_no_two_originals_are_alike() -> None:
    for article in EVERY:
        assert 80 <= len(article["body"].split()) <= 200, article["id"]
    bodies = [article["body"] for article in EVERY if article["kind"] != "syndicated"]
    assert len(set(bodies)) == len(bodies)


def test_a_copy_repeats_an_earlier_original_of_another_publisher() -> None:
    for article in EVERY:
        if article["kind"] != "syndicated":
            assert article["same_as"] is None, article["id"]
            continue
        original = BY_ID[article["same_as"]]
        assert original["kind"] == "news"
        assert original["publisher"] != article["publisher"]
        assert original["published_at"] < article["published_at"]
        assert article["body"].endswith(original["body"])


def test_a_correction_names_the_earlier_article_it_corrects() -> None:
    for article in EVERY:
        assert ("corrects" in article) == (article["kind"] == "correction"), article["id"]
        if article["kind"] == "correction":
            assert article["title"].startswith("Correction: ")
            assert BY_ID[article["corrects"]]["published_at"] < article["published_at"]


def test_copies_corrections_and_noise_keep_a_newsroom_s_proportions() -> None:
    count = Counter(article["kind"] for article in ARTICLES["2021_2022"])
    total = count.total()
    assert 0.12 <= count["noise"] / total <= 0.22
    assert 0.08 <= count["syndicated"] / total <= 0.16
    assert 0.015 <= count["correction"] / total <= 0.05


def test_publishers_are_invented_known_and_at_least_eight_in_use() -> None:
    known = {publisher["name"] for publisher in PUBLISHERS}
    assert len({publisher["slug"] for publisher in PUBLISHERS}) == len(known) == len(PUBLISHERS)
    used = {article["publisher"] for article in EVERY}
    assert used == known
    assert len({article["publisher"] for article in ARTICLES["2021_2022"]}) >= 8
    for publisher in PUBLISHERS:
        assert publisher["note"] == "invented for demonstration"
        assert publisher["reliability"] == RELIABILITY[publisher["tier"]]


def test_the_timeline_is_long_enough_and_well_formed() -> None:
    assert len(TIMELINE) >= 110
    for line in TIMELINE:
        assert line["era"] in ERAS
        assert line["type"] in TYPES
        assert line["actors"] or line["recipients"], line["what"]
        assert all(re.fullmatch(r"[A-Z_]{2,12}", code) for code in line["actors"] + line["recipients"])
        assert line["what"]
        assert line["source"]
        assert "\n" not in line["what"]
        for move in line["moves"]:
            assert move["series"] in SERIES
            assert move["direction"] in {"up", "down"}


def test_a_timeline_line_points_to_articles_written_on_or_soon_after_its_day() -> None:
    for line in TIMELINE:
        assert line["articles"], line["what"]
        for article_id in line["articles"]:
            assert ERA_OF[article_id] == line["era"]
            published = date.fromisoformat(BY_ID[article_id]["published_at"][:10])
            assert 0 <= (published - date.fromisoformat(line["day"])).days <= 8, line["what"]


def test_noise_stands_in_no_timeline_line() -> None:
    assert all(BY_ID[article_id]["kind"] != "noise" for line in TIMELINE for article_id in line["articles"])


def test_every_series_has_something_to_move_it_in_most_months() -> None:
    for name in COHESION - {"WARSAW_PACT"}:
        months = {
            line["day"][:7]
            for line in TIMELINE
            if line["era"] == "2021_2022" and any(move["series"] == f"cohesion:{name}" for move in line["moves"])
        }
        assert len(months) >= 9, (name, sorted(months))
    moved = {move["series"] for line in TIMELINE for move in line["moves"]}
    assert moved == SERIES
