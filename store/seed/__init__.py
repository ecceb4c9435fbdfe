"""What every Entente knows from its first day: countries, alliances, memberships, publishers, feeds and alert rules."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert

from core.alerts import RuleKind
from core.articles import Publisher
from store.schema.alerts import alert_rule
from store.schema.alliances import alliance, country, membership
from store.schema.articles import feed, publisher


@dataclass(frozen=True, slots=True)
class SeedFeed:
    """A feed as the catalogue names it."""

    url: str
    name: str
    publisher: str
    language: str
    enabled: bool
    note: str = ""


_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

RULES: tuple[dict[str, Any], ...] = (
    {
        "name": "Cohesion falls", "kind": RuleKind.COHESION_DROP, "index": "cohesion", "entity": "*", "above": False,
        "fire_at": -10.0, "clear_at": -5.0, "hold_for": timedelta(0), "keep_firing_for": 7 * _DAY,
        "severity": "warning",
    },
    {
        "name": "Alliance in serious friction", "kind": RuleKind.THRESHOLD, "index": "cohesion", "entity": "*",
        "above": False, "fire_at": 50.0, "clear_at": 60.0, "hold_for": _DAY, "keep_firing_for": 3 * _DAY,
        "severity": "warning",
    },
    {
        "name": "Hostility surges", "kind": RuleKind.SURGE, "index": "hostility", "entity": "*", "above": True,
        "fire_at": 9.7, "clear_at": 4.85, "hold_for": timedelta(0), "keep_firing_for": 7 * _DAY,
        "severity": "warning",
    },
    {
        "name": "Threat surges", "kind": RuleKind.THRESHOLD, "index": "surge:*", "entity": "world",
        "above": True, "fire_at": 80.0, "clear_at": 65.0, "hold_for": 2 * _DAY, "keep_firing_for": 7 * _DAY,
        "severity": "warning",
    },
    {
        "name": "New alignment", "kind": RuleKind.ALIGNMENT, "index": "alignment", "entity": "*", "above": True,
        "fire_at": 9.7, "clear_at": 4.85, "hold_for": timedelta(0), "keep_firing_for": 7 * _DAY, "severity": "notice",
    },
    {
        "name": "Coalition forming", "kind": RuleKind.GROUPING, "index": "coalition", "entity": "*", "above": True,
        "fire_at": 2.0, "clear_at": 1.0, "hold_for": timedelta(0), "keep_firing_for": 7 * _DAY, "severity": "notice",
    },
    {
        "name": "Emerging bloc", "kind": RuleKind.GROUPING, "index": "emerging_bloc", "entity": "*", "above": True,
        "fire_at": 3.0, "clear_at": 1.0, "hold_for": timedelta(0), "keep_firing_for": 30 * _DAY, "severity": "notice",
    },
    {
        "name": "Treaty invoked or membership changed", "kind": RuleKind.EVENT, "index": "alliance_act", "entity": "*",
        "above": True, "fire_at": 0.5, "clear_at": 0.5, "hold_for": timedelta(0), "keep_firing_for": 2 * _DAY,
        "severity": "notice",
    },
)  # fmt: skip


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the packaged tables."""
    with (files(__package__) / name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def _put(tx: Connection, table: Table, keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    listed = list(rows)
    if not listed:
        return
    statement = insert(table).values(listed)
    rest = {name: statement.excluded[name] for name in listed[0] if name not in keys}
    tx.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def seed(tx: Connection) -> None:
    """Put countries, alliances, memberships and the standing alert rules. Safe to run at every start.

    Facts are brought up to date; alert rules are only added, since users change them.
    """
    _put(tx, country, ["code"], rows_of("countries.tsv"))
    _put(
        tx,
        alliance,
        ["code"],
        (
            {
                **{name: row[name] for name in ("code", "name", "type", "note")},
                "started_on": _day(row["started_on"]),
                "ended_on": _day(row["ended_on"]),
                **{name: row[name] == "1" for name in ("defense", "offense", "nonaggression", "consultation")},
                "integration": float(row["integration"]),
            }
            for row in rows_of("alliances.tsv")
        ),
    )
    _put(
        tx,
        membership,
        ["alliance", "country", "started_on"],
        (
            {
                "alliance": row["alliance"],
                "country": row["country"],
                "started_on": _day(row["started_on"]),
                "ended_on": _day(row["ended_on"]),
            }
            for row in rows_of("memberships.tsv")
        ),
    )
    tx.execute(insert(alert_rule).values(list(RULES)).on_conflict_do_nothing(index_elements=["name"]))


def seed_feeds(tx: Connection, publishers: Iterable[Publisher], feeds: Iterable[SeedFeed], now: datetime) -> None:
    """Put the catalogue's publishers and feeds; a feed that is there already keeps its state and its switches."""
    _put(
        tx,
        publisher,
        ["slug"],
        ({"slug": p.slug, "name": p.name, "tier": p.tier, "country": p.country} for p in publishers),
    )
    listed = [
        {
            "url": item.url,
            "name": item.name,
            "publisher": item.publisher,
            "language": item.language,
            "enabled": item.enabled,
            "state": "new" if item.enabled else "disabled",
            "note": item.note,
            "check_every": 15 * _MINUTE,
            "next_check_at": now,
        }
        for item in feeds
    ]
    if listed:
        tx.execute(insert(feed).values(listed).on_conflict_do_nothing(index_elements=["url"]))
