"""Postgres is killed in mid-batch, and many score at once: the ledger equals a recount."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from core.events import CodedEvent
from core.plover import EventType, Status
from core.settings import Settings
from store import events, ledger
from store.engine import connect
from store.migrate import upgrade
from store.seed import seed
from workers.context import Context
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.steps.score_events import score_events

NOW = datetime(2022, 3, 1, tzinfo=UTC)
_ACTS = (EventType.ACCUSE, EventType.CONSULT, EventType.AID, EventType.REJECT, EventType.COOPERATE)
_STATES = ("USA", "RUS", "FRA", "DEU", "GBR", "POL", "TUR")


def add_events(engine: Engine, articles: int = 12, each: int = 20) -> None:
    """Put articles with events of the same few states: many of them touch the same series and days."""
    with engine.begin() as tx:
        tx.execute(text("insert into publisher (slug, name, tier) values ('p', 'p', 'wire')"))
        for number in range(articles):
            at = NOW - timedelta(days=number % 5)
            article = tx.execute(
                text(
                    "insert into article (publisher, title, body, language, published_at, date_source, first_seen_at,"
                    " fingerprint, bands) values ('p', 't', 'b', 'en', :at, 'published', :at, 0, '{}') returning id"
                ),
                {"at": at},
            ).scalar_one()
            keyed = [(f"k{i}", act(number * each + i, at.date()), 0.85, None, ()) for i in range(each)]
            events.put_of_article(tx, article, keyed, publisher="p", origin="ud.v1", now=NOW)


def act(number: int, day: date) -> CodedEvent:
    actor, recipient = _STATES[number % 7], _STATES[(number // 7 + number % 7 + 1) % 7]
    if actor == recipient:
        recipient = "CHN"
    return CodedEvent(
        (actor,), (recipient,), _ACTS[number % 5], None, (), Status.ASSERTED, day, 0.5 + number % 5 / 10, None
    )


def unscored(engine: Engine) -> tuple[int, int]:
    with engine.connect() as tx:
        waiting, _, set_aside = events.backlog(tx)
        return waiting, set_aside


def score_all(ctx: Context) -> None:
    while score_events(ctx):
        pass


def recount(engine_for: Callable[[], Engine]) -> object:
    """The ledger of the same events, scored undisturbed by one."""
    engine = engine_for()
    add_events(engine)
    score_all(Context(Settings(), engine, now=lambda: NOW))
    with engine.connect() as tx:
        return ledger.all_buckets(tx)


def fresh(server: Postgres) -> Engine:
    engine = connect(server.url)
    upgrade(engine)
    with engine.begin() as tx:
        seed(tx)
    return engine


def test_many_who_score_at_once_neither_deadlock_nor_differ_from_one(
    engine: Engine, engine_for: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.steps.score_events.BATCH", 9)
    add_events(engine)
    contexts = [Context(Settings(), engine, now=lambda: NOW) for _ in range(4)]
    threads = [threading.Thread(target=score_all, args=(ctx,)) for ctx in contexts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert unscored(engine) == (0, 0)
    with engine.connect() as tx:
        assert ledger.all_buckets(tx) == recount(engine_for)


def test_a_postgres_killed_in_mid_batch_loses_and_doubles_nothing(
    postgres_folder: Path, engine_for: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.steps.score_events.BATCH", 40)
    server, log = Postgres(postgres_folder), postgres_folder.with_name("log")
    wall = [NOW]
    with running(server, log) as process:
        engine = fresh(server)
        add_events(engine)
        ctx = Context(Settings(), engine, now=lambda: NOW, wall=lambda: wall[0])
        score_events(ctx)
        with engine.connect() as locking:
            locking.execute(text("lock table bucket"))  # holds the next batch up in its middle
            scoring = threading.Thread(target=score_quietly, args=(ctx,))
            scoring.start()
            scoring.join(2)
            assert scoring.is_alive()
            process.kill()
            process.wait()
            scoring.join(60)
            locking.invalidate()
        engine.dispose()
    with running(server, log):
        wall[0] += timedelta(minutes=5)
        score_all(Context(Settings(), engine, now=lambda: NOW, wall=lambda: wall[0]))

        assert unscored(engine) == (0, 0)
        with engine.connect() as tx:
            assert ledger.all_buckets(tx) == recount(engine_for)
        engine.dispose()


def score_quietly(ctx: Context) -> None:
    with suppress(SQLAlchemyError):
        score_events(ctx)
