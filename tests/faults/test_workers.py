"""Workers, beats and the broker die at bad moments; every effect happens, and once."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery import Celery
from sqlalchemy import Engine, text

from core.settings import Settings
from store import articles, feeds
from tests.faults.conftest import Broker, Hands, Site, until
from workers.celery_app import make_app
from workers.context import Context
from workers.steps.sweep import sweep

Ringing = Callable[[str, tuple[int, ...]], None]


@pytest.fixture
def app(settings: Settings) -> Celery:
    return make_app(settings)


@pytest.fixture
def ring(app: Celery) -> Ringing:
    return lambda step, arguments: app.send_task(step, args=arguments, retry=False) and None


def stored(engine: Engine) -> int:
    with engine.connect() as tx:
        return articles.counts(tx)["entries"]


def lease_runs_out(engine: Engine) -> None:
    with engine.begin() as tx:
        tx.execute(text("update feed set leased_until = now() - interval '1 second' where leased_until is not null"))


def test_a_worker_killed_in_mid_task_costs_time_and_nothing_else(
    hands: Hands, ring: Ringing, engine: Engine, site: Site, feed_id: int, ctx: Context
) -> None:
    site.gate.clear()
    worker = hands.worker("fetch")
    ring("fetch_feed", (feed_id,))
    until(lambda: site.asked == 1, hands.log)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    site.gate.set()
    assert stored(engine) == 0

    sweep(Context(ctx.settings, engine, ring=ring))  # too early: the lease still holds
    hands.worker("fetch")
    lease_runs_out(engine)
    sweep(Context(ctx.settings, engine, ring=ring))

    until(lambda: stored(engine) == site.entries, hands.log)


def test_a_worker_asked_to_stop_finishes_what_it_does(
    hands: Hands, ring: Ringing, engine: Engine, site: Site, feed_id: int, broker: Broker
) -> None:
    site.gate.clear()
    worker = hands.worker("fetch")
    ring("fetch_feed", (feed_id,))
    until(lambda: site.asked == 1, hands.log)
    worker.send_signal(signal.SIGTERM)
    site.gate.set()

    assert worker.wait(20) == 0
    assert stored(engine) == site.entries
    with broker.client() as client:
        assert client.hlen("unacked") == 0
        assert client.llen("fetch") == 0


def test_a_broker_that_is_killed_flaps_and_comes_back_empty_is_survived(
    hands: Hands, engine: Engine, site: Site, feed_id: int, broker: Broker, ctx: Context
) -> None:
    site.gate.clear()
    worker = hands.worker("fetch")
    hands.run("beat")
    until(lambda: site.asked == 1, hands.log)
    broker.kill()  # in mid-task
    site.gate.set()
    until(lambda: stored(engine) == site.entries, hands.log)
    for _ in range(3):
        broker.start()
        broker.kill()
    broker.start()
    with broker.client() as client:
        client.flushall()

    site.entries += 1
    with engine.begin() as tx:
        feeds.mark_due(tx, feed_id, now=ctx.wall() - timedelta(seconds=1))
    lease_runs_out(engine)

    until(lambda: stored(engine) == site.entries, hands.log, seconds=30)
    assert worker.poll() is None


def test_two_beats_and_doubled_messages_fetch_a_feed_once(
    hands: Hands, ring: Ringing, engine: Engine, site: Site, feed_id: int
) -> None:
    site.gate.clear()
    for _ in range(5):
        ring("fetch_feed", (feed_id,))
    hands.worker("fetch")
    hands.run("beat")
    hands.run("beat")
    until(lambda: hands.log().count("Sending due task") >= 4, hands.log)
    site.gate.set()

    until(lambda: stored(engine) == site.entries, hands.log)
    assert site.asked == 1
