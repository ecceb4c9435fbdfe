"""The measure on fictional actors: the set's conventions, with sentences of our own."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from core.events import CodedEvent
from nlp.code import Coder, Text
from nlp.evaluate.fictional import fictional_actors, measure_fictional, suite_lexicon


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("Rohan chided Mordor on Friday.", [("ROHGOV", "MOR", "111")]),
        ("Rohan did not chide Mordor on Friday.", [("ROH", "MOR", "050")]),
        ("Rohan departed from Mordor, which may urge Bree.", [("ROH", "MOR", "040"), ("MOR", "BRE", "023")]),
        ("Rohan hosted Bree on Friday.", [("ROH", "BRE", "043"), ("BRE", "ROH", "042"), ("---", "BRE", "010")]),
        ("Gondor met Bree on Friday.", [("GON", "BRE", "040"), ("BRE", "GON", "040")]),
        ("The weather in Gondor was fine.", []),
    ],
)
def test_the_conventions_of_the_set(
    coder: Coder, tmp_path: Path, text: str, events: list[tuple[str, str, str]]
) -> None:
    verbs = suite_lexicon(coder.lexicon)
    suite = Coder(coder.nlp, fictional_actors().gazetteer(), lexicon=verbs, parse_everything=True)

    def code(texts: Sequence[Text]) -> Iterable[tuple[CodedEvent, ...]]:
        return [coded.events for coded in suite.code(texts)]

    records = [{"source": a, "target": b, "code": root} for a, b, root in events]
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"id": "x", "text": text, "evaluate": True, "events": records}), encoding="utf-8")
    report = measure_fictional(path, code, verbs)
    assert report.errors == []
    known = [event for event in events if "---" not in event]
    assert report.dyad_root.right == report.dyad_root.wanted == len(known)
