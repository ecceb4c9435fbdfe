"""Actors in short parsed texts: the table of `actor_cases.txt`, one case a line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from nlp.actors import OfficeBook, load_gazetteer, register, resolve

pipeline = pytest.importorskip("nlp.pipeline")
_TABLE = Path(__file__).with_name("actor_cases.txt")
_PRONOUNS = frozenset({"it", "its", "they", "their", "he", "she", "his", "her"})


def cases() -> Iterator[tuple[str, str, str]]:
    """Day, text and expectation of every case."""
    day = ""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            day = line[1:].strip()
        elif line and not line.startswith("#"):
            text, _, expected = line.partition("=>")
            yield day, text.strip(), expected.strip()


@pytest.fixture(scope="module")
def nlp() -> Language:
    register()
    return pipeline.load_pipeline(disable=("ner",))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def book() -> OfficeBook:
    return OfficeBook()


@pytest.mark.parametrize(("day", "text", "expected"), list(cases()), ids=[text[:60] for _, text, _ in cases()])
def test_names_the_actors_of(nlp: Language, book: OfficeBook, day: str, text: str, expected: str) -> None:
    doc = nlp(text)
    doc._.published_on = date.fromisoformat(day)
    found = [
        f"{doc[mention.start : mention.end].text}={'+'.join(mention.codes)}"
        for mention in resolve(doc, load_gazetteer(), book)
    ]
    wanted = [part.strip() for part in expected.split(", ")] if expected else []
    listed = {part.partition("=")[0] for part in wanted}
    graded = [part for part in found if (name := part.partition("=")[0]) in listed or name.lower() not in _PRONOUNS]
    assert graded == wanted
