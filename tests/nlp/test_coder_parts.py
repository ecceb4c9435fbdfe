"""The coder's parts by themselves: clauses over documents built by hand, days, merging, headlines, sentences."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from core.alliances import Membership
from core.events import CodedEvent
from core.plover import EventType, Status
from nlp.coder.answers import answered
from nlp.coder.clauses import preposition_of, read_clause
from nlp.coder.days import read_time
from nlp.coder.headlines import to_sentence_case
from nlp.coder.inflect import form_table, noun_forms, verb_forms
from nlp.coder.lexicon import default_lexicon
from nlp.coder.merge import merge
from nlp.coder.prefilter import Prefilter, split_sentences
from nlp.coder.relevance import is_alliance_relevant
from nlp.training.confidence import fit_articles

VOCAB = English().vocab
WEDNESDAY = date(2024, 6, 5)


def doc(*rows: tuple[str, str, str, str, int]) -> Doc:
    """A document from (word, lemma, tag, label, head) rows."""
    words, lemmas, tags, deps, heads = zip(*rows, strict=True)
    kinds = {"WDT": "PRON", "IN": "ADP", "TO": "PART", "CC": "CCONJ"}
    pos = ["VERB" if tag.startswith("VB") else kinds.get(tag, "NOUN") for tag in tags]
    return Doc(
        VOCAB, words=list(words), lemmas=list(lemmas), tags=list(tags), pos=pos, deps=list(deps), heads=list(heads)
    )


def test_a_passive_has_its_subject_as_object_and_its_agent() -> None:
    made = doc(("Peru", "Peru", "NNP", "nsubj:pass", 2), ("was", "be", "VBD", "aux:pass", 2), ("attacked", "attack",
    "VBN", "ROOT", 2),
               ("by", "by", "IN", "case", 4), ("Chile", "Chile", "NNP", "obl:agent", 2))  # fmt: skip
    clause = read_clause(made[2])
    assert ([t.text for t in clause.objects], [t.text for t in clause.agents]) == (["Peru"], ["Chile"])


def test_a_conjunct_verb_inherits_its_subject() -> None:
    made = doc(("Peru", "Peru", "NNP", "nsubj", 1), ("met", "meet", "VBD", "ROOT", 1), ("and", "and", "CC", "cc", 3),
               ("helped", "help", "VBD", "conj", 1), ("Chile", "Chile", "NNP", "obj", 3))  # fmt: skip
    assert [token.text for token in read_clause(made[3]).subjects] == ["Peru"]


def test_a_relative_clause_finds_its_antecedent() -> None:
    made = doc(("Peru", "Peru", "NNP", "ROOT", 0), ("which", "which", "WDT", "nsubj", 2), ("helped", "help", "VBD",
    "acl:relcl", 0),
               ("Chile", "Chile", "NNP", "obj", 2))  # fmt: skip
    clause = read_clause(made[2])
    assert ([t.text for t in clause.subjects], [t.text for t in clause.objects]) == (["Peru"], ["Chile"])


def test_who_was_asked_is_the_subject_of_what_was_asked() -> None:
    made = doc(("Peru", "Peru", "NNP", "nsubj", 1), ("asked", "ask", "VBD", "ROOT", 1), ("Chile", "Chile", "NNP",
    "obj", 1),
               ("to", "to", "TO", "mark", 4), ("help", "help", "VB", "xcomp", 1))  # fmt: skip
    assert [token.text for token in read_clause(made[4]).subjects] == ["Chile"]


def test_out_of_is_one_preposition() -> None:
    made = doc(("out", "out", "IN", "case", 2), ("of", "of", "IN", "case", 2), ("Peru", "Peru", "NNP", "ROOT", 2))
    assert preposition_of(made[2]) == "out_of"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on Tuesday", date(2024, 6, 4)),
        ("yesterday", date(2024, 6, 4)),
        ("on Wednesday", date(2024, 6, 5)),
        ("on June 1", date(2024, 6, 1)),
        ("on 2 June 2024", date(2024, 6, 2)),
        ("three days ago", date(2024, 6, 2)),
        ("last week", None),
        ("", WEDNESDAY),
        ("on Thurs. last", date(2024, 5, 30)),
        ("Thus they parted", WEDNESDAY),
        ("The Sun wrote so", WEDNESDAY),
    ],
)
def test_days_near_publication(words: str, day: date | None) -> None:
    sense = read_time(f"Peru met Chile {words}", WEDNESDAY)
    assert (sense.day, sense.is_historical) == (day, False)


@pytest.mark.parametrize(
    "words", ["in 2014", "three decades ago", "during World War II", "in the 1980s", "last year", "in May 1945"]
)
def test_history_is_told(words: str) -> None:
    assert read_time(f"Peru met Chile {words}", WEDNESDAY).is_historical


TIME = """in on by last next since until ago earlier before days years centuries Mon. Thu Thus Thurs Sun May March
    Sept. 0 7 31 29 1 99999999999999 1968 2031 9999 th , - 's three million decades the of early"""


