"""What the coder makes of articles: rules between the lines, each with sentences of ours."""

from datetime import date

import pytest

from core.actors import base_of
from core.events import CodedEvent
from core.plover import EventType, Status
from nlp.code import Coder, Text

TUESDAY = date(2024, 6, 4)


def told(coder: Coder, body: str, title: str = "") -> list[CodedEvent]:
    """Asserted and other events of an article of a Tuesday."""
    return list(next(iter(coder.code([Text("x", title, body, TUESDAY)]))).events)


def line(event: CodedEvent) -> str:
    """`KEN > UGA REJECT`, codes without sectors."""
    parties = ("+".join(map(base_of, side)) for side in (event.actors, event.recipients))
    return f"{' > '.join(parties)} {event.type}"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # what is done by saying so is done, whatever will be done besides
        ("Kenya said it would keep its troops there, turning down requests from Uganda.", "KEN > UGA REJECT"),
        # orders to one's own are one's own act
        ("Kenya has ordered its foreign ministry to expel the Ghanaian ambassador.", "KEN > GHA THREATEN"),
        ("Kenya expelled five diplomats, among them two of Ghana.", "KEN > GHA SANCTION"),
        ("Kenya declared two envoys persona non grata, including those of Ghana and Mali.", "KEN > GHA+MLI SANCTION"),
        # regret of what one did oneself
        ("Kenya and Ghana on Monday condemned their invasion of Mali in 1968.", "KEN+GHA > MLI SUPPORT"),
        # a meeting that names nobody is that of whoever acts after it
        ("Kenya and Ghana praised Mali after a two-day meeting in Nairobi.", "KEN+GHA >  CONSULT"),
        ("ASEAN foreign ministers thanked Japan after a meeting in Bali.", "ASEAN >  CONSULT"),
        ("NATO said that it stood ready to help.", "NATO >  AGREE"),
    ],
)
def test_reads(coder: Coder, body: str, wanted: str) -> None:
    found = [line(event) for event in told(coder, body) if event.status is Status.ASSERTED]
    assert wanted in found, found


def test_a_deadline_is_not_the_day_of_the_act(coder: Coder) -> None:
    (event,) = told(coder, "Kenya urged Uganda to withdraw its troops by July 1.")
    assert event.event_day == TUESDAY


def test_the_weekday_of_an_act_goes_before_the_year_of_what_it_speaks_of(coder: Coder) -> None:
    (event,) = told(coder, "Kenya on Monday condemned the Ghanaian invasion of Mali in 1968.")
    assert (event.status, event.event_day) == (Status.ASSERTED, date(2024, 6, 3))


def test_people_who_are_let_go_are_not_their_state(coder: Coder) -> None:
    found = {event.type: event.recipients for event in told(coder, "Kenya let Ugandans go on Monday.")}
    assert found[EventType.RETREAT] == ("UGA:CVL",)


def test_a_row_of_names_after_the_ministers_of_as_many_states(coder: Coder) -> None:
    body = "Kenya, Ghana and Mali met with their ministers. Ana Sol, Jan Kos and Eva Tal condemned Spain."
    assert "KEN+GHA+MLI > ESP ACCUSE" in [line(event) for event in told(coder, body)]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # the raid is an assault, and the article's own: the first that it told
        (
            "Kenyan jets bombed a Somali depot hours after Somalia fired rockets at Kenya. Uganda condemned the raid.",
            "UGA > KEN ACCUSE",
        ),
        ("The Kenyan parliament voted on Monday to arm Chad. Sudan denounced the vote.", "SDN > KEN ACCUSE"),
        ("Kenya closed its border with Somalia. Somalia protested against the closure.", "SOM > KEN ACCUSE"),
        ("Kenya urged Chad to talk. Mali asked Chad to yield. Chad rejected the appeals.", "TCD > KEN+MLI REJECT"),
        ("Kenya expelled two Malian diplomats. Ghana welcomed the expulsions.", "GHA > KEN SUPPORT"),
        # whoever complains of an act is its victim
        ("Kenya summoned the Chinese envoy after a Chinese warship rammed a boat.", "CHN > KEN ASSAULT"),
        ("Kenyan jets bombed a Somali town, killing two generals.", "KEN > SOM ASSAULT"),
        ("Russia urged all sides to hold talks.", "RUS >  REQUEST"),
    ],
)
def test_answers_what_was_told_before(coder: Coder, body: str, wanted: str) -> None:
    found = [line(event) for event in told(coder, body) if event.status is Status.ASSERTED]
    assert wanted in found, found


