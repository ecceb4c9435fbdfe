"""What the parser is trained on: generated sentences are trees, changed copies keep theirs, files read back."""

import random
from pathlib import Path

import pytest

from nlp.training.corpus import LABELLED
from nlp.training.data import Features, Sentence, read_conllu, write_conllu
from nlp.training.headlines import can_be_headline, headlined
from nlp.training.inflect import inflect
from nlp.training.names import renamed
from nlp.training.wire import sentences

RAID = Sentence(
    words=["The", "army", "of", "Togo", "has", "raided", "a", "camp", "near", "Togo", "."],
    spaces=[True] * 9 + [False, True],
    tags=["DT", "NN", "IN", "NNP", "VBZ", "VBN", "DT", "NN", "IN", "NNP", "."],
    pos=["DET", "NOUN", "ADP", "PROPN", "AUX", "VERB", "DET", "NOUN", "ADP", "PROPN", "PUNCT"],
    morphs=[""] * 11,
    lemmas=["the", "army", "of", "Togo", "have", "raid", "a", "camp", "near", "Togo", "."],
    heads=[1, 5, 3, 1, 5, 5, 7, 5, 9, 7, 5],
    deps=["det", "nsubj", "case", "nmod", "aux", "ROOT", "det", "obj", "case", "nmod", "punct"],
    ents=["O", "O", "O", "B-LOC", "O", "O", "O", "O", "O", "B-LOC", "O"],
)


def is_tree(heads: list[int]) -> bool:
    """Whether following the heads always ends at one and the same root."""
    roots = set()
    for node in range(len(heads)):
        for _ in heads:
            node = heads[node]
        roots.add(node)
    return len(roots) == 1 and all(heads[root] == root for root in roots)


def test_generated_sentences_are_trees() -> None:
    for finished in sentences(21, 150):
        assert is_tree([word.head for word in finished]), " ".join(word.node.form for word in finished)
        assert [word.rel for word in finished].count("ROOT") == 1
        assert all(rel for rel in (word.rel for word in finished))


def test_a_headline_drops_articles_and_says_the_past_in_the_present() -> None:
    assert can_be_headline(RAID)
    headline = headlined(RAID, Features([RAID]), random.Random(1))
    assert headline.words == ["Army", "of", "Togo", "raids", "camp", "near", "Togo"]
    assert headline.deps == ["nsubj", "case", "nmod", "ROOT", "obj", "case", "nmod"]
    assert headline.heads == [3, 2, 0, 3, 3, 6, 4]
    assert headline.ents == ["O", "O", "B-LOC", "O", "O", "O", "B-LOC"]


def test_renaming_gives_one_new_name_and_keeps_the_tree() -> None:
    changed = renamed(RAID, random.Random(1), 1.0)
    assert changed.words[3] == changed.words[9] != "Togo"
    assert (changed.heads, changed.deps, changed.ents) == (RAID.heads, RAID.deps, RAID.ents)
    assert renamed(RAID, random.Random(1), 0.0) == RAID


@pytest.mark.parametrize(
    ("lemma", "tag", "form"),
    [("swap", "VBD", "swapped"), ("know", "VBN", "known"), ("gunman", "NNS", "gunmen"), ("quit", "VBD", "quit")],
)
def test_words_of_the_wire_are_inflected(lemma: str, tag: str, form: str) -> None:
    assert inflect(lemma, tag) == form


def test_written_trees_are_read_again(tmp_path: Path) -> None:
    write_conllu(tmp_path / "trees.conllu.xz", [RAID])
    (found,) = read_conllu(tmp_path / "trees.conllu.xz")
    assert (found.words, found.heads, found.deps, found.ents) == (RAID.words, RAID.heads, RAID.deps, RAID.ents)


def test_the_labelled_text_is_ours_and_made_of_trees() -> None:
    lines = {line.strip() for path in LABELLED.parent.glob("text/*.txt") for line in path.read_text().splitlines()}
    labelled = list(read_conllu(LABELLED))
    assert len(labelled) > 1000
    for tree in labelled:
        assert is_tree(tree.heads)
        text = "".join(word + " " * space for word, space in zip(tree.words, tree.spaces, strict=True))
        assert text.strip() in lines
