"""`python -m nlp.training.confidence`: train how sure the coder is of a candidate; writes `nlp/coder/weights.json`.

Data: the lexicon's own examples, alone and joined into longer sentences whose acts are therefore known, and sentences
without an act (`confidence_data.txt`). Gold sets are never read. A candidate is right when its type and parties are
among the known acts. Logistic regression, with a Gaussian prior around the hand-set weights, by Newton's method.
"""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from core.actors import base_of
from nlp.code import Coder, Text
from nlp.coder.candidate import Candidate
from nlp.coder.confidence import PRIOR, WEIGHTS, features
from nlp.coder.lexicon import Entry
from nlp.coder.parties import bases

DATA = Path(__file__).with_name("confidence_data.txt")
STATES = (("Norway", "Norwegian"), ("Kenya", "Kenyan"), ("Peru", "Peruvian"), ("Japan", "Japanese"), ("Egypt",
"Egyptian"),
          ("Poland", "Polish"), ("Vietnam", "Vietnamese"), ("Canada", "Canadian"), ("Morocco", "Moroccan"))  # fmt: skip
JOINS = (
    "{one}, {two} said on Tuesday.",
    "{one}, after {three}.",
    "{one} while {three}.",
    "{two} said that {one}.",
    "In remarks carried by state radio on Friday, {two} said {one}, a day after {three}.",
    "{one}, and {three}, according to officials in {two}.",
    "{one}, hours before {three}, {two} reported.",
)
STRENGTH = 15.0
UNTRAINED = ("status=", "in_relative", "operators")
"""Features that the made sentences do not vary as news does (nothing in them is negated or told in a relative
clause).
"""

Known = set[tuple[str, frozenset[str], frozenset[str]]]


def _known(entry: Entry) -> tuple[str, frozenset[str], frozenset[str]]:
    return str(entry.type), frozenset(entry.expected[0]), frozenset(entry.expected[1])


def made_sentences(entries: list[Entry], count: int, seed: int = 3) -> Iterator[tuple[str, Known]]:
    """Sentences and the acts they tell; the same for the same seed."""
    draw = random.Random(seed)
    silent = [line for line in DATA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for _ in range(count):
        one, two = draw.sample(entries, 2)
        first, second = one.example.rstrip("."), two.example.rstrip(".")
        join = draw.choice(JOINS)
        known = {_known(one)} | ({_known(two)} if "{three}" in join else set())
        yield join.format(one=first, two=draw.choice(STATES)[0], three=second), known
        (a, adjective_a), (b, adjective_b) = draw.sample(STATES, 2)
        yield draw.choice(silent).format(A=a, B=b, a=adjective_a, b=adjective_b), set()


def is_right(act: Candidate, known: Known) -> bool:
    """Whether the candidate is one of the known acts: type and parties, sectors aside."""
    recipients = frozenset(base_of(code) for code in bases(act.recipients))
    return (str(act.type), frozenset(bases(act.actors)), recipients) in known


def fit(rows: list[dict[str, float]], right: list[bool]) -> dict[str, float]:
    """Weights of the maximum a posteriori under the prior; features seen fewer than 20 times keep their prior."""
    counts: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            counts[name] = counts.get(name, 0) + (value != 0)
    names = sorted(name for name, seen in counts.items() if seen >= 20 and not name.startswith(UNTRAINED))
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    target = np.array(right, dtype=float)
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    weights = prior.copy()
    for _ in range(30):
        guess = 1.0 / (1.0 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (guess - target) + STRENGTH * (weights - prior)
        curvature = (matrix * (guess * (1 - guess))[:, None]).T @ matrix + STRENGTH * np.eye(len(names))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return {**PRIOR, **{name: round(float(value), 4) for name, value in zip(names, weights, strict=True)}}


def main() -> None:
    """Make the data, train, write the weights, print what they do."""
    coder = Coder(parse_everything=True)
    made = list(made_sentences(coder.lexicon.entries, 2500))
    prepared = [coder.prepare(Text(str(n), "", text, date(2024, 6, 5))) for n, (text, _) in enumerate(made)]
    documents = coder.nlp.pipe(
        (coder.make_doc(item) for item in prepared if item.kept), batch_size=128, disable=coder.own
    )
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    for (_, known), item in zip(made, prepared, strict=True):
        if item.kept:
            for act in coder.acts_of(next(documents)):
                rows.append(features(act))
                right.append(is_right(act, known))
    weights = fit(rows, right)
    WEIGHTS.write_text(json.dumps({"weights": weights, "candidates": len(rows)}, indent=1, sort_keys=True) + "\n")
    print(f"{len(rows)} candidates, {sum(right) / len(right):.3f} right; {len(weights)} weights to {WEIGHTS}")


if __name__ == "__main__":
    main()
