"""Every reading route answers, links on, pages without gap or repeat, and says honestly what it does not know."""

import html
import re
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

import pyarrow
import pytest
from fastapi.testclient import TestClient
from pyarrow import parquet

from api.routes import series
from store.engine import Engine
from tests.api.town import NOW, Town, add_alert, add_article, build


def _pages(client: TestClient, path: str) -> list[int]:
    """Numbers of all rows of a listing, page by page along its links."""
    found: list[int] = []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        found += [row["id"] for row in answer.json()]
        following = answer.links.get("next", {}).get("url", "")
        path = f"{urlsplit(following).path}?{urlsplit(following).query}" if following else ""
    return found


def _reading_routes(town: Town) -> list[str]:
    filled = {
        "feed_id": town.feed, "article_id": town.article, "event_id": town.event, "alert_id": town.alert,
        "code": "NATO", "index": "cohesion", "entity": "NATO", "day": "2024-02-26", "change_id": 1,
        "grouping_id": town.grouping,
    }  # fmt: skip
    return [
        path.format(**filled)
        for path, methods in town.app.openapi()["paths"].items()
        if "get" in methods and path not in ("/alerts-stream", "/signin", "/keys", "/subscriptions")
        and not path.startswith("/console")
    ]  # fmt: skip


def test_every_reading_route_answers_anyone(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        answers = {path: client.get(path).status_code for path in _reading_routes(quiet_town)}
    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert len(answers) > 12


def test_one_article_is_followed_from_its_feed_to_its_alert_by_links(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        feed = client.get("/feeds").json()[0]
        article = next(row for row in client.get(feed["links"]["articles"]).json() if "France" in row["title"])
        whole = client.get(article["links"]["self"]).json()
        event = client.get(whole["links"]["events"]).json()[0]
        sentence = event["evidence"]["sentence"]
        assert event["actors"] == ["FRA"]
        assert sentence["text"] == "France accused Germany on Monday."
        assert client.get(event["links"]["relation"]).status_code == 200
        alert = client.get(client.get("/alliances/NATO").json()["links"]["alerts"]).json()[0]
        assert client.get(alert["links"]["self"]).json()["changes"][0]["state"] == "firing"
        assert client.get(alert["links"]["series"]).status_code == 200


def test_a_coalition_is_followed_to_its_article_and_the_alliances_it_overlaps(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        (found,) = client.get("/groupings?kind=coalition&member=SWE").json()
        assert client.get("/groupings?kind=coalition&member=POL").json() == []
        assert client.get(f"/groupings?name={found['name']}").json() == [found]
        assert client.get("/groupings?to=2024-02-19").json() == []
        assert found["members"] == ["DEU", "FRA", "SWE"]
        assert found["overlaps"][0] == {"alliance": "EU_CSDP", "jaccard": 0.11}
        assert client.get(f"/alliances/{found['overlaps'][0]['alliance']}").status_code == 200
        (claim,) = client.get(found["links"]["self"]).json()["evidence"]
        assert claim["claim"] == "DEU|FRA:>:SUPPORT:2024-02-20"
        assert claim["publishers"] == ["lamp"]
        assert client.get(f"/articles/{claim['article_ids'][0]}").json()["title"].startswith("France accuses")
        assert client.get(f"/events/{claim['event_ids'][0]}").status_code == 200


def test_alerts_of_a_grouping_of_many_states_can_be_asked_for(town: Town) -> None:
    name = "|".join(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(60))
    with town.engine.begin() as tx:
        number = add_alert(tx, name, "coalition")
    with town.client() as client:
        (found,) = client.get(f"/alerts?entity={quote(name)}").json()
        assert found["id"] == number
        assert client.get(found["links"]["groupings"]).json() == []
        assert "|" not in "".join(found["links"].values())


@pytest.mark.parametrize(
    ("index", "entity"),
    [("alliance_act", "NATO"), ("alliance_act", "EU"), ("MOBILIZE", "FRA"), ("cyber", "FRA"), ("alignment", "DEU|FRA"),
     ("coalition", "DEU|FRA|SWE"), ("surge:cyber", "world"), ("hostility", "DEU|FRA"), ("leverage", "NATO")],
)  # fmt: skip
def test_an_alert_of_any_index_leads_somewhere(town: Town, index: str, entity: str) -> None:
    with town.engine.begin() as tx:
        number = add_alert(tx, entity, index)
    with town.client() as client:
        alert = client.get(f"/alerts/{number}").json()
        assert {name: client.get(path).status_code for name, path in alert["links"].items()} == dict.fromkeys(
            alert["links"], 200
        )
        page = client.get(f"/console/alerts/{number}").text
        about = re.search(r'<p class="quiet"><a href="([^"]+)"', page)
        assert about is not None
        assert client.get(html.unescape(about[1])).status_code == 200


def test_an_alliance_has_its_members_of_the_day(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        then = client.get("/alliances/NATO?on=2023-01-01").json()["members"]
        later = client.get("/alliances/NATO?on=2023-05-01").json()["members"]
    assert {row["country"] for row in later} - {row["country"] for row in then} == {"FIN"}


@pytest.mark.parametrize("listing", ["articles", "alerts", "events"])
def test_pages_have_no_gap_and_no_repeat_while_rows_arrive(town: Town, listing: str) -> None:
    with town.engine.begin() as tx:
        for number in range(7):
            add_article(tx, town.feed, f"News {number}", f"Something number {number} happened.")
            add_alert(tx, f"X{number}")
    with town.client() as client:
        whole = _pages(client, f"/{listing}?limit=500")
        first = client.get(f"/{listing}?limit=3" if listing != "events" else "/events?limit=1")
        with town.engine.begin() as tx:
            add_article(tx, town.feed, "Late", "Something came late.")
            add_alert(tx, "LATE")
        parts = urlsplit(first.links["next"]["url"])
        seen = [row["id"] for row in first.json()] + _pages(client, f"{parts.path}?{parts.query}")
    assert seen == whole


def test_a_day_without_knowledge_is_null_and_not_zero(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        rows = client.get("/series/cohesion/NATO?from=2024-02-10&to=2024-03-01").json()
    by_day = {row["day"]: row for row in rows}
    assert by_day["2024-03-01"]["value"] is not None
    assert by_day["2024-03-01"]["lo"] <= by_day["2024-03-01"]["value"] <= by_day["2024-03-01"]["hi"]
    assert all(row["value"] is None for day, row in by_day.items() if day < "2024-02-20")


def test_an_unchanged_series_is_not_sent_again_and_a_changed_one_is(town: Town) -> None:
    path = "/series/cohesion/NATO?from=2024-02-10&to=2024-03-01"
    with town.client() as client:
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        with town.engine.begin() as tx:
            tx.exec_driver_sql("update series set version = version + 1 where name = 'cohesion:NATO'")
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_belongs_to_what_was_asked(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        tags = {
            client.get(f"/series/{rest}").headers["etag"]
            for rest in ("cohesion/NATO", "cohesion/NATO?step=7", "cohesion/NATO?format=csv", "leverage/NATO",
                         "cohesion/JEF", "cohesion/NATO?as_of=2024-02-01T00:00:00Z", "cohesion/NATO?from=2024-01-01")
        }  # fmt: skip
    assert len(tags) == 7


def test_a_joined_step_has_the_mean_and_the_extremes_of_its_days(quiet_town: Town) -> None:
    span = "from=2024-02-26&to=2024-03-01"
    with quiet_town.client() as client:
        days = client.get(f"/series/cohesion/NATO?{span}").json()
        joined = client.get(f"/series/cohesion/NATO?{span}&step=366").json()
    values = [row["value"] for row in days]
    assert len(joined) == 1
    assert joined[0]["value"] == pytest.approx(sum(values) / len(values))
    assert (joined[0]["min"], joined[0]["max"]) == (min(values), max(values))


def test_a_series_comes_as_csv_too(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        lines = client.get("/series/cohesion/NATO?from=2024-02-29&to=2024-03-01&format=csv").text.splitlines()
    assert lines[0] == "day,value,lo,hi,claims,coverage"
    assert lines[2].startswith("2024-03-01,")


PARQUET = "application/vnd.apache.parquet"


def test_a_series_comes_as_parquet_with_the_same_rows(quiet_town: Town) -> None:
    path = "/series/cohesion/NATO?from=2024-02-10&to=2024-03-01"
    with quiet_town.client() as client:
        days, answer = client.get(path).json(), client.get(f"{path}&format=parquet")
        weeks, joined = client.get(f"{path}&step=7").json(), client.get(f"{path}&step=7&format=parquet")
    assert answer.headers["content-type"] == PARQUET
    assert answer.headers["content-disposition"] == 'attachment; filename="cohesion-NATO.parquet"'
    table = parquet.read_table(pyarrow.BufferReader(answer.content))
    columns = {"day": "date32[day]", "value": "double", "lo": "double", "hi": "double", "claims": "int64",
               "coverage": "double"}  # fmt: skip
    assert {field.name: str(field.type) for field in table.schema} == columns
    for file, rows in ((answer, days), (joined, weeks)):
        read = parquet.read_table(pyarrow.BufferReader(file.content)).to_pylist()
        assert read == [{name: _day(row[name]) if name == "day" else row[name] for name in columns} for row in rows]


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_what_is_not_known_is_null_in_parquet_and_not_zero(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        answer = client.get("/series/cohesion/ASEAN?from=2024-02-20&to=2024-03-01&format=parquet")
    table = parquet.read_table(pyarrow.BufferReader(answer.content))
    assert table.num_rows == 11
    assert table["value"].null_count == table["lo"].null_count == table["hi"].null_count == 11
    assert set(table["claims"].to_pylist()) == {0}


@pytest.mark.parametrize(
    ("accept", "got"),
    [(PARQUET, PARQUET), ("text/csv", "text/csv; charset=utf-8"), ("*/*", "application/json"), ("", "application/json"),
     ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"), (f"text/csv;q=0.5, {PARQUET}", PARQUET),
     (f"{PARQUET};q=0, application/json", "application/json"), ("text/*;q=soon", "application/json"),
     ("image/png", "application/json"), (f"{PARQUET}, application/json", "application/json")],
)  # fmt: skip
def test_the_accept_header_chooses_the_format_unless_the_address_does(quiet_town: Town, accept: str, got: str) -> None:
    with quiet_town.client(accept=accept) as client:
        answer = client.get("/series/cohesion/NATO")
        assert (answer.headers["content-type"], answer.headers["vary"]) == (got, "Accept")
        asked = client.get("/series/cohesion/NATO?format=csv")
        assert asked.headers["content-type"] == "text/csv; charset=utf-8"
        assert len({answer.headers["etag"], asked.headers["etag"]}) == (1 if "csv" in got else 2)


def test_an_unknown_format_is_refused_with_those_there_are(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        refused = client.get("/series/cohesion/NATO?format=xml")
    assert refused.status_code == 422
    assert "'json', 'csv' or 'parquet'" in refused.json()["detail"]


def test_an_explanation_sums_to_the_change(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        why = client.get("/series/cohesion/NATO/explanation?from=2024-02-25&to=2024-03-01").json()
        cut = client.get("/series/cohesion/NATO/explanation?from=2024-02-25&to=2024-03-01&limit=1").json()
    for one in (why, cut):
        assert sum(row["points"] for row in one["contributions"]) == pytest.approx(one["change"], abs=1e-9)
    assert quiet_town.article in {number for row in why["contributions"] for number in row["article_ids"]}


def test_as_of_a_day_before_we_knew_nothing_is_known(quiet_town: Town) -> None:
    before = (NOW - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    with quiet_town.client() as client:
        rows = client.get(f"/series/cohesion/NATO?from=2024-02-26&as_of={before}").json()
    assert [row for row in rows if row["value"] is not None] == []


def test_one_series_at_a_time_is_worked_out_as_of_a_time_and_others_wait(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "_PATIENCE_S", 0.05)
    door = quiet_town.app.state.door
    path = f"/series/cohesion/NATO?as_of={NOW:%Y-%m-%dT%H:%M:%SZ}"
    with quiet_town.client() as client:
        with door.as_of:
            refused = client.get(path)
            assert client.get("/series/cohesion/NATO").status_code == 200
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
        assert client.get(path).status_code == 200
        assert client.get(path).status_code == 200
    assert not door.as_of.locked()


def test_health_says_what_waits(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        said = client.get("/health").json()
    assert said["status"] == "ok"
    assert said["work"]["articles_to_code"]["waiting"] == 2


def test_a_closed_door_lets_nobody_read_without_a_key(engine: Engine) -> None:
    town = build(engine, anonymous_read=False)
    with town.client() as client:
        answers = {path: client.get(path).status_code for path in _reading_routes(town)}
        assert client.get("/alerts-stream?once=true").status_code == 401
    assert {path for path, status in answers.items() if status != 401} == {"/health"}


def test_a_standing_has_dimensions_breadth_what_stands_beside_leverage_and_burdens(quiet_town: Town) -> None:
    with quiet_town.client() as client:
        found = client.get(client.get("/alliances/NATO").json()["links"]["standing"]).json()
    assert len(found["dimensions"]) == 7
    assert {one["index"] for one in found["beside"]} == {"inside_hostility", "external", "bargaining"}
    assert [one["name"] for one in found["leverage_parts"]] == ["capability", "cohesion", "channels", "bargaining"]
    assert sum(one["weight"] for one in found["leverage_parts"]) == pytest.approx(1.0)
    assert {"USA", "FRA"} <= {one["country"] for one in found["burdens"]}
    assert found["breadth"] is None or found["breadth"]["pairs"] >= 1
