"""Followers of the stream see every change of an alert once, however often they come back and whoever commits late."""

import json

import pytest
from fastapi.testclient import TestClient

from store.engine import Connection
from store.migrate import upgrade
from tests.api.town import Town, add_alert, add_change


def _read(client: TestClient, last: int | None = None) -> list[int]:
    """Ids of the events that the stream sends until there is nothing more."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    answer = client.get("/alerts-stream?once=true", headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [int(line.partition(":")[2]) for line in answer.text.splitlines() if line.startswith("id:")]


def _opened(connection: Connection) -> int:
    """Give the open transaction its number, as the first write does."""
    return int(connection.exec_driver_sql("select pg_current_xact_id()::text").scalar_one())


def test_a_message_says_what_changed_and_leads_to_the_alert(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        text = client.get("/alerts-stream?once=true").text
    fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
    assert fields["event"] == "fired"
    assert json.loads(fields["data"])["link"] == f"/alerts/{quiet_town.alert}"


def test_whoever_comes_back_with_the_last_id_misses_nothing_and_sees_nothing_twice(town: Town) -> None:
    seen: list[int] = []
    with town.client() as client:
        for number in range(4):
            seen += _read(client, seen[-1] if seen else None)
            with town.engine.begin() as tx:
                add_alert(tx, f"X{number}")
        seen += _read(client, seen[-1])
        assert _read(client, seen[-1]) == []
        assert seen == _read(client)
    assert len(seen) == 5


def test_a_change_that_commits_late_is_not_lost(town: Town) -> None:
    with town.client() as client, town.engine.connect() as slow:
        seen = _read(client)
        late = slow.begin()
        number = add_change(slow, town.alert)
        with town.engine.begin() as quick:
            add_change(quick, town.alert)
        seen += _read(client, seen[-1])
        late.commit()
        seen += _read(client, seen[-1])
    assert number in seen
    assert len(seen) == len(set(seen)) == 3


def test_a_lower_number_of_a_younger_transaction_is_not_lost(town: Town) -> None:
    # The older transaction takes the higher number: an order by number alone would step over the younger one's.
    with town.client() as client, town.engine.connect() as older, town.engine.connect() as younger:
        seen = _read(client)
        first, second = older.begin(), younger.begin()
        assert _opened(older) < _opened(younger)
        low = add_change(younger, town.alert)
        high = add_change(older, town.alert)
        first.commit()
        seen += _read(client, seen[-1])
        second.commit()
        seen += _read(client, seen[-1])
    assert low < high
    assert sorted(seen[1:]) == [low, high]


def test_changes_of_a_restored_dump_are_seen_although_their_transactions_lie_in_the_future(town: Town) -> None:
    with town.engine.begin() as tx:
        tx.exec_driver_sql("update alert_change set xid = '99999999'")
    upgrade(town.engine)
    with town.client() as client:
        seen = _read(client)
        with town.engine.begin() as tx:
            add_change(tx, town.alert)
        seen += _read(client, seen[-1])
    assert len(seen) == len(set(seen)) == 2


def test_a_follower_holds_no_connection_while_it_waits(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        for _ in range(30):
            _read(client)
    assert quiet_town.engine.pool.status().find("Checked out connections: 0") > 0


@pytest.mark.parametrize("last", ["x", "-1", "9" * 30, "1.5", "٣"])
def test_an_id_that_this_stream_never_sent_is_refused(quiet_town: Town, last: str) -> None:
    with quiet_town.client() as client:
        answer = client.get("/alerts-stream?once=true", headers={b"Last-Event-ID": last.encode()})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
