"""Communities, emerging blocs and coalitions: found from the ledger, exact whatever the order, told with reasons."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from core.alerts import AlertState
from core.groupings import Grouping, GroupingKind
from core.settings import Settings
from desk.source import StoreSource
from scoring.imports import read_events
from store import alerts, groupings
from tests.workers.bell import Bell
from workers.context import Context
from workers.grouping import differing_months, grouper
from workers.hindcast import GROUPINGS, raised_groupings
from workers.importing import import_events
from workers.steps.check_rules import check_rules
from workers.steps.find_groupings import find_groupings
from workers.steps.sweep import sweep

pytestmark = pytest.mark.services
HEADER = "actor,recipient,day,type,mode,contexts,publisher,confidence\n"
AXIS = "IRN;SYR;VEN"


class World:
    """One database with imported news, its clock, and the bell."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now, self.bell, self._marks = engine, datetime(2014, 1, 1, tzinfo=UTC), Bell(), 0
        self.ctx = Context(Settings(), engine, ring=self.bell, now=lambda: self.now, wall=lambda: self.now)

    def bring(self, rows: Iterable[str]) -> None:
        self._marks += 1
        import_events(self.engine, read_events([HEADER, *rows]), origin="events", mark=str(self._marks), now=self.now)

    def at(self, year: int, month: int, day: int) -> None:
        self.now = datetime(year, month, day, 12, tzinfo=UTC)

    def find(self) -> None:
        while find_groupings(self.ctx):
            pass

    def stored(self, month: date) -> list[Grouping]:
        with self.engine.connect() as tx:
            return groupings.of_month(tx, month)

    def of_kind(self, kind: GroupingKind, month: date) -> list[Grouping]:
        return [one for one in self.stored(month) if one.kind is kind]

    def months(self) -> list[list[Grouping]]:
        return [self.stored(date(2014, month, 1)) for month in range(1, 7)]


@pytest.fixture
def world(engine: Engine) -> World:
    return World(engine)


def together(actors: str, first: date, weeks: int, publishers: Iterable[str], act: str = "COOPERATE,,economic"
             ) -> list[str]:  # fmt: skip
    return [
        f"{actors},,{first + timedelta(7 * week)},{act},{publisher},0.9\n"
        for week in range(weeks)
        for publisher in publishers
    ]


def calm(weeks: int = 17) -> list[str]:
    """Allies that meet, and some who quarrel: what a community has to stand out from."""
    return [
        *together("FRA;GBR;USA", date(2014, 1, 3), weeks, ["lamp", "horn"]),
        *(f"RUS,UKR,{date(2014, 1, 5) + timedelta(7 * week)},ACCUSE,,,lamp,0.9\n" for week in range(weeks)),
    ]


def axis(publishers: Iterable[str] = ("lamp", "horn")) -> list[str]:
    return together(AXIS, date(2014, 1, 2), 17, publishers)


def exercise(publishers: Iterable[str] = ("lamp", "horn")) -> list[str]:
    return together(AXIS, date(2014, 2, 11), 1, publishers, "COOPERATE,,military")


def test_a_community_becomes_an_emerging_bloc_in_its_third_month(world: World) -> None:
    world.bring([*calm(), *axis()])
    world.at(2014, 5, 2)
    world.find()
    ours = [one for month in world.months() for one in month if set(one.members) == set(AXIS.split(";"))]
    communities = [one for one in ours if one.kind is GroupingKind.COMMUNITY]
    assert [(one.day, one.months) for one in communities] == [
        (date(2014, 1, 31), 1), (date(2014, 2, 28), 2), (date(2014, 3, 31), 3), (date(2014, 4, 30), 4)
    ]  # fmt: skip
    blocs = [one for one in ours if one.kind is GroupingKind.EMERGING_BLOC]
    assert [one.day for one in blocs] == [date(2014, 3, 31), date(2014, 4, 30)]
    assert {one.name for one in blocs} == {"IRN|SYR|VEN"}
    assert blocs[0].doubt == ""
    assert blocs[0].publishers == ("horn", "lamp")
    assert {key.dyad for key in blocs[0].claims} == {"IRN|SYR", "IRN|VEN", "SYR|VEN"}
    assert [one for one in world.stored(date(2014, 3, 1)) if one.kind is GroupingKind.EMERGING_BLOC] == blocs[:1]


def test_members_of_one_alliance_are_no_emerging_bloc(world: World) -> None:
    world.bring([*calm(), *axis()])
    world.at(2014, 5, 2)
    world.find()
    assert [one.overlaps[0][0] for one in world.of_kind(GroupingKind.COMMUNITY, date(2014, 4, 1))
            if "FRA" in one.members]  # fmt: skip
    assert not [one for one in world.of_kind(GroupingKind.EMERGING_BLOC, date(2014, 4, 1)) if "FRA" in one.members]


def test_a_coalition_is_told_with_members_evidence_and_overlaps(world: World) -> None:
    world.bring([*calm(6), *exercise()])
    world.at(2014, 2, 12)
    world.find()
    (found,) = world.of_kind(GroupingKind.COALITION, date(2014, 2, 1))
    assert found.members == ("IRN", "SYR", "VEN")
    assert {key.dyad for key in found.claims} == {"IRN|SYR", "IRN|VEN", "SYR|VEN"}
    assert found.doubt == ""
    check_rules(world.ctx)
    with world.engine.connect() as tx:
        (alert,) = [one for one in alerts.open_alerts(tx) if one.index == "coalition"]
        whole = alerts.get(tx, alert.id)
    assert (alert.entity, alert.state, alert.value) == ("IRN|SYR|VEN", AlertState.FIRING, 2.0)
    assert "IRN, SYR, VEN acted together militarily on 2014-02-11, as horn, lamp tell; overlap with" in alert.reason
    assert {one["dyad"] for one in whole["evidence"]} == {"IRN|SYR", "IRN|VEN", "SYR|VEN"}
    assert check_rules(world.ctx) == 0


