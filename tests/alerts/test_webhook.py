import base64
import json
import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from alerts.channels import apprise as apprise_channel
from alerts.channels import webhook
from alerts.examples.receive_webhook import why_refused
from alerts.retry import DELAYS, AfterAttempt, Attempt, decide_after
from alerts.webhook_signing import SignatureRefused, check_secret, new_secret, signed_headers, verify
from core.alerts import DeliveryState, Message
from core.errors import InvalidInput
from tests.alerts.build import NOW
from tests.ingest.local_server import LocalServer, Reply, dripping, serving

NEW, OLD = "whsec_" + base64.b64encode(b"n" * 32).decode(), "whsec_" + base64.b64encode(b"o" * 32).decode()
BODY = '{"type":"alert.fired","data":{"reason":"Größe"}}'


def signed(*secrets: str, at: datetime = NOW, webhook_id: str = "msg_1") -> dict[str, str]:
    return signed_headers(webhook_id, at, BODY, secrets or (NEW,))


class TestSigning:
    """Standard Webhooks signatures."""

    def test_what_we_sign_we_verify(self) -> None:
        verify(signed(), BODY, [NEW], NOW)

    def test_the_reference_library_verifies_it_too(self) -> None:
        at = datetime.now(UTC)
        assert Webhook(NEW).verify(BODY, signed(at=at)) == json.loads(BODY)

    def test_the_example_receiver_verifies_it_too(self) -> None:
        assert why_refused(signed(), BODY.encode(), NEW, NOW.timestamp()) is None

    def test_the_known_example_of_the_specification_gives_its_known_signature(self) -> None:
        secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)
        headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}', [secret])
        assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        assert headers["webhook-timestamp"] == "1614265330"

    def test_while_a_secret_is_rotated_both_old_and_new_receivers_verify(self) -> None:
        headers = signed(NEW, OLD)
        assert len(headers["webhook-signature"].split(" ")) == 2
        verify(headers, BODY, [NEW], NOW)
        verify(headers, BODY, [OLD], NOW)
        assert why_refused(headers, BODY.encode(), OLD, NOW.timestamp()) is None

    def test_the_zone_of_the_clock_does_not_change_the_signature(self) -> None:
        assert signed(at=NOW.astimezone(timezone(timedelta(hours=9)))) == signed()

    @pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_a_replay_is_refused_by_our_verifier_and_by_the_example(self, age: timedelta) -> None:
        headers = signed(at=NOW - age)
        with pytest.raises(SignatureRefused, match="more than 5 minutes"):
            verify(headers, BODY, [NEW], NOW)
        assert why_refused(headers, BODY.encode(), NEW, NOW.timestamp())

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("webhook-id", "", "webhook-id is missing"),
            ("webhook-id", "msg_2", "No signature matches"),
            ("webhook-timestamp", "", "webhook-timestamp is missing"),
            ("webhook-timestamp", "yesterday", "not a number"),
            ("webhook-timestamp", "9" * 40, "not a number"),
            ("webhook-timestamp", "-1", "not a number"),
            ("webhook-signature", "", "webhook-signature is missing"),
            ("webhook-signature", "garbage", "no v1 signature"),
            ("webhook-signature", "v1a,abc", "no v1 signature"),
            ("webhook-signature", "v1,", "No signature matches"),
            ("webhook-signature", "v1,not/base64,more", "No signature matches"),
            ("webhook-signature", "v1,é", "No signature matches"),
        ],
    )
    def test_a_malformed_header_is_refused_with_a_clear_error(self, name: str, value: str, said: str) -> None:
        headers = {**signed(), name: value}
        with pytest.raises(SignatureRefused, match=said):
            verify(headers, BODY, [NEW], NOW)
        assert why_refused(headers, BODY.encode(), NEW, NOW.timestamp())

    def test_a_changed_body_and_another_secret_are_refused(self) -> None:
        with pytest.raises(SignatureRefused, match="No signature matches"):
            verify(signed(), BODY + " ", [NEW], NOW)
        with pytest.raises(SignatureRefused, match="No signature matches"):
            verify(signed(), BODY, [OLD], NOW)

    def test_header_names_may_be_in_any_case(self) -> None:
        verify({name.title(): value for name, value in signed().items()}, BODY, [NEW], NOW)

    @pytest.mark.parametrize(
        "secret",
        [
            "",
            "hunter2hunter2",
            "whsec_",
            "whsec_!!!",
            "whsec_c2hvcnQ=",
            "whsec_" + base64.b64encode(b"x" * 65).decode(),
        ],
    )
    def test_a_weak_or_malformed_secret_is_refused_without_showing_it(self, secret: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            check_secret(secret)
        assert secret.removeprefix("whsec_") == "" or secret.removeprefix("whsec_") not in str(refused.value)

    def test_a_new_secret_is_good_and_never_the_same(self) -> None:
        check_secret(new_secret())
        assert new_secret() != new_secret()

    @pytest.mark.parametrize(("webhook_id", "secrets"), [("a.b", (NEW,)), ("", (NEW,)), ("msg_1", ())])
    def test_what_cannot_be_signed_is_refused(self, webhook_id: str, secrets: tuple[str, ...]) -> None:
        with pytest.raises(InvalidInput):
            signed_headers(webhook_id, NOW, BODY, secrets)

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 2**32))
    def test_any_body_and_time_survive_the_round_trip(self, body: str, seconds: int) -> None:
        at = datetime.fromtimestamp(seconds, UTC)
        verify(signed_headers("m", at, body, [NEW]), body, [OLD, NEW], at)


