import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from alerts.atom import AtomEntry, to_atom
from alerts.cap import CapStatus, Reference, to_cap
from alerts.decide import decide
from alerts.render import ArticleLink, Evidence, render
from alerts.rules import Condition, Verdict
from core.alerts import Alert, Message, NotifyReason
from core.errors import InvalidInput
from core.groupings import Grouping, GroupingKind
from tests.alerts.build import NOW, contribution, rule

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"
LINKS = {"alert": "https://entente.example/alerts/7", "series": "https://entente.example/series/threat/NATO"}
EVIDENCE = Evidence(
    contributions=(contribution(6.5, "c1", "wire", "paper", articles=(11, 12)), contribution(-1.0, None)),
    articles={
        11: ArticleLink("Drones near the border", "Wire", "https://wire.example/11"),
        12: ArticleLink("T", "Paper", None),
    },
    links=LINKS,
)


def firing(level: int = 1) -> Alert:
    alert = decide(rule(), None, Condition("NATO", Verdict.FIRING, 80.0, level, "threat of NATO is 80.0"), NOW).alert
    assert alert is not None
    return replace(alert, id=7)


def message(notify: NotifyReason = NotifyReason.FIRED, level: int = 1, evidence: Evidence = EVIDENCE) -> Message:
    return render(rule(), firing(level), notify, "threat of NATO is 80.0", evidence, NOW)


class TestRender:
    """Messages for people and for programs."""

    def test_a_message_says_what_why_and_where(self) -> None:
        said = message()
        assert said.title == "[warning] Threat level high: NATO"
        assert said.text.startswith("Threat of NATO is 80.0.\n")
        for part in ("+6.5  ACCUSE by RUS on c1 (wire, paper)", "https://wire.example/11", LINKS["alert"]):
            assert part in said.text

    @pytest.mark.parametrize(
        ("notify", "sign"),
        [(NotifyReason.RESOLVED, "(resolved)"), (NotifyReason.RAISED, "(raised)"), (NotifyReason.REPEATED, "(still)")],
    )
    def test_a_title_says_what_happened(self, notify: NotifyReason, sign: str) -> None:
        assert message(notify).title.endswith(sign)

    def test_a_level_is_named_from_two_upwards(self) -> None:
        assert "warning, level 2" in message(level=2).title

    def test_the_payload_holds_rule_series_value_reason_and_evidence(self) -> None:
        payload = json.loads(message().payload)
        assert (payload["type"], payload["timestamp"]) == ("alert.fired", "2026-11-22T12:00:00Z")
        data = payload["data"]
        assert data["series"] == {"index": "threat", "entity": "NATO"}
        assert (data["value"], data["reason"]) == (80.0, "threat of NATO is 80.0")
        assert data["rule"]["fire_at"] == 75.0
        assert data["alert"]["fired_at"] == "2026-11-22T12:00:00Z"
        assert data["links"] == LINKS
        assert data["contributions"][0]["articles"] == [
            {"id": 11, "title": "Drones near the border", "publisher": "Wire", "url": "https://wire.example/11"},
            {"id": 12, "title": "T", "publisher": "Paper", "url": None},
        ]
        assert sum(one["points"] for one in data["contributions"]) == 5.5

    def test_the_payload_of_a_grouping_names_its_members_and_what_they_overlap(self) -> None:
        found = Grouping(
            GroupingKind.COALITION, NOW.date(), "A|B|C", ("A", "B", "C"), (("SCO", 0.25),), 0, (), ("paper", "wire")
        )  # fmt: skip
        payload = json.loads(message(evidence=replace(EVIDENCE, grouping=found)).payload)
        assert payload["data"]["grouping"] == {
            "kind": "coalition", "day": "2026-11-22", "members": ["A", "B", "C"], "months": 0,
            "overlaps": [{"alliance": "SCO", "jaccard": 0.25}], "publishers": ["paper", "wire"],
        }  # fmt: skip
        assert "grouping" not in json.loads(message().payload)["data"]

    def test_the_same_alert_renders_to_the_same_bytes(self) -> None:
        assert message() == message()

    def test_an_alert_without_evidence_is_still_a_message(self) -> None:
        bare = message(evidence=Evidence())
        assert bare.text == "Threat of NATO is 80.0."
        assert json.loads(bare.payload)["data"]["contributions"] == []


