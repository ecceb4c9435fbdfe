"""Fetch: a feed's URL to its bytes, by conditional GET. The only network of this room."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import httpx

from core.guarded_http import AddressRefused, Resolve, guarded_client, http_url, retry_after

USER_AGENT = "Entente/0.1 (watches alliances; reads feeds)"
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"


class FailureKind(StrEnum):
    """Why a fetch brought nothing."""

    BAD_URL = "bad_url"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    RATE_LIMITED = "rate_limited"
    GONE = "gone"
    CLIENT_ERROR = "client_error"
    SERVER_ERROR = "server_error"
    BAD_RESPONSE = "bad_response"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all (redirects included), bytes after decompression, redirect hops."""

    total: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class NotModified:
    """The feed says (304) that nothing changed. Header names are lower case."""

    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body. `body_hash` is SHA-256 in hex: a body with a known hash need not be parsed.

    headers: of the last response, names in lower case. permanent_url: where the feed moved for good, when every hop on
    the way said so (301, 308); else None. Adopt it only after many checks agree: hotel portals also answer 301.
    """

    body: bytes
    body_hash: str
    headers: Mapping[str, str]
    final_url: str
    permanent_url: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """Nothing came, and why, in words for the person who looks after the feed.

    status: the HTTP status, None when none was received. retry_after: the wait the server asks for, never negative.
    """

    kind: FailureKind
    message: str
    status: int | None = None
    retry_after: timedelta | None = None


FetchResult = Fetched | NotModified | FetchFailed


def fetch(
    url: str,
    *,
    now: datetime,
    etag: str | None = None,
    last_modified: str | None = None,
    allow_private: bool = False,
    limits: Limits | None = None,
    resolve: Resolve | None = None,
) -> FetchResult:
    """Get `url` unless it is unchanged; never raises for what the other side does.

    now: aware UTC, only to read a Retry-After given as a date. resolve: the system's resolver, unless replaced.
    """
    limits = limits or Limits()
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    headers |= {name: value for name, value in conditions.items() if value and value.isascii()}
    with guarded_client(
        total=limits.total, allow_private=allow_private, user_agent=USER_AGENT, resolve=resolve
    ) as client:
        try:
            return _follow(client, url, headers, limits, now)
        except AddressRefused as error:
            return FetchFailed(FailureKind.REFUSED, str(error))
        except httpx.TimeoutException as error:
            return FetchFailed(FailureKind.TIMEOUT, f"no complete answer within {limits.total:g} s: {error}")
        except httpx.RemoteProtocolError as error:
            return FetchFailed(FailureKind.BAD_RESPONSE, f"the answer cannot be read: {error}")
        except httpx.HTTPError as error:
            return FetchFailed(FailureKind.UNREACHABLE, str(error) or type(error).__name__)


def _follow(client: httpx.Client, url: str, headers: Mapping[str, str], limits: Limits, now: datetime) -> FetchResult:
    permanent = True
    seen: list[str] = []
    current = url
    while len(seen) <= limits.max_redirects:
        target = http_url(current)
        if target is None:
            return FetchFailed(FailureKind.BAD_URL, f"not an http(s) address: {current[:200]!r}")
        seen.append(str(target))
        with client.stream("GET", target, headers=dict(headers)) as response:
            location = response.headers.get("location")
            if response.status_code not in (301, 302, 303, 307, 308) or not location:
                return _to_result(response, limits, now, moved_to=str(target) if permanent and len(seen) > 1 else None)
            permanent = permanent and response.status_code in (301, 308)
            current = _joined(target, location)
        if current in seen:
            return FetchFailed(
                FailureKind.TOO_MANY_REDIRECTS, f"redirect loop: {' -> '.join([*seen, current])}", response.status_code
            )
    return FetchFailed(
        FailureKind.TOO_MANY_REDIRECTS, f"more than {limits.max_redirects} redirects, the last to {current}"
    )


def _joined(base: httpx.URL, location: str) -> str:
    """The redirect's target; left as it stands when it is no URL, so that the next hop reports it."""
    try:
        return str(base.join(location).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError):
        return location


def _to_result(response: httpx.Response, limits: Limits, now: datetime, moved_to: str | None) -> FetchResult:
    status = response.status_code
    if status == 304:
        return NotModified(dict(response.headers))
    if status != 200:
        return _to_failure(response, now)
    try:
        body = _decoded(response, limits.max_bytes)
    except _TooLarge:
        return FetchFailed(FailureKind.TOO_LARGE, f"more than {limits.max_bytes:,} bytes after decompression", status)
    except (zlib.error, _UnknownEncoding) as error:
        return FetchFailed(FailureKind.BAD_RESPONSE, f"the body cannot be decompressed: {error}", status)
    return Fetched(
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        headers=dict(response.headers),
        final_url=str(response.url),
        permanent_url=moved_to,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
    )


def _to_failure(response: httpx.Response, now: datetime) -> FetchFailed:
    status = response.status_code
    wait = retry_after(response.headers.get("retry-after"), now)
    said = f"the server answers {status} {response.reason_phrase}".rstrip()
    if status == 410:
        return FetchFailed(FailureKind.GONE, f"{said}: the feed is gone for good", status)
    if status == 429:
        return FetchFailed(FailureKind.RATE_LIMITED, f"{said}: we ask too often", status, wait)
    if status >= 500:
        return FetchFailed(FailureKind.SERVER_ERROR, said, status, wait)
    if status >= 400:
        return FetchFailed(FailureKind.CLIENT_ERROR, said, status, wait)
    return FetchFailed(FailureKind.BAD_RESPONSE, f"{said}, which brings no feed", status, wait)


class _TooLarge(Exception):
    pass


class _UnknownEncoding(Exception):
    pass


def _decoded(response: httpx.Response, max_bytes: int) -> bytes:
    """The body, decompressed piece by piece: a bomb is stopped at the cap, not after it has gone off."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity", "none", "utf-8"):
        return _capped(response, None, max_bytes)
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _capped(response, _Inflater(raw_allowed=encoding == "deflate"), max_bytes)
    raise _UnknownEncoding(f"unknown content encoding {encoding[:40]!r}")


def _capped(response: httpx.Response, inflater: "_Inflater | None", max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():
        room = max_bytes + 1 - len(body)
        body += chunk if inflater is None else inflater.inflate(chunk, room)
        if len(body) > max_bytes:
            raise _TooLarge
    if inflater is not None and not inflater.is_complete:
        raise zlib.error("it ends too early")
    return bytes(body)


class _Inflater:
    """gzip or zlib of one or more members, or raw deflate from servers that misread the RFC; padding is ignored."""

    def __init__(self, raw_allowed: bool) -> None:
        self._raw_allowed = raw_allowed
        self._engine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        self.is_complete = False

    def inflate(self, chunk: bytes, limit: int) -> bytes:
        """At most `limit` bytes of what `chunk` holds."""
        out = bytearray()
        while chunk and len(out) < limit:
            if self._engine.eof:
                self._engine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            try:
                out += self._engine.decompress(chunk, limit - len(out))
            except zlib.error:
                if self.is_complete:
                    return bytes(out)
                if not self._raw_allowed:
                    raise
                self._engine = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
                out += self._engine.decompress(chunk, limit - len(out))
            self._raw_allowed = False
            self.is_complete = self.is_complete or self._engine.eof
            chunk = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
        return bytes(out)
