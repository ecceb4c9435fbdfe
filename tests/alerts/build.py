"""Rules, observations and alerts for the tests of this room."""

from datetime import UTC, date, datetime, timedelta

from core.alerts import AlertRule, RuleKind
from core.indices import Contribution, Observation

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rule(
    kind: RuleKind = RuleKind.THRESHOLD,
    *,
    index: str = "threat",
    above: bool = True,
    fire_at: float = 75.0,
    clear_at: float = 60.0,
    hold_for: timedelta = timedelta(0),
    keep_firing_for: timedelta = timedelta(0),
    severity: str = "warning",
    number: int = 1,
) -> AlertRule:
    return AlertRule(
        id=number,
        name="Threat level high",
        kind=kind,
        index=index,
        entity="*",
        above=above,
        fire_at=fire_at,
        clear_at=clear_at,
        hold_for=hold_for,
        keep_firing_for=keep_firing_for,
        severity=severity,
    )


TODAY = NOW.date()


def observation(value: float | None, on: date = TODAY, *, half: float = 2.0, coverage: float = 1.0) -> Observation:
    return Observation(
        index="threat",
        entity="NATO",
        day=on,
        value=value,
        lo=None if value is None else value - half,
        hi=None if value is None else value + half,
        claims=9,
        coverage=coverage,
        formula="odds-1",
    )


def contribution(
    points: float, claim: str | None = "c1", *publishers: str, type: str = "ACCUSE", articles: tuple[int, ...] = ()
) -> Contribution:
    return Contribution(
        index="threat",
        entity="NATO",
        label=f"{type} by RUS on {claim}",
        points=points,
        claim=claim,
        dyad="RUS>UKR",
        dimension=None,
        type=type,
        publishers=publishers or ("wire",),
        article_ids=articles,
    )
