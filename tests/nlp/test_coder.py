"""What the coder makes of sentences: voices, joints, operators, status, articles. One reason to fail each."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import base_of
from core.events import CodedEvent
from core.plover import AllianceAct, Dimension, EventType, Status, ThreatCategory
from nlp.code import GAP, CodedText, Coder, Text
from nlp.explain import explain, to_html

MONDAY = date(2024, 6, 3)
STATES = {
    "Norway": "NOR",
    "Kenya": "KEN",
    "Peru": "PER",
    "Japan": "JPN",
    "Egypt": "EGY",
    "Poland": "POL",
    "Vietnam": "VNM",
}


def article(coder: Coder, body: str, title: str = "", on: date | None = MONDAY) -> CodedText:
    return next(iter(coder.code([Text("x", title, body, on)])))


def events(coder: Coder, body: str, title: str = "", on: date | None = MONDAY) -> tuple[CodedEvent, ...]:
    return article(coder, body, title, on).events


def only(coder: Coder, body: str, title: str = "", on: date | None = MONDAY) -> CodedEvent:
    found = events(coder, body, title, on)
    assert len(found) == 1, [str(event.type) for event in found]
    return found[0]


def sides(event: CodedEvent) -> tuple[set[str], set[str]]:
    return set(map(base_of, event.actors)), set(map(base_of, event.recipients))


@pytest.mark.parametrize(
    "sentence",
    [
        "Turkey attacked Syria on Sunday.",
        "Syria was attacked by Turkey on Sunday.",
        "Turkey launched an attack on Syria on Sunday.",
        "Turkey, which attacked Syria on Sunday, said nothing.",
        "Turkey gathered its troops and attacked Syria on Sunday.",
        "Turkey began to attack Syria on Sunday.",
        "Turkey's attack on Syria began on Sunday.",
    ],
)
def test_one_act_in_many_shapes(coder: Coder, sentence: str) -> None:
    found = [event for event in events(coder, sentence) if event.type is EventType.ASSAULT]
    assert [sides(event) for event in found] == [({"TUR"}, {"SYR"})]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Norway decided against sending troops to Peru.", Status.NEGATED),
        ("Norway refrained from sending troops to Peru.", Status.NEGATED),
        ("Norway stopped short of sending troops to Peru.", Status.NEGATED),
        ("Norway dropped plans to send troops to Peru.", Status.NEGATED),
        ("Norway balked at sending troops to Peru.", Status.NEGATED),
        ("Reports that Norway sent troops to Peru are false.", Status.NEGATED),
        ("It is not true that Norway sent troops to Peru.", Status.NEGATED),
        ("Norway did not threaten Japan, nor did it send troops to Peru.", Status.NEGATED),
        ("Norway toyed with the idea of sending troops to Peru.", Status.HYPOTHETICAL),
        ("Had Norway sent troops to Peru, Japan would have objected.", Status.HYPOTHETICAL),
        ("Norway was to send troops to Peru.", Status.HYPOTHETICAL),
        ("Norway is going to send troops to Peru.", Status.FUTURE),
        ("Norway sends troops to Peru next month.", Status.FUTURE),
        ("From October, Norway sends troops to Peru.", Status.FUTURE),
        ("Ten years have passed since Norway sent troops to Peru.", Status.HISTORICAL),
        ("In May 1987, Norway sent troops to Peru.", Status.HISTORICAL),
        ("A generation ago Norway sent troops to Peru.", Status.HISTORICAL),
        ("Norway sent troops to Peru during the Cold War.", Status.HISTORICAL),
        ("Norway, guided by Cold War thinking, sent troops to Peru.", Status.ASSERTED),
        ("Prime Minister Theresa May sent troops to Peru.", Status.ASSERTED),
    ],
)
def test_words_around_an_act_settle_its_status(coder: Coder, sentence: str, status: Status) -> None:
    found = [event for event in events(coder, sentence, on=date(2018, 6, 4)) if event.type is EventType.MOBILIZE]
    assert [event.status for event in found] == [status]


def test_a_state_that_is_gone_acts_in_history(coder: Coder) -> None:
    assert only(coder, "Soviet troops invaded Afghanistan.").status is Status.HISTORICAL


def test_two_acts_of_one_sentence_stay_two(coder: Coder) -> None:
    found = events(coder, "Kenya banned trade with Peru and expelled two Peruvian diplomats.")
    assert [event.mode for event in found] == ["discontinue", "expel"]


def test_an_answer_goes_to_who_accused(coder: Coder) -> None:
    found = events(coder, "Kenya accused Peru of theft. Japan praised Egypt. Peru rejected the charge.")
    assert [sides(event) for event in found if event.type is EventType.REJECT] == [({"PER"}, {"KEN"})]


def test_an_answer_goes_to_all_who_did_the_same(coder: Coder) -> None:
    body = "Kenya expelled a Peruvian envoy. Japan expelled a Peruvian envoy too. Egypt condemned the expulsions."
    found = [event for event in events(coder, body) if event.type is EventType.ACCUSE]
    assert [sides(event) for event in found] == [({"EGY"}, {"KEN", "JPN"})]


def test_who_stands_before_a_colon_speaks(coder: Coder) -> None:
    event = only(coder, "", "Seoul: North Korea fires missile")
    assert (event.actors, event.speaker) == (("PRK",), "KOR")


def test_an_alliance_meets_by_itself(coder: Coder) -> None:
    event = only(coder, "Ministers of NATO met in Oslo on Friday.")
    assert (event.type, event.actors) == (EventType.CONSULT, ("NATO",))


@pytest.mark.parametrize(
    "sentence",
    [
        "Japan thrashed Peru and knocked Kenya out of the cup.",
        "Kenya offered condolences to Peru.",
        "Norway met the target.",
        "Peru's demand that Kenya free the prisoners was repeated.",
    ],
)
def test_what_only_sounds_like_an_act_is_none(coder: Coder, sentence: str) -> None:
    assert not [event for event in events(coder, sentence) if event.type is not EventType.REQUEST]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(STATES)))
def test_renaming_actors_keeps_the_type(coder: Coder, names: list[str]) -> None:
    one, two = names[0], names[1]
    event = only(coder, f"{one} imposed sanctions on {two} on Friday.")
    assert (event.type, sides(event)) == (EventType.SANCTION, ({STATES[one]}, {STATES[two]}))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(STATES)), st.sampled_from(["condemned", "attacked", "invaded", "criticized"]))
def test_passive_swaps_nothing(coder: Coder, names: list[str], verb: str) -> None:
    active = only(coder, f"{names[0]} {verb} {names[1]} on Friday.")
    passive = only(coder, f"{names[1]} was {verb} by {names[0]} on Friday.")
    assert (active.type, sides(active)) == (passive.type, sides(passive))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations(sorted(STATES)),
    st.sampled_from(
        [
            ("{0} gave aid to {1} on Friday.", "{1} received aid from {0} on Friday."),
            ("{0} criticized {1} on Friday.", "{1} drew criticism from {0} on Friday."),
            ("{0} attacked {1} on Friday.", "{1} came under attack from {0} on Friday."),
            ("{0} praised {1} on Friday.", "{1} won praise from {0} on Friday."),
        ]
    ),
)
def test_an_act_told_by_its_receiver_is_the_same(coder: Coder, names: list[str], shapes: tuple[str, str]) -> None:
    given, received = (only(coder, shape.format(*names)) for shape in shapes)
    assert (given.type, sides(given)) == (received.type, sides(received))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(STATES)), st.sampled_from(["condemned", "attacked", "accused"]))
def test_each_other_is_an_act_of_both(coder: Coder, names: list[str], verb: str) -> None:
    event = only(coder, f"{names[0]} and {names[1]} {verb} each other on Friday.")
    assert sides(event) == ({STATES[names[0]], STATES[names[1]]}, set())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(sorted(STATES)), st.sampled_from(["attacked", "invaded", "bombed"]))
def test_a_denied_act_is_a_rejection_and_no_act(coder: Coder, names: list[str], verb: str) -> None:
    event = only(coder, f"{names[0]} denied that it had {verb} {names[1]}.")
    assert event.type is EventType.REJECT
    assert sides(event)[0] == {STATES[names[0]]}


@pytest.mark.parametrize(
    ("sentence", "status", "event_type"),
    [
        ("Norway did not attack Peru.", Status.NEGATED, EventType.ASSAULT),
        ("Norway has never attacked Peru.", Status.NEGATED, EventType.ASSAULT),
        ("Norway failed to help Peru.", Status.NEGATED, EventType.AID),
        ("Norway may attack Peru.", Status.HYPOTHETICAL, EventType.ASSAULT),
        ("If Norway attacks Peru, oil will rise.", Status.HYPOTHETICAL, EventType.ASSAULT),
        ("Norway will help Peru next month.", Status.FUTURE, EventType.AGREE),
        ("Norway plans to send aid to Peru.", Status.FUTURE, EventType.AGREE),
        ("Norway attacked Peru in 1987.", Status.HISTORICAL, EventType.ASSAULT),
        ("Three decades ago, Norway attacked Peru.", Status.HISTORICAL, EventType.ASSAULT),
        ("Norway agreed to help Peru.", Status.ASSERTED, EventType.AGREE),
        ("Norway threatened to attack Peru.", Status.ASSERTED, EventType.THREATEN),
        ("Norway ruled out helping Peru.", Status.ASSERTED, EventType.REJECT),
        ("Norway repeated its demand that Peru withdraw.", Status.ASSERTED, EventType.REQUEST),
        ("Norway said Peru was behind the blast.", Status.ASSERTED, EventType.ACCUSE),
        ("Norway said Peru was to blame.", Status.ASSERTED, EventType.ACCUSE),
        ("Norway refused to help Peru.", Status.ASSERTED, EventType.REJECT),
        ("Norway vowed to support Peru.", Status.ASSERTED, EventType.AGREE),
        ("Norway asked Peru to send troops.", Status.ASSERTED, EventType.REQUEST),
        ("Norway called on Peru to free the prisoners.", Status.ASSERTED, EventType.REQUEST),
        ("Norway said Peru must free the prisoners.", Status.ASSERTED, EventType.REQUEST),
    ],
)
def test_words_above_an_act_decide_what_it_is(
    coder: Coder, sentence: str, status: Status, event_type: EventType
) -> None:
    event = only(coder, sentence)
    assert (event.status, event.type, sides(event)) == (status, event_type, ({"NOR"}, {"PER"}))


def test_a_reported_act_names_its_speaker(coder: Coder) -> None:
    event = only(coder, "Kenya said Norway had attacked Peru.")
    assert (event.type, event.speaker, event.status) == (EventType.ASSAULT, "KEN", Status.ASSERTED)


def test_a_joint_act_is_one_event_without_recipient(coder: Coder) -> None:
    event = only(coder, "Norway met Finland in Vienna on Monday.")
    assert (event.type, sides(event)) == (EventType.CONSULT, ({"NOR", "FIN"}, set()))


def test_compound_actors_stay_one_event(coder: Coder) -> None:
    event = only(coder, "Norway and Finland condemned Belarus.")
    assert sides(event) == ({"NOR", "FIN"}, {"BLR"})


def test_an_envoy_is_recalled_from_whoever_is_blamed_besides(coder: Coder) -> None:
    found = events(coder, "Condemning Peru's raid, Norway withdrew its ambassador.")
    assert (EventType.SANCTION, ({"NOR"}, {"PER"})) in [(event.type, sides(event)) for event in found]


def test_compound_recipients_stay_one_event(coder: Coder) -> None:
    assert sides(only(coder, "Norway condemned Belarus, Peru and Kenya.")) == ({"NOR"}, {"BLR", "PER", "KEN"})


@pytest.mark.parametrize(
    ("sentence", "event_type", "parties"),
    [
        ("Norwegian jets killed two people in Peru.", EventType.ASSAULT, ({"NOR"}, {"PER"})),
        ("Boko Haram abducted nine schoolgirls.", EventType.ASSAULT, ({"BOKO_HARAM"}, set())),
        ("Norwegian troops fired on a Peruvian post, killing two people.", EventType.ASSAULT, ({"NOR"}, {"PER"})),
        ("Fighting broke out between Norway and Peru.", EventType.ASSAULT, ({"NOR", "PER"}, set())),
        ("Kenya test-fired a missile.", EventType.MOBILIZE, ({"KEN"}, set())),
        ("Norwegian troops, backed by tanks, attacked a Peruvian base.", EventType.ASSAULT, ({"NOR"}, {"PER"})),
        ("Norway issued a statement condemning Peru.", EventType.ACCUSE, ({"NOR"}, {"PER"})),
        ("Norway deplored in the strongest terms Peru's decision.", EventType.ACCUSE, ({"NOR"}, {"PER"})),
        ("During a visit to Norway, Peru's president praised the weather.", EventType.CONSULT, ({"PER"}, {"NOR"})),
        ("Norway will buy up to five ships from Peru.", EventType.AGREE, ({"NOR"}, {"PER"})),
        ("At the request of Norway, Peru closed the talks.", EventType.REQUEST, ({"NOR"}, {"PER"})),
        ("Norway handed over 800 tents to Peru.", EventType.AID, ({"NOR"}, {"PER"})),
        ("Norway repeated its threat to attack Peru.", EventType.THREATEN, ({"NOR"}, {"PER"})),
        ("Norway barred a Peruvian minister from landing in Oslo.", EventType.COERCE, ({"NOR"}, {"PER"})),
        ("Norway rejected Peru's offer to host talks with Kenya.", EventType.REJECT, ({"NOR"}, {"PER"})),
        ("Norway demanded an apology by Peru.", EventType.REQUEST, ({"NOR"}, {"PER"})),
        ("Canada welcomed Peru to NATO.", EventType.SUPPORT, ({"CAN"}, {"PER"})),
        ("Norway turned down an invitation to join OPEC.", EventType.REJECT, ({"NOR"}, {"OPEC"})),
        ("Norway fired a missile at Lima's airport.", EventType.ASSAULT, ({"NOR"}, {"PER"})),
    ],
)
def test_parties_are_found_where_they_stand(
    coder: Coder, sentence: str, event_type: EventType, parties: tuple[set[str], set[str]]
) -> None:
    event = only(coder, sentence)
    assert (event.type, sides(event)) == (event_type, parties)


@pytest.mark.parametrize(
    ("title", "event_type", "parties"),
    [
        ("Seoul, Tokyo to hold drills", EventType.AGREE, {"KOR", "JPN"}),
        ("US slaps sanctions on Belarus", EventType.SANCTION, {"USA", "BLR"}),
        ("Norway Condemns Belarus Over Raid", EventType.ACCUSE, {"NOR", "BLR"}),
        ("NORWAY CONDEMNS BELARUS OVER RAID", EventType.ACCUSE, {"NOR", "BLR"}),
    ],
)
def test_headlines(coder: Coder, title: str, event_type: EventType, parties: set[str]) -> None:
    event = only(coder, "", title)
    assert (event.type, set().union(*sides(event))) == (event_type, parties)


@pytest.mark.parametrize(
    "sentence",
    [
        "Norway and Peru share a border of stone and ice.",
        "Norway beat Peru 2-0 in the opening match of the tournament.",
        "A Norwegian restaurant in Peru won a prize.",
        "Trade between Norway and Peru grew by five percent.",
        "Norway lies far from Peru.",
        "Norwegian tourists flew to Peru.",
        "Food from Norway arrived in Peru.",
        "Norway said Peru may be behind the blast.",
        "Peru was hit by a quake.",
    ],
)
def test_no_act_no_event(coder: Coder, sentence: str) -> None:
    assert events(coder, sentence) == ()


def test_title_and_body_tell_one_act_once(coder: Coder) -> None:
    body = "OSLO - Norway imposed sanctions on Belarus on Monday. The sanctions were imposed by Norway after a raid."
    found = events(coder, body, "Norway slaps sanctions on Belarus")
    assert [event.type for event in found] == [EventType.SANCTION]


def test_an_answer_finds_the_act_it_answers(coder: Coder) -> None:
    found = events(coder, "Russia attacked Ukraine on Sunday. Norway condemned the attack.")
    answer = next(event for event in found if event.type is EventType.ACCUSE)
    assert sides(answer) == ({"NOR"}, {"RUS"})


def test_the_day_is_read_from_the_words(coder: Coder) -> None:
    assert only(coder, "Norway condemned Belarus on Friday.").event_day == date(2024, 5, 31)
    assert only(coder, "Norway condemned Belarus.").event_day == MONDAY
    assert only(coder, "Norway condemned Belarus in 2014.").event_day is None


def test_without_a_date_no_day_is_made_up(coder: Coder) -> None:
    result = article(coder, "Norway condemned Belarus on Friday.", on=None)
    assert result.events[0].event_day is None
    assert "no_date" in result.flags


def test_spans_point_into_title_and_body(coder: Coder) -> None:
    title, body = "Norway condemns Belarus", "OSLO - A quiet day.\n\nLater Japan invaded Vietnam on Sunday."
    whole = title + GAP + body
    for event in events(coder, body, title):
        assert event.evidence is not None
        for span in (
            event.evidence.sentence,
            event.evidence.trigger,
            *event.evidence.actors,
            *event.evidence.recipients,
        ):
            assert whole[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("title", "flag"),
    [
        ("Correction: Norway did not condemn Belarus", "correction"),
        ("On this day: Norway condemned Belarus", "retrospect"),
        ("Striker scores twice as Norway beat Peru in cup semi-final", "sport"),
    ],
)
def test_some_articles_are_left_alone(coder: Coder, title: str, flag: str) -> None:
    result = article(
        coder, "Norway condemned Belarus on Monday. The referee and the goalkeeper met after the match.", title
    )
    assert flag in result.flags
    assert result.events == ()


def test_alliance_meaning(coder: Coder) -> None:
    joined = only(coder, "Finland joined NATO on Monday.")
    assert joined.alliance_act is AllianceAct.ACCESSION
    drills = only(coder, "Norway and Denmark held joint military drills.")
    assert drills.dimension is Dimension.MILITARY
    strike = only(coder, "China attacked American warships.")
    assert dict(strike.threats)[ThreatCategory.GREAT_POWER] == 1.0


def test_long_and_nonsense_articles_take_bounded_time(coder: Coder) -> None:
    quick = Coder(coder.nlp)
    started = perf_counter()
    result = article(quick, "Russia attacked Ukraine on Monday. " * 6000)
    assert "too_long" in result.flags
    assert result.events
    assert article(quick, "x(" * 50_000 + " Russia" * 10_000).events == ()
    assert perf_counter() - started < 60


def test_an_empty_article_is_no_trouble(coder: Coder) -> None:
    assert article(coder, "", "").events == ()


def test_processes_do_not_change_what_is_read(coder: Coder) -> None:
    texts = [
        Text(str(n), "", f"Norway {verb} Belarus on Friday.", MONDAY)
        for n, verb in enumerate(["condemned", "attacked"] * 3)
    ]
    one = [(result.id, result.events) for result in coder.code(texts)]
    assert one == [(result.id, result.events) for result in coder.code(texts, processes=2, batch_size=2)]


def test_every_event_can_be_explained(coder: Coder) -> None:
    text = Text("x", "", "Norway promised to send aid to Peru.", MONDAY)
    told = explain(next(iter(coder.code([text]))), coder.lexicon)
    assert "pattern" in told
    assert "promise" in told
    assert "<svg" in to_html([text], coder)
