import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.articles import Article, DateSource, Publisher, PublisherTier
from ingest.near_duplicates import (
    bands,
    canonical,
    credits_publisher,
    distance,
    fingerprint,
    is_near_duplicate,
    is_reprint,
    near_duplicates,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TITLE = "Varna and Odum sign harbour treaty"
BODY = """VARNA (Coastal Wire) - The governments of Varna and Odum signed a treaty on Friday that opens the northern
harbour to the Odum fleet for ten years, ending a dispute that had soured relations since the spring.
Foreign Minister Ilse Brandt said the agreement would make patrols of the strait safer and cheaper for both navies. Her
counterpart Tomas Reyk called it a beginning and announced that joint exercises would follow in March.
Opposition deputies in Varna criticised the price of the lease, which was not made public, and asked for a debate before
the treaty is put to a vote. The chamber is expected to take it up when it returns from its recess in January."""
OTHER = """The central bank of Odum raised its rate by half a point on Friday, saying that prices of food and fuel had
climbed faster than expected through the autumn. Economists had foreseen a smaller step.
Governor Petra Lind told reporters that a second rise was possible before the summer if wages kept growing so fast.
Shares of builders fell in early trading while the currency gained against that of its neighbours.
Unions warned that dearer credit would delay the housing programme that parliament approved last year."""
REPRINTS = {
    "same": BODY,
    "other case and spacing": BODY.upper().replace("\n", "  "),
    "dateline dropped": BODY.removeprefix("VARNA (Coastal Wire) - "),
    "credit added": f"{BODY}\nReporting by Coastal Wire; editing by Jo Hald",
    "last sentence cut": BODY[: BODY.index("The chamber is expected")],
    "first line reworded": BODY.replace(
        "signed a treaty on Friday that opens", "on Friday concluded a treaty which opens"
    ),
    "two words corrected": BODY.replace("March", "April").replace("January", "February"),
}
WIRE = Publisher("coastal-wire", "Coastal Wire", PublisherTier.WIRE, None)
PAPER = Publisher("paper", "The Paper", PublisherTier.NATIONAL, "VAR")
OTHER_WIRE = Publisher("inland", "Inland Agency", PublisherTier.WIRE, None)
PUBLISHERS = {publisher.slug: publisher for publisher in (WIRE, PAPER, OTHER_WIRE)}


def article(number: int, publisher: str, text: str = OTHER, minutes: int = 0) -> Article:
    at = NOW + timedelta(minutes=minutes)
    return Article(number, publisher, None, TITLE, text, "en", at, DateSource.PUBLISHED, at, fingerprint(TITLE, text))


@pytest.mark.parametrize("reprint", REPRINTS.values(), ids=REPRINTS.keys())
def test_a_reprint_is_a_near_duplicate_and_shares_a_lookup_key(reprint: str) -> None:
    one, other = fingerprint(TITLE, BODY), fingerprint("Harbour pact concluded", reprint)
    assert is_near_duplicate(one, other)
    assert set(bands(one)) & set(bands(other))


@pytest.mark.parametrize("reprint", REPRINTS.values(), ids=REPRINTS.keys())
def test_a_reprint_is_confirmed_by_its_word_pairs(reprint: str) -> None:
    assert is_reprint(BODY, reprint)
    assert is_reprint(reprint, BODY)


def test_a_different_text_with_a_near_fingerprint_is_not_confirmed() -> None:
    stranger = replace(article(1, "paper", OTHER), fingerprint=fingerprint(TITLE, BODY))
    assert near_duplicates(fingerprint(TITLE, BODY), [stranger]) == [stranger]
    assert near_duplicates(fingerprint(TITLE, BODY), [stranger], text=BODY) == []


def test_a_headline_alone_is_confirmed_by_its_fingerprint() -> None:
    same = replace(article(1, "paper", ""), fingerprint=fingerprint(TITLE, ""))
    assert near_duplicates(fingerprint(TITLE, ""), [same], text="") == [same]


def test_another_text_is_far_away() -> None:
    assert distance(fingerprint(TITLE, BODY), fingerprint("Rates rise", OTHER)) > 16


def test_short_texts_are_near_only_when_their_words_are_the_same() -> None:
    one = fingerprint("Quake of magnitude 5.1 near Odum", "")
    assert fingerprint("Quake of magnitude 5.1 near  ODUM!", "") == one
    assert not is_near_duplicate(one, fingerprint("Quake of magnitude 5.2 near Odum", ""))


def test_daily_reports_from_one_template_stay_apart() -> None:
    def report(numbers: str) -> str:
        one, two, three, four, five, six = numbers.split()
        return (
            f"The general staff reported {one} clashes along the front over the past day. Aircraft carried out {two} "
            f"strikes and dropped {three} bombs on positions and settlements. Artillery fired {four} times, {five} of "
            f"them with rocket systems. The defenders hit {six} command posts and an ammunition depot."
        )

    assert not is_near_duplicate(
        fingerprint("Daily report", report("141 62 97 4312 88 3")),
        fingerprint("Daily report", report("155 71 104 5020 95 7")),
    )


@given(st.text(), st.text())
def test_a_fingerprint_fits_a_bigint_and_is_stable(title: str, text: str) -> None:
    value = fingerprint(title, text)
    assert -(2**63) <= value < 2**63
    assert value == fingerprint(title, text)
    assert distance(value, value) == 0


@given(st.integers(-(2**63), 2**63 - 1), st.sets(st.integers(0, 63), max_size=7))
def test_fingerprints_up_to_seven_bits_apart_share_a_lookup_key(value: int, flips: set[int]) -> None:
    other = value
    for position in flips:
        other ^= 1 << position
    assert distance(value, other) == len(flips)
    assert set(bands(value)) & set(bands(other))


@given(st.integers(-(2**63), 2**63 - 1))
def test_there_are_eight_distinct_keys_in_range(value: int) -> None:
    keys = bands(value)
    assert len(set(keys)) == 8
    assert all(0 <= key < 2048 for key in keys)


def test_candidates_are_ordered_nearest_first_then_oldest() -> None:
    late, early = article(1, "paper", BODY, minutes=5), article(2, "inland", BODY)
    edited = article(3, "paper", REPRINTS["credit added"], minutes=-9)
    found = near_duplicates(fingerprint(TITLE, BODY), [late, edited, article(4, "paper"), early])
    assert [copy.id for copy in found] == [2, 1, 3]


@pytest.mark.parametrize(
    ("text", "is_credited"),
    [
        ("ODUM (Coastal Wire) - The fleet left.", True),
        ("Coastal Wire — The fleet left.", True),
        (f"{OTHER} (coastal-wire)", True),
        ("The fleet left, Coastal Wire reported.", False),
        (f"{OTHER} (Coastal Wire) {OTHER}", False),
        ("", False),
    ],
)
def test_a_credit_stands_in_brackets_or_a_dateline(text: str, is_credited: bool) -> None:
    assert credits_publisher(text, WIRE) is is_credited


def test_the_agency_that_copies_credit_is_canonical() -> None:
    copies = [article(1, "inland", BODY), article(2, "paper", BODY), article(3, "coastal-wire", BODY, minutes=30)]
    for order in itertools.permutations(copies):
        assert canonical(order, PUBLISHERS).id == 3


def test_without_a_credit_a_wire_is_canonical_and_else_the_first() -> None:
    assert canonical([article(1, "paper"), article(2, "inland", minutes=5)], PUBLISHERS).id == 2
    assert canonical([article(2, "paper", minutes=1), article(1, "paper", minutes=5)], PUBLISHERS).id == 2
    assert canonical([article(1, "nobody"), article(2, "paper", minutes=1)], PUBLISHERS).id == 1
