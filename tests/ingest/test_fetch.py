import gzip
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from core.addresses import refusal_of
from core.guarded_http import retry_after
from ingest.fetch import FailureKind, Fetched, FetchFailed, FetchResult, Limits, NotModified, fetch
from tests.ingest.local_server import Reply, Request, dripping, serving

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


def get(
    url: str, limits: Limits | None = None, etag: str | None = None, last_modified: str | None = None
) -> FetchResult:
    return fetch(url, now=NOW, allow_private=True, limits=limits, etag=etag, last_modified=last_modified)


def failure(result: FetchResult) -> FetchFailed:
    assert isinstance(result, FetchFailed), result
    return result


def body(result: FetchResult) -> bytes:
    assert isinstance(result, Fetched), result
    return result.body


def test_a_feed_is_fetched_with_what_the_next_conditional_get_needs() -> None:
    with serving(
        lambda _: Reply(200, FEED, {"ETag": '"v1"', "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"})
    ) as server:
        result = get(f"{server.url}/feed")
    assert isinstance(result, Fetched)
    assert result.body == FEED
    assert (result.etag, result.last_modified) == ('"v1"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert result.permanent_url is None


def test_an_unchanged_feed_is_not_sent_again() -> None:
    def play(request: Request) -> Reply:
        return Reply(304) if request.headers.get("if-none-match") == '"v1"' else Reply(200, FEED)

    with serving(play) as server:
        assert isinstance(get(server.url, etag='"v1"'), NotModified)
        assert isinstance(get(server.url, etag='"v0"'), Fetched)


def test_last_modified_is_handed_back_as_it_came() -> None:
    with serving(lambda _: Reply(304)) as server:
        get(server.url, last_modified="Sun, 22 Nov 2026 10:00:00 GMT")
    assert server.requests[0].headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"


def test_an_etag_that_no_header_can_carry_is_left_out() -> None:
    with serving(lambda _: Reply(200, FEED)) as server:
        assert body(get(server.url, etag='"é"')) == FEED
    assert "if-none-match" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, FailureKind.CLIENT_ERROR),
        (410, FailureKind.GONE),
        (429, FailureKind.RATE_LIMITED),
        (500, FailureKind.SERVER_ERROR),
        (503, FailureKind.SERVER_ERROR),
        (204, FailureKind.BAD_RESPONSE),
    ],
)
def test_a_status_that_brings_no_feed_is_a_failure_of_its_kind(status: int, kind: FailureKind) -> None:
    with serving(lambda _: Reply(status)) as server:
        failed = failure(get(server.url))
    assert (failed.kind, failed.status) == (kind, status)


def test_a_429_says_how_long_to_wait() -> None:
    with serving(lambda _: Reply(429, headers={"Retry-After": "120"})) as server:
        assert failure(get(server.url)).retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_a_redirect_for_good_is_reported_but_one_for_now_is_not() -> None:
    def play(request: Request) -> Reply:
        if request.path == "/moved":
            return Reply(301, headers={"Location": "/feed"})
        if request.path == "/today":
            return Reply(302, headers={"Location": "/feed"})
        return Reply(200, FEED)

    with serving(play) as server:
        moved, today = get(f"{server.url}/moved"), get(f"{server.url}/today")
    assert isinstance(moved, Fetched)
    assert isinstance(today, Fetched)
    assert moved.permanent_url == moved.final_url == f"{server.url}/feed"
    assert today.permanent_url is None


def test_a_redirect_loop_is_stopped_with_a_visible_error() -> None:
    def play(request: Request) -> Reply:
        return Reply(301, headers={"Location": "/b" if request.path == "/a" else "/a"})

    with serving(play) as server:
        failed = failure(get(f"{server.url}/a"))
    assert failed.kind is FailureKind.TOO_MANY_REDIRECTS
    assert "loop" in failed.message
    assert len(server.requests) == 2


def test_an_endless_chain_of_redirects_is_stopped_after_five() -> None:
    with serving(lambda request: Reply(302, headers={"Location": request.path + "x"})) as server:
        failed = failure(get(f"{server.url}/a"))
    assert failed.kind is FailureKind.TOO_MANY_REDIRECTS
    assert len(server.requests) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "http://[::1", "ftp://example.org/"])
def test_a_redirect_to_something_else_than_http_is_refused(location: str) -> None:
    with serving(lambda _: Reply(302, headers={"Location": location})) as server:
        assert failure(get(server.url)).kind in (FailureKind.BAD_URL, FailureKind.BAD_RESPONSE)
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["", "nonsense", "file:///etc/passwd", "http://", "http://[", "http://a b/", "\x00"])
def test_what_is_no_url_is_a_failure(url: str) -> None:
    assert failure(get(url)).kind is FailureKind.BAD_URL


def test_a_slow_body_costs_no_more_than_the_limit() -> None:
    stop = threading.Event()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with serving(lambda _: dripping(b"x", 0.05, stop, head)) as server:
        begun = time.monotonic()
        failed = failure(get(server.url, Limits(total=0.5)))
        took = time.monotonic() - begun
        stop.set()
    assert failed.kind is FailureKind.TIMEOUT
    assert took < 3


def test_slow_headers_cost_no_more_than_the_limit() -> None:
    stop = threading.Event()
    with serving(lambda _: dripping(b"x", 0.05, stop, b"HTTP/1.1 200 OK\r\nX-Long: ")) as server:
        begun = time.monotonic()
        failed = failure(get(server.url, Limits(total=0.5)))
        took = time.monotonic() - begun
        stop.set()
    assert failed.kind is FailureKind.TIMEOUT
    assert took < 3


