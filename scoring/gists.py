"""Reports of imported rows: what rows of the same gist have in common is computed once."""

from datetime import date

from core.claims import ClaimKey, Report
from core.events import Gist
from scoring.reports import IS_INVITED, MEMBER_OF, is_timeless, reports_on

REMEMBERED = 200_000
"""So many gists are remembered (some 100 MB); then it starts anew."""


class GistReports:
    """Tells the reports of rows by their gist, day and number; the same as `reports_of_coded` tells.

    alliances_of, is_invited: see there.
    """

    def __init__(self, alliances_of: MEMBER_OF, is_invited: IS_INVITED) -> None:
        self._alliances_of, self._is_invited = alliances_of, is_invited
        self._known: dict[Gist, list[Report]] = {}

    def of(self, gist: Gist, day: date, event_id: int) -> list[Report]:
        """The reports of one row; event_id: its event's number."""
        known = self._known.get(gist)
        if known is None:
            return self._first(gist, day, event_id)
        return known and [
            Report(ClaimKey(a, b, direction, type_, day), publisher, p, x, role, dimension, threats, region, event_id)
            for (a, b, direction, type_, _), publisher, p, x, role, dimension, threats, region, _ in known
        ]

    def _first(self, gist: Gist, day: date, event_id: int) -> list[Report]:
        coded, p = gist.coded, gist.reliability * gist.coded.confidence
        reports = reports_on(day, coded, gist.publisher, p, gist.region, event_id, self._alliances_of, self._is_invited)
        if is_timeless(coded, reports):
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[gist] = reports
        return reports
