"""Groupings from the ledger: what is read for a month, and the months one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from core.groupings import GroupingKind
from desk.source import StoreSource
from scoring.alignment import Communities, Community
from scoring.daily import MICRO
from scoring.groupings import (
    CORROBORATION_DAYS,
    EVIDENCE_DAYS,
    FormalAlliances,
    Month,
    PairBuckets,
    groupings_of_month,
    month_end,
)
from store import groupings
from store.engine import Connection


@dataclass(frozen=True)
class Grouper:
    """Works out months from the claims and buckets of one transaction, up to the source's last day."""

    tx: Connection
    source: StoreSource
    formal: FormalAlliances

    @cached_property
    def buckets(self) -> PairBuckets:
        """Of all pairs; read when the first whole month is asked for."""
        rows = groupings.pair_buckets(self.tx, self.source.last)
        numbers: dict[tuple[str, str], int] = {}
        places = [numbers.setdefault((row.a, row.b), len(numbers)) for row in rows]
        return PairBuckets(
            list(numbers),
            np.array(places, np.int64),
            np.array([row.ordinal for row in rows], np.int64),
            np.array([row.x for row in rows], np.float64) / MICRO,
            np.array([row.y for row in rows], np.float64) / MICRO,
        )

    def month(self, month: date, earlier: Sequence[Month]) -> Month:
        """The groupings of the month that begins on `month`; earlier: of the months before, oldest first."""
        end = month_end(month)
        last = min(end, self.source.last)
        claims = groupings.claims_between_states(
            self.tx, last - timedelta(days=EVIDENCE_DAYS), last + timedelta(days=CORROBORATION_DAYS)
        )
        return groupings_of_month(
            month, last, buckets=self.buckets if end < self.source.last else None, claims=claims,
            ratio=self.source.world_parameters().ratio, formal=self.formal, earlier=earlier,
        )  # fmt: skip

    def months(self) -> Iterator[Month]:
        """Every month since the first claim, oldest first."""
        known: list[Month] = []
        month = self.source.first.replace(day=1)
        while month <= self.source.last:
            known = [*known[-1:], self.month(month, known)]
            yield known[-1]
            month = month_end(month) + timedelta(days=1)


def grouper(tx: Connection, source: StoreSource) -> Grouper:
    """A grouper over the source's transaction."""
    return Grouper(tx, source, FormalAlliances(source.groups.values(), source.spells))


def differing_months(tx: Connection, source: StoreSource) -> list[date]:
    """Months whose stored groupings are not what the ledger gives; those that are due are not looked at."""
    if groupings.last_month(tx) is None:
        return []
    waiting = set(groupings.due(tx, limit=10_000))
    return [
        month.day.replace(day=1)
        for month in grouper(tx, source).months()
        if month.day.replace(day=1) not in waiting
        and groupings.month_of(tx, month.day.replace(day=1)) is not None
        and list(month.groupings) != groupings.of_month(tx, month.day.replace(day=1))
    ]


def stored_months(tx: Connection, month: date, count: int = 2) -> list[Month]:
    """The last `count` months before `month` as they are stored, oldest first; those never worked out are left out."""
    found = []
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
        made = groupings.month_of(tx, month)
        if made is None:
            break
        own = groupings.of_month(tx, month)
        split = [
            Community(frozenset(one.members), *(one.overlaps[0] if one.overlaps else (None, 0.0)))
            for one in own
            if one.kind is GroupingKind.COMMUNITY
        ]
        found.append(Month(month_end(month), Communities(month_end(month), tuple(split), made["modularity"] or 0.0),
                           tuple(own)))  # fmt: skip
    return found[::-1]
