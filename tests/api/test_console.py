"""The console's pages: there with and without data, escaped, under a strict policy, and open to verdicts."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.auth import SESSION_COOKIE, make_session
from api.console.chart import chart
from api.console.evidence import paragraphs
from api.console.words import claim_words, entity_name, index_name, reason_words
from core.clock import wall_clock
from core.indices import Observation
from store import events
from store.engine import connect
from tests.api.scene import Scene, build, settings
from tests.conftest import url_of
from workers.embedded.postgres import Postgres

PAGES = (
    "/", "/console/alliances", "/console/alliances/NATO",
    "/console/alliances/WARSAW_PACT?on=1970-01-01",
    "/console/series/cohesion/NATO", "/console/series/cohesion/NATO?days=0&why=7&vintage=2022-03-01",
    "/console/series/relation/FRA%7CTUR", "/console/series/threat:cyber/world", "/console/series/surge:cyber/NATO",
    "/console/series/leverage/NATO", "/console/series/cohesion:burden_sharing/US_JPN", "/console/articles",
    "/console/articles?q=denounced", "/console/review", "/console/alerts", "/console/alerts?state=firing",
    "/console/feeds", "/console/feeds?state=broken", "/console/groupings", "/console/groupings?month=2022-02-10",
    "/console/groupings?name=NOR%7CPOL%7CSWE",
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(postgres: Postgres, template: str) -> Iterator[tuple[Engine, Scene]]:
    """A world that tests only look at."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE console_of_tests TEMPLATE {template}")
    engine = connect(url_of(postgres, "console_of_tests"))
    yield engine, build(engine)
    engine.dispose()


@pytest.fixture
def scene(shared: tuple[Engine, Scene]) -> Scene:
    return shared[1]


@pytest.fixture
def client(shared: tuple[Engine, Scene], tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(settings(tmp_path), shared[0]), follow_redirects=False) as made:
        yield made


@pytest.fixture
def signed_in(client: TestClient) -> TestClient:
    return sign_in(client)


def sign_in(client: TestClient) -> TestClient:
    client.cookies.set(SESSION_COOKIE, make_session(b"a secret of tests, long enough", now=wall_clock()))
    return client


def pages_of(scene: Scene) -> list[str]:
    """Every kind of page there is, with something on it."""
    return [
        *PAGES, f"/console/articles/{scene.article}", f"/console/articles/{scene.copy}",
        f"/console/events/{scene.event}", f"/console/alerts/{scene.alert}",
        f"/console/groupings/{scene.grouping}",
    ]  # fmt: skip


def test_every_page_answers_without_data(engine: Engine, tmp_path: Path) -> None:
    client = TestClient(create_app(settings(tmp_path), engine))
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "nothing known" in answer.text or "none-yet" in answer.text or "<table>" in answer.text, path
    assert "No data yet: feeds are being fetched" in client.get("/").text


def test_every_page_answers_with_data_escaped_and_under_the_policy(scene: Scene, signed_in: TestClient) -> None:
    for path in pages_of(scene):
        answer = signed_in.get(path)
        assert answer.status_code == 200, path
        assert "script-src 'self'" in answer.headers["content-security-policy"], path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        for raw in ("<script>alert", "<b>not a feed", "<in> 30", "said <no>", "Desk <i>", "onclick", "style="):
            assert raw not in answer.text, (path, raw)


def test_the_demonstration_is_labelled_on_every_page(scene: Scene, client: TestClient) -> None:
    for path in pages_of(scene):
        assert "<strong>Demonstration</strong> retold articles, simulated clock: 10 Mar 2022" in client.get(path).text


def test_the_overview_shows_what_moved_and_what_waits(scene: Scene, client: TestClient) -> None:
    text = client.get("/").text
    assert "Cohesion fell 12 points &lt;in&gt; 30 days" in text
    assert "the coder is not sure" in text
    assert "its prior" in text


def test_an_article_marks_who_did_what_to_whom(scene: Scene, client: TestClient) -> None:
    text = client.get(f"/console/articles/{scene.article}").text
    assert '<mark class="sentence actor">Turkey</mark>' in text
    assert '<mark class="sentence trigger">denounced</mark>' in text
    assert '<mark class="sentence recipient">France</mark>' in text
    assert f"/console/articles/{scene.copy}" in text


def test_an_alert_shows_its_evidence_and_each_attempt(scene: Scene, client: TestClient) -> None:
    text = client.get(f"/console/alerts/{scene.alert}").text
    assert f'href="/console/articles/{scene.article}"' in text
    assert "503" in text
    assert "said &lt;no&gt;" in text


def test_a_community_shows_its_members_its_evidence_and_what_it_overlaps(scene: Scene, client: TestClient) -> None:
    listed = client.get("/console/groupings").text
    assert "Norway, Poland, Sweden" in listed
    assert "Modularity 0.40" in listed
    text = client.get(f"/console/groupings/{scene.grouping}").text
    assert 'href="/console/alliances/JEF"' in text
    assert "Norway and Poland: consult" in text
    assert "Poland meets Norway" in text


def test_a_move_is_explained_by_its_article(scene: Scene, client: TestClient) -> None:
    text = client.get("/console/series/cohesion/NATO?why=7").text
    assert "Turkey → France: accuse" in text or "France → Turkey: accuse" in text
    assert f"/console/articles/{scene.article}" in text


