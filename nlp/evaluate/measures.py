"""Precision, recall and F1 of coded events against gold records, by the conventions of every set we measure on.

Country level: sectors dropped. By record: each (actor, recipient, root) counts once in a record. A joint act counts
in both directions. Dyads whose sides are not both states are left out of interstate figures, and so are dyads of a
state with itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations

from core.actors import base_of
from core.events import CodedEvent
from core.plover import QUAD_OF, EventType, Status

Triple = tuple[str, str, str]


@dataclass(slots=True)
class Score:
    """Counts of right, wrong and missed."""

    right: int = 0
    predicted: int = 0
    wanted: int = 0

    def add(self, predicted: set[object], wanted: set[object]) -> None:
        """Count one record."""
        self.right += len(predicted & wanted)
        self.predicted += len(predicted)
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 0 when nothing was said."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was said; 0 when nothing is there."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        counts = f"({self.right}/{self.predicted}/{self.wanted})"
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  {counts}"


@dataclass(slots=True)
class DyadReport:
    """Figures of one set, with what is needed to look into them."""

    dyad_root: Score = field(default_factory=Score)
    dyad: Score = field(default_factory=Score)
    quad: Score = field(default_factory=Score)
    by_type: dict[str, Score] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: list[tuple[str, str, list[Triple], list[Triple]]] = field(default_factory=list)
    records: int = 0


def dyads_of(event: CodedEvent) -> list[tuple[str, str]]:
    """Directed country-level dyads of an event; of a joint act every pair both ways."""
    actors = list(dict.fromkeys(base_of(code) for code in event.actors))
    recipients = list(dict.fromkeys(base_of(code) for code in event.recipients))
    if recipients:
        return [(actor, recipient) for actor in actors for recipient in recipients if actor != recipient]
    return list(permutations(actors, 2))


def counts_as_news(event: CodedEvent) -> bool:
    """Whether gold sets would have coded it: not what did not happen, might happen, or is history."""
    return event.status in (Status.ASSERTED, Status.FUTURE)


def triples_of(events: Iterable[CodedEvent], is_state: "frozenset[str] | None" = None) -> set[Triple]:
    """(actor, recipient, root type) of events that count, both ways for joint acts."""
    return {
        (actor, recipient, str(event.type))
        for event in events
        if counts_as_news(event)
        for actor, recipient in dyads_of(event)
        if is_state is None or (actor in is_state and recipient in is_state)
    }


def add_record(report: DyadReport, name: str, text: str, predicted: set[Triple], wanted: set[Triple]) -> None:
    """Count one record into the report."""
    report.records += 1
    report.dyad_root.add(set(predicted), set(wanted))
    report.dyad.add({t[:2] for t in predicted}, {t[:2] for t in wanted})
    report.quad.add({(*t[:2], _quad(t[2])) for t in predicted}, {(*t[:2], _quad(t[2])) for t in wanted})
    for root in {t[2] for t in predicted | wanted}:
        score = report.by_type.setdefault(root, Score())
        score.add({t for t in predicted if t[2] == root}, {t for t in wanted if t[2] == root})
    for dyad in {t[:2] for t in predicted} & {t[:2] for t in wanted}:
        said = {t[2] for t in predicted if t[:2] == dyad}
        true = {t[2] for t in wanted if t[:2] == dyad}
        for root in true - said:
            for other in said - true:
                report.confusions[root, other] += 1
    if predicted != wanted:
        report.errors.append((name, text, sorted(predicted - wanted), sorted(wanted - predicted)))


def _quad(root: str) -> str:
    return QUAD_OF[EventType(root)] if root in EventType.__members__ else root
