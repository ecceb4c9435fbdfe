"""Receive Entente's webhooks: a receiver in one file, with Python's standard library alone. Copy it and adapt `handle`.

    python receive_webhook.py 9000 whsec_...

It checks the signature over the very bytes that came in, refuses what is older than five minutes, and handles a
message once: a delivery that is tried again carries the same webhook-id.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

TOLERANCE_SECONDS = 300


def why_refused(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> str | None:
    """Why the message is not to be trusted, or None. headers: names in lower case; now: Unix seconds."""
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not webhook_id or not timestamp.isdigit():
        return "webhook-id or webhook-timestamp is missing or malformed"
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "sent more than five minutes ago: a replay?"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{webhook_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(digest).decode()}"
    given = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(one.encode(), expected.encode()) for one in given):
        return "no signature matches"
    return None


def handle(message: dict[str, Any]) -> None:
    """What you do with a message; replace it."""
    sys.stdout.write(f"{message['type']}: {message['data']['reason']}\n")


def serve(port: int, secret: str) -> None:
    """Receive on 127.0.0.1 until interrupted."""
    seen: set[str] = set()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Check, handle once, answer."""
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            refusal = why_refused(headers, body, secret, time.time())  # noqa: TID251 (the receiver's own clock)
            if refusal is None and headers["webhook-id"] not in seen:
                handle(json.loads(body))
                seen.add(headers["webhook-id"])
            self.send_response(401 if refusal else 204)
            self.end_headers()

    HTTPServer(("127.0.0.1", port), Receiver).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
