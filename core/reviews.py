"""Reviews: an analyst's verdict on an event."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.events import CodedEvent


class Verdict(StrEnum):
    """What the analyst decided."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Review:
    """A verdict on one revision of an event. `correction` is given with CORRECT only."""

    event_id: int
    revision: int
    verdict: Verdict
    reviewer: str
    comment: str
    reviewed_at: datetime
    correction: CodedEvent | None = None
