"""The demo's archive, its clock and its world, without the stack."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest
from standardwebhooks import Webhook

from core.clock import world_time
from ingest.parse import parse_feed
from workers.demo.driver import Driver
from workers.demo.figures import Figures, received
from workers.demo.reading import ERAS, knots_of, publishers, retellings, stretches
from workers.demo.world import SECRET, World, _Handler, read_served, to_rss

SIGNED = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="


@pytest.mark.parametrize("era", ERAS)
def test_every_article_has_a_publisher_and_names_itself_a_retelling(era: str) -> None:
    known = {one.name for one in publishers(era)}

    assert {one.publisher for one in retellings(era)} == known
    assert all("retelling" in one.notice.lower() for one in retellings(era))
    assert len({one.key for one in retellings(era)}) == len(retellings(era))


@pytest.mark.parametrize("era", ERAS)
def test_the_clock_passes_every_article_in_the_time_given(era: str) -> None:
    times = [one.published_at for one in retellings(era)]

    found = stretches(times, 60.0)

    assert sum(one.seconds for one in found) == pytest.approx(60.0)
    assert all(any(one.begin < time <= one.end for one in found) for time in times)
    assert all(a.end <= b.begin for a, b in pairwise(found))
    assert found[-1].end - times[-1] < timedelta(days=15)


def test_quiet_years_are_leapt_over() -> None:
    first = datetime(1968, 1, 1, tzinfo=UTC)

    found = stretches([first, first + timedelta(days=1), first + timedelta(days=4000)], 10.0)

    assert [one.end - one.begin < timedelta(days=6) for one in found] == [True, True]
    assert found[1].begin - found[0].end > timedelta(days=3900)


def test_after_a_stretch_the_clock_stands_still_and_after_the_last_it_goes_on() -> None:
    stretch = stretches([datetime(1968, 1, 1, tzinfo=UTC)], 10.0)[0]

    assert world_time(knots_of(stretch, 100.0, goes_on=False), 110.0 + 60) == stretch.end
    assert world_time(knots_of(stretch, 100.0, goes_on=True), 110.0 + 60) == stretch.end + timedelta(hours=60)


def test_the_clock_leaps_only_when_what_was_published_is_worked_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [0.0]
    monkeypatch.setattr("workers.demo.driver.monotonic", lambda: at[0])
    driver = Driver(tmp_path, "warsaw_pact", 60.0)
    end = stretches([one.published_at for one in retellings("warsaw_pact")], 60.0)[0].end
    out = sum(one.published_at <= end for one in retellings("warsaw_pact"))
    driver.go_on()
    clock = (tmp_path / "clock.json").read_text()

    at[0] = 15.0
    for seen in (figures(served=out, articles=out - 1), figures(served=out, articles=out, waiting=1)):
        driver.look(replace(seen, duplicates=0, rejected=0))
        at[0] += 2
        driver.look(replace(seen, duplicates=0, rejected=0))
        assert (tmp_path / "clock.json").read_text() == clock

    done = replace(figures(served=out, articles=out), duplicates=0, rejected=0)
    driver.look(done)
    at[0] += 2
    driver.look(done)
    assert (tmp_path / "clock.json").read_text() != clock


def test_a_feed_is_read_back_as_it_was_written() -> None:
    publisher = publishers("warsaw_pact")[0]
    some = [one for one in retellings("warsaw_pact") if one.publisher == publisher.name][:3]
    odd = replace(some[0], title='<b>"Fish & chips"</b>', body="1 < 2\n\n]]> & done")

    parsed = parse_feed(
        to_rss(publisher, [odd, *some[1:]], "http://localhost"), {"content-type": "application/rss+xml"}
    )

    assert not parsed.problems
    assert [entry.published_at for entry in parsed.entries] == sorted((a.published_at for a in some), reverse=True)
    assert {entry.guid for entry in parsed.entries} == {one.key for one in some}


@pytest.fixture
def now() -> list[datetime]:
    """The world's time, to be changed by the test."""
    return [datetime(1968, 1, 1, tzinfo=UTC)]


@pytest.fixture
def world(tmp_path: Path, now: list[datetime]) -> Iterator[str]:
    """A running world; gives its address."""
    (tmp_path / SECRET).write_text(SIGNED)
    handler = type("Handler", (_Handler,), {"world": World("warsaw_pact", lambda: now[0], tmp_path)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def get(url: str, **headers: str) -> tuple[int, bytes, str | None]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except HTTPError as error:
        with error:
            return error.code, b"", error.headers["ETag"]


def test_an_article_appears_when_its_time_has_come(world: str, now: list[datetime], tmp_path: Path) -> None:
    slug = publishers("warsaw_pact")[0].slug
    first = next(one for one in retellings("warsaw_pact") if one.publisher == publishers("warsaw_pact")[0].name)
    feed, page = f"{world}/feeds/{slug}.xml", f"{world}/articles/{first.key}"

    _, before, etag = get(feed)
    assert b"<item>" not in before
    assert get(page)[0] == 404
    assert get(feed, If_None_Match=str(etag))[0] == 304
    assert read_served(tmp_path) == []

    now[0] = first.published_at
    status, after, _ = get(feed, If_None_Match=str(etag))
    assert status == 200
    assert first.key.encode() in after
    assert get(page)[0] == 200
    get(feed)
    assert read_served(tmp_path) == [first.key]


def test_an_alert_is_taken_only_when_it_is_signed(world: str, tmp_path: Path) -> None:
    body = json.dumps({"title": "Cohesion falls"})
    at = datetime.now(UTC)
    signature = Webhook(SIGNED).sign("msg_1", at, body)

    def post(signature: str) -> int:
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        }
        request = urllib.request.Request(f"{world}/alerts", body.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    assert post("v1,AAAA") == 401
    assert list(received(tmp_path)) == []
    assert post(signature) == 204
    assert [alert["payload"] for alert in received(tmp_path)] == [{"title": "Cohesion falls"}]


def figures(**changed: int) -> Figures:
    fine = Figures(
        served=9, articles=6, duplicates=2, rejected=1, events=4, delivered=3, received=3, waiting=0, set_aside=0
    )
    return replace(fine, **changed)


def test_everything_accounted_for_is_no_fault() -> None:
    assert figures().faults(9) == []


@pytest.mark.parametrize(
    ("change", "in_archive"),
    [({"articles": 5}, 9), ({}, 10), ({"waiting": 1}, 9), ({"set_aside": 1}, 9), ({"received": 2}, 9)],
)
def test_whatever_is_lost_or_left_is_a_fault(change: dict[str, int], in_archive: int) -> None:
    assert len(figures(**change).faults(in_archive)) == 1
