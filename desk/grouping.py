"""Groupings with what a reader wants beside them: claims with their articles, and what a rule needs to know."""

from collections.abc import Sequence
from datetime import date, timedelta

from alerts.rules import Facts
from core.claims import ClaimKey
from core.groupings import Grouping, GroupingKind
from core.indices import Contribution, Observation
from desk.source import StoreSource
from scoring.groupings import FORMULA
from scoring.indices import coverage
from store import events, groupings
from store.engine import Connection

COALITION_DAYS = 30
"""How long a coalition counts as forming."""
_SHOWN = 6


def grouping_facts(tx: Connection, source: StoreSource, index: str, name: str, day: date) -> Facts:
    """What is known of a coalition (publishers that tell of it) or an emerging bloc (months it has stood) by name.

    The value is 0 when the coalition is a month old, or the last whole month has no such bloc.
    """
    kind = GroupingKind(index)
    whole = groupings.last_whole_month(tx)
    since = day - timedelta(days=COALITION_DAYS) if kind is GroupingKind.COALITION else whole or day
    found = [one for one in groupings.named(tx, kind, name, since=since) if one.day <= day]
    value, best = 0, None
    if found:
        best = max(found, key=lambda one: (not one.doubt, len(one.publishers), one.day))
        value = len(best.publishers) if kind is GroupingKind.COALITION else best.months
    world = source.daily("world", day)
    seen = float(coverage(world)[-1]) if world.days else 0.0
    now = Observation(index, name, day, float(value), None, None, len(best.claims) if best else 0, seen, FORMULA)
    if best is None:
        return Facts(name, observations=[now])
    return Facts(name, observations=[now], contributions=evidence(tx, best), said=in_words(best), grouping=best)


def in_words(one: Grouping) -> str:
    """What it is and what it overlaps: for people who know the codes."""
    publishers = ", ".join(one.publishers[:_SHOWN])
    what = {
        GroupingKind.COALITION: f"acted together militarily on {one.day}, as {publishers} tell",
        GroupingKind.EMERGING_BLOC: f"have worked together for {one.months} months",
        GroupingKind.COMMUNITY: f"worked together in {one.day:%Y-%m}",
    }[one.kind]
    overlaps = ", ".join(f"{code} {share:.2f}" for code, share in one.overlaps[:_SHOWN]) or "no alliance"
    return f"{', '.join(one.members)} {what}; overlap with {overlaps}"


def evidence(tx: Connection, one: Grouping) -> list[Contribution]:
    """The grouping's claims, weightiest first, each with its publishers and articles; points are its cooperation."""
    return [
        Contribution(one.kind, one.name, str(key), points, str(key), key.dyad, None, key.type, publishers, articles)
        for key, points, publishers, articles in told(tx, one.claims)
    ]


Told = tuple[ClaimKey, float, tuple[str, ...], tuple[int, ...]]


def told(tx: Connection, keys: Sequence[ClaimKey]) -> list[Told]:
    """Each claim that still stands with what it adds to cooperation, its publishers and its articles' numbers."""
    numbers = groupings.events_of_claims(tx, keys)
    known = events.articles_of(tx, sorted({number for own in numbers.values() for number in own}))
    claims = {one.key: one for one in groupings.claims_of_keys(tx, keys)}
    return [
        (key, claims[key].micro.x / 1e6, claims[key].publishers,
         tuple(sorted({known[number] for number in numbers[key] if number in known})))
        for key in keys
        if key in claims
    ]  # fmt: skip
