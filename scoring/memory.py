"""A source of series held in memory: events in, the same claims, buckets and parameters the store would hold.

Used by the back-test and by tests; the store answers the same questions from its tables.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from core.alliances import Alliance, Membership, members_on
from core.claims import Bucket, Claim, Report
from core.plover import ThreatCategory
from scoring.claims import claims_of
from scoring.cohesion import prior
from scoring.daily import MICRO, DailySeries, Floats
from scoring.facts import is_invited
from scoring.gists import GistReports
from scoring.imports import ImportedEvent
from scoring.parameters import SeriesParameters, WorldParameters, calibrate, calibrate_world
from scoring.series import MembershipIndex, buckets_of, plain_series_of, threat_groups_of
from scoring.threat import exposure_of, mean_rate, reference_rate


def reports_of_imports(events: Iterable[ImportedEvent], index: MembershipIndex) -> list[Report]:
    """Reports of imported events, sorted by claim key."""
    known = GistReports(index.alliances_of, is_invited)
    reports = [one for event in events for one in known.of(event.gist, event.day, event.line)]
    reports.sort(key=lambda report: report.key)
    return reports


class MemorySource:
    """Series, claims and parameters of a set of reports. Parameters are calibrated on its first years.

    alliances, memberships: the formal groups. reports: sorted by claim key. first, last: the days covered.
    """

    def __init__(
        self,
        reports: Iterable[Report],
        alliances: Iterable[Alliance],
        memberships: Sequence[Membership],
        first: date,
        last: date,
        calibration_days: int = 1096,
    ) -> None:
        self.first, self.last = first, last
        self._days = calibration_days
        self._alliances = {alliance.code: alliance for alliance in alliances}
        self._memberships = memberships
        self._index = MembershipIndex(memberships)
        self.all_claims = list(claims_of(reports))
        table = buckets_of(self.all_claims, self._index.alliances_of)
        self._numbers = {name: number for number, name in enumerate(table.names)}
        self._table = table
        self._claims: dict[str, list[Claim]] = {}
        self._parameters: dict[str, list[SeriesParameters]] = {}
        self._references: dict[str, float] = {}
        world = self.daily("world", last)
        hostile = sum(1 for claim in self.all_claims if claim.micro.q and self._is_calibrating(claim.key.day))
        self._world = calibrate_world(world, hostile, first, days=calibration_days)

    def _is_calibrating(self, day: date) -> bool:
        return 0 <= (day - self.first).days < self._days

    @property
    def names(self) -> Iterable[str]:
        """Names of all series with a bucket."""
        return self._numbers.keys()

    @property
    def buckets(self) -> Iterable[Bucket]:
        """Every bucket, by series and day."""
        return self._table

    def daily(self, series: str, last: date) -> DailySeries:
        """See indices.Source."""
        days = (last - self.first).days + 1
        columns = np.zeros((7, days))
        number = self._numbers.get(series)
        if number is not None:
            start, end = np.searchsorted(self._table.series, [number, number + 1])
            places = self._table.days[start:end] - self.first.toordinal()
            inside = (places >= 0) & (places < days)
            columns[:, places[inside]] = self._table.columns[start:end][inside].T
        columns[:-1] /= MICRO
        return DailySeries(self.first, *columns)

    def claims(self, series: str, first: date, last: date) -> Sequence[Claim]:
        """See indices.Source."""
        if not self._claims:
            self._file_claims()
        own = self._claims.get(series, [])
        days = [claim.key.day for claim in own]
        return own[bisect_left(days, first) : bisect_right(days, last)]

    def _file_claims(self) -> None:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(self.all_claims, key=lambda one: one.key.day):
            for name in plain_series_of(claim, self._index.alliances_of):
                if name != "world":
                    found[name].append(claim)
            for names, _ in threat_groups_of(claim, self._index.alliances_of):
                for name in names:
                    found[name].append(claim)
        self._claims = dict(found)

    def parameters(self, series: str) -> Sequence[SeriesParameters]:
        """See indices.Source: cohesion series are calibrated on first use; others have none of their own."""
        if not series.startswith("cohesion:"):
            return []
        if series not in self._parameters:
            code = series.split(":")[1]
            alliance = self._alliances.get(code)
            if alliance is None:
                return []
            year = (self.first + timedelta(self._days)).year
            members = self.members(code, date(year, 1, 1)) or self.members(code, self.last)
            m = prior(alliance, members, year).m
            calibrated = calibrate(series, self.daily(series, self.last), self._world, m, self.first, days=self._days)
            self._parameters[series] = [calibrated]
        return self._parameters[series]

    def world_parameters(self) -> WorldParameters:
        """See indices.Source."""
        return self._world

    def reference_rate(self, category: str) -> float:
        """See indices.Source: 75th percentile of the category's countries in the calibration window."""
        if category not in self._references:
            assert category in tuple(ThreatCategory)
            exposure = exposure_of(self.daily("world", self.last), self._world)
            prefix = f"threat:{category}:country:"
            rates = [
                mean_rate(self.daily(name, self.last), exposure, self._world, self._days)
                for name in self._numbers
                if name.startswith(prefix)
            ]
            self._references[category] = reference_rate(rates)
        return self._references[category]

    def members(self, alliance: str, on: date) -> frozenset[str]:
        """See indices.Source."""
        return members_on(self._memberships, alliance, on)

    def cooperation_by_outsider(self, alliance: str, last: date) -> Mapping[str, Floats]:
        """See indices.Source."""
        found: dict[str, Floats] = {}
        spells = [spell for spell in self._memberships if spell.alliance == alliance]
        countries = {spell.country for spell in spells}
        for name in self._numbers:
            if not name.startswith("dyad:"):
                continue
            a, b = name.removeprefix("dyad:").split("|")
            for member, outsider in ((a, b), (b, a)):
                if member in countries:
                    x = self.daily(name, last).x * self._standing(spells, member, last)
                    x = x * (1.0 - self._standing(spells, outsider, last))
                    found[outsider] = found[outsider] + x if outsider in found else x
        return {code: x for code, x in found.items() if x.any()}

    def _standing(self, spells: Iterable[Membership], country: str, last: date) -> Floats:
        """1 on the days on which the country belongs, 0 on the others."""
        days = np.zeros((last - self.first).days + 1)
        for spell in spells:
            if spell.country == country:
                start = max(0, (spell.started_on - self.first).days)
                end = len(days) if spell.ended_on is None else max(0, (spell.ended_on - self.first).days)
                days[start:end] = 1.0
        return days
