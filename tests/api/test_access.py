"""Keys, scopes, the one-time sign-in link, and sessions that other sites cannot ride on."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.auth import SESSION_COOKIE, Scope
from api.signin import make_link
from core.settings import Settings
from tests.api.town import SECRET, Town

_NEEDS = {
    ("POST", "/feeds"): Scope.WRITE, ("POST", "/alert-rules"): Scope.WRITE,
    ("PUT", "/alert-rules/{rule_id}"): Scope.WRITE,
    ("POST", "/silences"): Scope.WRITE, ("DELETE", "/silences/{silence_id}"): Scope.WRITE,
    ("GET", "/subscriptions"): Scope.WRITE, ("POST", "/subscriptions"): Scope.WRITE,
    ("POST", "/subscriptions/{subscription_id}/rotate"): Scope.WRITE,
    ("DELETE", "/subscriptions/{subscription_id}"): Scope.WRITE,
    ("POST", "/events/{event_id}/reviews"): Scope.REVIEW,
    ("GET", "/keys"): Scope.ADMIN, ("POST", "/keys"): Scope.ADMIN, ("DELETE", "/keys/{key_id}"): Scope.ADMIN,
}  # fmt: skip
_NEW_FEED = {"url": "http://127.0.0.1:9/new", "name": "New", "publisher": "lamp"}


def _link(town: Town) -> str:
    settings = Settings.model_validate({"secret_key": SECRET})
    return make_link(town.engine, settings, town.clock()).partition(":8000")[2]


def _session(client: TestClient, town: Town) -> str:
    answer = client.get(_link(town))
    assert answer.status_code == 303
    return answer.headers["set-cookie"]


def test_every_changing_route_is_named_here_with_its_scope(quiet_town: Town) -> None:
    changing = {
        (method.upper(), path)
        for path, methods in quiet_town.app.openapi()["paths"].items()
        for method in methods
        if method != "get"
    }
    assert changing - set(_NEEDS) == set()


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_opens_what_its_scope_says_and_nothing_else(quiet_town: Town, scope: Scope) -> None:
    with quiet_town.client(scope) as client:
        refused = {
            route for route in _NEEDS if client.request(route[0], _filled(route[1]), json={}).status_code == 403
        }  # fmt: skip
    assert refused == {route for route, needed in _NEEDS.items() if scope not in (needed, Scope.ADMIN)}


def _filled(path: str) -> str:
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


def test_nobody_in_particular_is_asked_for_a_key(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        answers = {route: client.request(route[0], _filled(route[1]), json={}) for route in _NEEDS}
    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers.values()} == {"Bearer"}


def test_a_key_made_over_the_api_works_until_it_is_revoked(town: Town) -> None:
    with town.client(Scope.ADMIN) as admin:
        key = admin.post("/keys", json={"name": "Desk", "scopes": ["write"]}).json()["key"]
        bearer = {"Authorization": f"Bearer {key}"}
        assert admin.post("/feeds", json=_NEW_FEED, headers=bearer).status_code == 201
        listed = next(row for row in admin.get("/keys").json() if row["name"] == "Desk")
        assert listed["last_used_at"] is not None
        assert key[4:12] == listed["prefix"]
        assert admin.delete(f"/keys/{listed['id']}").status_code == 204
        assert admin.get("/subscriptions", headers=bearer).status_code == 401


def test_a_key_is_kept_as_a_hash_only(quiet_town: Town) -> None:
    key = quiet_town.key(Scope.READ)
    with quiet_town.engine.begin() as tx:
        kept = str([*tx.exec_driver_sql("select * from api_key").mappings()])
    assert key[13:] not in kept


@pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: key[:-1] + "0", lambda key: key.replace("_", "-"),
                                   lambda key: "ent_00000000" + key[12:], lambda key: "x"])  # fmt: skip
def test_a_spoiled_key_opens_nothing_not_even_reading(quiet_town: Town, spoil: object) -> None:
    assert callable(spoil)
    good = quiet_town.key(Scope.ADMIN)
    bad = spoil(good) if spoil(good) != good else good[:-1] + "1"
    with quiet_town.client(Authorization=f"Bearer {bad}") as client:
        assert client.get("/feeds").status_code == 401


def test_a_sign_in_link_works_once(quiet_town: Town) -> None:
    link = _link(quiet_town)
    with quiet_town.client() as first, quiet_town.client() as second:
        assert first.get(link).status_code == 303
        assert second.get(link).status_code == 401


def test_a_sign_in_link_runs_out(town: Town) -> None:
    link = _link(town)
    town.clock.time += timedelta(minutes=31)
    with town.client() as client:
        assert client.get(link).status_code == 401


def test_a_session_may_do_everything_and_runs_out(town: Town) -> None:
    with town.client() as client:
        _session(client, town)
        assert client.get("/keys").status_code == 200
        town.clock.time += timedelta(days=15)
        assert client.get("/keys").status_code == 401


def test_a_session_cookie_is_kept_from_scripts_and_other_sites(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        said = _session(client, quiet_town).lower()
    assert "httponly" in said
    assert "samesite=strict" in said


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 201), ("none", 201), ("same-site", 403), ("cross-site", 403)]
)
def test_a_session_changes_nothing_for_another_sites_page(town: Town, site: str, status: int) -> None:
    with town.client() as client:
        _session(client, town)
        answer = client.post("/feeds", json=_NEW_FEED, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == status


def test_a_session_without_fetch_metadata_changes_nothing_for_a_foreign_origin(town: Town) -> None:
    with town.client() as client:
        _session(client, town)
        answer = client.post("/feeds", json=_NEW_FEED, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_key_does_not_care_where_the_page_came_from(town: Town) -> None:
    with town.client(Scope.WRITE) as client:
        assert client.post("/feeds", json=_NEW_FEED, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 201


@pytest.mark.parametrize("cookie", ["", "9999999999.00", "x.y", "9999999999999.00", "9999999999."])
def test_a_made_up_session_is_nobody(quiet_town: Town, cookie: str) -> None:
    with quiet_town.client() as client:
        client.cookies.set(SESSION_COOKIE, cookie)
        assert client.get("/keys").status_code == 401
