"""Every line of the lexicon holds what its own example promises."""

from collections import Counter
from datetime import date

import pytest

from core.actors import base_of
from nlp.code import Coder, Text
from nlp.coder.lexicon import Entry, LexiconError, default_lexicon, read_entry

PUBLISHED = date(2024, 6, 5)
LEXICON = default_lexicon()


@pytest.fixture(scope="module")
def coded(coder: Coder) -> dict[str, set[tuple[str, frozenset[str], frozenset[str]]]]:
    texts = [Text(entry.source, "", entry.example, PUBLISHED) for entry in LEXICON.entries]
    return {
        result.id: {
            (str(event.type), frozenset(map(base_of, event.actors)), frozenset(map(base_of, event.recipients)))
            for event in result.events
        }
        for result in coder.code(texts)
    }


@pytest.mark.parametrize("entry", LEXICON.entries, ids=lambda entry: f"{entry.pattern}")
def test_an_entry_reads_its_example(
    entry: Entry, coded: dict[str, set[tuple[str, frozenset[str], frozenset[str]]]]
) -> None:
    actors, recipients = entry.expected
    assert (str(entry.type), frozenset(actors), frozenset(recipients)) in coded[entry.source], entry.example


def test_operators_read_their_examples(coder: Coder) -> None:
    wanted = {where: example.rpartition(" = ") for where, example in LEXICON.operator_examples}
    texts = [Text(where, "", sentence, PUBLISHED) for where, (sentence, _, _) in wanted.items()]
    for result in coder.code(texts):
        told = {
            f"{e.status} {e.type} {'+'.join(map(base_of, e.actors))} > {'+'.join(map(base_of, e.recipients))}".strip()
            for e in result.events
        }
        assert wanted[result.id][2].strip() in told, wanted[result.id][0]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("A greet R | CONSULT | diplomatic | 043", "5 parts"),
        ("A greet R | GREET | diplomatic | 043 | Italy greeted Peru. = ITA > PER", "no event type"),
        ("A greet R | CONSULT/loud | diplomatic | 043 | Italy greeted Peru. = ITA > PER", "no mode"),
        ("A greet R | CONSULT | love | 043 | Italy greeted Peru. = ITA > PER", "no context"),
        ("A greet R | CONSULT | diplomatic | 043 | Italy greeted Peru.", "ends with"),
        ("greet R | CONSULT | diplomatic | 043 | Italy greeted Peru. = ITA > PER", "starts with 'A'"),
        ("A greet {friends} | CONSULT | diplomatic | 043 | Italy greeted Peru. = ITA > PER", "no class"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(line: str, why: str) -> None:
    with pytest.raises(LexiconError, match=why):
        read_entry(line, "verb", LEXICON.classes, "verbs.txt:1")


def test_no_entry_stands_twice() -> None:
    seen = Counter((entry.kind, entry.pattern, entry.type) for entry in LEXICON.entries)
    assert [key for key, count in seen.items() if count > 1] == []
