from dataclasses import replace
from datetime import date

import pytest

from core.events import CodedEvent, Gist
from core.plover import EventType, Status
from scoring.facts import is_invited
from scoring.gists import GistReports
from scoring.imports import ImportedEvent, cameo_codes, read_events
from scoring.reports import reports_of_coded

HEAD = "actor,recipient,day,cameo,publisher,confidence"
DAYS = (date(2013, 5, 1), date(2016, 5, 1), date(2022, 5, 1))
PAIRS = (("RUS:MIL", "SYR"), ("USA", "IRQ:OPP"), ("SAU", "SAU:REB"), ("GBR;FRA", "DEU"), ("UKR:REB", "RUS"))


def alliances_of(code: str, on: date) -> frozenset[str]:
    """Some are allied, from 2015 on."""
    return frozenset({"X"}) if code < "M" and on.year >= 2015 else frozenset()


def test_rows_of_one_gist_are_reported_as_each_would_be_alone() -> None:
    known = GistReports(alliances_of, is_invited)
    rows = [
        f"{actor},{recipient},{day},{code},wire,0.6"
        for code in cameo_codes()
        for actor, recipient in PAIRS
        for day in DAYS
    ]
    for number, one in enumerate(read_events([HEAD, *rows])):
        assert isinstance(one, ImportedEvent)
        p = one.gist.reliability * one.coded.confidence
        alone = reports_of_coded(one.coded, one.publisher, p, one.region, number, alliances_of, is_invited)
        assert known.of(one.gist, one.day, number) == alone


def test_the_day_of_an_invitation_is_asked_for_every_row() -> None:
    """Russia fights in Syria at its government's invitation from September 2015 on."""
    known = GistReports(alliances_of, is_invited)
    coded = CodedEvent(("RUS:MIL",), ("SYR",), EventType.ASSAULT, None, (), Status.ASSERTED, None, 0.7, None, "190")
    gist = Gist(coded, "wire", 0.8, None)
    sides = [(one.key.a, one.key.b) for day in DAYS for one in known.of(gist, day, 1)]
    assert sides == [("RUS", "SYR"), ("RUS", "SYR_REB"), ("RUS", "SYR_REB")]


@pytest.mark.parametrize("kept", [1, 200_000])
def test_what_was_forgotten_is_told_again(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.gists.REMEMBERED", kept)
    known = GistReports(alliances_of, is_invited)
    coded = CodedEvent(("USA",), ("JPN",), EventType.CONSULT, None, (), Status.ASSERTED, None, 0.7, None, "042")
    gists = [Gist(coded, "wire", 0.8, None), Gist(replace(coded, actors=("DEU",)), "wire", 0.8, None)]
    found = [known.of(gist, DAYS[0], 1) for gist in (*gists, *gists)]
    assert found[:2] == found[2:]
    assert found[0] != found[1]
