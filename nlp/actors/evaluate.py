"""How well actors are resolved: mention precision, recall and F1 on a file of annotated sentences.

`python -m nlp.actors.evaluate FILE [--model FOLDER] [--errors N]`. One JSON object a line: text, date, mentions
({text, code, start, end} in characters), and optionally `optional` (counted neither way) and `not_actors`.
A mention is right when a code of it equals and the spans overlap; a mention with several codes counts once per code.
Pronouns that the file does not list are not graded.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlp.actors.component import register
from nlp.actors.gazetteer import load_gazetteer
from nlp.actors.offices import OfficeBook
from nlp.actors.resolve import resolve

_PRONOUNS = frozenset({"it", "its", "they", "their", "them", "he", "she", "his", "her", "him"})
Span = tuple[int, int, str]


@dataclass(slots=True)
class Tally:
    """Hits, false alarms and misses, and the errors in words."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    forbidden: int = 0
    errors: list[str] = field(default_factory=list)
    by_rule: Counter[str] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when nothing was hit."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    def line(self) -> str:
        """Precision, recall and F1, for a reader."""
        precision = self.hits / max(1, self.hits + self.false)
        recall = self.hits / max(1, self.hits + self.missed)
        return (
            f"precision {precision:.3f}  recall {recall:.3f}  F1 {self.f1:.3f}  "
            f"(hits {self.hits}, false {self.false}, missed {self.missed}, forbidden surfaces linked {self.forbidden})"
        )


def evaluate(items: Iterable[dict[str, Any]], parse: Callable[[str], Doc]) -> Tally:
    """Grade the resolution of every item."""
    gazetteer, tally = load_gazetteer(), Tally()
    for item in items:
        doc = parse(item["text"])
        doc._.published_on = date.fromisoformat(item["date"]) if item.get("date") else None
        found = [
            (doc[m.start : m.end].start_char, doc[m.start : m.end].end_char, code, m.rule)
            for m in resolve(doc, gazetteer, OFFICES)
            for code in m.codes
        ]
        _grade(item, found, tally)
    return tally


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _grade(item: dict[str, Any], found: list[tuple[int, int, str, str]], tally: Tally) -> None:
    text = item["text"]
    gold = [(mention["start"], mention["end"], mention["code"]) for mention in item["mentions"]]
    optional = [(mention["start"], mention["end"]) for mention in item.get("optional", ())]
    open_gold = list(gold)
    for start, end, code, rule in found:
        match = next((known for known in open_gold if known[2] == code and _overlap(known[:2], (start, end))), None)
        if match is not None:
            open_gold.remove(match)
            tally.hits += 1
            continue
        if any(_overlap(spell, (start, end)) for spell in optional) or text[start:end].lower() in _PRONOUNS:
            continue
        tally.false += 1
        tally.by_rule[rule] += 1
        tally.errors.append(f"false  {text[start:end]!r} {code} ({rule}) in {item.get('id', '')}: {text}")
        tally.forbidden += any(
            text[start:end] in surface or surface in text[start:end] for surface in item.get("not_actors", ())
        )
    tally.missed += len(open_gold)
    tally.errors += [f"missed {text[s:e]!r} {code} in {item.get('id', '')}: {text}" for s, e, code in open_gold]


OFFICES = OfficeBook()


def _parser(model: str | None) -> Language:
    return spacy.load(model) if model else spacy.blank("en")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures of a file; the errors too, when asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", type=Path)
    options.add_argument("--model", help="a spaCy pipeline with a parser; without it a blank English one, unparsed")
    options.add_argument("--errors", type=int, default=0, help="how many errors to print")
    chosen = options.parse_args(arguments)
    register()
    nlp = _parser(chosen.model)
    lines = chosen.file.read_text(encoding="utf-8").splitlines()
    tally = evaluate((json.loads(line) for line in lines if line.strip()), nlp)
    sys.stdout.write(tally.line() + "\n")
    for error in tally.errors[: chosen.errors]:
        sys.stdout.write(error + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
