from datetime import date

import pytest

from core.errors import InvalidInput
from core.plover import CONTEXTS, MODES, EventType, Status
from scoring.actor_names import code_of_name, sector_of_list, sector_of_role
from scoring.imports import ImportedEvent, SetAside, cameo_codes, cameo_of, read_events, read_gdelt, read_icews

SHORT = "source,relation,target,date"
RAW = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
).replace(",", "\t")


def only(outcomes: object) -> ImportedEvent:
    (one,) = list(outcomes)  # type: ignore[call-overload]
    assert isinstance(one, ImportedEvent), one
    return one


def aside(outcomes: object) -> SetAside:
    (one,) = list(outcomes)  # type: ignore[call-overload]
    assert isinstance(one, SetAside), one
    return one


def test_a_short_icews_row_becomes_an_event() -> None:
    event = only(
        read_icews([SHORT, "Foreign Affairs (Saudi Arabia),Reduce or break diplomatic relations,Qatar,2014-03-05"])
    )
    assert event.coded.actors == ("SAU:GOV",)
    assert event.coded.recipients == ("QAT",)
    assert (event.coded.type, event.coded.mode, event.coded.cameo) == (EventType.SANCTION, "withdraw", "161")
    assert event.coded.event_day == date(2014, 3, 5)
    assert event.region == "Western Asia"


def test_a_raw_icews_row_keeps_its_publisher_number_and_place() -> None:
    row = (
        "77\t2018-11-25\tMilitary (Russia)\tGovernment,Military\tRussian Federation\tUse conventional force\t190\t-10"
        "\tUkraine\t\tUkraine\t5\t1\tA Wire\t\t\t\tUkraine\t1\t2"
    )
    event = only(read_icews([RAW, row]))
    assert (event.key, event.publisher, event.region) == ("77", "A Wire", "Eastern Europe")
    assert (event.coded.actors, event.coded.recipients) == (("RUS:MIL",), ("UKR",))


def test_a_candidate_does_not_speak_for_the_state() -> None:
    assert code_of_name("Barack Obama", date(2008, 10, 16)) == "USA:OPP"
    assert code_of_name("Barack Obama", date(2009, 1, 20)) == "USA:GOV"


def test_an_armed_group_in_brackets_belongs_to_its_country() -> None:
    assert code_of_name("Militant (Taliban)", date(2010, 1, 1)) == "AFG:REB"
    assert code_of_name("Police (Cote d'Ivoire)", date(2010, 1, 1)) == "CIV:GOV"


@pytest.mark.parametrize(
    ("role", "sector"),
    [("Member of Parliament", "LEG"), ("Foreign Affairs", "GOV"), ("Armed Rebel", "REB"), ("Citizen", "CVL"),
     ("Military Personnel", "MIL"), ("Media Personnel", "MED"), ("Court Judge", "JUD")],
)  # fmt: skip
def test_roles_have_sectors(role: str, sector: str) -> None:
    assert sector_of_role(role) == sector


def test_a_head_of_state_is_government_though_also_a_party_member() -> None:
    assert sector_of_list("Parties,(National) Major Party,Executive,Executive Office,Government,Elite") == "GOV"
    assert sector_of_list("") == ""


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Nobody At All,Accuse,Qatar,2014-03-05", "actor not known"),
        ("Iran,Look at,Qatar,2014-03-05", "no CAMEO relation"),
        ("Iran,Accuse,Qatar,2014-02-31", "day"),
        ("Iran,Accuse,Qatar", "3 columns instead of 4"),
    ],
)
def test_a_bad_row_is_kept_aside_with_its_line_and_reason(row: str, reason: str) -> None:
    found = aside(read_icews([SHORT, row]))
    assert found.line == 2
    assert reason in found.reason


def test_a_file_without_an_icews_header_is_refused() -> None:
    with pytest.raises(InvalidInput):
        list(read_icews(["a,b,c"]))


def gdelt_row(**cells: str) -> str:
    row = [""] * 61
    for place, value in {0: "900", 1: "20180930", 5: "RUSMIL", 7: "RUS", 12: "MIL", 15: "UKR", 17: "UKR", 25: "1",
                         26: "190", 60: "https://www.example.org/a"}.items():  # fmt: skip
        row[place] = value
    for name, value in cells.items():
        row[int(name[1:])] = value
    return "\t".join(row)


def test_a_gdelt_row_becomes_an_event_with_its_host_as_publisher() -> None:
    event = only(read_gdelt([gdelt_row() + "\n"]))
    assert (event.coded.actors, event.coded.recipients) == (("RUS:MIL",), ("UKR",))
    assert (event.publisher, event.coded.event_day, event.coded.confidence) == ("example.org", date(2018, 9, 30), 0.5)


