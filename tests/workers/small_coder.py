"""A small real coder for tests of the steps: it reads one kind of sentence, `ABC TYPE XYZ.`, and chokes on POISON."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from core.events import CodedEvent, Evidence, Span
from core.plover import EventType, Status
from nlp.actors import OfficeObservation
from nlp.code import CodedText, Text

_SENTENCE = re.compile(r"\b([A-Z]{3,5}) (AID|ACCUSE|ASSAULT|CONSULT|COOPERATE|REJECT) ([A-Z]{3,5})\b")


class SmallCoder:
    """Codes `FRA ACCUSE DEU` as an asserted event of the article's day."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.heard = 0
        self.offices: list[OfficeObservation] = []

    def learn(self, offices: Iterable[OfficeObservation]) -> None:
        """Keep what it is told of office holders."""
        self.offices.extend(offices)

    def code(self, texts: Iterable[Text]) -> Iterator[CodedText]:
        """One CodedText for each text, in order."""
        for text in texts:
            self.seen.append(text.id)
            if "POISON" in text.body:
                raise ValueError("cannot read POISON")
            day = text.published_on or date.min
            told = OfficeObservation("FRA:GOV", "president", "Jean Dupont", "Dupont", day, text.id)
            yield CodedText(text.id, tuple(self._events(text)), (), (), (told,) if "Dupont" in text.body else ())

    def _events(self, text: Text) -> Iterator[CodedEvent]:
        whole = f"{text.title}\n\n{text.body}"
        for found in _SENTENCE.finditer(whole):
            actor, type_, recipient = found.groups()
            span = Span(found.start(), found.end(), found.group())
            joint = type_ in ("CONSULT", "COOPERATE")
            yield CodedEvent(
                (actor, recipient) if joint else (actor,), () if joint else (recipient,), EventType(type_), None, (),
                Status.ASSERTED, text.published_on, 0.9, Evidence(span, span),
            )  # fmt: skip
