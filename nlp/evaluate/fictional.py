"""The given sentences with fictional actors (`petr_syntax_fictional.jsonl`): who did it to whom, by syntax alone.

The set comes from the validation suite of another coder, with that coder's dictionary of verbs. Most codes of that
dictionary are no CAMEO ("depart" is 040 there, "break" 120, "act" 100). So two figures are told: with our own lexicon,
which must miss those roots, and with the suite's verbs (`fictional_verbs.txt`), as its own coder is measured.

Conventions of the set: actors by their first three letters, a party of a state and another party of it included;
guest and host both ways; what may happen counts as done; a conflict that did not happen is cooperation (05); unknown
actors (`---`, `+++`) are left out.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

from core.events import CodedEvent
from core.plover import QUAD_OF, Quad, Status
from nlp.actors import ActorList
from nlp.code import Text
from nlp.coder.lexicon import Lexicon, read_entry
from nlp.evaluate.measures import DyadReport, Triple
from nlp.evaluate.ours import read_items

Coding = Callable[[Sequence[Text]], Iterable[tuple[CodedEvent, ...]]]
ACTORS = Path(__file__).with_name("fictional.txt")
VERBS = Path(__file__).with_name("fictional_verbs.txt")
_UNKNOWN = frozenset({"---", "+++"})
_CONFLICT = frozenset({Quad.VERBAL_CONFLICT, Quad.MATERIAL_CONFLICT})


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]


def fictional_actors() -> ActorList:
    """The actor list of the set, by its own codes' first three letters."""
    names = {}
    for line in _lines(ACTORS):
        code, _, surfaces = line.partition(": ")
        names.update(dict.fromkeys(surfaces.split(", "), code))
    return ActorList(names)


def suite_lexicon(lexicon: Lexicon) -> Lexicon:
    """`lexicon` with the verbs of the set's own dictionary, and their codes, in place of its entries."""
    entries = []
    for line in _lines(VERBS):
        pattern, type_and_mode, code = (part.strip() for part in line.split("|"))
        entry = f"{pattern} | {type_and_mode} | | {code} | - = >"
        entries.append(read_entry(entry, "phrase", lexicon.classes, VERBS.name))
    return lexicon.with_entries(entries)


def root_of(event: CodedEvent, codes: dict[str, str], is_suite: bool) -> str:
    """Root of the entry that fired (`codes`: pattern -> code), before "will" made it an intention."""
    if event.status is Status.NEGATED and QUAD_OF[event.type] in _CONFLICT:
        return "05"
    rule = event.evidence.rule if event.evidence else ""
    own = codes.get(rule.partition(": ")[2].partition(" > ")[0])
    if own is None or ("promise: " in rule and not is_suite):
        own = event.cameo or ""
    return own[:2]


def measure_fictional(path: Path, code: Coding, lexicon: Lexicon, *, only_cameo: bool = False) -> DyadReport:
    """Root and both actors on the set, coded with `lexicon`.

    only_cameo: only the records whose codes CAMEO knows (roots 02 to 20).
    """
    items = [item for item in read_items(path) if item["evaluate"]]
    if only_cameo:
        items = [item for item in items if all("02" <= event["code"][:2] <= "20" for event in item["events"])]
    report = DyadReport()
    codes = {entry.pattern: entry.cameo for entry in lexicon.entries}
    is_suite = bool(lexicon.entries) and lexicon.entries[0].source == VERBS.name
    for item, events in zip(items, code([Text(item["id"], "", item["text"], None) for item in items]), strict=True):
        said = {(*pair, root_of(e, codes, is_suite)) for e in events if _counts(e) for pair in _pairs(e)}
        _add(report, item, said)
    return report


def _counts(event: CodedEvent) -> bool:
    if event.status is Status.NEGATED:
        return QUAD_OF[event.type] in _CONFLICT
    return event.status is not Status.HISTORICAL


def _pairs(event: CodedEvent) -> set[tuple[str, str]]:
    if not event.recipients:
        return set(permutations({code[:3] for code in event.actors}, 2))
    pairs = {(a[:3], b[:3]) for a in event.actors for b in event.recipients if a != b}
    return pairs | {(b, a) for a, b in pairs} if event.mode == "visit" else pairs


def _add(report: DyadReport, item: dict[str, Any], said: set[Triple]) -> None:
    events = [event for event in item["events"] if not _UNKNOWN & {event["source"], event["target"]}]
    wanted: set[Triple] = {(event["source"][:3], event["target"][:3], event["code"][:2]) for event in events}
    report.records += 1
    report.dyad_root.add(set(said), set(wanted))
    report.dyad.add({triple[:2] for triple in said}, {triple[:2] for triple in wanted})
    if said != wanted:
        report.errors.append((item["id"], item["text"], sorted(said - wanted), sorted(wanted - said)))
