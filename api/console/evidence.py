"""Evidence spans of several events -> the article's text in pieces, each with what it is evidence of. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.events import Event, Evidence, Span

_ROLES = ("sentence", "trigger", "actor", "recipient")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. roles: what it is evidence of, most telling last; events: numbers that begin here."""

    text: str
    roles: tuple[str, ...]
    starts: tuple[int, ...]


def spans_of(evidence: Evidence) -> list[tuple[str, Span]]:
    """Every span of the evidence with its role."""
    return [
        ("sentence", evidence.sentence),
        ("trigger", evidence.trigger),
        *(("actor", span) for span in evidence.actors),
        *(("recipient", span) for span in evidence.recipients),
    ]


def paragraphs(title: str, body: str, events: Sequence[Event]) -> list[list[Piece]]:
    """Title, then each paragraph of the body, cut where evidence begins and ends.

    Spans count characters of title, two newlines, body. Spans outside the text are left out.
    """
    text = f"{title}\n\n{body}"
    marked = [
        (span.start, span.end, role, event.id if role == "sentence" else None)
        for event in events
        if event.coded.evidence
        for role, span in spans_of(event.coded.evidence)
        if 0 <= span.start < span.end <= len(text)
    ]
    found: list[list[Piece]] = []
    start = 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph)
        if paragraph.strip() or not found:
            found.append(list(_pieces(text, start, end, marked)))
        start = end + 2
    return found


def sentence_pieces(evidence: Evidence) -> list[Piece]:
    """The evidence's own sentence in pieces."""
    start = evidence.sentence.start
    marked = [
        (span.start - start, span.end - start, role, None)
        for role, span in spans_of(evidence)
        if role != "sentence" and span.start >= start
    ]
    return list(_pieces(evidence.sentence.text, 0, len(evidence.sentence.text), marked))


def _pieces(text: str, start: int, end: int, marked: Sequence[tuple[int, int, str, int | None]]) -> Iterator[Piece]:
    own = [mark for mark in marked if mark[0] < end and mark[1] > start]
    edges = sorted({start, end, *(min(max(place, start), end) for mark in own for place in mark[:2])})
    for left, right in pairwise(edges):
        roles = {role for a, b, role, _ in own if a <= left and right <= b}
        starts = tuple(sorted({number for a, _, _, number in own if number is not None and a == left}))
        yield Piece(text[left:right], tuple(role for role in _ROLES if role in roles), starts)
