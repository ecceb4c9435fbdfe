"""Our own sets (`tests/gold`): events, status and false alarms, with the answers that the sets accept besides the
given one.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from core.actors import base_of
from core.events import CodedEvent
from nlp.code import Text
from nlp.evaluate.measures import Score

Coding = Callable[[Sequence[Text]], Iterable[tuple[CodedEvent, ...]]]


@dataclass(slots=True)
class OwnReport:
    """Figures of one of our sets.

    silent: items without an event; alarmed: those of them that got one. status: by kind of status (right, wanted), of
    all gold events; status_found: the same, of gold events whose parties were found. reliability: (confidence, right)
    of every event.
    """

    events: Score = field(default_factory=Score)
    parties: Score = field(default_factory=Score)
    by_type: dict[str, Score] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    silent: int = 0
    alarmed: int = 0
    status: dict[str, list[int]] = field(default_factory=dict)
    status_found: dict[str, list[int]] = field(default_factory=dict)
    modes: Score = field(default_factory=Score)
    days: list[int] = field(default_factory=lambda: [0, 0])
    reliability: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[tuple[str, str, list[str], list[str]]] = field(default_factory=list)


def read_items(path: Path) -> list[dict[str, Any]]:
    """Items of a set, in file order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def to_text(item: dict[str, Any]) -> Text:
    """An item as an article; a sentence is the body of an article without a title, a headline its title."""
    published = date.fromisoformat(item["date"]) if item.get("date") else None
    if "body" in item:
        return Text(item["id"], item["title"], item["body"], published)
    sentence = item["text"]
    if is_headline(sentence):
        return Text(item["id"], sentence, "", published)
    return Text(item["id"], "", sentence, published)


def is_headline(sentence: str) -> bool:
    """Whether a sentence is written as a headline: no full stop at its end."""
    return not sentence.rstrip().rstrip("\"'\u201d\u2019)").endswith((".", "!", "?"))


def measure(items: Sequence[dict[str, Any]], code: Coding) -> OwnReport:
    """Figures of a set."""
    report = OwnReport()
    for item, events in zip(items, code([to_text(item) for item in items]), strict=True):
        _add(report, item, list(events))
    return report


def _bases(codes: Iterable[str | None]) -> set[str]:
    return {base_of(code) for code in codes if code}


def _side_fits(said: Iterable[str], given: Iterable[str], also: Sequence[str | None]) -> bool:
    told, wanted, more = _bases(said), _bases(given), _bases(also)
    if told == wanted or (not told and None in also):
        return True
    return bool(told) and told <= wanted | more and bool(told & more or wanted <= told)


def parties_fit(event: CodedEvent, gold: dict[str, Any]) -> bool:
    """Whether the parties of an event are those of a gold event, sectors aside."""
    also = gold.get("also", {})
    if _side_fits(event.actors, gold["actors"], also.get("actors", [])) and _side_fits(
        event.recipients, gold["recipients"], also.get("recipients", [])
    ):
        return True
    everybody = _bases(gold["actors"]) | _bases(gold["recipients"])
    is_joint = not gold["recipients"] or not event.recipients
    return is_joint and len(everybody) > 1 and _bases(event.actors) | _bases(event.recipients) == everybody


def type_fits(event: CodedEvent, gold: dict[str, Any]) -> bool:
    """Whether the type is the given one or another right answer."""
    return str(event.type) in {gold["type"], *gold.get("also", {}).get("type", [])}


def _add(report: OwnReport, item: dict[str, Any], events: list[CodedEvent]) -> None:
    golds: list[dict[str, Any]] = item["events"]
    optional: list[dict[str, Any]] = item.get("optional", [])
    free = list(events)
    missed = []
    for gold in golds:
        hit = next((e for e in free if parties_fit(e, gold) and type_fits(e, gold)), None)
        near = hit or next((e for e in free if parties_fit(e, gold)), None)
        _add_status(report, gold, near)
        score = report.by_type.setdefault(gold["type"], Score())
        score.wanted += 1
        report.events.wanted += 1
        report.parties.wanted += 1
        if near is not None:
            report.parties.right += 1
        if hit is not None:
            free.remove(hit)
            score.right += 1
            score.predicted += 1
            report.events.right += 1
            if "mode" in gold:
                report.modes.add({hit.mode}, {gold["mode"], *gold.get("also", {}).get("mode", [])})
            if gold.get("day"):
                report.days[0] += str(hit.event_day) == gold["day"]
                report.days[1] += 1
        else:
            missed.append(gold)
            if near is not None:
                report.confusions[gold["type"], str(near.type)] += 1
    hits = [event for event in events if all(event is not other for other in free)]
    false = [e for e in free if not any(parties_fit(e, gold) and type_fits(e, gold) for gold in (*optional, *golds))]
    report.events.predicted += len(hits) + len(false)
    report.parties.predicted += len(hits) + len(false)
    for event in false:
        report.by_type.setdefault(str(event.type), Score()).predicted += 1
    report.reliability += [(e.confidence, True) for e in hits] + [(e.confidence, False) for e in false]
    if not golds and not optional:
        report.silent += 1
        report.alarmed += bool(events)
    if missed or false:
        report.errors.append(
            (item["id"], item.get("text") or item["title"], [show(e) for e in false], [show_gold(g) for g in missed])
        )


def _add_status(report: OwnReport, gold: dict[str, Any], event: CodedEvent | None) -> None:
    kind = "reported" if gold.get("speaker") and gold["status"] == "asserted" else gold["status"]
    right = event is not None and str(event.status) == gold["status"]
    if right and kind == "reported" and event is not None:
        speakers = _bases([gold["speaker"], *gold.get("also", {}).get("speaker", [])])
        right = event.speaker is not None and base_of(event.speaker) in speakers
    for table, counts in ((report.status, True), (report.status_found, event is not None)):
        if counts:
            cell = table.setdefault(kind, [0, 0])
            cell[0] += right
            cell[1] += 1


def show(event: CodedEvent) -> str:
    """An event on one line."""
    return (
        f"{event.status} {event.type}/{event.mode} {'+'.join(event.actors)} > {'+'.join(event.recipients)} "
        f"[{event.speaker}] {event.confidence:.2f} ({event.evidence.rule if event.evidence else ''})"
    )


def show_gold(gold: dict[str, Any]) -> str:
    """A gold event on one line."""
    parties = f"{'+'.join(gold['actors'])} > {'+'.join(gold['recipients'])}"
    return f"{gold['status']} {gold['type']}/{gold.get('mode')} {parties} [{gold['speaker']}]"
