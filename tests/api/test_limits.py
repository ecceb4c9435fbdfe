"""A key with a limit is told of it in every answer, and refused beyond it until the minute is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.auth import Scope
from api.limits import QUOTA_EXCEEDED
from tests.api.town import NOW, Town


def bearer(town: Town, per_minute: int | None, *scopes: Scope) -> dict[str, str]:
    return {"Authorization": f"Bearer {town.key(*scopes or (Scope.READ,), per_minute=per_minute)}"}


def left(client: TestClient, path: str = "/alliances", **headers: str) -> str | None:
    return client.get(path, headers=headers).headers.get("ratelimit")


def test_every_answer_says_what_the_key_may_and_what_is_left(quiet_town: Town) -> None:
    with quiet_town.client(**bearer(quiet_town, 60)) as client:
        answers = [client.get("/alliances") for _ in range(3)]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"key";q=60;w=60'}
    assert [answer.headers["ratelimit"] for answer in answers] == [f'"key";r={n};t=60' for n in (59, 58, 57)]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/series/cohesion/NATO?format=csv", 200), ("/alliances/NOBODY", 404), ("/alerts?limit=0", 422), ("/keys", 403),
     ("/alerts-stream?once=true", 200), ("/health", 200), ("/console/alliances/NATO", 200)],
)  # fmt: skip
def test_answers_of_every_kind_count_and_say_so(quiet_town: Town, path: str, status: int) -> None:
    with quiet_town.client(**bearer(quiet_town, 9)) as client:
        first = client.get(path)
        assert (first.status_code, first.headers["ratelimit"]) == (status, '"key";r=8;t=60')
        assert left(client) == '"key";r=7;t=60'


def test_an_unchanged_answer_counts_too(quiet_town: Town) -> None:
    with quiet_town.client(**bearer(quiet_town, 9)) as client:
        tag = client.get("/series/cohesion/NATO").headers["etag"]
        again = client.get("/series/cohesion/NATO", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ratelimit"]) == (304, '"key";r=7;t=60')


def test_beyond_the_limit_the_key_is_refused_until_the_minute_is_over(town: Town) -> None:
    with town.client(**bearer(town, 2)) as client:
        town.clock.time = NOW + timedelta(seconds=47.5)
        assert [client.get("/alliances").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get("/alliances")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["retry-after"] == "13"
        assert refused.headers["ratelimit"] == '"key";r=0;t=13'
        problem = refused.json()
        assert (problem["type"], problem["status"], problem["violated-policies"]) == (QUOTA_EXCEEDED, 429, ["key"])
        assert problem["detail"] == "This key may ask 2 times a minute; ask again in 13 s."
        town.clock.time = NOW + timedelta(seconds=60)
        assert left(client) == '"key";r=1;t=60'


def test_what_is_refused_does_nothing(town: Town) -> None:
    with town.client(**bearer(town, 1, Scope.WRITE)) as client:
        made = [client.post("/feeds", json={"url": f"http://127.0.0.1:9/{n}", "name": f"N{n}", "publisher": "lamp"})
                for n in range(2)]  # fmt: skip
        assert [answer.status_code for answer in made] == [201, 429]
        assert {feed["name"] for feed in town_feeds(town)} & {"N0", "N1"} == {"N0"}


def town_feeds(town: Town) -> list[dict[str, str]]:
    with town.client() as client:
        found: list[dict[str, str]] = client.get("/feeds").json()
    return found


def test_keys_are_counted_apart_and_who_has_no_limit_is_not_told_of_one(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        one, other, free = (bearer(quiet_town, limit) for limit in (5, 7, None))
        assert [left(client, **headers) for headers in (one, one, other)] == [
            '"key";r=4;t=60', '"key";r=3;t=60', '"key";r=6;t=60'
        ]  # fmt: skip
        assert left(client, **free) is None
        assert left(client) is None
        assert left(client, Authorization="Bearer ent_nonsense") is None


def test_requests_at_once_are_counted_exactly(town: Town) -> None:
    with town.client(**bearer(town, 10)) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/alliances").status_code, range(24)))
    assert sorted(answers) == [200] * 10 + [429] * 14


def test_a_key_with_a_limit_is_made_and_listed_over_the_api(town: Town) -> None:
    with town.client(Scope.ADMIN) as admin:
        made = admin.post("/keys", json={"name": "Desk", "scopes": ["read"], "per_minute": 30}).json()["key"]
        assert next(row for row in admin.get("/keys").json() if row["name"] == "Desk")["per_minute"] == 30
        assert left(admin, Authorization=f"Bearer {made}") == '"key";r=29;t=60'
        refused = admin.post("/keys", json={"name": "Desk", "scopes": ["read"], "per_minute": 0})
        assert refused.status_code == 422


def test_the_document_describes_the_refusal(quiet_town: Town) -> None:
    document = quiet_town.app.openapi()
    for path in document["paths"].values():
        for operation in path.values():
            assert {"Retry-After", "RateLimit", "RateLimit-Policy"} == set(operation["responses"]["429"]["headers"])
    assert "RateLimit-Policy" in document["info"]["description"]