@given(st.lists(st.sampled_from(TIME.split()), max_size=8), st.booleans())
def test_any_words_for_time_are_read_without_an_error(words: list[str], is_future: bool) -> None:
    text = " ".join(words)
    assert read_time(text, WEDNESDAY, is_future=is_future)
    assert read_time(text, None, is_future=is_future)


def test_what_lies_ahead_has_the_next_weekday() -> None:
    assert read_time("will meet on Tuesday", WEDNESDAY, is_future=True).day == date(2024, 6, 11)


ACT = CodedEvent(("NOR",), ("BLR",), EventType.SANCTION, None, (), Status.ASSERTED, WEDNESDAY, 0.8, None)


def test_the_same_act_is_kept_once_with_the_finer_code() -> None:
    (act,) = merge([ACT, replace(ACT, actors=("NOR:GOV",), mode="discontinue")])
    assert (act.actors, act.mode) == (("NOR:GOV",), "discontinue")
    assert act.confidence > ACT.confidence


def test_other_days_are_other_acts() -> None:
    assert len(merge([ACT, replace(ACT, event_day=date(2024, 5, 1))])) == 2


def test_a_negated_act_is_not_the_asserted_one() -> None:
    assert len(merge([ACT, replace(ACT, status=Status.NEGATED)])) == 2


def test_merging_twice_changes_nothing() -> None:
    once = merge([ACT, ACT, replace(ACT, type=EventType.ACCUSE)])
    assert merge(once) == once


def test_an_answer_without_an_act_before_it_has_no_recipient() -> None:
    answer = replace(ACT, type=EventType.ACCUSE, recipients=())
    assert answered(answer, [], "step").recipients == ()
    assert answered(answer, [replace(ACT, actors=("RUS",))], "step").recipients == ("RUS",)


def test_title_case_is_lowered_in_place() -> None:
    title = "Norway Condemns Belarus Over Deadly Border Raid"
    lowered = to_sentence_case(title, {"condemns", "raid"}, {"norway", "belarus"})
    assert len(lowered) == len(title)
    assert lowered.startswith("Norway condemns Belarus over")


def test_sentences_keep_abbreviations_together() -> None:
    text = "The U.S. Gen. Lee met Mr. Kim. Talks began.\n\nThey ended."
    assert [segment.text for segment in split_sentences(text)] == [
        "The U.S. Gen. Lee met Mr. Kim.",
        "Talks began.",
        "They ended.",
    ]
    assert all(text[segment.start : segment.end] == segment.text for segment in split_sentences(text))


def test_every_form_of_a_trigger_can_act() -> None:
    prefilter = Prefilter(default_lexicon(), ())
    for lemma, particle in {trigger for entry in default_lexicon().entries for trigger in entry.triggers}:
        for form in verb_forms(lemma) if particle else ():
            assert prefilter.can_act({form, particle}), (form, particle)
    assert prefilter.can_act({"provided", "weapons"})  # also a conjunction


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("ban", "banned"),
        ("rape", "raped"),
        ("meet", "met"),
        ("veto", "vetoes"),
        ("deny", "denied"),
        ("equip", "equipped"),
        ("blow", "blew"),
    ],
)
def test_verb_forms(lemma: str, form: str) -> None:
    assert form in verb_forms(lemma)


def test_a_form_of_two_words_is_nobodys() -> None:
    assert "raped" in form_table(["rape", "rap"], is_verb=True)
    assert "embargoes" in noun_forms("embargo")


def test_alliance_relevance() -> None:
    spells = [Membership("NATO", code, date(1949, 4, 4), None) for code in ("USA", "FRA")]

    def relevant(actors: list[str], recipients: list[str], rivals: list[tuple[str, str]]) -> bool:
        return is_alliance_relevant(
            actors, recipients, alliances={"NATO"}, memberships=spells, on=WEDNESDAY, rivals=rivals
        )

    assert relevant(["NATO"], ["PER"], [])
    assert relevant(["USA:GOV"], ["FRA"], [])
    assert relevant(["USA"], ["RUS"], [("NATO", "RUS")])
    assert not relevant(["USA"], ["PER"], [])


def test_articles_lower_a_confidence_that_says_too_much() -> None:
    slope, offset = fit_articles([(0.97, number % 5 > 0) for number in range(200)])
    said = slope * 3.476 + offset  # the log-odds of 0.97
    assert 1.2 < said < 1.7  # four of five were right: 1.39


def test_a_few_judged_events_change_little() -> None:
    slope, offset = fit_articles([(0.9, True)])
    assert abs(slope - 1) < 0.1
    assert abs(offset) < 0.1
