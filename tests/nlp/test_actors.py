"""Actors in short texts, without a parse: what a reader would name, and what must stay unnamed."""

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

from nlp.actors import ActorList, OfficeBook, load_gazetteer, register, resolve

register()
_ENGLISH = spacy.blank("en")
_BOOK = OfficeBook()


def read(text: str, on: date = date(2023, 5, 1), title_end: int = 0) -> list[tuple[str, str]]:
    doc: Doc = _ENGLISH(text)
    doc._.published_on = on
    doc._.title_end = title_end
    return [
        (doc[mention.start : mention.end].text, " ".join(mention.codes))
        for mention in resolve(doc, load_gazetteer(), _BOOK)
    ]


CASES = [
    ("Russia invaded Ukraine.", "Russia=RUS Ukraine=UKR"),
    ("The U.S. warned the UK, the UAE, the DPRK and the PRC.", "U.S.=USA UK=GBR UAE=ARE DPRK=PRK PRC=CHN"),
    ("They told us to wait.", ""),
    ("Moscow warned that it would respond.", "Moscow=RUS"),
    ("A concert was held in Moscow on Tuesday.", ""),
    ("Talks between Moscow and Kyiv failed.", "Moscow=RUS Kyiv=UKR"),
    ("The Kremlin rejected the claim.", "Kremlin=RUS:GOV"),
    ("Russian-backed separatists fled.", ""),
    ("The Russian army crossed the border.", "Russian_army=RUS:MIL"),
    ("Brazil beat Germany 2-0 in the final.", ""),
    ("SEOUL (Reuters) - North Korea fired a missile.", "North_Korea=PRK"),
    ("American Airlines served French fries in New Mexico.", ""),
]


def wanted(line: str) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " "), codes.replace("+", " ")) for name, _, codes in (w.partition("=") for w in line.split())
    ]


@pytest.mark.parametrize(("text", "line"), CASES, ids=[text[:50] for text, _ in CASES])
def test_names_the_actors_of(text: str, line: str) -> None:
    assert read(text) == wanted(line)


def test_an_actor_list_of_ones_own_replaces_the_world() -> None:
    gazetteer = ActorList({"Gondor": "GON", "Gondorian": "GON", "Mordor": "MOR"}).gazetteer()
    doc = _ENGLISH("The Gondorian army attacked Mordor.")
    found = [mention.codes for mention in resolve(doc, gazetteer, OfficeBook(offices=()))]
    assert found == [("GON:MIL",), ("MOR",)]


@pytest.mark.parametrize(
    ("on", "text", "line"),
    [
        (date(1968, 8, 22), "Moscow warned, and Prague said no.", "Moscow=SUN Prague=CSK"),
        (date(1968, 8, 22), "The Kremlin warned, and Belgrade said no.", "Kremlin=SUN:GOV Belgrade=YUG"),
        (date(1992, 3, 1), "Moscow warned, and Prague said no.", "Moscow=RUS Prague=CSK"),
        (date(1999, 3, 26), "NATO warned, and Belgrade said no.", "NATO=NATO Belgrade=YUG"),
        (date(2022, 3, 1), "Prague warned, and Belgrade said no.", "Prague=CZE Belgrade=SRB"),
    ],
)
def test_a_capital_speaks_for_the_state_of_its_day(on: date, text: str, line: str) -> None:
    assert read(text, on) == wanted(line)