def test_gdelt_country_codes_are_put_right_and_lone_actors_set_aside() -> None:
    assert only(read_gdelt([gdelt_row(c17="ROM")])).coded.recipients == ("ROU",)
    assert "missing" in aside(read_gdelt([gdelt_row(c15="", c17="")])).reason
    assert "61" in aside(read_gdelt(["a\tb"])).reason


@pytest.mark.parametrize(
    ("cells", "actor"),
    [
        ({"c5": "IGOUNO", "c7": "", "c8": "UNO", "c12": "IGO"}, "UN"),
        ({"c5": "IGOMILNAT", "c7": "", "c8": "NAT", "c12": "IGO"}, "NATO"),
        ({"c5": "IGOUNOWHO", "c7": "", "c8": "", "c12": "IGO"}, "WHO"),
        ({"c5": "IGOUNOHCR", "c7": "", "c8": "", "c12": "IGO"}, "UN"),
        ({"c5": "IGOEUREEC", "c7": "EUR", "c8": "EEC", "c12": "IGO"}, "EU"),
        ({"c5": "RUSUNO", "c7": "RUS", "c8": "UNO", "c12": "GOV"}, "RUS:GOV"),
    ],
)
def test_a_gdelt_organisation_is_known_by_its_group(cells: dict[str, str], actor: str) -> None:
    assert only(read_gdelt([gdelt_row(**cells)])).coded.actors == (actor,)


@pytest.mark.parametrize(("code", "country"), [("AFR", "AFR"), ("EUR", "EUR"), ("NGOHRW", ""), ("LEG", "")])
def test_a_gdelt_actor_of_no_state_is_set_aside_by_its_name(code: str, country: str) -> None:
    found = aside(read_gdelt([gdelt_row(c5=code, c6="SOMEBODY", c7=country, c8="", c12="")]))
    assert (found.reason, found.unknown) == ("actor of no state or organisation: 'SOMEBODY'", "SOMEBODY")


@pytest.mark.parametrize(
    ("name", "code"),
    [("International Monetary Fund", "IMF"), ("European Court of Justice", "EU:JUD"), ("World Food Program", "UN"),
     ("Representatives (Pan African Parliament)", "AU:LEG"), ("Al Qaeda", "ALQAEDA"), ("Middle East", None),
     ("Citizen (Africa)", None), ("Guadeloupe", None), ("Human Rights Watch", None)],
)  # fmt: skip
def test_an_organisation_is_known_by_name_and_a_region_or_society_is_not(name: str, code: str | None) -> None:
    assert code_of_name(name, date(2014, 3, 5)) == code


def test_our_own_csv_reads_several_actors_types_and_defaults() -> None:
    head = "actor,recipient,type,mode,contexts,day,publisher,confidence,status"
    event = only(read_events([head, "SAU;ARE;BHR,QAT,SANCTION,withdraw,diplomatic,2014-03-05,wire,0.9,asserted"]))
    assert event.coded.actors == ("SAU", "ARE", "BHR")
    assert (event.coded.mode, event.coded.status, event.coded.confidence) == ("withdraw", Status.ASSERTED, 0.9)
    short = only(read_events(["actor,recipient,cameo,day", "USA,JPN,0312,2014-03-05"]))
    assert (short.coded.type, short.coded.contexts, short.publisher) == (EventType.AGREE, ("military",), "unknown")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("usa,JPN,AGREE,,2014-03-05,0.5", "not an actor code"),
        ("USA,JPN,HUG,,2014-03-05,0.5", "no PLOVER type"),
        ("USA,JPN,AGREE,by-hand,2014-03-05,0.5", "no mode"),
        ("USA,JPN,AGREE,,2014-03-05,7", "confidence"),
        ("USA,JPN,AGREE,,yesterday,0.5", "yesterday"),
    ],
)
def test_our_own_csv_says_what_is_wrong(row: str, reason: str) -> None:
    assert reason in aside(read_events(["actor,recipient,type,mode,day,confidence", row])).reason


def test_our_own_csv_needs_its_columns() -> None:
    with pytest.raises(InvalidInput, match="recipient"):
        list(read_events(["actor,day,type", "USA,2014-03-05,AGREE"]))


def test_every_cameo_code_maps_to_known_words() -> None:
    for code, cameo in cameo_codes().items():
        assert cameo.mode is None or cameo.mode in MODES[cameo.type], code
        assert set(cameo.contexts) <= CONTEXTS, code
    assert cameo_of("0319").code == "031"  # type: ignore[union-attr]
    assert cameo_of("---") is None


def test_empty_files_hold_nothing() -> None:
    assert list(read_icews([])) == list(read_gdelt([])) == list(read_events([])) == []
