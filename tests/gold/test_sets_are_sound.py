"""The evaluation sets parse, and use no word that PLOVER or the codes do not have."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.actors import to_actor_code
from core.plover import CONTEXTS, MODES, EventType, Status

HERE = Path(__file__).parent
EVENT_SETS = ("wire", "wire_2", "wire_3", "status", "articles", "status_2", "articles_2", "articles_3", "syntax")
RELATION_SETS = ("blind_relations", "blind_relations_2")
SETS = (*EVENT_SETS, "actors", *RELATION_SETS)


def items_of(name: str) -> list[dict[str, Any]]:
    """The items of one set, in file order."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def events_of(name: str) -> list[dict[str, Any]]:
    """All events of one set, the optional ones included."""
    return [event for item in items_of(name) for event in item["events"] + item.get("optional", [])]


@pytest.mark.parametrize("name", SETS)
def test_ids_and_texts_are_unique(name: str) -> None:
    items = items_of(name)
    assert len({item["id"] for item in items}) == len(items)
    assert len({item.get("text") or item["title"] for item in items}) == len(items)


@pytest.mark.parametrize("name", EVENT_SETS)
def test_events_use_known_words(name: str) -> None:
    for event in events_of(name):
        also = event.get("also", {})
        types = [EventType(word) for word in [event["type"], *also.get("type", [])]]
        assert event.get("mode") is None or event["mode"] in MODES[types[0]], event
        assert all(mode is None or any(mode in MODES[kind] for kind in types) for mode in also.get("mode", [])), event
        assert set(event["contexts"]) <= CONTEXTS
        assert Status(event["status"])
        assert event["actors"]
        for code in [*event["actors"], *event["recipients"], event["speaker"]]:
            assert code is None or to_actor_code(code)
        for code in [*also.get("actors", []), *also.get("recipients", []), *also.get("speaker", [])]:
            assert code is None or to_actor_code(code)


@pytest.mark.parametrize("name", EVENT_SETS)
def test_no_event_day_lies_after_the_article(name: str) -> None:
    for item in items_of(name):
        for event in item["events"]:
            if event["day"] is not None:
                assert date.fromisoformat(event["day"]) <= date.fromisoformat(item["date"]), item["id"]


def test_wire_covers_every_type_and_mode() -> None:
    seen = {(event["type"], event["mode"]) for item in items_of("wire") for event in item["events"]}
    assert {kind for kind, _ in seen} == set(EventType) - {EventType.STATE}
    assert not [(kind, mode) for kind, modes in MODES.items() for mode in modes if (kind, mode) not in seen]


def test_half_of_wire_has_no_event() -> None:
    items = items_of("wire")
    assert 2 * sum(not item["events"] for item in items) >= len(items) >= 440


def test_mentions_are_where_they_say() -> None:
    for item in items_of("actors"):
        for mention in [*item["mentions"], *item.get("optional", [])]:
            assert item["text"][mention["start"] : mention["end"]] == mention["text"], item["id"]
            assert to_actor_code(mention["code"])
        assert all(words in item["text"] for words in item.get("not_actors", []))


@pytest.mark.parametrize("name", RELATION_SETS)
def test_relations_name_words_of_their_sentence(name: str) -> None:
    for item in items_of(name):
        for labels, dependent, heads in item["relations"]:
            assert labels
            for word in [*dependent.split("|"), *heads.split("|")]:
                base, _, nth = word.partition("#")
                assert item["text"].count(base) >= int(nth or 1), (item["id"], word)
