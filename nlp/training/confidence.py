"""`python -m nlp.training.confidence`: train how sure the coder is of a candidate; writes `nlp/coder/weights.json`.

Data: the lexicon's own examples, alone and joined into longer sentences whose acts are therefore known, and sentences
without an act (`confidence_data.txt`). Gold sets are never read. A candidate is right when its type and parties are
among the known acts. Logistic regression, with a Gaussian prior around the hand-set weights, by Newton's method.

Then the sum is fitted, by slope and offset, to whole articles of ours whose acts somebody has judged
(`confidence_articles.jsonl`): they are harder than the sentences, and the coder was not made for them alone.
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
from nlp.coder.confidence import PRIOR, WEIGHTS, features, model
from nlp.coder.lexicon import Entry
from nlp.coder.parties import bases

DATA = Path(__file__).with_name("confidence_data.txt")
ARTICLES = Path(__file__).with_name("confidence_articles.jsonl")
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
ARTICLE_STRENGTH = 5.0
"""How many events the belief is worth that articles are as easy as sentences."""
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


def judged_events(coder: Coder) -> Iterator[tuple[float, bool]]:
    """Confidence and truth of every event that the coder reads in our judged articles."""
    rows = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    texts = [Text(str(n), row["title"], row["body"], date.fromisoformat(row["date"])) for n, row in enumerate(rows)]
    for row, coded in zip(rows, coder.code(texts), strict=True):
        for event in coded.events:
            sides = ("+".join(map(base_of, side)) for side in (event.actors, event.recipients))
            yield event.confidence, f"{' > '.join(sides)} {event.type}" in row["acts"]


def fit_articles(events: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset that turn the log-odds said into those seen, the likeliest under a prior around 1 and 0."""
    said = np.array([min(max(confidence, 1e-3), 1 - 1e-3) for confidence, _ in events])
    matrix = np.column_stack([np.log(said / (1 - said)), np.ones(len(said))])
    target = np.array([right for _, right in events], dtype=float)
    prior = np.array([1.0, 0.0])
    found = prior.copy()
    for _ in range(200):
        guess = 1.0 / (1.0 + np.exp(-matrix @ found))
        gradient = matrix.T @ (guess - target) + ARTICLE_STRENGTH * (found - prior)
        curvature = (matrix * (guess * (1 - guess))[:, None]).T @ matrix + ARTICLE_STRENGTH * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        found -= step * min(1.0, 0.2 / float(np.abs(step).max() or 1.0))  # in short steps: it overshoots otherwise
    return round(float(found[0]), 4), round(float(found[1]), 4)


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
    _write({"weights": weights, "candidates": len(rows)})
    slope, offset = fit_articles(list(judged_events(Coder())))
    _write({"weights": weights, "candidates": len(rows), "articles": {"slope": slope, "offset": offset}})
    print(f"articles: slope {slope}, offset {offset}")
    print(f"{len(rows)} candidates, {sum(right) / len(right):.3f} right; {len(weights)} weights to {WEIGHTS}")


def _write(trained: dict[str, object]) -> None:
    WEIGHTS.write_text(json.dumps(trained, indent=1, sort_keys=True) + "\n")
    model.cache_clear()


if __name__ == "__main__":
    main()