def post(server: LocalServer, total: float = 5.0) -> Attempt:
    return webhook.send(f"{server.url}/hook", BODY, signed(), now=NOW, allow_private=True, total=total)


class TestSending:
    """A webhook against a receiver on loopback."""

    def test_a_receiver_gets_the_signed_body(self) -> None:
        with serving(lambda _: Reply(204)) as server:
            assert post(server) == Attempt(status=204)
        (request,) = server.requests
        assert (request.method, request.path, request.body) == ("POST", "/hook", BODY.encode())
        assert request.headers["content-type"] == "application/json"
        verify(request.headers, request.body.decode(), [NEW], NOW)

    def test_a_second_attempt_carries_the_same_webhook_id(self) -> None:
        with serving(lambda _: Reply(500)) as server:
            post(server)
            post(server)
        assert {request.headers["webhook-id"] for request in server.requests} == {"msg_1"}

    @pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
    def test_a_status_that_is_no_success_is_an_error(self, status: int) -> None:
        with serving(lambda _: Reply(status)) as server:
            attempt = post(server)
        assert attempt.status == status
        assert attempt.error is not None
        assert str(status) in attempt.error

    def test_a_redirect_is_not_followed(self) -> None:
        with serving(lambda _: Reply(307, headers={"Location": "/elsewhere"})) as server:
            attempt = post(server)
        assert (attempt.status, len(server.requests)) == (307, 1)
        assert attempt.error is not None
        assert "not followed" in attempt.error

    def test_retry_after_is_read(self) -> None:
        with serving(lambda _: Reply(503, headers={"Retry-After": "3600"})) as server:
            assert post(server).retry_after == timedelta(hours=1)

    def test_a_receiver_that_never_answers_costs_no_more_than_the_limit(self) -> None:
        stop = threading.Event()
        with serving(lambda _: dripping(b"x", 0.05, stop, b"HTTP/1.1 200 OK\r\nX-Long: ")) as server:
            begun = time.monotonic()
            attempt = post(server, total=0.4)
            took = time.monotonic() - begun
            stop.set()
        assert attempt.error is not None
        assert "within 0.4 s" in attempt.error
        assert took < 3

    def test_a_closed_port_is_an_error_that_may_pass(self) -> None:
        with serving(lambda _: Reply()) as server:
            closed = server
        attempt = post(closed)
        assert attempt.error
        assert not attempt.is_final

    @pytest.mark.parametrize(
        "url", ["", "ftp://a.example/", "http://", "http://[", "http://a b/", "file:///etc/passwd"]
    )
    def test_what_is_no_http_address_fails_for_good(self, url: str) -> None:
        attempt = webhook.send(url, BODY, {}, now=NOW, allow_private=True)
        assert attempt.error
        assert attempt.is_final

    @pytest.mark.parametrize(
        "address", ["127.0.0.1", "100.64.0.1", "64:ff9b::7f00:1", "::ffff:10.0.0.1", "169.254.169.254"]
    )
    def test_a_name_that_leads_inside_is_refused_before_connecting(self, address: str) -> None:
        with serving(lambda _: Reply(204)) as server:
            url = f"http://hooks.example:{server.port}/"
            attempt = webhook.send(url, BODY, signed(), now=NOW, resolve=lambda host, port: [address])
        assert attempt.is_final
        assert attempt.error is not None
        assert "refused" in attempt.error
        assert server.requests == []


