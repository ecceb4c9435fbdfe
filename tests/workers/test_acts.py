"""Rules about single acts, and about indices that several series feed: told of what they name, and of nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from core.alerts import RuleKind
from core.events import CodedEvent
from core.plover import AllianceAct, EventType, ThreatCategory
from core.settings import Settings
from store import alerts, events, feeds
from tests.api.town import NOW, add_article, coded
from workers.context import Context
from workers.steps.check_rules import check_rules
from workers.steps.score_events import score_events

pytestmark = pytest.mark.services
TODAY = NOW.date()
Tell = Callable[..., None]


class Desk:
    """A database with one paper, and what its rules make of what it prints."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.ctx = Context(Settings(), engine, now=lambda: NOW, wall=lambda: NOW)
        with engine.begin() as tx:
            self.feed = feeds.add(
                tx, url="http://127.0.0.1:9/feed", name="The Lamp", publisher_slug="lamp", language="en", now=NOW
            )

    def rule(self, kind: RuleKind, index: str, entity: str = "*", **values: Any) -> None:
        fields = {"above": True, "fire_at": 0.5, "clear_at": 0.5, "hold_for": timedelta(0),
                  "keep_firing_for": timedelta(0), "severity": "notice", "enabled": True}  # fmt: skip
        with self.engine.begin() as tx:
            new = {"name": f"{kind} {index} {entity}", "kind": kind, "index": index, "entity": entity}
            alerts.put_rule(tx, {**fields, **values, **new})

    def prints(self, title: str, event: CodedEvent) -> int:
        with self.engine.begin() as tx:
            article = add_article(tx, self.feed, title, event.evidence.sentence.text if event.evidence else title)
            events.put_of_article(tx, article, [("a", event, 0.8, None, [])], publisher="lamp", origin="ud.v1", now=NOW)
        score_events(self.ctx)
        return article

    def told(self, index: str) -> list[dict[str, Any]]:
        check_rules(self.ctx)
        with self.engine.connect() as tx:
            return [row for row in alerts.latest(tx, before=None, limit=50) if row["index"] == index]


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def act(actor: str, recipient: str, type_: EventType, day: date = TODAY, **changes: Any) -> CodedEvent:
    made = coded((actor,), (recipient,), type_, day, f"{actor} {type_} {recipient}.")
    return replace(made, confidence=0.8, **changes)


def test_a_rule_of_an_event_type_tells_of_who_acts_with_the_article(desk: Desk) -> None:
    desk.rule(RuleKind.EVENT, "MOBILIZE")
    article = desk.prints("Troops move", act("RUS:MIL", "UKR", EventType.MOBILIZE))
    desk.prints("A protest", act("FRA", "DEU", EventType.PROTEST))
    (found,) = desk.told("MOBILIZE")
    assert (found["entity"], found["value"]) == ("RUS", 0.8)
    assert found["reason"] == "mobilize: RUS:MIL -> UKR, believed 80%"
    assert [(one["label"], one["article_ids"]) for one in found["evidence"]] == [
        (f"{TODAY} mobilize: RUS:MIL -> UKR", [article])
    ]


def test_a_rule_of_a_threat_tells_of_acts_that_are_one(desk: Desk) -> None:
    desk.rule(RuleKind.EVENT, "cyber")
    desk.prints("Networks are down", act("RUS", "EST", EventType.COERCE, threats=((ThreatCategory.CYBER, 1.0),)))
    desk.prints("A march", act("FRA", "DEU", EventType.PROTEST))
    assert [row["entity"] for row in desk.told("cyber")] == ["RUS"]


def test_a_rule_about_one_actor_is_silent_about_others(desk: Desk) -> None:
    desk.rule(RuleKind.EVENT, "MOBILIZE", "CHN")
    desk.rule(RuleKind.EVENT, "alliance_act", "EU")
    desk.prints("Troops move", act("RUS", "UKR", EventType.MOBILIZE))
    desk.prints("Join", act("SWE", "NATO", EventType.AGREE, alliance_act=AllianceAct.ACCESSION))
    assert desk.told("MOBILIZE") == []
    assert {row["rule"] for row in desk.told("alliance_act")} == {"Treaty invoked or membership changed"}


def test_an_act_on_an_alliance_is_told_under_it_once_with_its_article(desk: Desk) -> None:
    article = desk.prints("Join", act("SWE:GOV", "NATO", EventType.AGREE, alliance_act=AllianceAct.ACCESSION))
    (found,) = desk.told("alliance_act")
    assert (found["entity"], found["evidence"][0]["article_ids"]) == ("NATO", [article])


def test_an_old_act_that_becomes_known_now_is_history_and_not_told(desk: Desk) -> None:
    desk.rule(RuleKind.EVENT, "MOBILIZE")
    desk.prints("Long ago", act("RUS", "UKR", EventType.MOBILIZE, TODAY - timedelta(days=30)))
    assert desk.told("MOBILIZE") == []


@pytest.mark.parametrize(("index", "above", "fire_at"), [("leverage", False, 99.0), ("inside_hostility", True, 1.0)])
def test_a_rule_looks_at_what_the_acts_of_members_feed(desk: Desk, index: str, above: bool, fire_at: float) -> None:
    desk.rule(RuleKind.THRESHOLD, index, "NATO", above=above, fire_at=fire_at, clear_at=fire_at)
    desk.prints("A quarrel", act("FRA", "DEU", EventType.ACCUSE))
    assert [row["entity"] for row in desk.told(index)] == ["NATO"]


def test_a_rule_looks_at_the_answers_of_outsiders(desk: Desk) -> None:
    desk.rule(RuleKind.THRESHOLD, "bargaining", "NATO", above=False, fire_at=99.0, clear_at=99.0)
    desk.prints("No", act("RUS", "DEU", EventType.REJECT))
    assert [row["entity"] for row in desk.told("bargaining")] == ["NATO"]
