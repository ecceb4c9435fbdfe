from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.articles import DateSource, Entry
from ingest.language import guess_language
from ingest.normalise import ArticleDraft, Rejection, RejectionReason, to_article, to_entries
from ingest.parse import ParsedFeed, RawEntry
from ingest.text import clean, clean_url, html_to_text

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FEED_URL = "https://harbour.example/rss"
TEXT = "The two governments have signed a treaty on the use of the harbour by the fleet of the other state."


def entries(*raws: RawEntry, language: str = "en") -> tuple[Entry, ...]:
    return to_entries(ParsedFeed(link="https://harbour.example/", language=language, entries=raws), FEED_URL)


def entry(raw: RawEntry) -> Entry:
    (only,) = entries(raw)
    return only


def article(raw: RawEntry) -> ArticleDraft:
    made = to_article(entry(raw), first_seen_at=NOW)
    assert isinstance(made, ArticleDraft), made
    return made


class TestKey:
    """Which entries are the same."""

    def test_an_edited_entry_keeps_its_key_and_changes_its_hash(self) -> None:
        before = entry(RawEntry(guid="g1", link="https://a.example/1", title="Old", summary=TEXT))
        after = entry(RawEntry(guid="g1", link="https://a.example/2", title="New", summary=TEXT))
        assert before.key == after.key
        assert before.content_hash != after.content_hash

    def test_a_change_of_markup_tracking_or_date_is_no_edit(self) -> None:
        before = entry(RawEntry(guid="g1", link="https://a.example/1", title="T", summary=f"<p>{TEXT}</p>"))
        after = entry(
            RawEntry(
                guid="g1",
                link="https://a.example/1?utm_source=x",
                title="T",
                summary=f"<div> {TEXT}</div>",
                updated_at=NOW,
            )
        )
        assert before.content_hash == after.content_hash

    def test_without_guid_the_link_is_the_key(self) -> None:
        one = entry(RawEntry(link="https://a.example/1?utm_medium=rss", title="Old"))
        other = entry(RawEntry(link="https://a.example/1", title="New"))
        assert one.key == other.key

    def test_without_guid_and_link_the_content_is_the_key(self) -> None:
        assert entry(RawEntry(title="One")).key == entry(RawEntry(title="<b>One</b>")).key
        assert entry(RawEntry(title="One")).key != entry(RawEntry(title="Two")).key

    def test_a_link_to_the_home_page_identifies_nothing(self) -> None:
        one, other = entries(
            RawEntry(link="https://harbour.example/", title="One"),
            RawEntry(link="https://harbour.example/", title="Two"),
        )
        assert one.key != other.key

    def test_a_guid_that_different_items_share_identifies_none_of_them(self) -> None:
        one, other = entries(RawEntry(guid="0", title="One"), RawEntry(guid="0", title="Two"))
        assert one.key != other.key

    def test_an_item_served_twice_is_one_entry_twice(self) -> None:
        one, other = entries(RawEntry(guid="0", title="One"), RawEntry(guid="0", title="One"))
        assert one == other

    @given(st.text(), st.text(), st.text(), st.text())
    def test_a_key_depends_on_nothing_but_the_item(self, guid: str, link: str, title: str, summary: str) -> None:
        raw = RawEntry(guid=guid, link=link, title=title, summary=summary)
        alone = entry(raw)
        among = entries(RawEntry(guid="another", title="x"), raw)[1]
        assert alone == among
        assert len(alone.key) == len(alone.content_hash) == 32


class TestDates:
    """When an article was published, and who says so."""

    def test_published_comes_before_updated(self) -> None:
        made = article(RawEntry(title="T", summary=TEXT, published_at=NOW - timedelta(days=2), updated_at=NOW))
        assert (made.published_at, made.date_source) == (NOW - timedelta(days=2), DateSource.PUBLISHED)

    def test_updated_stands_in_for_published(self) -> None:
        made = article(RawEntry(title="T", summary=TEXT, updated_at=NOW - timedelta(hours=1)))
        assert (made.published_at, made.date_source) == (NOW - timedelta(hours=1), DateSource.UPDATED)

    def test_no_date_means_first_seen(self) -> None:
        made = article(RawEntry(title="T", summary=TEXT))
        assert (made.published_at, made.date_source) == (NOW, DateSource.FIRST_SEEN)

    def test_a_future_date_is_clamped_and_what_the_feed_said_is_kept(self) -> None:
        future = NOW + timedelta(days=400)
        raw = RawEntry(title="T", summary=TEXT, published_at=future, published_raw="2027")
        made = article(raw)
        assert (made.published_at, made.date_source) == (NOW, DateSource.CLAMPED)
        assert (entry(raw).published_at, entry(raw).published_raw) == (future, "2027")

    def test_the_epoch_says_nothing(self) -> None:
        made = article(RawEntry(title="T", summary=TEXT, published_at=datetime(1970, 1, 1, tzinfo=UTC)))
        assert made.date_source is DateSource.FIRST_SEEN

    def test_a_date_before_the_epoch_is_believed(self) -> None:
        day = datetime(1968, 8, 21, 4, 0, tzinfo=UTC)
        assert article(RawEntry(title="T", summary=TEXT, published_at=day)).published_at == day


