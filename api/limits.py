"""How often a key may ask: its requests a minute, counted over all API processes and told in every answer.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "key";q=60;w=60` is what the key may,
`RateLimit: "key";r=12;t=20` that 12 requests are left for the 20 seconds until the count starts anew.
"""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import bearer_of, find_key
from api.context import InDoor
from api.problems import Problem
from store import keys

_MINUTE = timedelta(minutes=1)
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


@dataclass(frozen=True, slots=True)
class Quota:
    """What a key may ask in a minute, what is left of it, and the seconds until it starts anew."""

    per_minute: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say so."""
        return {
            "RateLimit-Policy": f'"key";q={self.per_minute};w=60',
            "RateLimit": f'"key";r={self.left};t={self.seconds}',
        }


def count_request(request: Request, door: InDoor) -> None:
    """Count the request against its key's limit, in a transaction of its own, so that what fails counts too.

    Every route depends on it. A key without a limit, or that is none, is not counted. Raises a 429 problem.
    """
    key = bearer_of(request)
    if key is None:
        return
    now = door.wall()
    minute = now.replace(second=0, microsecond=0)
    with door.engine.begin() as tx:
        found = find_key(door, tx, key)
        if found is None or found["per_minute"] is None:
            return
        used = keys.count_use(tx, found["id"], minute=minute)
    per_minute, seconds = found["per_minute"], ceil((minute + _MINUTE - now).total_seconds())
    request.state.quota = Quota(per_minute, max(0, per_minute - used), seconds)
    if used > per_minute:
        raise Problem(
            429, f"This key may ask {per_minute} times a minute; ask again in {seconds} s.",
            {"Retry-After": str(seconds)}, type=QUOTA_EXCEEDED, **{"violated-policies": ["key"]},
        )  # fmt: skip


class TellQuota:
    """Puts the headers of a counted request on its answer, whatever the answer is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def told(message: Message) -> None:
            quota = scope.get("state", {}).get("quota")
            if quota is not None and message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(quota.headers)
            await send(message)

        await self._app(scope, receive, told)
