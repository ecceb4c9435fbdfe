"""feedparser's own test feeds, served over HTTP and sent through fetch, parse and normalise."""

import re
import tarfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.fetch import Fetched, FetchFailed, fetch
from ingest.limited import LimitedParser
from ingest.normalise import ArticleDraft, to_article, to_entries
from tests.ingest.local_server import Reply, Request, serving

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "feeds" / "feedparser_corpus.tar.gz"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECONDS_PER_FILE = 15.0


def corpus() -> dict[str, bytes]:
    path = CORPUS.resolve()
    if not path.exists():
        pytest.skip(f"the feed corpus is not there ({path.name} in ../shared/feeds): 0 files tested")
    with tarfile.open(path) as archive:
        files = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        return {name: file.read() for name, file in files.items() if file is not None and name.endswith(".xml")}


def served(request: Request, files: dict[str, bytes]) -> Reply:
    """A file, with the response headers its comment asks for."""
    body = files[request.path.lstrip("/")]
    asked = re.findall(rb"Header:\s*([\w-]+):\s*([^\r\n]+)", body[:2000])
    headers = {name.decode(): value.decode("latin-1").strip() for name, value in asked}
    allowed = ("content-type", "content-language")
    kept = {name.title(): value for name, value in headers.items() if name.lower() in allowed}
    return Reply(200, body, {"Content-Type": "application/xml", **kept})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_corpus_feed_goes_through_or_is_a_visible_error(capsys: pytest.CaptureFixture[str]) -> None:
    files = corpus()
    counts: Counter[str] = Counter()
    unseen: list[str] = []
    parser = LimitedParser()
    with serving(lambda request: served(request, files)) as server:
        for name in files:
            begun = time.monotonic()
            result = fetch(f"{server.url}/{name}", now=NOW, allow_private=True)
            assert not isinstance(result, FetchFailed), (name, result)
            assert isinstance(result, Fetched)
            parsed = parser.parse(result.body, result.headers, result.final_url)
            entries = to_entries(parsed, result.final_url)
            assert len(entries) == len(parsed.entries), name
            made = [to_article(entry, first_seen_at=NOW) for entry in entries]
            counts["files"] += 1
            counts["usable"] += parsed.is_usable
            counts["entries"] += len(entries)
            counts["articles"] += sum(isinstance(one, ArticleDraft) for one in made)
            counts["with problems"] += bool(parsed.problems)
            counts.update(f"problem {problem.kind}" for problem in parsed.problems)
            if not parsed.is_usable and not parsed.problems:
                unseen.append(name)
            assert time.monotonic() - begun < SECONDS_PER_FILE, name
    parser.close()
    with capsys.disabled():
        print("\nfeed corpus:", ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items())))  # noqa: T201
    assert unseen == []
    assert counts["files"] > 1800
    assert counts["usable"] > 1500