def test_redirects_do_not_buy_more_time() -> None:
    def play(request: Request) -> Reply:
        time.sleep(0.2)
        return Reply(302, headers={"Location": request.path + "x"})

    with serving(play) as server:
        assert failure(get(f"{server.url}/a", Limits(total=0.5, max_redirects=50))).kind is FailureKind.TIMEOUT


def test_a_name_that_does_not_resolve_in_time_is_a_timeout() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["127.0.0.1"]

    result = fetch("http://slow.example/", now=NOW, limits=Limits(total=0.2), resolve=resolve)
    assert failure(result).kind is FailureKind.TIMEOUT


def test_a_gzip_bomb_is_stopped_at_the_cap() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with serving(lambda _: Reply(200, bomb, {"Content-Encoding": "gzip"})) as server:
        assert failure(get(server.url, Limits(max_bytes=1_000_000))).kind is FailureKind.TOO_LARGE


def test_a_large_plain_body_is_stopped_at_the_cap() -> None:
    with serving(lambda _: Reply(200, b"x" * 2_000_000)) as server:
        assert failure(get(server.url, Limits(max_bytes=1_000_000))).kind is FailureKind.TOO_LARGE


def test_a_body_of_just_the_cap_is_taken() -> None:
    with serving(lambda _: Reply(200, gzip.compress(b"x" * 1000), {"Content-Encoding": "gzip"})) as server:
        assert len(body(get(server.url, Limits(max_bytes=1000)))) == 1000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(FEED)),
        ("x-gzip", gzip.compress(FEED[:20]) + gzip.compress(FEED[20:])),
        ("gzip", gzip.compress(FEED) + b"\0" * 512),
        ("deflate", zlib.compress(FEED)),
        ("deflate", zlib.compress(FEED)[2:-4]),
        ("identity", FEED),
    ],
    ids=["gzip", "two members", "padded", "deflate", "raw deflate", "identity"],
)
def test_a_packed_body_is_unpacked(encoding: str, packed: bytes) -> None:
    with serving(lambda _: Reply(200, packed, {"Content-Encoding": encoding})) as server:
        assert body(get(server.url)) == FEED


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", b"not gzip"), ("gzip", gzip.compress(FEED)[:-20]), ("br", b"x"), ("deflate", b"!!")],
)
def test_a_body_that_cannot_be_unpacked_is_a_failure(encoding: str, packed: bytes) -> None:
    with serving(lambda _: Reply(200, packed, {"Content-Encoding": encoding})) as server:
        assert failure(get(server.url)).kind is FailureKind.BAD_RESPONSE


def test_an_answer_that_is_not_http_is_a_failure() -> None:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    with serving(lambda _: write) as server:
        assert failure(get(server.url)).kind is FailureKind.BAD_RESPONSE


def test_a_body_cut_off_is_a_failure() -> None:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>")

    with serving(lambda _: write) as server:
        assert failure(get(server.url)).kind is FailureKind.BAD_RESPONSE


def test_a_closed_port_is_unreachable() -> None:
    with serving(lambda _: Reply()) as server:
        closed = server.url
    assert failure(get(closed)).kind is FailureKind.UNREACHABLE


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    assert failure(fetch("http://nowhere.example/", now=NOW, resolve=resolve)).kind is FailureKind.UNREACHABLE


class TestAddressGuard:
    """No feed can make us connect to an address that is not public."""

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:7f00:1]"]
    )
    def test_loopback_is_refused_however_it_is_written(self, host: str) -> None:
        with serving(lambda _: Reply(200, FEED)) as server:
            failed = failure(fetch(f"http://{host}:{server.port}/", now=NOW))
        assert failed.kind in (FailureKind.REFUSED, FailureKind.UNREACHABLE)
        assert server.requests == []

    @pytest.mark.parametrize(
        "address", ["100.64.0.1", "64:ff9b::7f00:1", "::ffff:127.0.0.1", "169.254.169.254", "2002:7f00:1::"]
    )
    def test_a_name_that_leads_inside_is_refused_before_connecting(self, address: str) -> None:
        result = fetch("http://feeds.example/", now=NOW, resolve=lambda host, port: [address])
        assert failure(result).kind is FailureKind.REFUSED

    def test_one_inner_address_among_public_ones_is_enough_to_refuse(self) -> None:
        result = fetch("http://feeds.example/", now=NOW, resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
        assert failure(result).kind is FailureKind.REFUSED

    def test_a_name_is_resolved_once_per_connection_so_rebinding_gains_nothing(self) -> None:
        asked: list[str] = []

        def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) > 1 else ["198.51.100.1"]

        assert failure(fetch("http://feeds.example/", now=NOW, resolve=resolve)).kind is FailureKind.REFUSED
        assert asked == ["feeds.example"]

    def test_every_redirect_hop_is_checked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def resolve(host: str, port: int) -> list[str]:
            return {"outside.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}[host]

        with serving(lambda _: Reply(302, headers={"Location": "http://inside.example/secret"})) as server:
            monkeypatch.setattr("core.guarded_http.refusal_of", lambda a: None if a == "127.0.0.1" else refusal_of(a))
            failed = failure(fetch(f"http://outside.example:{server.port}/", now=NOW, resolve=resolve))
        assert failed.kind is FailureKind.REFUSED
        assert "inside.example" in failed.message
