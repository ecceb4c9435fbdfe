"""The carried pipeline reads wire text: relations that events need, on sentences of our own."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from nlp.pipeline import MODEL, load_pipeline


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def relations(doc: Doc) -> set[tuple[str, str, str]]:
    return {(token.dep_, token.text, token.head.text) for token in doc}


def test_the_model_is_small_enough_to_carry() -> None:
    files = [file for file in MODEL.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 40e6
    assert max(file.stat().st_size for file in files) <= 20e6


def test_it_has_the_components_that_coding_needs(nlp: Language) -> None:
    assert {"tok2vec", "tagger", "morphologizer", "lemmatizer", "parser", "ner"} <= set(nlp.pipe_names)


def test_the_model_names_no_place_of_the_machine_that_trained_it() -> None:
    assert '"/' not in (MODEL / "config.cfg").read_text() + (MODEL / "meta.json").read_text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S.-led force left.", ["The", "U.S.", "-", "led", "force", "left", "."]),
        ("TUNIS (AFP) - Troops moved.", ["TUNIS", "(", "AFP", ")", "-", "Troops", "moved", "."]),
        ("Lt. Gen. Orr met Qatar's emir.", ["Lt.", "Gen.", "Orr", "met", "Qatar", "'s", "emir", "."]),
        ("Oslo’s NATO-flagged ship", ["Oslo", "’s", "NATO", "-", "flagged", "ship"]),
        ("It isn't an F-16.", ["It", "is", "n't", "an", "F-16", "."]),
    ],
)
def test_wire_text_comes_apart_as_the_treebanks_do(nlp: Language, text: str, words: list[str]) -> None:
    assert [token.text for token in nlp.make_doc(text)] == words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Chile was criticised by Peru over the border closure.",
            {("nsubj:pass", "Chile", "criticised"), ("obl:agent", "Peru", "criticised")},
        ),
        (
            "Norway, Latvia and Canada sent tanks to Ukraine.",
            {
                ("nsubj", "Norway", "sent"),
                ("conj", "Latvia", "Norway"),
                ("conj", "Canada", "Norway"),
                ("obj", "tanks", "sent"),
                ("obl", "Ukraine", "sent"),
            },
        ),
        (
            "Ghana's foreign minister accused Togo of arming rebels.",
            {
                ("nmod:poss", "Ghana", "minister"),
                ("nsubj", "minister", "accused"),
                ("obj", "Togo", "accused"),
                ("advcl", "arming", "accused"),
                ("obj", "rebels", "arming"),
            },
        ),
        (
            "Italy urged Malta to free the crew.",
            {
                ("nsubj", "Italy", "urged"),
                ("obj", "Malta", "urged"),
                ("xcomp", "free", "urged"),
                ("obj", "crew", "free"),
            },
        ),
        (
            "The minister said that Kenya had expelled two diplomats.",
            {
                ("nsubj", "minister", "said"),
                ("ccomp", "expelled", "said"),
                ("nsubj", "Kenya", "expelled"),
                ("obj", "diplomats", "expelled"),
            },
        ),
        (
            "Talks between Oman and Yemen collapsed.",
            {("nsubj", "Talks", "collapsed"), ("nmod", "Oman", "Talks"), ("conj", "Yemen", "Oman")},
        ),
        (
            "Ivana Horvat, the Croatian defence minister, visited Ankara.",
            {("nsubj", "Ivana", "visited"), ("appos", "minister", "Ivana"), ("obj", "Ankara", "visited")},
        ),
        ("Brazil Slaps Sanctions on Bolivia", {("nsubj", "Brazil", "Slaps"), ("obj", "Sanctions", "Slaps")}),
        (
            "Seoul, Tokyo to hold drills",
            {("nsubj", "Seoul", "hold"), ("conj", "Tokyo", "Seoul"), ("obj", "drills", "hold")},
        ),
    ],
)
def test_relations_that_events_need(nlp: Language, text: str, wanted: set[tuple[str, str, str]]) -> None:
    assert wanted <= relations(nlp(text))


def test_verbs_of_headlines_have_their_lemma(nlp: Language) -> None:
    for text, lemma in (
        ("Brazil Condemns Raid", "condemn"),
        ("Cuba withdrew its envoy.", "withdraw"),
        ("Troops were massed there.", "mass"),
    ):
        assert lemma in [token.lemma_ for token in nlp(text)]


def test_tense_and_verb_form_are_told(nlp: Language) -> None:
    verb = next(token for token in nlp("Sudan has suspended the talks.") if token.text == "suspended")
    assert verb.pos_ == "VERB"
    assert "VerbForm=Part" in str(verb.morph)


def test_sentences_come_from_the_parser(nlp: Language) -> None:
    assert len(list(nlp("Peru closed its border on Friday. Chile protested.").sents)) == 2


def test_people_places_organisations_and_nationalities_are_found(nlp: Language) -> None:
    found = {
        (entity.text, entity.label_)
        for entity in nlp("NATO chief Mark Olsen met Turkish officials in Ankara on Monday.").ents
    }
    assert {("NATO", "ORG"), ("Turkish", "NORP"), ("Ankara", "LOC")} <= found
