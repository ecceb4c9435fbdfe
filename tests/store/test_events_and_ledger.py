"""Events and the ledger in Postgres: equal to the reference in memory, safe for two workers, on the record."""

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection, Engine, select, text

from core.claims import Micro, Report
from core.events import CodedEvent, Event
from core.plover import EventType, Status
from core.reviews import Review, Verdict
from core.settings import Settings
from desk.source import source
from scoring.claims import claims_of
from scoring.daily import DailySeries
from scoring.ledger import Ledger
from scoring.memory import MemorySource
from scoring.series import MembershipIndex, buckets_of
from store import alliances, binary, bulk, events, ledger
from store.engine import OperationalError
from store.schema.scoring import report
from workers.context import Context
from workers.steps.score_events import apply_events

pytestmark = pytest.mark.services
DAY = date(2014, 3, 5)
NOW = datetime(2014, 3, 20, tzinfo=UTC)
LEASE = timedelta(minutes=2)
_CODES = ("SAU", "QAT", "ARE", "USA", "GBR", "RUS", "QAT:CVL", "NATO")
_TYPES = tuple(EventType)


def coded(chance: random.Random) -> CodedEvent:
    actor, recipient = chance.sample(_CODES, 2)
    day = DAY + timedelta(chance.randrange(30)) if chance.random() < 0.95 else None
    status = Status.ASSERTED if chance.random() < 0.9 else Status.NEGATED
    return CodedEvent(
        (actor,), (recipient,), chance.choice(_TYPES), None, (), status, day, chance.uniform(0.2, 0.9), None
    )


def stored(number: int, what: CodedEvent, publisher: str, revision: int = 1) -> Event:
    return Event(number, revision, None, None, publisher, 0.8, "test.v1", what, NOW)


def stream(seed: int) -> list[Event]:
    """Late, doubled, corrected and retracted events in random order; revisions of one event in theirs."""
    chance = random.Random(seed)
    found: list[list[Event]] = []
    for number in range(1, 61):
        one = stored(number, coded(chance), f"p{chance.randrange(4)}")
        own = [one] * chance.choice((1, 1, 2))
        if chance.random() < 0.3:
            own.append(replace(one, coded=coded(chance), revision=2))
        if chance.random() < 0.15:
            own.append(replace(own[-1], is_rejected=True, revision=3))
        found.append(own)
    order = [own for own in found for _ in own]
    chance.shuffle(order)
    taken = {id(own): iter(own) for own in found}
    return [next(taken[id(own)]) for own in order]


def context(engine: Engine) -> Context:
    return Context(settings=Settings(), engine=engine, now=lambda: NOW, wall=lambda: NOW)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_stream_of_events_gives_the_buckets_of_the_reference_in_memory(tx: Connection, seed: int) -> None:
    index = MembershipIndex(alliances.all_memberships(tx))
    reference = Ledger(index.alliances_of)
    arriving = stream(seed)
    ctx = context(tx.engine)
    chance = random.Random(seed)
    while arriving:
        size = chance.randrange(1, 9)
        batch = {one.id: one for one in arriving[:size]}
        for one in arriving[:size]:
            reference.put(one)
        del arriving[:size]
        apply_events(tx, list(batch.values()), index.alliances_of, ctx)
    assert ledger.all_buckets(tx) == reference.buckets


def reports_as_of(tx: Connection, at: datetime) -> list[Report]:
    """All reports as they were known at that time, in the order of their keys: the long way round."""
    query = select(report).where(report.c.known_from <= at, (report.c.known_to.is_(None)) | (report.c.known_to > at))
    return sorted((ledger.to_report(row) for row in tx.execute(query)), key=lambda one: one.key)


def test_as_of_equals_what_was_written_then(tx: Connection) -> None:
    index = MembershipIndex(alliances.all_memberships(tx))
    arriving = stream(7)
    said: list[tuple[datetime, dict[tuple[str, date], Micro]]] = []
    for place in range(0, len(arriving), 15):
        at = NOW + timedelta(hours=place)
        ctx = replace(context(tx.engine), now=lambda at=at: at)  # type: ignore[misc]
        batch = {one.id: one for one in arriving[place : place + 15]}
        apply_events(tx, list(batch.values()), index.alliances_of, ctx)
        said.append((at, ledger.all_buckets(tx)))
    for at, then in said:
        table = buckets_of(claims_of(reports_as_of(tx, at)), index.alliances_of)
        assert {(one.series, one.day): one.micro for one in table} == then


def test_what_was_learned_since_is_taken_out_to_the_bit(tx: Connection) -> None:
    groups, spells = alliances.all_alliances(tx), alliances.all_memberships(tx)
    index = MembershipIndex(spells)
    arriving = stream(11)
    times = []
    for place in range(0, len(arriving), 15):
        times.append(NOW + timedelta(hours=place))
        ctx = replace(context(tx.engine), now=lambda at=times[-1]: at)  # type: ignore[misc]
        batch = {one.id: one for one in arriving[place : place + 15]}
        apply_events(tx, list(batch.values()), index.alliances_of, ctx)
    last = max(day for _, day in ledger.all_buckets(tx))
    names = {name for name, _ in ledger.all_buckets(tx)}
    for at in (times[0] - timedelta(hours=1), *times):
        then = source(tx, last, at)
        kept = MemorySource(reports_as_of(tx, at), groups, spells, then.first, last)
        for name in names:
            ours, others = then.daily(name, last), kept.daily(name, last)
            for column in fields(DailySeries):
                assert np.array_equal(getattr(ours, column.name), getattr(others, column.name)), (name, column.name)
            own = sorted((one.key, one.weight) for one in then.claims(name, then.first, last))
            assert name == "world" or own == sorted((c.key, c.weight) for c in kept.claims(name, then.first, last))
        for group in groups:
            expected = kept.cooperation_by_outsider(group.code, last)
            found = then.cooperation_by_outsider(group.code, last)
            assert set(expected) == set(found)
            assert all(np.allclose(x, found[code], atol=1e-9) for code, x in expected.items())


