"""What is asked wrongly is answered with what was wrong, never with an empty or a different answer."""

import pytest

from tests.api.town import NOW, Town

_REFUSED = [
    # Nobody of that name: an empty series would read as calm.
    ("/series/cohesion/NOBODY", 404, "There is no alliance 'NOBODY'; /alliances lists them."),
    ("/series/cohesion/NOBODY/explanation", 404, "There is no alliance 'NOBODY'; /alliances lists them."),
    ("/series/cohesion/NOBODY/vintages/2024-02-26", 404, "There is no alliance 'NOBODY'; /alliances lists them."),
    ("/series/vibes/NATO/vintages/2024-02-26", 404, "no index 'vibes'; there are"),
    ("/series/leverage/FRA", 404, "There is no alliance 'FRA'"),
    ("/series/relation/FRA|XXX", 404, "There is no actor XXX: no state, alliance or group in the news."),
    ("/series/relation/FRA", 422, "FRA is no dyad; one is written like RUS|UKR."),
    ("/series/hostility/FRA|FRA", 422, "FRA|FRA is no dyad"),
    ("/series/threat:cyber/XXX", 404, "There is no place 'XXX'; one is written world, country:USA,"),
    ("/series/threat:cyber/region:Atlantis", 404, "There is no place 'region:Atlantis'"),
    ("/series/threat:cyber/alliance:FRA", 404, "There is no alliance 'FRA'"),
    ("/console/series/cohesion/NOBODY", 404, "There is no alliance"),
    # A day nobody can know of.
    ("/series/cohesion/NATO/explanation?to=0001-01-10", 422, "query/to: Input should be greater than or equal to"),
    ("/series/cohesion/NATO?to=0001-01-10", 422, "query/to"),
    ("/series/cohesion/NATO?as_of=0001-01-01T00:00:00Z", 422, "query/as_of: Value error, nothing is known"),
    ("/alliances/NATO/standing?on=0001-01-05", 422, "query/on"),
    ("/events?since=0001-01-05", 422, "query/since"),
    ("/series/cohesion/NATO?from=2030-01-01", 422, "from (2030-01-01) is after the last day there is (2024-03-01)."),
    ("/groupings?from=2024-02-02&to=2024-02-01", 422, "from (2024-02-02) is after to (2024-02-01)."),
    ("/series/cohesion/NATO/explanation?from=1990-01-01&to=1991-01-01", 404, "the history begins on"),
    # A parameter that would be ignored.
    (
        "/series/cohesion/NATO?as-of=2024-02-01T00:00:00Z",
        422,
        "no parameter as-of; there are as_of, format, from, step",
    ),
    ("/alliances?limit=3", 422, "/alliances has no parameter limit; there are none."),
]


@pytest.mark.parametrize(("path", "status", "said"), _REFUSED)
def test_it_is_refused_and_says_why(quiet_town: Town, path: str, status: int, said: str) -> None:
    with quiet_town.client() as client:
        answer = client.get(path)
    assert answer.status_code == status
    told = answer.text if path.startswith("/console") else answer.json()["detail"]
    assert said in told


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("relation/DEU-FRA", "relation/DEU|FRA"), ("relation/fra|deu", "relation/DEU|FRA"),
     ("cohesion/nato", "cohesion/NATO"),
     ("cohesion/EU", "cohesion/EU_CSDP"), ("threat:cyber/fra", "threat:cyber/FRA"),
     ("threat:cyber/alliance:nato", "threat:cyber/NATO")],
)  # fmt: skip
def test_a_name_written_otherwise_is_the_same_series(quiet_town: Town, asked: str, meant: str) -> None:
    with quiet_town.client() as client:
        answers = [client.get(f"/series/{name}") for name in (asked, meant)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_a_state_that_was_never_in_the_news_has_days_without_a_value(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        rows = client.get("/series/relation/FJI|TON").json()
    assert rows
    assert {row["value"] for row in rows} == {None}


def test_an_actor_that_is_known_from_the_news_alone_has_series(town: Town) -> None:
    with town.engine.begin() as tx:
        tx.exec_driver_sql("insert into series (name) values ('country:TALIBAN')")
    with town.client() as client:
        assert client.get("/series/relation/FRA|TALIBAN").status_code == 200


def test_a_plus_sign_that_nobody_encoded_is_a_plus_sign(quiet_town: Town) -> None:
    at = f"{NOW:%Y-%m-%dT%H:%M:%S}"
    with quiet_town.client() as client:
        answers = [client.get(f"/series/cohesion/NATO?as_of={at}{sign}01:00") for sign in ("+", "%2B")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


def test_an_alliance_is_found_in_small_letters(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        assert client.get("/alliances/nato").json() == client.get("/alliances/NATO").json()
        assert client.get("/alliances/nato/standing").json() == client.get("/alliances/NATO/standing").json()


def test_the_page_of_the_api_describes_every_operation_and_asks_no_other_host(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        page = client.get("/docs").text
    for path, methods in quiet_town.app.openapi()["paths"].items():
        for method in methods:
            assert f'<b class="method">{method.upper()}</b> <code>{path}</code>' in page
    assert 'src="http' not in page
    assert "80 % interval" in page