@pytest.mark.parametrize(
    "body",
    [
        "Kenya, which has a defence treaty with Uganda, held an election.",
        "Kenya welcomed the step.",
        "Kenya and Mali agreed to disagree.",
        "A spokesman for Kenya's government declined to comment.",
        "A Kenyan shipyard said it had won an order worth nine million dollars from a Greek shipping company.",
    ],
)
def test_reads_nothing(coder: Coder, body: str) -> None:
    assert told(coder, body) == []


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Kenyan jets bombed positions in northern Somalia.", "KEN > SOM ASSAULT"),
        ("Greek jets took part in a NATO exercise with aircraft from Spain.", "GRC+NATO+ESP >  COOPERATE"),
        ("Niger revoked the agreement that allows American soldiers to stay.", "NER > USA SANCTION"),
        ("American soldiers are at two bases. Niger told the roughly 1,000 troops to leave.", "NER > USA REQUEST"),
        ("Kenya ordered a Malian diplomat to leave.", "KEN > MLI SANCTION"),
        ("Kenya ordered Mali to close its consulate in Mombasa.", "KEN > MLI SANCTION"),
        ("Kenya accused Somalia of a raid. Kenya then closed all crossings along the border.", "KEN > SOM COERCE"),
        ("Kenya, caught off guard, asked Mali to explain.", "KEN > MLI REQUEST"),
        ("Kenya's parliament passed a law on Monday. Police used tear gas against protesters.", "KEN > KEN ASSAULT"),
    ],
)
def test_reads_what_the_article_told_before(coder: Coder, body: str, wanted: str) -> None:
    found = [line(event) for event in told(coder, body) if event.status is Status.ASSERTED]
    assert wanted in found, found


def test_agreements_on_different_things_are_two(coder: Coder) -> None:
    body = "Kenya and Ghana agreed to meet in May. Kenya and Ghana will hold joint exercises in June."
    assert [event.type for event in told(coder, body)] == [EventType.AGREE, EventType.AGREE]


def test_the_same_agreement_in_title_and_body_is_one(coder: Coder) -> None:
    body = "Kenya and Ghana agreed on Monday to hold joint exercises in June."
    assert len(told(coder, body, "Kenya, Ghana to hold joint exercises")) == 1


def test_different_means_are_different_acts(coder: Coder) -> None:
    body = "Kenyan jets bombed Somali troops on Monday. Kenyan guns shelled Somali troops on Monday."
    assert {event.mode for event in told(coder, body)} == {"aerial", "heavy-weapons"}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("Kenya and Mali agreed on Monday to reopen embassies, after talks in Rome.", "KEN+MLI >  CONSULT"),
        ("Kenya attacked Mali. Ghana condemned Mali. Chad, Kenya's ally, defended the action.", "TCD > KEN SUPPORT"),
        ("Kenya accused Mali of a raid. Kenya then broke off relations.", "KEN > MLI SANCTION"),
        ("China called for a ceasefire.", "CHN >  REQUEST"),
        ("Mali shot down a Kenyan jet. NATO said the alliance stood in solidarity with Kenya.", "NATO > KEN SUPPORT"),
        ("Kenya agreed to leave on Monday, a day after Mali arrested a journalist of Chad.", "MLI > TCD COERCE"),
    ],
)
def test_reads_between_the_lines(coder: Coder, body: str, wanted: str) -> None:
    found = [line(event) for event in told(coder, body) if event.status is Status.ASSERTED]
    assert wanted in found, found


def test_so_many_weeks_ago(coder: Coder) -> None:
    (event,) = told(coder, "Kenya and Mali held talks in Antalya a week ago.")
    assert event.event_day == date(2024, 5, 28)
