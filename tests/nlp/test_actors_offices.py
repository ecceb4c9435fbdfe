"""Office holders: valid on a day, learned from texts, forgotten; and the component."""

import random
from datetime import date

import pytest
import spacy

from nlp.actors import OfficeBook, OfficeObservation, load_gazetteer, read_actors, register
from nlp.actors.learned import LearnedOffices
from nlp.actors.offices import static_offices
from nlp.actors.tables import home_of, state_codes

register()
_ENGLISH = spacy.blank("en")


def seen(day: date, *, former: bool = False, article: str | None = "a1", code: str = "SVN:GOV") -> OfficeObservation:
    return OfficeObservation(code, "president", "Tanja Novak", "Novak", day, article, former)


def codes_of(text: str, on: date | None, book: OfficeBook) -> list[tuple[str, ...]]:
    doc = _ENGLISH(text)
    doc._.published_on = on
    return [mention.codes for mention in read_actors(doc, load_gazetteer(), book).mentions]


def test_the_table_has_no_office_that_ends_before_it_begins() -> None:
    assert [office for office in static_offices() if office.ended_on and office.ended_on < office.started_on] == []


def test_every_office_of_the_table_is_of_a_known_actor() -> None:
    known = state_codes() | set(load_gazetteer_bases())
    assert {office.code.partition(":")[0] for office in static_offices()} <= known


def load_gazetteer_bases() -> set[str]:
    from nlp.actors.tables import named_entries

    return {code.partition(":")[0] for entry in named_entries("organisations.tsv") for code in entry.codes}


@pytest.mark.parametrize(
    ("day", "codes"),
    [(date(2019, 5, 1), [("DEU:GOV",)]), (date(2022, 6, 1), []), (date(2004, 1, 1), [])],
)
def test_a_surname_counts_only_while_the_office_lasts(day: date, codes: list[tuple[str, ...]]) -> None:
    assert codes_of("Merkel called for calm.", day, OfficeBook()) == codes


def test_without_a_day_everybody_who_ever_held_an_office_counts() -> None:
    assert codes_of("Merkel called for calm.", None, OfficeBook()) == [("DEU:GOV",)]


def test_a_title_in_one_article_resolves_the_full_name_in_a_later_one() -> None:
    book = OfficeBook(offices=())
    doc = _ENGLISH("Slovenian President Tanja Novak warned Hungary.")
    doc._.published_on = date(2030, 1, 1)
    observations = read_actors(doc, load_gazetteer(), book).observations
    assert [(seen.name, seen.code, seen.surname) for seen in observations] == [("Tanja Novak", "SVN:GOV", "Novak")]
    book.learn(observations)
    assert codes_of("Tanja Novak resigned.", date(2030, 1, 5), book) == [("SVN:GOV",)]


def test_a_learned_surname_alone_needs_a_title_or_its_state() -> None:
    book = OfficeBook(offices=())
    book.learn([seen(date(2030, 1, 1))])
    assert codes_of("Novak resigned.", date(2030, 1, 5), book) == []
    assert codes_of("President Novak resigned.", date(2030, 1, 5), book) == [("SVN:GOV",)]


def test_nothing_is_known_before_the_first_observation() -> None:
    book = OfficeBook(offices=())
    book.learn([seen(date(2030, 1, 1))])
    assert codes_of("Tanja Novak resigned.", date(2029, 12, 31), book) == []


def test_former_in_a_later_text_ends_the_office() -> None:
    book = OfficeBook(offices=())
    book.learn([seen(date(2030, 1, 1)), seen(date(2030, 3, 1), former=True)])
    assert codes_of("Tanja Novak spoke.", date(2030, 2, 1), book) == [("SVN:GOV",)]
    assert codes_of("Tanja Novak spoke.", date(2030, 4, 1), book) == []


def test_an_office_seen_once_is_forgotten_after_half_a_year_and_more_often_later() -> None:
    once, often = LearnedOffices(), LearnedOffices()
    once.add(seen(date(2030, 1, 1)))
    for number in range(4):
        often.add(seen(date(2030, 1, 1), article=f"a{number}"))
    assert once.holders("Tanja Novak", date(2030, 6, 1))
    assert once.holders("Tanja Novak", date(2030, 8, 1)) == []
    assert often.holders("Tanja Novak", date(2030, 8, 1))[0].count == 4
    assert often.holders("Tanja Novak", date(2032, 8, 1)) == []


def test_the_order_and_repetition_of_observations_do_not_matter() -> None:
    every = [seen(date(2030, 1, day), article=f"a{day}") for day in range(1, 8)] + [seen(date(2030, 1, 4), former=True)]
    books = []
    for shuffle in range(5):
        book = LearnedOffices()
        for observation in random.Random(shuffle).sample(every * 2, len(every) * 2):
            book.add(observation)
        books.append(book.holders("Novak", date(2030, 2, 1)))
    assert all(found == books[0] for found in books)
    assert books[0][0].count == 3


def test_what_was_learned_survives_its_rows() -> None:
    book = OfficeBook()
    book.learn([seen(date(2030, 1, 1)), seen(date(2030, 2, 1), former=True)])
    again = OfficeBook.from_rows(book.to_rows())
    assert list(again.to_rows()) == list(book.to_rows())
    assert again.holders("Tanja Novak", date(2030, 1, 2))[0].code == "SVN:GOV"


def test_a_learned_mention_says_how_often_it_was_seen() -> None:
    book = OfficeBook(offices=())
    book.learn([seen(date(2030, 1, 1), article="a1"), seen(date(2030, 1, 2), article="a2")])
    doc = _ENGLISH("Tanja Novak resigned.")
    doc._.published_on = date(2030, 1, 5)
    mention = read_actors(doc, load_gazetteer(), book).mentions[0]
    assert mention.rule == "learned_office"
    assert "learned from 2 articles" in mention.evidence


def test_groups_know_their_home_state() -> None:
    assert (home_of("HAMAS"), home_of("HEZBOLLAH"), home_of("NATO"), home_of("FRA")) == ("PSE", "LBN", None, "FRA")


def test_the_component_sets_mentions_places_and_observations() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entente_actors")
    doc = nlp("Officials met in Moscow after France protested.")
    assert [mention.codes for mention in doc._.mentions] == [("FRA",)]
    assert [place.codes for place in doc._.places] == [("RUS",)]
    assert doc._.office_observations == []


def test_mentions_do_not_overlap_and_stand_in_text_order() -> None:
    text = "Russia's FSB and the Russian army, the U.S. Army and Turkey's Erdogan met the two sides. " * 20
    doc = _ENGLISH(text)
    doc._.published_on = date(2022, 1, 1)
    mentions = read_actors(doc, load_gazetteer(), OfficeBook()).mentions
    ends = [0, *(mention.end for mention in mentions)]
    assert all(end <= mention.start for end, mention in zip(ends, mentions, strict=False))
    assert all(mention.start <= mention.head < mention.end for mention in mentions)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "the", "'s", "- - -", "Russia", "the two", "whose", "U.S.", "((((", "’’’"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    codes_of(text, date(2022, 1, 1), OfficeBook())
