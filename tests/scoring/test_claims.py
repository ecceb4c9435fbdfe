from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.alliances import Membership
from core.claims import ClaimKey, ClaimType, Micro, Report, to_claim_key
from core.events import CodedEvent, Event, Evidence, Span
from core.plover import Dimension, EventType, Status, ThreatCategory
from scoring.claims import claim_of, claims_of
from scoring.ledger import Ledger
from scoring.reports import reports_of, reports_of_coded
from scoring.series import MembershipIndex, buckets_of, series_of

KNOWN_AT = datetime(2014, 3, 1, tzinfo=UTC)
DAY = date(2014, 3, 5)


def no_alliances(code: str, on: date) -> frozenset[str]:
    """Nobody belongs to anything."""
    return frozenset()


MEMBERSHIPS = MembershipIndex(
    [Membership("GCC", code, date(1981, 5, 25), None) for code in ("SAU", "QAT", "ARE", "BHR")]
    + [Membership("NATO", code, date(1949, 8, 24), None) for code in ("USA", "GBR")]
)


def event(
    number: int = 1,
    actors: tuple[str, ...] = ("SAU",),
    recipients: tuple[str, ...] = ("QAT",),
    type_: EventType = EventType.SANCTION,
    *,
    day: date | None = DAY,
    publisher: str = "p1",
    confidence: float = 0.7,
    reliability: float = 0.8,
    status: Status = Status.ASSERTED,
    revision: int = 1,
    is_rejected: bool = False,
    mode: str | None = None,
    contexts: tuple[str, ...] = (),
    threats: tuple[tuple[ThreatCategory, float], ...] = (),
    cameo: str | None = None,
    dimension: Dimension | None = None,
) -> Event:
    coded = CodedEvent(
        actors, recipients, type_, mode, contexts, status, day, confidence, None, cameo, None, dimension, None, threats
    )
    return Event(number, revision, None, None, publisher, reliability, "test.v1", coded, KNOWN_AT, is_rejected)


def claim(*events: Event, live: tuple[date, ...] = ()) -> object:
    reports = [report for one in events for report in reports_of(one, MEMBERSHIPS.alliances_of)]
    return claim_of(reports[0].key, reports, live)


def bulk(events: list[Event]) -> dict[tuple[str, date], Micro]:
    reports = sorted(
        (report for one in events for report in reports_of(one, MEMBERSHIPS.alliances_of)), key=lambda one: one.key
    )
    table = buckets_of(claims_of(reports), MEMBERSHIPS.alliances_of)
    return {(bucket.series, bucket.day): bucket.micro for bucket in table}


_CODES = ("SAU", "QAT", "ARE", "USA", "GBR", "IRN", "NATO", "QAT:CVL")
_events = st.builds(
    event,
    number=st.just(0),
    actors=st.lists(st.sampled_from(_CODES), min_size=1, max_size=3, unique=True).map(tuple),
    recipients=st.lists(st.sampled_from(_CODES), max_size=2, unique=True).map(tuple),
    type_=st.sampled_from(list(EventType)),
    day=st.one_of(st.none(), st.integers(0, 60).map(lambda shift: DAY + timedelta(shift))),
    publisher=st.sampled_from(["p1", "p2", "p3"]),
    confidence=st.floats(0.01, 1.0),
    status=st.sampled_from([Status.ASSERTED, Status.ASSERTED, Status.ASSERTED, Status.NEGATED, Status.FUTURE]),
    threats=st.sampled_from([(), ((ThreatCategory.CYBER, 1.0),), ((ThreatCategory.WMD, 0.3),)]),
    dimension=st.sampled_from([None, Dimension.MILITARY, Dimension.BURDEN]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_events, min_size=1, max_size=25), st.randoms(use_true_random=False), st.data())
def test_any_order_repeats_corrections_and_retractions_give_the_same_integers(events, random, data) -> None:  # type: ignore[no-untyped-def]
    final = [replace(one, id=number) for number, one in enumerate(events)]
    stream = []
    for one in final:
        kind = data.draw(st.sampled_from(["plain", "corrected", "doubled"]))
        if kind == "corrected":
            wrong = data.draw(_events)
            stream += [replace(wrong, id=one.id, revision=1), replace(one, revision=2)]
        else:
            stream += [one] * (2 if kind == "doubled" else 1)
    for number in range(3):
        ghost = replace(data.draw(_events), id=1000 + number)
        stream += [ghost, replace(ghost, revision=2, is_rejected=True)]
    random.shuffle(stream)
    ledger = Ledger(MEMBERSHIPS.alliances_of)
    for one in stream:
        ledger.put(one)
    assert ledger.buckets == bulk(final)


def test_one_report_weighs_its_probability() -> None:
    found = claim(event(confidence=0.7, reliability=0.8))
    assert found.weight == pytest.approx(0.56)  # type: ignore[attr-defined]


