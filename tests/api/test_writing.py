"""What is written through the door is there afterwards, with who did it and what was before."""

from api.auth import Scope
from store import alerts, ledger
from tests.api.town import NOW, Town
from workers.context import Context
from workers.steps.score_events import score_events


def test_a_feed_is_added_and_due_at_once(town: Town) -> None:
    with town.client(Scope.WRITE) as client:
        made = client.post("/feeds", json={"url": "http://127.0.0.1:9/new", "name": "New", "publisher": "newcomer"})
        assert made.status_code == 201
        again = client.get(made.json()["links"]["self"]).json()
    assert (again["state"], again["publisher"]) == ("new", "newcomer")
    assert again["next_check_at"] == NOW.isoformat().replace("+00:00", "Z")


def test_a_review_makes_a_revision_and_keeps_what_was_said_before(town: Town) -> None:
    with town.client(Scope.REVIEW) as client:
        verdict = {"revision": 1, "verdict": "correct", "type": "THREATEN", "recipients": ["DEU:MIL"], "comment": "no"}
        revised = client.post(f"/events/{town.event}/reviews", json=verdict)
        assert (revised.status_code, revised.json()["revision"]) == (201, 2)
        assert (revised.json()["type"], revised.json()["recipients"]) == ("THREATEN", ["DEU:MIL"])
        earlier = client.get(f"/events/{town.event}").json()["earlier"]
    assert [(one["revision"], one["payload"]["type"], one["superseded_by"]) for one in earlier] == [
        (1, "ACCUSE", "key:test")
    ]


def test_a_rejected_event_leaves_the_indices_and_a_confirmed_one_returns(town: Town) -> None:
    context = Context(town.app.state.door.settings, town.engine, now=lambda: NOW, wall=lambda: NOW)

    def claims() -> int:
        score_events(context)
        with town.engine.begin() as tx:
            return int(tx.exec_driver_sql("select count(*) from claim").scalar_one())

    with town.client(Scope.REVIEW) as client:
        before = claims()
        client.post(f"/events/{town.event}/reviews", json={"revision": 1, "verdict": "reject"})
        rejected = claims()
        client.post(f"/events/{town.event}/reviews", json={"revision": 2, "verdict": "confirm"})
        assert (before, rejected, claims()) == (2, 1, 2)
    with town.engine.begin() as tx:
        assert ledger.names_with(tx, "cohesion:NATO")


def test_a_rule_is_added_changed_and_listed(town: Town) -> None:
    rule = {"name": "Mine", "kind": "threshold", "index": "cohesion", "entity": "NATO", "above": False, "fire_at": 40,
            "clear_at": 45, "hold_for": 3600}  # fmt: skip
    with town.client(Scope.WRITE) as client:
        made = client.post("/alert-rules", json=rule).json()
        changed = client.put(f"/alert-rules/{made['id']}", json={**rule, "enabled": False}).json()
        listed = next(row for row in client.get("/alert-rules").json() if row["id"] == made["id"])
    assert (made["hold_for"], made["enabled"]) == (3600.0, True)
    assert changed == listed == {**made, "enabled": False}


def test_a_silence_is_in_force_until_it_is_ended(town: Town) -> None:
    with town.client(Scope.WRITE) as client:
        made = client.post("/silences", json={"ends_at": "2024-03-02T00:00:00Z", "comment": "drill", "entity": "NATO"})
        assert made.json()["created_by"] == "key:test"
        town.clock.time = NOW.replace(hour=13)
        assert client.delete(f"/silences/{made.json()['id']}").status_code == 204
        assert client.delete(f"/silences/{made.json()['id']}").status_code == 404
    with town.engine.begin() as tx:
        assert alerts.silences(tx, now=town.clock()) == []


def test_a_webhooks_secret_is_shown_once_and_rotation_keeps_the_old_one_beside_it(town: Town) -> None:
    with town.client(Scope.WRITE) as client:
        made = client.post("/subscriptions", json={"name": "Desk", "target": "https://example.org/hook"}).json()
        turned = client.post(f"/subscriptions/{made['id']}/rotate").json()
        listed = client.get("/subscriptions").json()
    assert made["secret"].startswith("whsec_")
    assert all("secret" not in row for row in listed)
    with town.engine.begin() as tx:
        assert alerts.get_subscription(tx, made["id"]).secrets == (turned["secret"], made["secret"])


def test_a_subscription_that_is_ended_gets_nothing_more(town: Town) -> None:
    with town.client(Scope.WRITE) as client:
        made = client.post("/subscriptions", json={"name": "Desk", "target": "https://example.org/hook"}).json()
        assert client.delete(f"/subscriptions/{made['id']}").status_code == 204
    with town.engine.begin() as tx:
        assert alerts.subscriptions(tx, enabled_only=True) == []
