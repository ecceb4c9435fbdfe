"""A bell that rings at once: the next step runs where the last one rang, in order, without a broker."""

from collections import deque
from collections.abc import Callable
from typing import Any

from workers.context import Context
from workers.steps.check_rules import check_rules
from workers.steps.code_articles import code_articles
from workers.steps.deliver_alert import deliver_alert
from workers.steps.fetch_feed import fetch_feed
from workers.steps.find_groupings import find_groupings
from workers.steps.score_events import score_events
from workers.steps.sweep import sweep

STEPS: dict[str, Callable[..., Any]] = {
    "sweep": sweep,
    "fetch_feed": fetch_feed,
    "code_articles": code_articles,
    "score_events": score_events,
    "find_groupings": find_groupings,
    "check_rules": check_rules,
    "deliver_alert": deliver_alert,
}


class Bell:
    """Keeps what was rung until `work` runs it; rings that are lost can be played by `forget`."""

    def __init__(self) -> None:
        self.rung: deque[tuple[str, tuple[int, ...]]] = deque()

    def __call__(self, step: str, arguments: tuple[int, ...]) -> None:
        self.rung.append((step, arguments))

    def forget(self) -> None:
        """Lose every message, as a broker that is emptied does."""
        self.rung.clear()

    def work(self, ctx: Context, most: int = 500) -> list[str]:
        """Run what was rung, and what that rings, until all is quiet; names of the steps in the order they ran."""
        ran: list[str] = []
        while self.rung and len(ran) < most:
            step, arguments = self.rung.popleft()
            STEPS[step](ctx, *arguments)
            ran.append(step)
        return ran
