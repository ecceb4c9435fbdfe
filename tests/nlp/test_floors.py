"""Floors under how well our own sentences are read: what was reached once is not lost unnoticed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from core.events import CodedEvent
from nlp.actors.evaluate import evaluate
from nlp.code import Coder, Text
from nlp.evaluate.ours import OwnReport, measure, read_items

SETS = Path(__file__).parent.parent / "gold"


def report(coder: Coder, name: str) -> OwnReport:
    quick = Coder(coder.nlp)

    def code(texts: Sequence[Text]) -> Iterable[tuple[CodedEvent, ...]]:
        return [coded.events for coded in quick.code(texts)]

    return measure(read_items(SETS / f"{name}.jsonl"), code)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "precision", "recall", "alarms"),
    [("wire", 0.90, 0.81, 0.03), ("wire_2", 0.94, 0.76, 0.05), ("wire_3", 0.83, 0.64, 0.05)],
)
def test_wire_sentences(coder: Coder, name: str, precision: float, recall: float, alarms: float) -> None:
    wire = report(coder, name)
    assert wire.events.precision >= precision
    assert wire.events.recall >= recall
    assert wire.alarmed / wire.silent <= alarms


@pytest.mark.slow
@pytest.mark.parametrize("name", ["actors", "actors_2", "actors_3"])
def test_actors(coder: Coder, name: str) -> None:
    tally = evaluate(read_items(SETS / f"{name}.jsonl"), coder.nlp)
    assert tally.f1 >= 0.95
    assert tally.forbidden <= 1


@pytest.mark.slow
def test_sentences_of_old_wire_stories(coder: Coder) -> None:
    syntax = report(coder, "syntax")
    assert syntax.events.precision >= 0.90
    assert syntax.events.recall >= 0.83
    assert syntax.alarmed / syntax.silent <= 0.05


@pytest.mark.slow
def test_status_of_acts_that_were_found(coder: Coder) -> None:
    found = report(coder, "status").status_found
    right, total = (sum(cell[i] for cell in found.values()) for i in (0, 1))
    assert right / total >= 0.93


@pytest.mark.slow
def test_status_of_all_acts(coder: Coder) -> None:
    status = report(coder, "status")
    right, total = (sum(cell[i] for cell in status.status.values()) for i in (0, 1))
    assert right / total >= 0.84
    assert status.events.recall >= 0.83


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "precision", "recall", "alarmed"),
    [("articles", 0.86, 0.74, 1), ("articles_2", 0.91, 0.74, 1), ("articles_3", 0.83, 0.58, 1)],
)
def test_articles(coder: Coder, name: str, precision: float, recall: float, alarmed: int) -> None:
    articles = report(coder, name)
    assert articles.events.precision >= precision
    assert articles.events.recall >= recall
    assert articles.alarmed <= alarmed
