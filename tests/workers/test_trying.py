"""A feed is tried by its address, without a database."""

import sys

import pytest

from tests.ingest.local_server import Reply, serving
from workers.cli import main

ITEM = (
    "<item><guid>{n}</guid><title>{title}</title><description>{title} on Monday, said the minister of defence in a "
    "long statement to the press.</description><pubDate>Mon, 0{n} Jan 2024 09:00:00 GMT</pubDate></item>"
)
RSS = '<rss version="2.0"><channel><title>x</title><language>en</language>{}</channel></rss>'


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_ALLOW_PRIVATE_TARGETS", "1")
    monkeypatch.setenv("ENTENTE_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")


def entente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["entente", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


def test_a_feed_that_can_be_read_says_what_it_would_bring(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    items = "".join(ITEM.format(n=n, title=f"France meets Germany {n}") for n in (1, 2))
    with serving(lambda _: Reply(200, RSS.format(items).encode())) as server:
        status, said = entente(monkeypatch, capsys, "feeds", "check", f"{server.url}/rss")
    assert status == 0
    assert "ok: 2 entries, 2 articles in en" in said
    assert "newest, 02 Jan 2024 09:00 UTC: France meets Germany 2" in said


@pytest.mark.parametrize(
    ("reply", "said"),
    [(Reply(404, b""), "cannot be read"), (Reply(200, b"<html><body>no</body></html>"), "cannot be read"),
     (Reply(200, RSS.format("").encode()), "ok: 0 entries, 0 articles")],
)  # fmt: skip
def test_a_feed_that_brings_nothing_is_status_one_and_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reply: Reply, said: str
) -> None:
    with serving(lambda _: reply) as server:
        status, told = entente(monkeypatch, capsys, "feeds", "check", f"{server.url}/rss")
    assert status == 1
    assert said in told


def test_what_is_neither_number_nor_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = entente(monkeypatch, capsys, "feeds", "check", "lamp")
    assert (status, told.count("\n")) == (1, 1)
