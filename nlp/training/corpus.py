"""What the pipeline is trained on and chosen by."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.training.data import (
    Features,
    Sentence,
    add_entities,
    entity_sentences,
    generated,
    packed,
    read_conllu,
    recased,
    to_doc,
)
from nlp.training.headlines import can_be_headline, headlined
from nlp.training.names import renamed

TREEBANKS = ("ewt", "gumfree")
LABELLED = Path(__file__).with_name("labelled.conllu.xz")
"""Text of our own with the teacher's trees and entities (nlp/training/teacher.py)."""
LABELLED_COPIES = 3
NAME_DATA = ("ner_wikigold", "ner_re3d_train")


@dataclass(frozen=True)
class Corpus:
    """The training documents and the development documents."""

    train: list[Doc]
    dev: list[Doc]


def training_trees(folder: Path, vocab: Vocab, split: str) -> list[Sentence]:
    """EWT and GUM (free genres) with their entities."""
    trees: list[Sentence] = []
    for treebank, entities in zip(TREEBANKS, ("uner", "gum"), strict=True):
        labelled = entity_sentences(folder / "entities" / f"ner_{entities}_{split}.spacy", vocab)
        trees += add_entities(read_conllu(folder / f"{treebank}-{split}.conllu.xz"), labelled)
    return trees


def build(folder: Path, *, seed: int, wire: int) -> Corpus:
    """What the pipeline learns from.

    The treebanks and entity files of `folder`, changed copies of some of them, `wire` generated sentences, and the text
    of our own that the teacher labelled.
    """
    rng = random.Random(seed)
    vocab = spacy.blank("en").vocab
    trees = training_trees(folder, vocab, "train")
    features = Features(trees)
    groups = list(packed(trees, rng, (1, 1, 1, 2, 3, 4, 8)))
    made = (
        without_entities(renamed(tree, rng, 0.6)) if rng.random() < 0.3 else tree
        for tree in generated(seed, wire, features)
    )
    groups += packed(made, rng, (1, 1, 1, 1, 2, 3))
    groups += [[copy] for copy in changed_copies(trees, features, rng)]
    labelled = list(read_conllu(LABELLED))
    for _ in range(LABELLED_COPIES):
        copies = (renamed(tree, rng, 0.5) if rng.random() < 0.3 else tree for tree in labelled)
        groups += packed(map(without_entities, copies), rng, (1, 1, 1, 2))
    groups += [[copy] for copy in recased_copies(labelled, rng)]
    for name in NAME_DATA:
        groups += packed(entity_sentences(folder / "entities" / f"{name}.spacy", vocab), rng, (1, 2, 4))
    train = [to_doc(group, vocab) for group in groups]
    rng.shuffle(train)
    dev = [to_doc(group, vocab) for group in packed(training_trees(folder, vocab, "dev"), rng, (1, 1, 3, 6))]
    return Corpus(train, dev)


def without_entities(sentence: Sentence) -> Sentence:
    """The sentence with nothing said about its entities: made-up names, and the teacher's guesses, teach wrong ones."""
    return replace(sentence, ents=None)


def changed_copies(trees: list[Sentence], features: Features, rng: random.Random) -> Iterator[Sentence]:
    """Sentences of the treebanks again: in other letters, as headlines, with made-up names."""
    for tree in trees:
        draw = rng.random()
        if 4 <= len(tree.words) <= 25 and draw < 0.07:
            yield recased(tree, "title")
        elif draw < 0.09:
            yield recased(tree, "lower")
        elif draw < 0.17 and tree.ents and any(tag != "O" for tag in tree.ents):
            yield without_entities(renamed(tree, rng, 0.7))
        if can_be_headline(tree) and rng.random() < 0.4:
            headline = headlined(tree, features, rng)
            yield recased(headline, "title") if rng.random() < 0.6 else headline


def recased_copies(trees: list[Sentence], rng: random.Random) -> Iterator[Sentence]:
    """Headlines of labelled text in the other style of capitals, and some sentences in Title Case."""
    for tree in trees:
        if (tree.words[-1] != "." and rng.random() < 0.5) or (len(tree.words) <= 25 and rng.random() < 0.1):
            yield without_entities(recased(renamed(tree, rng, 0.5) if rng.random() < 0.3 else tree, "title"))
