from pathlib import Path

import pytest

from core.errors import InvalidInput
from ingest.catalogue import FeedKind, load_feeds, load_publishers
from ingest.text import clean_url


def test_the_catalogue_is_large_and_mostly_enabled() -> None:
    feeds = load_feeds()
    assert len(feeds) >= 60
    assert sum(feed.enabled for feed in feeds) >= 60
    assert {feed.kind for feed in feeds} == set(FeedKind)


def test_every_feed_has_its_own_url_and_name_and_a_known_publisher() -> None:
    feeds, slugs = load_feeds(), {publisher.slug for publisher in load_publishers()}
    assert len({feed.url for feed in feeds}) == len({feed.name for feed in feeds}) == len(feeds)
    assert all(clean_url(feed.url) for feed in feeds)
    assert {feed.publisher for feed in feeds} <= slugs
    assert len(slugs) == len(load_publishers())


def test_a_feed_is_disabled_exactly_when_it_says_why() -> None:
    assert all(feed.enabled == (not feed.why_disabled) for feed in load_feeds())


def test_only_feeds_in_a_language_we_read_are_enabled() -> None:
    assert {feed.language for feed in load_feeds() if feed.enabled} == {"en"}


def test_a_bad_row_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "feeds.tsv"
    path.write_text(
        "name\turl\tpublisher\tkind\tlanguage\tenabled\twhy_disabled\nA\thttps://a.example/\ta\tgossip\ten\tyes\t\n"
    )
    with pytest.raises(InvalidInput, match=r"feeds\.tsv, line 2.*gossip"):
        load_feeds(path)