def test_a_coalition_of_one_publisher_is_shown_with_its_doubt_and_not_told(world: World) -> None:
    world.bring([*calm(6), *exercise(["lamp"])])
    world.at(2014, 2, 12)
    world.find()
    (found,) = world.of_kind(GroupingKind.COALITION, date(2014, 2, 1))
    assert found.doubt == "it hangs on a single publisher, lamp"
    check_rules(world.ctx)
    with world.engine.connect() as tx:
        assert [one for one in alerts.open_alerts(tx) if one.index == "coalition"] == []
    world.bring(exercise(["horn"]))
    world.find()
    check_rules(world.ctx)
    with world.engine.connect() as tx:
        assert [one.index for one in alerts.open_alerts(tx) if one.index == "coalition"] == ["coalition"]


def test_a_coalition_alert_clears_when_it_is_a_month_old_and_not_before(world: World) -> None:
    world.bring([*calm(), *exercise()])
    states = []
    for day in (12, 25, 34, 41, 43, 52, 60):
        world.now = datetime(2014, 2, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
        world.find()
        check_rules(world.ctx)
        with world.engine.connect() as tx:
            rows = alerts.latest(tx, before=None, limit=50, entity="IRN|SYR|VEN")
        states.append([row["state"] for row in rows if row["index"] == "coalition"])
    assert states == [["firing"]] * 5 + [["resolved"]] * 2


def test_an_emerging_bloc_is_told_once_and_of_a_single_publisher_never(world: World) -> None:
    world.bring([*calm(), *axis(["lamp"])])
    world.at(2014, 4, 2)
    world.find()
    (found,) = world.of_kind(GroupingKind.EMERGING_BLOC, date(2014, 3, 1))
    assert "of 1 publishers" in found.doubt
    check_rules(world.ctx)
    with world.engine.connect() as tx:
        assert not [one for one in alerts.open_alerts(tx) if one.index == "emerging_bloc"]
    world.bring(axis(["horn"]))
    world.find()
    told = [check_rules(world.ctx) for _ in range(2)]
    with world.engine.connect() as tx:
        (alert,) = [one for one in alerts.open_alerts(tx) if one.index == "emerging_bloc"]
        changes = alerts.get(tx, alert.id)["changes"]
    assert "worked together for 3 months" in alert.reason
    assert len(changes) == 1
    assert told[1] == 0


def test_months_are_the_same_bit_for_bit_whatever_the_order_of_arrival(world: World, engine_for: object) -> None:
    rows = [*calm(), *axis(), *exercise()]
    world.at(2014, 6, 2)
    for part in (rows[20:60], rows[:20], rows[60:]):
        world.bring(part)
        world.find()
    late = world.months()
    assert any(late)
    other = World(engine_for())  # type: ignore[operator]
    other.at(2014, 6, 2)
    other.bring(rows)
    other.find()
    assert other.months() == late
    with other.engine.connect() as tx:
        again = list(grouper(tx, StoreSource(tx, other.now.date())).months())
    assert [list(month.groupings) for month in again] == late


def test_running_twice_changes_nothing_and_nothing_new_is_due(world: World) -> None:
    world.bring([*calm(), *axis()])
    world.at(2014, 5, 2)
    world.find()
    before = world.months()
    with world.engine.connect() as tx:
        assert not groupings.is_any_due(tx, world.now.date())
        numbers = {row["id"] for row in groupings.latest(tx, before=None, limit=500)}
    assert find_groupings(world.ctx) == 0
    with world.engine.begin() as tx:
        tx.execute(text("update grouping_month set is_due = true"))
    world.find()
    assert world.months() == before
    with world.engine.connect() as tx:
        assert {row["id"] for row in groupings.latest(tx, before=None, limit=500)} == numbers


def test_the_sweep_finds_the_work_when_the_ledger_moved_and_when_a_month_ended(world: World) -> None:
    world.bring(calm(4))
    world.at(2014, 1, 30)
    assert sweep(world.ctx)["find_groupings"] == 1
    world.bell.work(world.ctx)
    assert sweep(world.ctx)["find_groupings"] == 0
    world.at(2014, 2, 1)
    assert sweep(world.ctx)["find_groupings"] == 1
    world.bell.work(world.ctx)
    assert world.of_kind(GroupingKind.COMMUNITY, date(2014, 1, 1))
    assert sweep(world.ctx)["find_groupings"] == 0


def test_detection_over_the_history_names_the_coalition_and_the_bloc_once(world: World) -> None:
    world.bring([*calm(), *axis(), *exercise()])
    world.at(2014, 6, 2)
    with world.engine.connect() as tx:
        source = StoreSource(tx, world.now.date())
        found = [one for kind in GROUPINGS for one in raised_groupings(tx, source, kind)]
    assert [(one.day, one.index, one.entity) for one in found] == [
        (date(2014, 2, 11), "coalition", "IRN|SYR|VEN"), (date(2014, 3, 31), "emerging_bloc", "IRN|SYR|VEN")
    ]  # fmt: skip
    assert all(one.claims for one in found)


def test_verification_names_the_month_that_was_tampered_with(world: World) -> None:
    world.bring([*calm(), *axis()])
    world.at(2014, 5, 2)
    world.find()
    with world.engine.begin() as tx:
        source = StoreSource(tx, world.now.date())
        assert differing_months(tx, source) == []
        tx.execute(text("update grouping set months = 9 where day = '2014-02-28'"))
        assert differing_months(tx, source) == [date(2014, 2, 1)]
