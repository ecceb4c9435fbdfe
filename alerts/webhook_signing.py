"""Webhook signing by Standard Webhooks 1.0.0: symmetric `v1` signatures, several while a secret is rotated."""

import base64
import binascii
import hmac
import secrets as chance
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from core.errors import InvalidInput

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
_LEAST_BYTES, _MOST_BYTES = 24, 64


class SignatureRefused(InvalidInput):
    """A webhook whose headers do not prove that it is ours, fresh and unchanged. The message says which of it fails."""


def new_secret(random_bytes: Callable[[int], bytes] = chance.token_bytes) -> str:
    """A fresh secret of 32 random bytes, `whsec_` and base64."""
    return PREFIX + base64.b64encode(random_bytes(32)).decode()


def check_secret(secret: str) -> None:
    """Raise InvalidInput unless `secret` is `whsec_` and base64 of 24 to 64 bytes. The secret is not in the message."""
    if not secret.startswith(PREFIX):
        raise InvalidInput(f"A webhook secret starts with {PREFIX}.")
    try:
        length = len(base64.b64decode(secret.removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(f"A webhook secret is base64 after {PREFIX}.") from error
    if not _LEAST_BYTES <= length <= _MOST_BYTES:
        raise InvalidInput(f"A webhook secret has {_LEAST_BYTES} to {_MOST_BYTES} bytes, not {length}.")


def signed_headers(webhook_id: str, sent_at: datetime, body: str, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers for a body: its id, the time in Unix seconds, and one signature for each of `secrets`.

    sent_at: aware, any zone. secrets: newest first; during a rotation the older one too, so that receivers with
    either can verify. Raises InvalidInput for no or bad secrets, and for an id with a full stop, which would blur
    what is signed.
    """
    if not secrets:
        raise InvalidInput("A webhook needs at least one secret.")
    if not webhook_id or "." in webhook_id:
        raise InvalidInput("A webhook id is not empty and has no full stop.")
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(_signature(secret, webhook_id, sent_at, body) for secret in secrets),
    }


def _signature(secret: str, webhook_id: str, sent_at: datetime, body: str) -> str:
    check_secret(secret)
    # The library drops the zone instead of converting it: any other than UTC would sign another second than is sent.
    signature: str = Webhook(secret).sign(webhook_id, sent_at.astimezone(UTC), body)
    return signature


def verify(headers: Mapping[str, str], body: str, secrets: Sequence[str], now: datetime) -> None:
    """Raise SignatureRefused unless the body was signed with one of `secrets` within five minutes of `now`.

    headers: names in any case. For receivers written in Python; one without our code is in examples/.
    """
    named = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp, given = (_required(named, f"webhook-{part}") for part in ("id", "timestamp", "signature"))
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise SignatureRefused("The header webhook-timestamp is not a number of seconds.")
    sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - sent_at) > TOLERANCE:
        raise SignatureRefused(f"The webhook was sent more than {TOLERANCE.seconds // 60} minutes from now: a replay?")
    expected = [_signature(secret, webhook_id, sent_at, body).encode() for secret in secrets]
    candidates = [part.encode() for part in given.split(" ") if part.startswith("v1,")]
    if not candidates:
        raise SignatureRefused("The header webhook-signature holds no v1 signature.")
    if not any(hmac.compare_digest(one, other) for one in candidates for other in expected):
        raise SignatureRefused("No signature matches: another secret, or the body was changed.")


def _required(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        raise SignatureRefused(f"The header {name} is missing.")
    return value