def test_a_series_counts_its_versions_up_only_when_it_moves(tx: Connection) -> None:
    index = MembershipIndex(alliances.all_memberships(tx))
    one = stored(1, CodedEvent(("SAU",), ("QAT",), EventType.ACCUSE, None, (), Status.ASSERTED, DAY, 0.7, None), "p")
    moved = apply_events(tx, [one], index.alliances_of, context(tx.engine))
    assert {"world", "dyad:QAT|SAU", "cohesion:GCC"} <= moved
    before = ledger.versions_of(tx, ["world"])["world"]
    assert apply_events(tx, [one], index.alliances_of, context(tx.engine)) == set()
    assert ledger.versions_of(tx, ["world"])["world"] == before


def waiting(engine: Engine, count: int) -> None:
    with engine.begin() as tx:
        for number in range(count):
            tx.execute(
                text(
                    "insert into event (key, publisher, reliability, origin, actors, recipients, type, status, "
                    "event_day, confidence, known_at) values (:key, 'p', .8, 'test', '{SAU}', '{QAT}', 'ACCUSE', "
                    "'asserted', '2014-03-05', .7, :now)"
                ),
                {"key": str(number), "now": NOW},
            )


def test_two_workers_never_claim_the_same_event(engine: Engine) -> None:
    waiting(engine, 10)
    with engine.begin() as one, engine.begin() as other:
        first = events.claim(one, wall=NOW, lease=LEASE, limit=6)
        second = events.claim(other, wall=NOW, lease=LEASE, limit=6)
    assert (len(first), len(second)) == (6, 4)
    assert not {event.id for event in first} & {event.id for event in second}
    with engine.begin() as tx:
        assert events.claim(tx, wall=NOW, lease=LEASE, limit=6) == []
        # A lease that ran out may mean that the event kills its worker: it comes back alone.
        assert len(events.claim(tx, wall=NOW + LEASE * 2, lease=LEASE, limit=20)) == 1


def test_a_verdict_on_an_old_revision_is_refused(engine: Engine) -> None:
    waiting(engine, 1)
    with engine.begin() as tx:
        number = events.latest(tx, before=None, limit=1)[0].id
        confirmed = Review(number, 1, Verdict.CONFIRM, "ana", "", NOW, None)
        assert events.add_review(tx, confirmed) == 2
    with engine.begin() as tx:
        with pytest.raises(ValueError, match="at revision 2 now"):
            events.add_review(tx, confirmed)
        assert events.get(tx, number).coded.confidence == 0.99
        assert [row["revision"] for row in events.revisions(tx, number)] == [1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_echoes_at_the_edge_of_their_span_are_those_of_the_reference(tx: Connection, seed: int) -> None:
    """One pair, one type, days around 35 apart, in any order, some taken back: only the days around are read."""
    index = MembershipIndex(alliances.all_memberships(tx))
    reference = Ledger(index.alliances_of)
    chance = random.Random(seed)
    days = [DAY + timedelta(lag) for lag in (0, 1, 34, 35, 36, 70, 71, 105, 106, 300)]
    for revision in range(1, 61):
        what = CodedEvent(
            ("SAU",), ("QAT",), EventType.AGREE, None, (), Status.ASSERTED, chance.choice(days), 0.7, None
        )  # fmt: skip
        one = stored(chance.randrange(1, 12), what, "p", revision)
        one = replace(one, is_rejected=chance.random() < 0.2)
        apply_events(tx, [one], index.alliances_of, context(tx.engine))
        reference.put(one)
        assert ledger.all_buckets(tx) == reference.buckets


def test_only_the_commit_of_scoring_does_not_wait_for_the_disk(engine: Engine) -> None:
    with engine.connect() as tx:
        tx.execute(text("set synchronous_commit to on"))
        tx.commit()
        ledger.lock(tx, [("QAT", "SAU", ">", "ACCUSE")])
        assert tx.execute(text("show synchronous_commit")).scalar_one() == "off"
        tx.commit()
        assert tx.execute(text("show synchronous_commit")).scalar_one() == "on"
        tx.execute(text("reset synchronous_commit"))
        tx.commit()


def test_scoring_waits_while_a_bulk_write_holds_the_ledger(engine: Engine) -> None:
    with engine.begin() as bulk_write, engine.begin() as tx:
        bulk.hold_ledger(bulk_write)
        tx.execute(text("set local lock_timeout = '50ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            ledger.lock(tx, [("QAT", "SAU", ">", "ACCUSE")])
        tx.rollback()


def test_one_series_reads_as_it_does_among_all(tx: Connection) -> None:
    index = MembershipIndex(alliances.all_memberships(tx))
    apply_events(tx, [one for one in stream(4) if one.revision == 1], index.alliances_of, context(tx.engine))
    numbers, days, columns = binary.read_all_buckets(tx)
    assert len(set(numbers.tolist())) > 20
    for number in set(numbers.tolist()):
        own_days, own_columns = binary.read_buckets(tx, number)
        assert own_days.tolist() == days[numbers == number].tolist()
        assert own_columns.tolist() == columns[numbers == number].tolist()
    none_days, none_columns = binary.read_buckets(tx, -1)
    assert (none_days.shape, none_columns.shape) == ((0,), (0, 7))
