"""The given gold sets of PLOVER's records (`plover_gsr_*.jsonl`).

Their texts are read from a folder outside the repository and never kept. Conventions: `measures.py`. Armed groups
count as their home state where the records code them so (PSEREB for Hamas).
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from core.events import CodedEvent
from nlp.code import Text
from nlp.evaluate.measures import DyadReport, add_record, triples_of
from nlp.evaluate.ours import read_items

Coding = Callable[[Sequence[Text]], Iterable[tuple[CodedEvent, ...]]]
HOME = {
    "HAMAS": "PSE",
    "PLO": "PSE",
    "TALIBAN": "AFG",
    "HEZBOLLAH": "LBN",
    "HOUTHIS": "YEM",
    "FARC": "COL",
    "IRA": "GBR",
    "PKK": "TUR",
}


def measure_records(path: Path, code: Coding, states: frozenset[str]) -> DyadReport:
    """Figures on the interstate records of a PLOVER file. The dates of the records are dummies and are not used."""
    items = [item for item in read_items(path) if item["interstate"]]
    report = DyadReport()
    coded = code([Text(item["id"], "", item["text"], None) for item in items])
    for item, events in zip(items, coded, strict=True):
        wanted = {
            (e["source"][:3], e["target"][:3], e["code"]) for e in item["events"] if e["source"][:3] != e["target"][:3]
        }
        said = {(HOME.get(a, a), HOME.get(b, b), root) for a, b, root in triples_of(events)}
        said = {triple for triple in said if triple[0] in states and triple[1] in states and triple[0] != triple[1]}
        add_record(report, item["id"], item["text"], said, wanted)
    return report


def records_without_event(path: Path, code: Coding, states: frozenset[str]) -> tuple[int, int]:
    """(records that are not interstate, those of them that got an interstate dyad all the same)."""
    items = [item for item in read_items(path) if not item["interstate"]]
    coded = code([Text(item["id"], "", item["text"], None) for item in items])
    wrong = 0
    for item, events in zip(items, coded, strict=True):
        known = {(e["source"][:3], e["target"][:3]) for e in item["events"]}
        said = {t[:2] for t in triples_of(events, states)}
        wrong += bool(said - known)
    return len(items), wrong