def test_five_hundred_publishers_weigh_at_most_six_times_one() -> None:
    one = claim(event(confidence=0.7, reliability=0.8))
    many = claim(*(event(number, publisher=f"p{number}", confidence=0.7, reliability=0.8) for number in range(500)))
    assert 4 < many.weight / one.weight <= 6  # type: ignore[attr-defined]


def test_a_publisher_counts_once_however_often_it_repeats_itself() -> None:
    assert claim(event(1), event(2), event(3)).weight == claim(event(1)).weight  # type: ignore[attr-defined]


def test_a_report_repeated_on_the_next_day_is_discounted_and_a_later_one_less() -> None:
    first = claim(event())
    next_day = claim(event(), live=(DAY - timedelta(1),))
    next_month = claim(event(), live=(DAY - timedelta(30),))
    too_old = claim(event(), live=(DAY - timedelta(36), DAY + timedelta(3)))
    assert next_day.weight < next_month.weight < first.weight == too_old.weight  # type: ignore[attr-defined]


def test_mirrored_talks_are_one_claim_and_mirrored_threats_are_two() -> None:
    talks = [reports_of(event(actors=pair[:1], recipients=pair[1:], type_=EventType.CONSULT), MEMBERSHIPS.alliances_of)
             for pair in (("SAU", "QAT"), ("QAT", "SAU"))]  # fmt: skip
    threats = [
        reports_of(event(actors=pair[:1], recipients=pair[1:], type_=EventType.THREATEN), MEMBERSHIPS.alliances_of)
        for pair in (("SAU", "QAT"), ("QAT", "SAU"))
    ]
    assert talks[0][0].key == talks[1][0].key
    assert {threats[0][0].key.direction, threats[1][0].key.direction} == {">", "<"}


def test_three_states_that_withdraw_envoys_make_three_claims_of_root_third_weight() -> None:
    reports = reports_of(event(actors=("SAU", "ARE", "BHR")), MEMBERSHIPS.alliances_of)
    assert {report.key.dyad for report in reports} == {"QAT|SAU", "ARE|QAT", "BHR|QAT"}
    assert all(report.role == pytest.approx(3**-0.5) for report in reports)


@pytest.mark.parametrize("status", [Status.NEGATED, Status.HISTORICAL, Status.FUTURE, Status.HYPOTHETICAL])
def test_only_asserted_events_are_scored(status: Status) -> None:
    assert reports_of(event(status=status), MEMBERSHIPS.alliances_of) == []


def test_an_event_without_a_day_or_within_one_state_is_not_scored() -> None:
    assert reports_of(event(day=None), MEMBERSHIPS.alliances_of) == []
    assert reports_of(event(actors=("QAT:MIL",), recipients=("QAT:CVL",)), MEMBERSHIPS.alliances_of) == []


def test_an_analysts_word_counts_as_nearly_certain() -> None:
    reviewed = replace(event(confidence=0.3), origin="review")
    assert reports_of(reviewed, MEMBERSHIPS.alliances_of)[0].p == 0.99


def test_force_at_the_hosts_invitation_is_aimed_at_a_group() -> None:
    raid = event(actors=("FRA",), recipients=("MLI",), type_=EventType.ASSAULT)
    reports = reports_of(raid, MEMBERSHIPS.alliances_of, lambda actor, host, day: (actor, host) == ("FRA", "MLI"))
    assert reports[0].key.dyad == "FRA|MLI_REB"


def test_support_for_an_opposition_is_not_support_for_the_state() -> None:
    backing = event(actors=("USA",), recipients=("VEN:OPP",), type_=EventType.SUPPORT)
    assert reports_of(backing, MEMBERSHIPS.alliances_of)[0].key.dyad == "USA|VEN_OPP"


def test_a_joint_mobilisation_without_a_recipient_is_an_exercise() -> None:
    drill = event(actors=("USA", "GBR"), recipients=(), type_=EventType.MOBILIZE)
    report = reports_of(drill, MEMBERSHIPS.alliances_of)[0]
    assert (report.key.type, report.x) == (ClaimType.COOPERATE, 0.75)


def test_an_alliance_that_is_criticised_by_a_member_feels_it_inside() -> None:
    ledger = Ledger(MEMBERSHIPS.alliances_of)
    ledger.put(event(actors=("USA",), recipients=("NATO",), type_=EventType.ACCUSE))
    assert ("cohesion:NATO", DAY) in ledger.buckets
    assert ("external:NATO", DAY) not in ledger.buckets


