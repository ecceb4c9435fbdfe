"""How sure we are of a candidate: a logistic model over what the rules saw.

Weights stand in `weights.json`, written by `python -m nlp.training.confidence` from sentences we make, never from a
gold set.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

from core.plover import Status
from nlp.coder.candidate import Candidate
from nlp.coder.parties import bases

WEIGHTS = Path(__file__).parent / "weights.json"
THRESHOLD = 0.03
"""Below it a candidate is dropped. Low on purpose: the rules reject most; what is doubtful is flagged for review."""
PRIOR = {
    "bias": 1.6,
    "kind=noun": -0.5,
    "background": -1.2,
    "answers": -1.0,
    "no_recipient": -0.6,
    "no_actor": -0.8,
    "many_parties": -0.4,
    "actor_distance": -0.6,
    "recipient_distance": -0.6,
    "actor_depth": -0.4,
    "recipient_depth": -0.4,
    "actor_via=pronoun": -0.5,
    "recipient_via=in": -0.4,
    "in_relative": -0.3,
    "weight": 0.5,
}
"""Weights before any training: what is farther, vaguer or in the background is less sure."""


def features(candidate: Candidate) -> dict[str, float]:
    """What the model looks at: kind of pattern, how the parties were reached, distance, status, background."""
    found = {"bias": 1.0, f"kind={candidate.kind}": 1.0, f"type={candidate.type}": 1.0}
    found["weight"] = min(candidate.entry.weight, 6.0) / 6.0
    found["joint"] = float(candidate.is_joint)
    found["passive"] = float(candidate.is_passive)
    found["background"] = float(candidate.background)
    found["answers"] = float(bool(candidate.points_back))
    found["operators"] = min(len(candidate.trace), 3) / 3.0
    found["no_recipient"] = float(not candidate.recipients and not candidate.is_joint)
    found["no_actor"] = float(not candidate.actors)
    found["many_parties"] = float(len(bases(candidate.actors) | bases(candidate.recipients)) > 3)
    found[f"status={candidate.status}"] = 1.0
    for name, fillers in (("actor", candidate.actors), ("recipient", candidate.recipients)):
        for filler in fillers[:1]:
            found[f"{name}_via={filler.via}"] = 1.0
            found[f"{name}_rule={filler.mention.rule}"] = 1.0
            found[f"{name}_distance"] = min(abs(filler.mention.head - candidate.trigger.i), 20) / 20.0
            found[f"{name}_depth"] = min(filler.depth, 4) / 4.0
    found["in_relative"] = float(
        any(a.dep_ == "acl:relcl" for a in (candidate.scope, *list(candidate.scope.ancestors)[:3]))
    )
    found["length"] = min(len(candidate.trigger.sent), 60) / 60.0
    found["asserted_future"] = float(candidate.status is Status.FUTURE)
    return found


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the features, and how the sum is read in whole articles: `slope` times it plus `offset`.

    Sentences made to train the weights are easier than articles, so that their sum alone says too much.
    """

    weights: Mapping[str, float]
    slope: float = 1.0
    offset: float = 0.0


@lru_cache(maxsize=1)
def model() -> Model:
    """The trained model; the built-in prior where none was trained."""
    if not WEIGHTS.exists():
        return Model(dict(PRIOR))
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(read["weights"], **read.get("articles", {}))


def confidence(candidate: Candidate) -> float:
    """Probability that the candidate is an act as it stands, 0..1."""
    trained = model()
    total = sum(trained.weights.get(name, 0.0) * value for name, value in features(candidate).items())
    total = trained.slope * total + trained.offset
    return round(1.0 / (1.0 + exp(-max(-30.0, min(30.0, total)))), 4)
