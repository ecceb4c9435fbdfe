"""Webhook: a signed POST to a subscriber's URL."""

from collections.abc import Mapping
from datetime import datetime

import httpx

from alerts.retry import Attempt
from core.guarded_http import AddressRefused, Resolve, guarded_client, http_url, retry_after

TOTAL_SECONDS = 20.0
_USER_AGENT = "Entente/0.1 (webhooks)"


def send(
    url: str,
    body: str,
    headers: Mapping[str, str],
    *,
    now: datetime,
    allow_private: bool = False,
    total: float = TOTAL_SECONDS,
    resolve: Resolve | None = None,
) -> Attempt:
    """POST `body` (JSON text) with the signed `headers`, within `total` seconds. Never raises for the other side's
    faults.

    Delivered means a 2xx answer; its body is not read. A redirect is not followed. An address that is not public is
    refused for good. now: aware UTC, only to read a Retry-After given as a date.
    """
    target = http_url(url)
    if target is None:
        return Attempt(error=f"not an http(s) address: {url[:200]!r}", is_final=True)
    with guarded_client(total=total, allow_private=allow_private, user_agent=_USER_AGENT, resolve=resolve) as client:
        try:
            return _to_attempt(_status_line(client, target, body, headers), now)
        except AddressRefused as error:
            return Attempt(error=str(error), is_final=True)
        except httpx.TimeoutException as error:
            return Attempt(error=f"no answer within {total:g} s: {error}")
        except httpx.HTTPError as error:
            return Attempt(error=str(error) or type(error).__name__)


def _status_line(client: httpx.Client, url: httpx.URL, body: str, headers: Mapping[str, str]) -> httpx.Response:
    request = client.build_request(
        "POST", url, content=body.encode(), headers={**headers, "Content-Type": "application/json"}
    )
    response = client.send(request, stream=True)
    response.close()
    return response


def _to_attempt(response: httpx.Response, now: datetime) -> Attempt:
    status = response.status_code
    if response.is_success:
        return Attempt(status=status)
    said = f"the receiver answers {status} {response.reason_phrase}".rstrip()
    if 300 <= status < 400:
        said = f"{said}: redirects are not followed"
    return Attempt(status=status, error=said, retry_after=retry_after(response.headers.get("retry-after"), now))
