import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.limited import LimitedParser
from ingest.parse import MAX_ENTRIES, ParsedFeed, ProblemKind, parse_feed
from ingest.wire import to_json, to_parsed_feed
from tests.ingest.local_server import Reply, serving

XML = {"content-type": "application/rss+xml; charset=utf-8"}
RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
  <title>Harbour Times</title><link>https://harbour.example/</link><language>en-gb</language><ttl>30</ttl>
  <item><guid>1</guid><link>https://harbour.example/a</link><title>Fleet leaves</title>
    <description>&lt;p&gt;The fleet left.&lt;/p&gt;</description>
    <pubDate>Sun, 22 Nov 2026 10:00:00 +0200</pubDate></item>
  <item><title>No date</title></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>A</title>
<entry><id>urn:1</id><title>Pact signed</title><link href="https://a.example/1"/><updated>2026-11-22T08:00:00Z</updated>
<summary>Short.</summary><content type="html">&lt;p&gt;Long text.&lt;/p&gt;</content></entry></feed>"""


def kinds(parsed: ParsedFeed) -> set[ProblemKind]:
    return {problem.kind for problem in parsed.problems}


def nested(depth: int) -> bytes:
    inner = b"<a>" * depth + b"</a>" * depth
    return b'<rss version="2.0"><channel><item><title>' + inner + b"</title></item></channel></rss>"


def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>'
    return f'{head}<rss version="2.0"><channel><title>&l9;</title></channel></rss>'.encode()


@pytest.fixture(scope="module")
def limited() -> Iterator[LimitedParser]:
    parser = LimitedParser()
    yield parser
    parser.close()


def test_an_rss_feed_is_read_with_utc_dates() -> None:
    parsed = parse_feed(RSS, XML)
    assert parsed.problems == ()
    assert (parsed.title, parsed.language, parsed.ttl) == ("Harbour Times", "en-gb", timedelta(minutes=30))
    first, second = parsed.entries
    assert first.published_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert first.published_raw == "Sun, 22 Nov 2026 10:00:00 +0200"
    assert (second.published_at, second.guid) == (None, "")


def test_an_atom_feed_is_read_with_summary_and_content_apart() -> None:
    (entry,) = parse_feed(ATOM, {"content-type": "application/atom+xml"}).entries
    assert (entry.guid, entry.summary, entry.content) == ("urn:1", "Short.", "<p>Long text.</p>")
    assert entry.published_at is None
    assert entry.updated_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"", b"  \r\n ", b"\xef\xbb\xbf", b"\0\0"])
def test_an_empty_body_is_a_visible_problem(body: bytes) -> None:
    parsed = parse_feed(body)
    assert kinds(parsed) == {ProblemKind.EMPTY}
    assert not parsed.is_usable


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><body><h1>Blocked</h1></body></html>", "web page"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "JSON"),
        (b"just words", "neither"),
        (b"%PDF-1.4 \x00\x01\x02", "neither"),
    ],
)
def test_what_is_no_feed_is_a_visible_problem(body: bytes, said: str) -> None:
    parsed = parse_feed(body, {"content-type": "text/html"})
    assert not parsed.is_usable
    assert said in parsed.problems[0].message


def test_an_empty_feed_is_calm_not_broken() -> None:
    parsed = parse_feed(b'<rss version="2.0"><channel><title>t</title></channel></rss>', XML)
    assert parsed.is_usable
    assert parsed.entries == ()


def test_external_entities_do_not_leak_files() -> None:
    body = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><title>t &x;</title><item><title>leak: &x;</title></item></channel></rss>"""
    assert "root:" not in repr(parse_feed(body, XML))


def test_an_external_entity_is_not_fetched() -> None:
    with serving(lambda _: Reply(200, b"secret")) as server:
        entities = f'<!ENTITY x SYSTEM "{server.url}/x"><!ENTITY % p SYSTEM "{server.url}/p"> %p;'
        body = f"""<?xml version="1.0"?><!DOCTYPE r [{entities}]>
        <rss version="2.0"><channel><item><title>leak: &x;</title></item></channel></rss>""".encode()
        parsed = parse_feed(body, XML)
    assert server.requests == []
    assert "secret" not in repr(parsed)


def test_billion_laughs_ends_as_a_visible_problem(limited: LimitedParser) -> None:
    parsed = limited.parse(billion_laughs(), XML)
    assert parsed.problems
    assert len(repr(parsed)) < 100_000


def test_nul_bytes_do_not_stop_the_parser() -> None:
    parsed = parse_feed(RSS.replace(b"Fleet", b"Fl\0eet"), XML)
    assert ProblemKind.MALFORMED in kinds(parsed)