def test_a_claim_between_a_member_and_an_outsider_is_external_and_a_threat() -> None:
    ledger = Ledger(MEMBERSHIPS.alliances_of)
    ledger.put(event(actors=("IRN",), recipients=("SAU",), type_=EventType.THREATEN))
    assert {name for name, _ in ledger.buckets} == {
        "world", "dyad:IRN|SAU", "country:IRN", "country:SAU", "external:GCC", "bargaining:GCC",
        "threat:regional_conflict:world", "threat:regional_conflict:country:IRN",
        "threat:regional_conflict:country:SAU", "threat:regional_conflict:alliance:GCC",
    }  # fmt: skip


def test_a_claim_key_reads_back_from_its_text() -> None:
    key = ClaimKey("RUS", "UKR", ">", ClaimType.FIGHT, date(2014, 2, 27))
    assert str(key) == "RUS|UKR:>:FIGHT:2014-02-27"
    assert to_claim_key(str(key)) == key


def test_bulk_and_single_computation_agree_to_the_last_bit() -> None:
    keys = [ClaimKey("QAT", "SAU", "-", "AGREE", DAY + timedelta(shift)) for shift in (0, 1, 5, 30, 50)]
    reports = [
        Report(key, f"p{n}", 0.1 + 0.17 * n, 0.3 + 0.01 * n, 0.7, None, (), None, n) for key in keys for n in range(5)
    ]
    days = [key.day for key in reversed(keys)]
    assert list(claims_of(reports)) == [claim_of(key, [r for r in reports[::-1] if r.key == key], days) for key in keys]


class TestActsAtNobody:
    """A missile test, an eruption of violence: one side only."""

    def test_a_hostile_act_without_recipient_moves_threats_and_no_relation(self) -> None:
        coded = CodedEvent(("PRK:MIL",), (), EventType.MOBILIZE, "weapons", ("cbrn",), Status.ASSERTED, DAY, 0.9, None)
        (report,) = reports_of_coded(coded, "wire", 0.8, "Eastern Asia", 1, no_alliances)
        claim = claim_of(report.key, [report], [])
        assert claim is not None
        names = {name for name, _ in series_of(claim, no_alliances)}
        assert "country:PRK" in names
        assert "threat:wmd:country:PRK" in names
        assert "threat:wmd:region:Eastern Asia" in names
        assert not any(name.startswith(("dyad:", "cohesion:", "external:")) or "---" in name for name in names)

    def test_a_friendly_act_without_recipient_is_not_scored(self) -> None:
        coded = CodedEvent(("FRA",), (), EventType.SUPPORT, None, (), Status.ASSERTED, DAY, 0.9, None)
        assert reports_of_coded(coded, "wire", 0.8, None, 1, no_alliances) == []


class TestReinforcement:
    """Troops sent to an ally are cooperation; troops massed against one are not."""

    @pytest.mark.parametrize("verb", ["deployed", "moved", "sent"])
    def test_troops_sent_to_an_ally_are_cooperation(self, verb: str) -> None:
        assert self._type_of(f"Denmark {verb} fighters to Lithuania.") == "COOPERATE"

    def test_troops_deployed_against_an_ally_stay_posture(self) -> None:
        assert self._type_of("Denmark deployed fighters against Lithuania.") == "MOBILIZE"

    def _type_of(self, sentence: str) -> str:
        span = Span(0, len(sentence), sentence)
        coded = CodedEvent(
            ("DNK",), ("LTU",), EventType.MOBILIZE, "troops", ("military",), Status.ASSERTED, DAY, 0.9,
            Evidence(span, span),
        )  # fmt: skip
        (report,) = reports_of_coded(coded, "wire", 0.8, None, 1, lambda code, on: frozenset({"NATO"}))
        return report.key.type


def test_what_an_alliance_does_as_one_is_inside_it_and_a_state_alone_does_nothing() -> None:
    spells = [Membership(code, "FRA", date(1990, 1, 1), None) for code in ("NATO", "EU_CSDP")]
    index = MembershipIndex(spells)

    def names(actor: str, type_: EventType) -> set[str]:
        coded = CodedEvent((actor,), (), type_, None, (), Status.ASSERTED, date(2022, 6, 29), 0.9, None)
        reports = reports_of_coded(coded, "p", 0.8, None, 1, index.alliances_of)
        return {name for claim in claims_of(reports) for name, _ in series_of(claim, index.alliances_of)}

    assert {"world", "country:NATO", "cohesion:NATO", "cohesion:NATO:consultation"} == names("NATO", EventType.AGREE)
    assert "cohesion:EU_CSDP" in names("EU", EventType.CONSULT)
    assert "cohesion:NATO" in names("NATO", EventType.MOBILIZE)
    assert names("FRA", EventType.AGREE) == set()


def test_the_day_of_leaving_is_still_inside() -> None:
    index = MembershipIndex([Membership("PACT", "AAA", date(1955, 5, 14), date(1990, 9, 24))])
    assert index.alliances_of("AAA", date(1990, 9, 24)) == {"PACT"}
    assert index.alliances_of("AAA", date(1990, 9, 25)) == set()
