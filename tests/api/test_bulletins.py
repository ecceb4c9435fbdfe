"""Alerts as Atom and CAP, as machines that poll them see it."""

from xml.etree import ElementTree

from core.alerts import AlertState, NotifyReason
from store import alerts
from tests.api.town import NOW, Town, add_change

ATOM, CAP = "{http://www.w3.org/2005/Atom}", "{urn:oasis:names:tc:emergency:cap:1.2}"


def test_the_index_leads_to_a_message_with_the_alerts_reason(town: Town) -> None:
    with town.client() as client:
        index = ElementTree.fromstring(client.get("/alerts.atom").content)
        entry = index.find(f"{ATOM}entry")
        assert entry is not None
        link = next(one for one in entry.findall(f"{ATOM}link") if one.get("type") == "application/cap+xml")
        answer = client.get("/" + link.attrib["href"].split("/", 3)[3])
    assert answer.headers["content-type"].startswith("application/cap+xml")
    message = ElementTree.fromstring(answer.content)
    assert message.findtext(f"{CAP}msgType") == "Alert"
    assert message.findtext(f"{CAP}status") == "Test"  # no public URL is set
    assert "Cohesion fell" in (message.findtext(f"{CAP}info/{CAP}description") or "")
    assert message.findtext(f"{CAP}info/{CAP}area/{CAP}areaDesc") == "NATO"


def test_an_all_clear_cancels_and_refers_to_what_came_before(town: Town) -> None:
    with town.engine.begin() as tx:
        last = alerts.add_change(
            tx, town.alert, state=AlertState.RESOLVED, reason="calm again", notify_reason=NotifyReason.RESOLVED,
            value=-1.0, now=NOW,
        )  # fmt: skip
    with town.client() as client:
        message = ElementTree.fromstring(client.get(f"/alert-changes/{last}/cap").content)
    assert message.findtext(f"{CAP}msgType") == "Cancel"
    assert len((message.findtext(f"{CAP}references") or "").split()) == 1


def test_a_later_change_does_not_rewrite_an_earlier_message(town: Town) -> None:
    with town.engine.begin() as tx:
        (first,) = alerts.latest_changes(tx, limit=9)
    with town.client() as client:
        before = client.get(f"/alert-changes/{first.id}/cap").content
        with town.engine.begin() as tx:
            add_change(tx, town.alert)
        assert client.get(f"/alert-changes/{first.id}/cap").content == before


def test_a_change_that_is_not_there_is_a_problem(town: Town) -> None:
    with town.client() as client:
        assert client.get("/alert-changes/999999/cap").status_code == 404