class TestCap:
    """CAP 1.2 documents."""

    def cap(
        self, notify: NotifyReason = NotifyReason.FIRED, earlier: tuple[Reference, ...] = (), **changed: str
    ) -> ET.Element:
        names = {"identifier": "entente-7-1", "sender": "entente.example", **changed}
        text = to_cap(
            rule(),
            firing(),
            notify,
            message(notify),
            **names,
            sent_at=NOW,
            status=CapStatus.EXERCISE,
            web=LINKS["alert"],
            earlier=earlier,
        )
        return ET.fromstring(text.encode())

    def test_the_elements_stand_in_the_order_of_the_schema(self) -> None:
        root = self.cap(earlier=(Reference("entente.example", "entente-7-0", NOW),))
        assert [child.tag.removeprefix(CAP) for child in root] == [
            "identifier", "sender", "sent", "status", "msgType", "scope", "references", "info",
        ]  # fmt: skip
        info = root.find(f"{CAP}info")
        assert info is not None
        assert [child.tag.removeprefix(CAP) for child in info] == [
            "language", "category", "event", "urgency", "severity", "certainty", "headline", "description", "web",
            "parameter", "parameter", "parameter", "area",
        ]  # fmt: skip

    def test_times_are_written_as_cap_wants_them(self) -> None:
        assert self.cap().findtext(f"{CAP}sent") == "2026-11-22T12:00:00-00:00"

    def test_outside_production_the_status_says_so(self) -> None:
        assert self.cap().findtext(f"{CAP}status") == "Exercise"

    @pytest.mark.parametrize(
        ("notify", "earlier", "kind"),
        [
            (NotifyReason.FIRED, 0, "Alert"),
            (NotifyReason.RAISED, 1, "Update"),
            (NotifyReason.RESOLVED, 2, "Cancel"),
            (NotifyReason.RESOLVED, 0, "Alert"),
        ],
    )
    def test_later_messages_refer_to_the_earlier_ones(self, notify: NotifyReason, earlier: int, kind: str) -> None:
        references = tuple(Reference("entente.example", f"entente-7-{n}", NOW) for n in range(earlier))
        root = self.cap(notify, references)
        assert root.findtext(f"{CAP}msgType") == kind
        assert len((root.findtext(f"{CAP}references") or "").split()) == earlier

    @pytest.mark.parametrize("bad", ["", "a b", "a,b", "a<b", "a&b"])
    def test_an_identifier_that_cap_forbids_is_refused(self, bad: str) -> None:
        with pytest.raises(InvalidInput, match="identifier"):
            self.cap(identifier=bad)

    def test_markup_and_control_characters_do_no_harm(self) -> None:
        hostile = Message("<script>\0&", "text \x0b ]]> \ud800", "{}")
        text = to_cap(
            rule(),
            firing(),
            NotifyReason.FIRED,
            hostile,
            identifier="i",
            sender="s",
            sent_at=NOW,
            status=CapStatus.TEST,
        )
        assert ET.fromstring(text.encode()).findtext(f"{CAP}info/{CAP}headline") == "<script>&"


class TestAtom:
    """The Atom index."""

    def entry(self, number: int) -> AtomEntry:
        at = NOW + timedelta(minutes=number)
        return AtomEntry(
            f"tag:entente.example,2026:change/{number}",
            f"Alert {number}",
            "Why & how",
            at,
            at,
            f"https://entente.example/cap/{number}",
        )

    def test_each_entry_links_to_its_cap_message(self) -> None:
        root = ET.fromstring(
            to_atom([self.entry(2), self.entry(1)], title="Alerts", feed_url="https://e.example/a", empty_since=NOW)
        )
        entries = root.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Alert 2", "Alert 1"]
        link = entries[0].find(f"{ATOM}link")
        assert link is not None
        assert (link.get("href"), link.get("type")) == ("https://entente.example/cap/2", "application/cap+xml")
        assert root.findtext(f"{ATOM}updated") == "2026-11-22T12:02:00Z"

    def test_an_empty_index_is_a_valid_feed(self) -> None:
        plus_two = NOW.astimezone(timezone(timedelta(hours=2)))
        root = ET.fromstring(to_atom([], title="Alerts", feed_url="https://e.example/a", empty_since=plus_two))
        assert root.findtext(f"{ATOM}updated") == "2026-11-22T12:00:00Z"
        assert {child.tag.removeprefix(ATOM) for child in root} == {"id", "title", "updated", "link", "author"}

    def test_our_own_parser_reads_it(self) -> None:
        import feedparser

        found = feedparser.parse(
            to_atom([self.entry(1)], title="Alerts", feed_url="https://e.example/a", empty_since=NOW)
        )
        assert not found.bozo
        assert found.entries[0].id == "tag:entente.example,2026:change/1"
