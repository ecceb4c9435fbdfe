"""Scores events one at a time in memory: subtract what a claim wrote, add what it now amounts to.

The reference for the store, which does the same in SQL; property tests compare both with bulk computation.
"""

from collections import defaultdict
from datetime import date

from core.claims import Claim, ClaimKey, Micro, Report
from core.events import Event
from scoring.claims import claim_of, echoed_days
from scoring.reports import reports_of
from scoring.series import AlliancesOf, series_of


class Ledger:
    """Events in, integer buckets out; every write is undone before it is done again."""

    def __init__(self, alliances_of: AlliancesOf) -> None:
        self._alliances_of = alliances_of
        self._by_event: dict[int, list[Report]] = {}
        self._revision: dict[int, int] = {}
        self._by_key: dict[ClaimKey, dict[int, Report]] = defaultdict(dict)
        self._live: dict[tuple[str, str, str, str], set[date]] = defaultdict(set)
        self._written: dict[ClaimKey, list[tuple[str, Micro]]] = {}
        self.claims: dict[ClaimKey, Claim] = {}
        self.buckets: dict[tuple[str, date], Micro] = {}

    def put(self, event: Event) -> None:
        """Score a new or revised event; an older revision than the known one changes nothing."""
        if self._revision.get(event.id, 0) >= event.revision:
            return
        self._revision[event.id] = event.revision
        touched: set[ClaimKey] = set()
        for report in self._by_event.pop(event.id, []):
            del self._by_key[report.key][event.id]
            touched.add(report.key)
        reports = reports_of(event, self._alliances_of)
        self._by_event[event.id] = reports
        for report in reports:
            self._by_key[report.key][event.id] = report
            touched.add(report.key)
        for key in touched:
            self._refresh(key)

    def _refresh(self, key: ClaimKey) -> None:
        live = self._live[key.echo_key]
        was, now = key.day in live, bool(self._by_key[key])
        (live.add if now else live.discard)(key.day)
        self._write(key)
        if was != now:
            for day in echoed_days(key.day, live):
                self._write(key._replace(day=day))

    def _write(self, key: ClaimKey) -> None:
        for name, micro in self._written.pop(key, []):
            self._add(name, key.day, micro, -1)
        claim = claim_of(key, list(self._by_key[key].values()), self._live[key.echo_key])
        if claim is None:
            self.claims.pop(key, None)
            return
        self.claims[key] = claim
        self._written[key] = series_of(claim, self._alliances_of)
        for name, micro in self._written[key]:
            self._add(name, key.day, micro, 1)

    def _add(self, name: str, day: date, micro: Micro, sign: int) -> None:
        old = self.buckets.get((name, day), (0,) * 7)
        new = Micro(*(before + sign * part for before, part in zip(old, micro, strict=True)))
        if new.claims:
            self.buckets[(name, day)] = new
        else:
            del self.buckets[(name, day)]
