"""Print how good and how fast the pipeline is: python -m nlp.training.evaluate --treebanks DIR [--relations FILE]"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example

from nlp.pipeline import MODEL, load_pipeline
from nlp.training import data

SETS = ("pud-news", "ewt-test", "gumfree-test", "partut-test", "lines-test")
ENTITY_SETS = ("ner_pud_news", "ner_uner_test", "ner_gum_test", "ner_re3d_test")
RELATIONS = (
    "nsubj",
    "nsubj:pass",
    "obj",
    "iobj",
    "obl",
    "obl:agent",
    "nmod",
    "nmod:poss",
    "conj",
    "appos",
    "xcomp",
    "ccomp",
    "advcl",
    "acl",
    "acl:relcl",
    "amod",
    "compound",
    "flat",
    "case",
    "mark",
    "aux:pass",
    "nmod:desc",
    "obl:unmarked",
)


def treebank(folder: Path, name: str, nlp: Language) -> list[Example]:
    """One evaluation set with gold tokens. PUD's sentences stand alone; the others come in runs of up to twelve."""
    path = folder / ("pud-test.conllu.xz" if name.startswith("pud") else f"{name}.conllu.xz")
    groups: list[list[data.Sentence]] = []
    for sentence in data.read_conllu(path):
        if name == "pud-news" and not sentence.name.startswith("n"):
            continue
        alone = name.startswith(("pud", "partut")) or sentence.starts_document or not groups or len(groups[-1]) == 12
        groups = [*groups, [sentence]] if alone else groups
        if not alone:
            groups[-1].append(sentence)
    return [_example(data.to_doc(group, nlp.vocab), nlp) for group in groups]


def _example(gold: Doc, nlp: Language) -> Example:
    return Example(
        Doc(nlp.vocab, words=[token.text for token in gold], spaces=[bool(token.whitespace_) for token in gold]), gold
    )


def entities(folder: Path, name: str, nlp: Language) -> list[Example]:
    """One entity set with gold tokens, one document a time."""
    docs = spacy.tokens.DocBin().from_disk(folder / "entities" / f"{name}.spacy").get_docs(nlp.vocab)
    return [_example(doc, nlp) for doc in docs]


def percent(value: float | None) -> str:
    """A share as percent with one decimal."""
    return "-" if value is None else f"{100 * value:.1f}"


def print_trees(folder: Path, nlp: Language) -> None:
    """UAS, LAS, tags, lemmas and sentences for every treebank; relations for PUD's news half."""
    for name in SETS:
        scores: dict[str, Any] = nlp.evaluate(treebank(folder, name, nlp), batch_size=128)
        columns = (
            ("UAS", "dep_uas"),
            ("LAS", "dep_las"),
            ("UPOS", "pos_acc"),
            ("XPOS", "tag_acc"),
            ("morph", "morph_acc"),
            ("lemma", "lemma_acc"),
            ("sentences F", "sents_f"),
        )
        print(
            f"{name:14s}",
            "  ".join(f"{title} {percent(scores.get(key))}" for title, key in columns),
            sep="  ",
            flush=True,
        )
        if name == "pud-news":
            per_type = scores["dep_las_per_type"]
            print(
                "   per relation (P R F):",
                "; ".join(
                    f"{rel} {percent(per_type[rel]['p'])} {percent(per_type[rel]['r'])} {percent(per_type[rel]['f'])}"
                    for rel in RELATIONS
                    if rel in per_type
                ),
            )


def print_entities(folder: Path, nlp: Language) -> None:
    """Precision, recall and F of PER, ORG, LOC and NORP."""
    for name in ENTITY_SETS:
        scores: dict[str, Any] = nlp.evaluate(entities(folder, name, nlp), batch_size=128)
        per_type = "; ".join(f"{label} {percent(row['f'])}" for label, row in sorted(scores["ents_per_type"].items()))
        print(
            f"{name:14s}  P {percent(scores['ents_p'])}  R {percent(scores['ents_r'])}  F {percent(scores['ents_f'])}",
            f"  ({per_type})",
        )


@dataclass(frozen=True)
class Wanted:
    """A relation that a sentence must have; alternatives are separated by `|`, `word#2` is the second such word."""

    relations: tuple[str, ...]
    dependents: tuple[str, ...]
    heads: tuple[str, ...]

    def is_in(self, doc: Doc) -> bool:
        """True when one of the dependents hangs on one of the heads by one of the relations."""
        heads = {head.partition("#")[0] for head in self.heads}
        return any(
            (self.relations == ("root",) and token.dep_ == "ROOT")
            or (token.dep_ in self.relations and token.head is not token and token.head.text in heads)
            for name in self.dependents
            for token in _named(doc, name)
        )


def _named(doc: Doc, name: str) -> list[Token]:
    text, _, number = name.partition("#")
    found = [token for token in doc if token.text == text]
    return found[int(number) - 1 : int(number)] if number else found[:1]


def read_relations(path: Path) -> Iterator[tuple[str, str, list[Wanted]]]:
    """Kind, text and wanted relations of every sentence of a JSON-lines file."""
    for line in path.read_text(encoding="utf8").splitlines():
        record = json.loads(line)
        wanted = [Wanted(*(tuple(part.split("|")) for part in relation)) for relation in record["relations"]]
        yield record.get("kind", "sentence"), record["text"], wanted


def print_relations(path: Path, nlp: Language) -> None:
    """The share of wanted relations that the parse from raw text has, by kind of sentence, and those it lacks."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for kind, text, wanted in read_relations(path):
        doc = nlp(text)
        for relation in wanted:
            found = relation.is_in(doc)
            total[kind] += 1
            right[kind] += found
            if not found:
                print(
                    f"   lacks {'|'.join(relation.relations)}({'|'.join(relation.dependents)}",
                    f"<- {'|'.join(relation.heads)}): {text}",
                )
    for kind in total:
        print(f"{path.name} {kind}: {right[kind]} of {total[kind]} = {percent(right[kind] / total[kind])} %")


def print_speed(folder: Path, nlp: Language) -> None:
    """Words a second from raw text on one core, all components and without entities."""
    texts = [" ".join(sentence.words) for sentence in data.read_conllu(folder / "gumfree-test.conllu.xz")]
    texts = [" ".join(texts[i : i + 15]) for i in range(0, len(texts), 15)] * 3
    for title, disable in (("all components", []), ("without entities", ["ner"])):
        with nlp.select_pipes(disable=disable):
            start = time.process_time()
            count = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
            print(f"speed, {title}: {count / (time.process_time() - start):.0f} words a second of one core")


def main() -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.evaluate", description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--relations", type=Path, action="append", default=[], help="JSON lines: kind, text, relations")
    arguments = parser.parse_args()
    start = time.process_time()
    nlp = load_pipeline()
    print(
        f"loads in {time.process_time() - start:.2f} s of processor time; "
        f"{sum(file.stat().st_size for file in MODEL.rglob('*') if file.is_file()) / 1e6:.1f} MB"
    )
    print_speed(arguments.treebanks, nlp)
    print_trees(arguments.treebanks, nlp)
    print_entities(arguments.treebanks, nlp)
    for path in arguments.relations:
        print_relations(path, nlp)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