class TestRejections:
    """Every entry becomes an article or says why not."""

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (RawEntry(guid="1"), RejectionReason.NO_TEXT),
            (RawEntry(summary="<img src='x.png'>"), RejectionReason.NO_TEXT),
            (RawEntry(title="Breaking news"), RejectionReason.TOO_SHORT),
            (
                RawEntry(
                    title="日本とアメリカの首脳会談",
                    summary="両首脳は会談で同盟の強化を確認した。 会談は東京で行われた。",
                ),
                RejectionReason.NOT_OUR_LANGUAGE,
            ),
            (
                RawEntry(
                    title="Traité signé",
                    summary="Les deux gouvernements ont signé un traité sur le port et la flotte, selon le ministre.",
                ),
                RejectionReason.NOT_OUR_LANGUAGE,
            ),
        ],
    )
    def test_an_entry_that_makes_no_article_says_why(self, raw: RawEntry, reason: RejectionReason) -> None:
        made = to_article(entry(raw), first_seen_at=NOW)
        assert isinstance(made, Rejection)
        assert made.reason is reason
        assert made.detail

    def test_a_feed_that_says_french_but_writes_english_is_read(self) -> None:
        (made,) = entries(RawEntry(title="Treaty signed", summary=TEXT), language="fr-FR")
        assert isinstance(to_article(made, first_seen_at=NOW), ArticleDraft)

    def test_a_short_text_is_judged_by_the_language_its_feed_declares(self) -> None:
        (made,) = entries(RawEntry(title="Accord militaire franco-allemand conclu"), language="fr")
        assert isinstance(to_article(made, first_seen_at=NOW), Rejection)


class TestText:
    """HTML to text."""

    def test_the_longest_text_wins_and_a_repeated_title_counts_once(self) -> None:
        made = article(
            RawEntry(title="Treaty signed", summary="Short.", content=f"<h1>Treaty signed</h1><p>{TEXT}</p>")
        )
        assert made.text == TEXT

    def test_a_full_text_replaces_a_shorter_body(self) -> None:
        made = to_article(
            entry(RawEntry(title="T", summary=TEXT)), first_seen_at=NOW, full_text=f"{TEXT}\n{TEXT} Twice."
        )
        assert isinstance(made, ArticleDraft)
        assert made.text.endswith("Twice.")

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>One <b>two</b></p><p>three</p>", "One two\nthree"),
            ("a<script>evil()</script>b<style>p{}</style>c", "abc"),
            ("Smith &amp; Sons &lt;Ltd&gt;", "Smith & Sons <Ltd>"),
            ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
            ("line one<br/>line two", "line one\nline two"),
            ("<p>News.</p><p>The post News appeared first on Harbour.</p>", "News."),
            ("News.<p><a href='x'>Read more</a></p>", "News."),
            ("<?xml version='1.0' encoding='latin-1'?><p>x</p>", "x"),
            ("<p>un\0closed \ud800 <b>tag", "unclosed tag"),
            ("<!-- only a comment -->", ""),
            ("", ""),
        ],
    )
    def test_html_becomes_plain_text(self, source: str, text: str) -> None:
        assert html_to_text(source) == text

    @given(st.text(alphabet=st.characters(), max_size=200))
    def test_any_text_is_made_fit_for_postgres(self, source: str) -> None:
        text = html_to_text(source)
        assert "\0" not in text
        text.encode("utf-8")
        assert clean(clean(source)) == clean(source)

    @pytest.mark.parametrize(
        ("url", "cleaned"),
        [
            ("https://A.example/x?utm_source=rss&id=7&fbclid=z#top", "https://a.example/x?id=7"),
            ("https://a.example:443/x?b=1&a=%20y", "https://a.example/x?b=1&a=%20y"),
            ("/x/../y", "https://harbour.example/y"),
            ("  https://a.example  ", "https://a.example/"),
            ("http://[2606:4700::1]:8080/x", "http://[2606:4700::1]:8080/x"),
            ("https://user:secret@a.example/x", "https://a.example/x"),
            ("javascript:alert(1)", None),
            ("mailto:a@b.example", None),
            ("http://[::1", None),
            ("http://a.example:99999/", None),
        ],
    )
    def test_a_url_is_absolute_and_without_tracking(self, url: str, cleaned: str | None) -> None:
        assert clean_url(url, FEED_URL) == cleaned

    @given(st.text(max_size=100))
    def test_cleaning_a_url_twice_changes_nothing(self, tail: str) -> None:
        once = clean_url(f"https://a.example/{tail}")
        assert once is None or clean_url(once) == once


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (TEXT, "en"),
        (
            "Die beiden Regierungen haben einen Vertrag über die Nutzung des Hafens durch die Flotte unterzeichnet.",
            "de",
        ),
        ("Los dos gobiernos firmaron un tratado sobre el uso del puerto por la flota del otro estado.", "es"),
        ("Два правительства подписали договор", "ru"),
        ("북한이 탄도미사일을 발사했다", "ko"),
        ("Treaty signed", None),
        ("12345 ...", None),
    ],
)
def test_a_language_is_told_by_script_and_small_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language