def test_a_correction_is_the_next_revision_and_a_rejection_leads_back_to_the_queue(
    engine: Engine, tmp_path: Path
) -> None:
    event_id = build(engine).event
    client = sign_in(TestClient(create_app(settings(tmp_path), engine), follow_redirects=False))
    place = f"/console/events/{event_id}/review"
    form = {"revision": "1", "verdict": "correct", "type": "REJECT", "actors": "TUR, POL", "recipients": "FRA",
            "mode": "", "status": "asserted", "event_day": "2022-03-07", "comment": "It was refused."}  # fmt: skip
    answer = client.post(place, data=form)
    assert answer.status_code == 303, answer.text
    with engine.begin() as tx:
        event = events.get(tx, event_id)
    assert (event.revision, event.coded.actors, event.coded.type) == (2, ("TUR", "POL"), "REJECT")
    shown = client.get(answer.headers["location"]).text
    assert "Your verdict is on record" in shown
    assert "ACCUSE" in shown

    answer = client.post(place, data={"revision": "2", "verdict": "reject", "from": "queue"})
    assert answer.headers["location"] == "/console/review"
    assert "Nothing waits for a person" in client.get("/console/review").text


def test_a_verdict_that_cannot_be_is_refused_in_words(
    shared: tuple[Engine, Scene], scene: Scene, signed_in: TestClient
) -> None:
    correct = {"revision": "1", "verdict": "correct", "actors": "TUR", "type": "ACCUSE"}
    for form, status in (
        ({"revision": "7", "verdict": "confirm"}, 409),
        ({"revision": "1", "verdict": "shrug"}, 422),
        ({**correct, "actors": "tur<b>"}, 422),
        ({**correct, "actors": " "}, 422),
        ({**correct, "event_day": "yesterday"}, 422),
    ):
        answer = signed_in.post(f"/console/events/{scene.event}/review", data=form)
        assert answer.status_code == status, form
        assert 'role="alert"' in answer.text
        assert "tur<b>" not in answer.text
    with shared[0].begin() as tx:
        assert events.get(tx, scene.event).revision == 1


def test_verdicts_need_a_session_and_our_own_page(scene: Scene, client: TestClient, signed_in: TestClient) -> None:
    form = {"revision": "1", "verdict": "confirm"}
    place = f"/console/events/{scene.event}/review"
    foreign = signed_in.post(place, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    client.cookies.clear()
    assert client.post(place, data=form).status_code == 401
    assert "Sign in to confirm" in client.get(f"/console/events/{scene.event}").text


def test_errors_are_pages_here_and_problems_in_the_api(client: TestClient) -> None:
    for path, status in (("/console/articles/999", 404), ("/console/series/nonsense/NATO", 404),
                         ("/console/events/x", 422), ("/console/alliances/NOPE", 404), ("/console/nowhere", 404),
                         ("/console/articles?cursor=zz", 400), ("/signin?token=spent", 401)):  # fmt: skip
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status, path
        assert answer.headers["content-type"].startswith("text/html"), path
        assert "content-security-policy" in answer.headers, path
    assert client.get("/articles/999").headers["content-type"] == "application/problem+json"


def test_signing_out_takes_the_session_away(signed_in: TestClient) -> None:
    assert "Signed in" in signed_in.get("/").text
    answer = signed_in.post("/console/signout")
    assert answer.headers["location"] == "/"
    assert f'{SESSION_COOKIE}=""' in answer.headers["set-cookie"]


def test_the_sheet_and_the_script_are_served_and_nothing_comes_from_elsewhere(client: TestClient) -> None:
    for name in ("console.css", "console.js", "mark.svg"):
        answer = client.get(f"/console/static/{name}")
        assert answer.status_code == 200
        assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


def _observations(values: list[float | None]) -> list[Observation]:
    first = date(2022, 1, 1)
    return [
        Observation("cohesion", "NATO", first + timedelta(place), v, v and v - 5, v and v + 5, 3, 1.0, "odds-1")
        for place, v in enumerate(values)
    ]


def test_days_without_a_value_are_gaps_in_the_line() -> None:
    drawn = chart(_observations([50, 51, None, None, 52, 53]))
    assert drawn is not None
    assert len(drawn.lines) == 2
    assert len(drawn.gaps) == 1


def test_a_long_series_is_thinned_and_ends_on_its_last_day() -> None:
    drawn = chart(_observations([50.0 + place % 7 for place in range(4000)]))
    assert drawn is not None
    assert drawn.lines[0].count("L") < 600
    assert drawn.lines[0].rsplit("L", 1)[1].startswith(str(drawn.right))


def test_evidence_outside_the_text_is_left_out() -> None:
    assert paragraphs("A", "b\n\nc", []) == paragraphs("A", "b\n\nc", [])
    assert [piece.text for own in paragraphs("A", "b\n\nc", []) for piece in own] == ["A", "b", "c"]


def test_codes_read_as_words() -> None:
    names = {"RUS": "Russia", "UKR": "Ukraine", "NATO": "NATO"}
    assert entity_name("RUS|UKR", names) == "Russia – Ukraine"
    assert entity_name("alliance:NATO", names) == "NATO"
    assert index_name("threat:wmd") == "Weapons of mass destruction threat"
    assert claim_words("2022-02-24 RUS -> UKR ASSAULT", names) == ("2022-02-24", "Russia → Ukraine: assault")
    assert reason_words("surge:cyber of alliance:NATO is 84", "surge:cyber", "alliance:NATO", names) == (
        "Cyber: surge of NATO is 84"
    )
    assert reason_words("surge:cyber of world is 84", "surge:cyber", "world", names) == (
        "Cyber: surge of the world is 84"
    )
    act = "invoke: UKR, RUS:GOV -> NATO, believed 90%; XYZ is no code"
    assert reason_words(act, "alliance_act", "NATO", names) == (
        "Invoke: Ukraine, Russia (government) → NATO, believed 90%; XYZ is no code"
    )
    assert claim_words("2022-07-08 accession: UKR -> NATO", names) == ("2022-07-08", "Accession: Ukraine → NATO")
    assert claim_words("fading", names) == (None, "Older news fades")