class TestRetry:
    """What becomes of a delivery after an attempt."""

    def after(self, attempt: Attempt, attempts: int = 1, roll: float = 0.0) -> AfterAttempt:
        return decide_after(attempt, attempts, NOW, roll)

    def test_success_is_delivered(self) -> None:
        assert self.after(Attempt(status=204)).state is DeliveryState.DELIVERED

    @pytest.mark.parametrize(
        "attempt", [Attempt(500, "500"), Attempt(None, "time-out"), Attempt(404, "404"), Attempt(429, "429")]
    )
    def test_what_may_pass_is_tried_again(self, attempt: Attempt) -> None:
        after = self.after(attempt)
        assert after.state is DeliveryState.PENDING
        assert after.next_attempt_at == NOW + timedelta(seconds=5)

    def test_a_redirect_and_a_refused_address_fail(self) -> None:
        assert self.after(Attempt(302, "302")).state is DeliveryState.FAILED
        assert self.after(Attempt(None, "refused", is_final=True)).state is DeliveryState.FAILED

    def test_410_disables_the_subscription(self) -> None:
        after = self.after(Attempt(410, "410 Gone"))
        assert (after.state, after.disable_subscription) == (DeliveryState.DISABLED, True)

    def test_the_waits_are_those_of_the_standard_and_then_it_is_given_up(self) -> None:
        waits = []
        for attempts in range(1, 10):
            after = self.after(Attempt(500, "500"), attempts)
            assert after.next_attempt_at is not None
            waits.append(after.next_attempt_at - NOW)
        assert (timedelta(0), *waits) == DELAYS
        last = self.after(Attempt(500, "500"), 10)
        assert (last.state, last.next_attempt_at) == (DeliveryState.FAILED, None)
        assert "10 attempts" in last.reason

    def test_jitter_adds_up_to_a_tenth(self) -> None:
        after = self.after(Attempt(500, "500"), attempts=3, roll=0.999)
        assert after.next_attempt_at is not None
        assert timedelta(minutes=30) < after.next_attempt_at - NOW <= timedelta(minutes=33)

    @pytest.mark.parametrize(
        ("asked", "wait"),
        [
            (timedelta(hours=1), timedelta(hours=1)),
            (timedelta(0), timedelta(seconds=5)),
            (timedelta(days=9), timedelta(days=1)),
        ],
    )
    def test_retry_after_is_honoured_up_to_a_day(self, asked: timedelta, wait: timedelta) -> None:
        assert self.after(Attempt(503, "503", asked)).next_attempt_at == NOW + wait


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
class TestApprise:
    """E-mail and chat through Apprise."""

    MESSAGE = Message("Threat level high: NATO", "Because.", "{}")

    def test_a_chat_service_gets_title_and_text(self) -> None:
        with serving(lambda _: Reply(200, b"{}", {"Content-Type": "application/json"})) as server:
            attempt = apprise_channel.send(f"ntfy://127.0.0.1:{server.port}/alerts", self.MESSAGE, allow_private=True)
        assert attempt == Attempt()
        assert b"Because." in server.requests[0].body

    def test_a_service_that_fails_is_tried_again(self) -> None:
        with serving(lambda _: Reply(500)) as server:
            attempt = apprise_channel.send(f"ntfy://127.0.0.1:{server.port}/alerts", self.MESSAGE, allow_private=True)
        assert attempt.error
        assert not attempt.is_final

    @pytest.mark.parametrize(
        "target", ["", "json://a.example/", "file:///tmp/x", "exec://ls", "dbus://", "syslog://", "nonsense"]
    )
    def test_a_scheme_that_is_no_message_service_is_refused(self, target: str) -> None:
        attempt = apprise_channel.send(target, self.MESSAGE)
        assert attempt.is_final

    def test_an_inner_host_is_refused(self) -> None:
        attempt = apprise_channel.send(
            "ntfy://chat.example/alerts", self.MESSAGE, resolve=lambda host, port: ["10.0.0.1"]
        )
        assert attempt.is_final
        assert attempt.error is not None
        assert "refused" in attempt.error

    def test_an_address_apprise_cannot_read_fails_for_good(self) -> None:
        assert apprise_channel.send("slack://", self.MESSAGE, allow_private=True).is_final
