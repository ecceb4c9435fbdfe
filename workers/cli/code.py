"""`entente code`."""

import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from html import escape
from pathlib import Path
from typing import Annotated, Any

import typer

from core.events import CodedEvent
from nlp.code import CodedText, Coder, Text

BAD_LINES = 2
_AT_ONCE = 64


def command(
    in_: Annotated[Path, typer.Option("--in", help='Lines {"id","text","date"}, "title" if known; - is stdin.')] = Path(
        "-"
    ),
    out: Annotated[Path, typer.Option(help="Where the events go, a line for each line; - is standard output.")] = Path(
        "-"
    ),
    explain: Annotated[bool, typer.Option("--explain", help="Say which rule and which words made each event.")] = False,
    displacy: Annotated[Path | None, typer.Option(help="Draw the sentences and their parses into this page.")] = None,
) -> None:
    """Code texts offline: no database. A bad line is reported by number and the rest coded; exit status 2 then."""
    reader = _Reader()
    coder = Coder()
    drawn: list[str] = []
    with ExitStack() as stack:
        source = sys.stdin if str(in_) == "-" else stack.enter_context(in_.open(encoding="utf-8"))
        target = sys.stdout if str(out) == "-" else stack.enter_context(out.open("w", encoding="utf-8"))
        for coded in coder.code(reader.texts(source), batch_size=_AT_ONCE):
            line = {"id": reader.ids.popleft(), **to_line(coded, explain)}
            print(json.dumps(line, ensure_ascii=False), file=target)
            if displacy:
                drawn += drawings(coder, coded)
    if displacy:
        page = "\n".join(drawn)
        displacy.write_text(f'<!doctype html><meta charset="utf-8"><title>Coded events</title>\n{page}\n', "utf-8")
    if reader.bad:
        raise typer.Exit(BAD_LINES)


class _Reader:
    """Lines -> texts; counts the bad ones and reports each on standard error."""

    def __init__(self) -> None:
        self.bad = 0
        self.ids: deque[str | int] = deque()  # as they were written, of texts that are not coded yet

    def texts(self, lines: Iterable[str]) -> Iterator[Text]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                given, text = to_text(line)
            except ValueError as error:
                self.bad += 1
                print(f"line {number}: {error}", file=sys.stderr)
                continue
            self.ids.append(given)
            yield text


def to_text(line: str) -> tuple[str | int, Text]:
    """A line of input as its id, as written, and a text. Raises ValueError that says what is wrong with it."""
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    missing = [name for name in ("id", "text") if name not in found]
    if missing:
        raise ValueError(f"{' and '.join(missing)} missing")
    if not isinstance(found["text"], str) or not isinstance(found.get("title") or "", str):
        raise ValueError("text and title must be strings")
    if not isinstance(found["id"], str | int):
        raise ValueError("id must be a string or a number")
    day = found.get("date")
    if day is not None and not isinstance(day, str):
        raise ValueError("date must be written YYYY-MM-DD")
    published_on = date.fromisoformat(day[:10]) if day else None
    return found["id"], Text(str(found["id"]), found.get("title") or "", found["text"], published_on)


def to_line(coded: CodedText, explain: bool) -> dict[str, Any]:
    """What one line of output says besides its id. `explain` adds day, CAMEO code, dimension, speaker and spans."""
    made: dict[str, Any] = {"events": [_event(one, explain) for one in coded.events]}
    if explain:
        made["flags"] = list(coded.flags)
    return made


def _event(coded: CodedEvent, explain: bool) -> dict[str, Any]:
    evidence = coded.evidence
    made: dict[str, Any] = {
        "actors": list(coded.actors),
        "recipients": list(coded.recipients),
        "type": str(coded.type),
        "mode": coded.mode,
        "contexts": list(coded.contexts),
        "status": str(coded.status),
        "confidence": round(coded.confidence, 4),
        "sentence": evidence.sentence.text if evidence else None,
        "trigger": evidence.trigger.text if evidence else None,
    }
    if explain:
        made |= {
            "day": coded.event_day.isoformat() if coded.event_day else None,
            "cameo": coded.cameo,
            "dimension": str(coded.dimension) if coded.dimension else None,
            "speaker": coded.speaker,
            "evidence": asdict(evidence) if evidence else None,
        }
    return made


def drawings(coder: Coder, coded: CodedText) -> list[str]:
    """A heading and the drawn parse for each sentence that an event was read from."""
    from spacy import displacy

    drawn = []
    for sentence in dict.fromkeys(one.evidence.sentence.text for one in coded.events if one.evidence):
        events = [one for one in coded.events if one.evidence and one.evidence.sentence.text == sentence]
        told = "; ".join(f"{'+'.join(e.actors)} {e.type} {'+'.join(e.recipients)} ({e.confidence:.2f})" for e in events)
        picture = displacy.render(coder.nlp(sentence), style="dep", options={"compact": True}, jupyter=False)
        drawn.append(f"<h2>{escape(coded.id)}: {escape(told)}</h2>\n{picture}")
    return drawn
