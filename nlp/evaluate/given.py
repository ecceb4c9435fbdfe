"""The given gold sets: PLOVER's records (`plover_gsr_*.jsonl`) and the sentences with fictional actors.

Their texts are read from a folder outside the repository and never kept. Conventions: `measures.py`. Armed groups
count as their
home state where the records code them so (PSEREB for Hamas).
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from core.events import CodedEvent
from nlp.actors import ActorList
from nlp.code import Text
from nlp.coder.lexicon import Lexicon
from nlp.evaluate.measures import DyadReport, Triple, add_record, counts_as_news, dyads_of, triples_of
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


def base_cameo(event: CodedEvent, lexicon: Lexicon) -> str:
    """CAMEO code of the entry that fired, before "will" and "promised" made it an intention: the set codes the act
    itself.
    """
    rule = event.evidence.rule if event.evidence else ""
    if "promise: " in rule:
        return event.cameo or ""
    pattern = rule.partition(": ")[2].partition(" > ")[0]
    found = next((entry.cameo for entry in lexicon.entries if entry.pattern == pattern), None)
    return found or event.cameo or ""


def measure_fictional(path: Path, code: Coding, lexicon: Lexicon, *, only_cameo: bool = False) -> DyadReport:
    """Root and both actors on the fictional set; with `only_cameo`, on records whose codes CAMEO knows (roots 02 to
    20).
    """
    report = DyadReport()
    items = [item for item in read_items(path) if item["evaluate"]]
    if only_cameo:
        items = [
            item
            for item in items
            if all("02" <= e["code"][:2] <= "20" and e["code"][0] in "012" for e in item["events"])
        ]
    coded = code([Text(item["id"], "", item["text"], None) for item in items])
    for item, events in zip(items, coded, strict=True):
        wanted: set[Triple] = {
            (e["source"][:3], e["target"][:3], e["code"][:2])
            for e in item["events"]
            if "---" not in (e["source"], e["target"])
        }
        said: set[Triple] = {
            (a, b, base_cameo(event, lexicon)[:2])
            for event in events
            if counts_as_news(event)
            for a, b in _pairs(event)
        }
        _add_plain(report, item, said, wanted)
    return report


def _pairs(event: CodedEvent) -> list[tuple[str, str]]:
    """Dyads by the set's three-letter codes; a visit counts both ways, as the set lists guest and host."""
    pairs = [(a[:3], b[:3]) for a, b in dyads_of(event)]
    return pairs + [(b, a) for a, b in pairs] if event.mode == "visit" else pairs


def _add_plain(report: DyadReport, item: dict[str, Any], said: set[Triple], wanted: set[Triple]) -> None:
    report.records += 1
    report.dyad_root.add(set(said), set(wanted))
    report.dyad.add({t[:2] for t in said}, {t[:2] for t in wanted})
    if said != wanted:
        report.errors.append((item["id"], item["text"], sorted(said - wanted), sorted(wanted - said)))


FICTIONAL = Path(__file__).with_name("fictional.txt")


def fictional_actors() -> ActorList:
    """The actor list of the fictional set, by its own codes' first three letters."""
    names = {}
    for line in FICTIONAL.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, surfaces = line.partition(": ")
            names.update(dict.fromkeys(surfaces.split(", "), code))
    return ActorList(names)
