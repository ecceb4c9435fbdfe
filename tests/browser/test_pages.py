"""The pages in a real browser: nothing fails in its console, nothing is asked of any other host."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine

from api.app import create_app
from api.auth import SESSION_COOKIE, make_session
from core.clock import wall_clock
from tests.api.scene import Scene, build, settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Without these it looks for its maker's hosts at every start, on machines that cannot reach them.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM: the pages were not looked at in a browser")


@pytest.fixture
def scene(engine: Engine) -> Scene:
    return build(engine)


@pytest.fixture
def address(engine: Engine, tmp_path: Path, scene: Scene) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings(tmp_path), engine), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


def test_pages_fit_a_phone_and_a_desk_ask_nobody_else_and_report_no_error(
    browser: Browser, address: str, scene: Scene
) -> None:
    paths = ["/", "/console/alliances", "/console/alliances/NATO", "/console/series/cohesion/NATO?vintage=2022-03-01",
             f"/console/articles/{scene.article}", "/console/review", f"/console/events/{scene.event}",
             f"/console/alerts/{scene.alert}", "/console/feeds", "/docs"]  # fmt: skip
    troubles: list[str] = []
    asked: set[str] = set()
    for width, height in ((1280, 900), (390, 844)):
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_cookies([{"name": SESSION_COOKIE, "url": address,
                              "value": make_session(b"a secret of tests, long enough", now=wall_clock())}])  # fmt: skip
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: asked.add("/".join(request.url.split("/", 3)[:3])))
        for path in paths:
            answer = page.goto(f"{address}{path}")
            assert answer is not None
            assert answer.ok, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        context.close()
    assert troubles == []
    assert asked == {address}


def test_an_analyst_rejects_an_event_by_keyboard_and_the_queue_is_empty(
    browser: Browser, address: str, scene: Scene
) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": SESSION_COOKIE, "url": address,
                          "value": make_session(b"a secret of tests, long enough", now=wall_clock())}])  # fmt: skip
    page = context.new_page()
    page.goto(f"{address}/console/review")
    page.get_by_role("button", name="Reject").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Nothing waits for a person.").wait_for()
    context.close()
