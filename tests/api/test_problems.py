"""Every error is a problem+json with a status, a title and a sentence; and none of them lies."""

from typing import Any

import pytest

from api.auth import Scope
from store import alerts
from store.engine import Engine, connect
from tests.api.town import Town, open_town

_WRONG: list[tuple[str, str, Any, int]] = [
    ("GET", "/feeds/999999", None, 404),
    ("GET", "/articles/999999", None, 404),
    ("GET", "/articles/999999/events", None, 404),
    ("GET", "/events/999999", None, 404),
    ("GET", "/alerts/999999", None, 404),
    ("GET", "/alliances/NOWHERE", None, 404),
    ("GET", "/series/vibes/NATO", None, 404),
    ("GET", "/no-such-page", None, 404),
    ("GET", "/articles/x", None, 422),
    ("GET", "/articles?limit=0", None, 422),
    ("GET", "/articles?limit=501", None, 422),
    ("GET", "/events?type=HUG", None, 422),
    ("GET", "/series/cohesion/NATO?from=2024-02-02&to=2024-02-01", None, 422),
    ("GET", "/series/cohesion/NATO?as_of=2024-02-02T00:00:00", None, 422),
    ("GET", "/series/cohesion/NATO/explanation?from=2024-02-02&to=2024-02-02", None, 422),
    ("GET", "/articles?cursor=bm9uc2Vuc2U", None, 400),
    ("GET", "/alerts?cursor=WyJ4Il0", None, 400),
    ("GET", "/alerts-stream?once=true&after=-1", None, 422),
    ("PATCH", "/feeds", None, 405),
    ("POST", "/feeds", {"url": "ftp://x", "name": "x", "publisher": "x"}, 422),
    ("POST", "/feeds", {"url": "http://127.0.0.1:9/feed", "name": "x", "publisher": "lamp"}, 409),
    ("POST", "/alert-rules", {"name": "x", "kind": "threshold", "index": "cohesion", "above": True, "fire_at": 1,
                              "clear_at": 2}, 422),
    ("POST", "/alert-rules", {"name": "Cohesion falls", "kind": "threshold", "index": "cohesion", "above": True,
                              "fire_at": 2, "clear_at": 1}, 409),
    ("POST", "/alert-rules", {"name": "x", "kind": "grouping", "index": "cohesion", "above": True, "fire_at": 2,
                              "clear_at": 1}, 422),
    ("POST", "/silences", {"index": "moods", "ends_at": "2030-01-01T00:00:00Z", "comment": "x"}, 422),
    ("POST", "/subscriptions", {"name": "x", "target": "http://127.0.0.1:9/hook", "index": "cohesio"}, 422),
    ("PUT", "/alert-rules/9999", {"name": "x", "kind": "threshold", "index": "cohesion", "above": True, "fire_at": 2,
                                  "clear_at": 1}, 404),
    ("POST", "/silences", {"ends_at": "2024-01-01T00:00:00Z", "comment": "over"}, 422),
    ("POST", "/silences", {"ends_at": "2030-01-01T00:00:00", "comment": "no offset"}, 422),
    ("DELETE", "/silences/9999", None, 404),
    ("POST", "/subscriptions", {"name": "x", "target": "mailto:x@example.org"}, 422),
    ("POST", "/subscriptions/9999/rotate", None, 404),
    ("DELETE", "/subscriptions/9999", None, 404),
    ("POST", "/keys", {"name": "x", "scopes": ["root"]}, 422),
    ("POST", "/keys", {"name": "x", "scopes": []}, 422),
    ("DELETE", "/keys/9999", None, 404),
    ("POST", "/events/999999/reviews", {"revision": 1, "verdict": "confirm"}, 404),
    ("POST", "/events/{event}/reviews", {"revision": 7, "verdict": "confirm"}, 409),
    ("POST", "/events/{event}/reviews", {"revision": 1, "verdict": "shrug"}, 422),
    ("POST", "/events/{event}/reviews", {"revision": 1, "verdict": "correct", "actors": ["france"]}, 422),
    ("POST", "/events/{event}/reviews", {"revision": 1, "verdict": "correct", "type": "HUG"}, 422),
    ("POST", "/events/{event}/reviews", {"revision": 1, "verdict": "correct", "mode": "cyber"}, 422),
    ("POST", "/events/{event}/reviews", {"revision": 1, "verdict": "correct", "actors": []}, 422),
    ("GET", "/signin?token=made-up", None, 401),
    ("GET", "/signin", None, 422),
]  # fmt: skip


def test_every_error_is_a_problem_with_its_own_status(quiet_town: Town) -> None:
    wrong = []
    with quiet_town.client(Scope.ADMIN) as client:
        for method, path, body, status in _WRONG:
            answer = client.request(method, path.format(event=quiet_town.event), json=body)
            said = (answer.status_code, answer.headers["content-type"].partition(";")[0])
            if said != (status, "application/problem+json"):
                wrong.append((method, path, body, *said))
                continue
            problem = answer.json()
            assert problem["status"] == status
            assert problem["title"]
            assert len(problem["detail"]) > 10
    assert wrong == []


def test_a_request_that_does_not_fit_says_where(quiet_town: Town) -> None:
    with quiet_town.client(Scope.WRITE) as client:
        said = client.post("/feeds", json={"url": "http://x", "publisher": "x"}).json()
    assert [(one["pointer"], one["detail"]) for one in said["errors"]] == [("body/name", "Field required")]


def test_a_body_that_is_no_json_is_a_problem(quiet_town: Town) -> None:
    with quiet_town.client(Scope.WRITE) as client:
        answer = client.post("/feeds", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_fault_of_ours_is_a_problem_without_its_details(quiet_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(alerts, "rules", fails)
    with quiet_town.client() as client:
        answer = client.get("/alert-rules")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "hunter2" not in answer.text


def test_a_commit_that_fails_is_never_answered_with_success(town: Town) -> None:
    # The row is refused only at the commit, after the route has returned: the answer must not have left by then.
    with town.engine.begin() as tx:
        tx.exec_driver_sql(
            """create function refuse() returns trigger language plpgsql as
               $$ begin raise exception 'refused at the commit'; end $$;
               create constraint trigger refuse after insert on feed deferrable initially deferred
               for each row execute function refuse()"""
        )
    with town.client(Scope.WRITE) as client:
        new = {"url": "http://127.0.0.1:9/new", "name": "New", "publisher": "lamp"}
        assert client.post("/feeds", json=new).status_code == 500
        assert "http://127.0.0.1:9/new" not in {feed["url"] for feed in client.get("/feeds").json()}


def test_a_database_that_is_away_is_503_with_a_problem() -> None:
    engine: Engine = connect("postgresql://nobody@127.0.0.1:9/none?connect_timeout=1")
    with open_town(engine).client() as client:
        for path in ("/health", "/feeds"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    engine.dispose()


def test_a_person_gets_a_page_and_a_program_a_problem_for_a_spent_sign_in_link(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        person = client.get("/signin?token=made-up", headers={"Accept": "text/html,*/*;q=0.8"})
        program = client.get("/signin?token=made-up")
    assert (person.status_code, person.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert (program.status_code, program.headers["content-type"]) == (401, "application/problem+json")
