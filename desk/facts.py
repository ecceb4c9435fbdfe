"""What a rule needs to know of a series: its statistic now, and the claims behind it."""

from datetime import date, datetime, timedelta

from alerts.rules import Facts
from alerts.silences import is_match
from core.alerts import AlertRule, RuleKind
from core.errors import UnknownIndex
from core.indices import Contribution, Observation
from desk.acts import act_facts
from desk.explaining import explain
from desk.grouping import grouping_facts
from desk.source import StoreSource
from scoring.alignment import MEAN_ALIGNMENT_WEIGHT
from scoring.daily import MICRO
from scoring.detect import ALIGNMENT, HOSTILITY, CusumPath, cusum, holds_without_largest, largest_claims, run_start
from scoring.indices import coverage, observations, recent_claims
from scoring.parameters import FORMULA
from scoring.threat import exposure_of
from store.engine import Connection

EVIDENCE_DAYS = 14
_DROP_DAYS = 61


WATCHED = ("cohesion:", "dyad:", "external:", "bargaining:", "threat:")
"""What the names of the series begin with that rules look at."""


def watched(name: str) -> list[tuple[str, str]]:
    """The (index, entity) pairs that a bucket series feeds, as rules name them."""
    kind, _, rest = name.partition(":")
    if kind == "cohesion":
        entity, _, dimension = rest.partition(":")
        if dimension:
            return [(f"cohesion:{dimension}", entity)]
        return [("cohesion", entity), ("inside_hostility", entity), ("leverage", entity)]
    if kind == "dyad":
        return [("hostility", rest), ("relation", rest), ("alignment", rest)]
    if kind == "external":
        return [("external", rest)]
    if kind == "bargaining":
        return [("bargaining", rest), ("leverage", rest)]
    if kind == "threat":
        category, _, place = rest.partition(":")
        return [(f"threat:{category}", place), (f"surge:{category}", place)]
    return []


def is_watched(rule: AlertRule, index: str, entity: str) -> bool:
    """Whether the rule looks at the index of the entity; patterns may end in `*`."""
    return is_match(rule.index, index) and is_match(rule.entity, entity)


def facts(tx: Connection, rule: AlertRule, source: StoreSource, index: str, entity: str, now: datetime) -> Facts:
    """What is known of the entity for the rule at `now`."""
    day = now.date()
    if rule.kind is RuleKind.EVENT:
        return act_facts(tx, rule.index, entity, now)
    if rule.kind is RuleKind.ALIGNMENT:
        return _alignment(tx, source, entity, day)
    if rule.kind is RuleKind.GROUPING:
        return grouping_facts(tx, source, index, entity, day)
    if rule.kind is RuleKind.SURGE:
        return _surge(tx, source, index, entity, day)
    since = day - timedelta(days=_DROP_DAYS if rule.kind is RuleKind.COHESION_DROP else 7)
    seen = observations(index, entity, source, max(since, source.first), day)
    return Facts(entity, observations=seen, contributions=reasons(tx, index, entity, source, day))


def reasons(tx: Connection, index: str, entity: str, source: StoreSource, day: date) -> list[Contribution]:
    """Contributions of the claims of the last two weeks; empty where the index is not split."""
    before = max(source.first, day - timedelta(days=EVIDENCE_DAYS))
    if before >= day:
        return []
    try:
        explained = explain(tx, index, entity, before, day, source)
    except UnknownIndex:
        return []
    return [one for one in explained.contributions if one.claim]


def _surge(tx: Connection, source: StoreSource, index: str, entity: str, day: date) -> Facts:
    """The detector's statistic of a dyad's hostility; held below the threshold while it hangs on a single claim."""
    name = f"dyad:{entity}"
    series, world = source.daily(name, day), source.world_parameters()
    exposure = exposure_of(source.daily("world", day), world)
    path = cusum(series.q / world.hostile_claim, exposure)
    k = _last(path)
    if k >= HOSTILITY.warning:
        since = source.first + timedelta(run_start(path, series.days - 1))
        recent = source.claims(name, since, day)
        weights = (((c.key.day - source.first).days, c.micro.q / MICRO / world.hostile_claim) for c in recent)
        if not holds_without_largest(series.days - 1, path, largest_claims(weights, series.days)):
            k = HOSTILITY.watch
    seen = [_observation(index, entity, source, day, k)]
    return Facts(entity, observations=seen, contributions=reasons(tx, "relation", entity, source, day))


def _alignment(tx: Connection, source: StoreSource, entity: str, day: date) -> Facts:
    series, world = source.daily(f"dyad:{entity}", day), source.world_parameters()
    exposure = exposure_of(source.daily("world", day), world)
    k = _last(cusum(series.g / MEAN_ALIGNMENT_WEIGHT, exposure, ALIGNMENT))
    a, _, b = entity.partition("|")
    allied = any({a, b} <= source.members(code, day) for code in source.groups)
    said = ", ".join(f"{one} is in {_in_words(alliances_of(source, one, day))}" for one in (a, b))
    return Facts(
        entity,
        observations=[_observation("alignment", entity, source, day, k)],
        contributions=reasons(tx, "relation", entity, source, day),
        hostility=_last(cusum(series.q / world.hostile_claim, exposure)),
        are_allied=allied,
        said=said,
    )


def alliances_of(source: StoreSource, country: str, day: date) -> list[str]:
    """Alliances that the country belongs to on the day, by code."""
    return [code for code in sorted(source.groups) if country in source.members(code, day)]


def _in_words(codes: list[str]) -> str:
    return ", ".join(codes) if codes else "no alliance"


def _last(path: CusumPath) -> float:
    return float(path.k[-1]) if len(path.k) else 0.0


def _observation(index: str, entity: str, source: StoreSource, day: date, value: float) -> Observation:
    series, world = source.daily(f"dyad:{entity}", day), source.daily("world", day)
    recent = int(recent_claims(series)[-1]) if series.days else 0
    seen = float(coverage(world)[-1]) if world.days else 0.0
    return Observation(index, entity, day, value, None, None, recent, seen, FORMULA)