def test_a_wrong_charset_is_overridden_and_said() -> None:
    item = "<item><title>Åland</title></item>"
    body = f'<?xml version="1.0" encoding="us-ascii"?><rss version="2.0"><channel>{item}</channel></rss>'
    parsed = parse_feed(body.encode("utf-8"), {"content-type": "text/xml; charset=us-ascii"})
    assert ProblemKind.ENCODING in kinds(parsed)
    assert parsed.entries[0].title == "Åland"


def test_the_charset_of_the_header_is_used() -> None:
    body = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Müller</title></item></channel></rss>'
    parsed = parse_feed(body.encode("iso-8859-1"), {"content-type": "application/xml; charset=iso-8859-1"})
    assert parsed.entries[0].title == "Müller"


def test_a_cut_off_feed_gives_what_it_holds_and_says_so() -> None:
    parsed = parse_feed(RSS[: RSS.index(b"<item><title>No date")], XML)
    assert ProblemKind.MALFORMED in kinds(parsed)
    assert parsed.is_usable
    assert parsed.entries[0].title == "Fleet leaves"


def test_too_many_entries_are_refused_before_parsing() -> None:
    body = b'<rss version="2.0"><channel>' + b"<item><title>x</title></item>" * 100_000 + b"</channel></rss>"
    begun = time.monotonic()
    parsed = parse_feed(body, XML)
    assert kinds(parsed) == {ProblemKind.TOO_MANY_ENTRIES}
    assert f"{MAX_ENTRIES:,}" in parsed.problems[0].message
    assert time.monotonic() - begun < 2


def test_deep_nesting_is_stopped_at_the_time_limit_and_the_next_feed_is_read() -> None:
    parser = LimitedParser(seconds=0.5)
    try:
        parsed = parser.parse(nested(200_000))
        assert kinds(parsed) == {ProblemKind.TOO_SLOW}
        assert not parsed.is_usable
        assert parser.parse(RSS, XML).title == "Harbour Times"
    finally:
        parser.close()


def test_a_body_that_needs_too_much_memory_is_a_visible_problem() -> None:
    parser = LimitedParser(megabytes=150)
    try:
        parsed = parser.parse(b'<rss version="2.0"><channel><title>' + b"x" * 60_000_000 + b"</title></channel></rss>")
        assert kinds(parsed) == {ProblemKind.FAILED}
        assert parser.parse(RSS, XML).title == "Harbour Times"
    finally:
        parser.close()


def test_threads_share_one_parser(limited: LimitedParser) -> None:
    titles: list[str] = []

    def work(number: int) -> None:
        body = RSS.replace(b"Harbour Times", f"Paper {number}".encode())
        titles.append(f"{number}:{limited.parse(body, XML).title}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(titles) == sorted(f"{number}:Paper {number}" for number in range(16))


def test_a_parser_that_was_closed_starts_again() -> None:
    parser = LimitedParser()
    for _ in range(2):
        assert parser.parse(RSS, XML).title == "Harbour Times"
        parser.close()


def test_the_child_reads_as_the_parent_would(limited: LimitedParser) -> None:
    assert limited.parse(RSS, XML, "https://harbour.example/rss") == parse_feed(RSS, XML, "https://harbour.example/rss")
    assert limited.parse(ATOM) == parse_feed(ATOM)


def test_a_parsed_feed_survives_the_pipe() -> None:
    parsed = parse_feed(RSS.replace(b"Fleet", b"&#xD800;\xf0\x9f\x9a\xa2"), XML)
    assert to_parsed_feed(to_json(parsed)) == parsed


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_make_the_parser_raise(junk: bytes) -> None:
    for body in (junk, RSS[:300] + junk, RSS.replace(b"Fleet leaves", junk)):
        parsed = parse_feed(body, XML)
        assert parsed.entries or parsed.problems or parsed.is_usable


def test_a_full_text_is_taken_from_its_page(limited: LimitedParser) -> None:
    paragraphs = "".join(
        f"<p>The ministers of both states met again on day {n} and spoke about the harbour.</p>" for n in range(6)
    )
    page = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Talks</h1>{paragraphs}</article></body></html>"
    text = limited.full_text(page.encode(), "https://harbour.example/a")
    assert text is not None
    assert "spoke about the harbour" in text
    assert "Home" not in text


@pytest.mark.parametrize("page", [b"", b"   ", b"<html></html>", b"\x00\xff\xfe", b"x" * 5_000_001])
def test_a_page_without_text_has_no_full_text(page: bytes, limited: LimitedParser) -> None:
    assert limited.full_text(page) is None
