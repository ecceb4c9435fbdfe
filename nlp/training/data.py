"""Treebanks, entity data and generated sentences -> spaCy documents."""

import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from nlp.training.tree import Word
from nlp.training.wire import SMALL_WORDS, sentences

NO_SPACE_BEFORE = {",", ".", "''", "-RRB-", "POS", "HYPH"}
NO_SPACE_AFTER = {"``", "-LRB-", "HYPH"}
PARSED = ("tags", "pos", "morphs", "lemmas", "heads", "deps")


@dataclass(frozen=True)
class Sentence:
    """One annotated sentence; heads are indices inside it, `ents` are IOB tags or None where nobody looked.

    `deps` is None for data that carries entities only.
    """

    words: list[str]
    spaces: list[bool]
    tags: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    morphs: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] | None = None
    ents: list[str] | None = None
    starts_document: bool = False
    name: str = ""


def read_conllu(path: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U file, plain or xz, with the whitespace of multiword tokens kept."""
    rows: list[list[str]] = []
    ranges: dict[int, tuple[int, str, bool]] = {}
    new_document, name = True, ""
    with lzma.open(path, "rt", encoding="utf8") if path.suffix == ".xz" else path.open(encoding="utf8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                new_document = True
            elif line.startswith("# sent_id"):
                name = line.split("=", 1)[1].strip()
            elif not line and rows:
                yield _sentence(rows, ranges, new_document, name)
                rows, ranges, new_document = [], {}, False
            elif line and line[0] != "#":
                row = line.split("\t")
                if "-" in row[0]:
                    first, last = map(int, row[0].split("-"))
                    ranges[first] = (last, row[1], "SpaceAfter=No" not in row[9])
                elif "." not in row[0]:
                    rows.append(row)


def _sentence(
    rows: list[list[str]], ranges: dict[int, tuple[int, str, bool]], new_document: bool, name: str
) -> Sentence:
    glued: dict[int, bool] = {}
    entities = [re.search(r"\bIOB=([A-Z-]+)", row[9]) for row in rows]
    for first, (last, form, space) in ranges.items():
        if "".join(row[1] for row in rows[first - 1 : last]) == form:
            glued |= dict.fromkeys(range(first, last), False) | {last: space}
    return Sentence(
        words=[row[1] for row in rows],
        spaces=[glued.get(int(row[0]), "SpaceAfter=No" not in row[9]) for row in rows],
        tags=[row[4] for row in rows],
        pos=[row[3] for row in rows],
        morphs=["" if row[5] == "_" else row[5] for row in rows],
        lemmas=[row[1] if row[2] == "_" else row[2] for row in rows],
        heads=[int(row[6]) - 1 if row[6] != "0" else i for i, row in enumerate(rows)],
        deps=["ROOT" if row[6] == "0" else row[7] for row in rows],
        ents=[found[1] if found else "O" for found in entities] if any(entities) else None,
        starts_document=new_document,
        name=name,
    )


def write_conllu(path: Path, sentences: Iterable[Sentence]) -> None:
    """Write sentences with trees to an xz file that `read_conllu` reads; entities stand in the last column."""
    with lzma.open(path, "wt", encoding="utf8", preset=9) as out:
        for number, sentence in enumerate(sentences, 1):
            out.write(f"# newdoc\n# sent_id = {sentence.name or number}\n")
            for i, word in enumerate(sentence.words):
                more = [] if sentence.spaces[i] else ["SpaceAfter=No"]
                more += [f"IOB={sentence.ents[i]}"] if sentence.ents else []
                head, rel = sentence.heads[i], (sentence.deps or [])[i]
                row = (i + 1, word, "_", sentence.pos[i], sentence.tags[i], sentence.morphs[i] or "_")
                tree = (0 if rel == "ROOT" else head + 1, "root" if rel == "ROOT" else rel, "_", "|".join(more) or "_")
                out.write("\t".join(map(str, row + tree)) + "\n")
            out.write("\n")


def entity_sentences(path: Path, vocab: Vocab) -> Iterator[Sentence]:
    """The sentences of an entity file, without trees; a document without sentence marks is one sentence."""
    for doc in DocBin().from_disk(path).get_docs(vocab):
        spans = doc.sents if doc.has_annotation("SENT_START") else [doc[:]]
        for number, span in enumerate(spans):
            yield Sentence(
                words=[token.text for token in span],
                spaces=[bool(token.whitespace_) for token in span],
                ents=[f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in span],
                starts_document=number == 0,
            )


def add_entities(trees: Iterable[Sentence], labelled: Iterable[Sentence]) -> Iterator[Sentence]:
    """The trees with the entities of the same sentence in `labelled`; a sentence found nowhere keeps None."""
    known = {tuple(sentence.words): sentence.ents for sentence in labelled}
    for tree in trees:
        yield replace(tree, ents=known.get(tuple(tree.words)))


class Features:
    """Morphological features for generated words: what the treebanks give most often."""

    def __init__(self, trees: Iterable[Sentence]) -> None:
        self._by_form: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        self._by_tag: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for tree in trees:
            for word, tag, pos, morph in zip(tree.words, tree.tags, tree.pos, tree.morphs, strict=True):
                self._by_form[word.lower(), tag, pos][morph] += 1
                self._by_tag[tag, pos][morph] += 1

    def of(self, form: str, tag: str, pos: str) -> str:
        """The features of a form with its tags; empty when the tags are unknown."""
        counts = self._by_form.get((form.lower(), tag, pos)) or self._by_tag.get((tag, pos))
        return counts.most_common(1)[0][0] if counts else ""


def generated(seed: int, count: int, features: Features) -> Iterator[Sentence]:
    """Wire-style sentences and headlines of our own grammar."""
    for finished in sentences(seed, count):
        nodes = [word.node for word in finished]
        yield Sentence(
            words=[node.form for node in nodes],
            spaces=[_space_after(finished, i) for i in range(len(nodes))],
            tags=[node.tag for node in nodes],
            pos=[node.upos for node in nodes],
            morphs=[features.of(node.form, node.tag, node.upos) for node in nodes],
            lemmas=[node.lemma for node in nodes],
            heads=[word.head for word in finished],
            deps=[word.rel for word in finished],
            ents=_iob(finished),
        )


def _space_after(finished: list[Word], i: int) -> bool:
    following = finished[i + 1].node.tag if i + 1 < len(finished) else None
    contracted = i + 1 < len(finished) and finished[i + 1].node.form == "n't"
    return not (following in NO_SPACE_BEFORE or finished[i].node.tag in NO_SPACE_AFTER or contracted)


def _iob(finished: list[Word]) -> list[str]:
    tags, previous = [], ("", 0)
    for word in finished:
        here = (word.node.label, word.node.unit)
        tags.append("O" if not here[0] else ("I-" if here == previous else "B-") + here[0])
        previous = here
    return tags


def recased(sentence: Sentence, style: str) -> Sentence:
    """The sentence in `title` case, as headlines are set, or in `lower` case."""
    if style == "lower":
        return replace(sentence, words=[word.lower() for word in sentence.words])
    words = [
        word if word in SMALL_WORDS and i else word[:1].upper() + word[1:] for i, word in enumerate(sentence.words)
    ]
    return replace(sentence, words=words)


def packed(trees: Iterable[Sentence], rng: random.Random, sizes: tuple[int, ...]) -> Iterator[list[Sentence]]:
    """Neighbouring sentences in groups of random size, never across documents and never mixing kinds."""
    group: list[Sentence] = []
    size = 1
    for tree in trees:
        if group and (
            len(group) >= size
            or tree.starts_document
            or (tree.deps is None) != (group[0].deps is None)
            or (tree.ents is None) != (group[0].ents is None)
        ):
            yield group
            group = []
        if not group:
            size = rng.choice(sizes)
        group.append(tree)
    if group:
        yield group


def to_doc(group: list[Sentence], vocab: Vocab) -> Doc:
    """One document of the sentences of `group`."""
    columns: dict[str, list[object]] = defaultdict(list)
    for sentence in group:
        offset = len(columns["words"])
        spaces = list(sentence.spaces)
        if sentence is not group[-1]:
            spaces[-1] = True
        columns["words"] += sentence.words
        columns["spaces"] += spaces
        columns["sent_starts"] += [i == 0 for i in range(len(sentence.words))]
        if sentence.ents is not None:
            columns["ents"] += sentence.ents
        if sentence.deps is not None:
            for name in PARSED:
                column = getattr(sentence, name)
                columns[name] += [offset + head for head in column] if name == "heads" else column
    if "deps" in columns:
        del columns["sent_starts"]
    return Doc(vocab, **columns)  # type: ignore[arg-type]
