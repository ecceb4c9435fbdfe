"""The one way out to a URL that somebody else chose: public addresses only, one deadline, no surprises.

Feeds and webhooks both need it and rooms do not know each other, so it stands in core: the only file there that does
I/O. The guard sits in the dialer, after DNS: the address that was checked is the address that is dialled, so a name
that changes its mind between check and connection (rebinding) gains nothing, and every redirect hop is checked anew
because every hop is dialled.
"""

import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
import httpx

from core.addresses import refusal_of
from core.errors import EntenteError

Resolve = Callable[[str, int], list[str]]
"""Host and port to IP addresses in text; raises OSError when the name does not resolve."""

_ADDRESSES_TRIED = 3
_HOST = re.compile(r"[^\s%/\\@]+")


class AddressRefused(EntenteError):
    """A URL leads to an address that outsiders may not make us connect to. Raised before connecting."""


def guarded_client(
    *, total: float, allow_private: bool = False, user_agent: str = "Entente", resolve: Resolve | None = None
) -> httpx.Client:
    """An HTTP client that gives up `total` seconds from now and connects to public addresses only.

    One client serves one exchange; it follows no redirect by itself and ignores proxy settings of the environment.
    allow_private: let it reach private and loopback addresses, for the demo and tests.
    Its requests raise httpx.HTTPError, or AddressRefused before anything is sent.
    """
    deadline = time.monotonic() + total
    dialer = _GuardedDialer(deadline, allow_private, resolve or resolved)
    return httpx.Client(
        transport=_GuardedTransport(dialer),
        headers={"User-Agent": user_agent},
        timeout=total,
        follow_redirects=False,
        trust_env=False,
    )


def resolved(host: str, port: int) -> list[str]:
    """IP addresses of `host`, in the system's order, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def http_url(text: str) -> httpx.URL | None:
    """`text` as an absolute http(s) URL with a plausible host, or None."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return None
    return url if url.scheme in ("http", "https") and _HOST.fullmatch(url.host) else None


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """A Retry-After header as a wait from `now`, or None when there is none or it cannot be read."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**9))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)


class _GuardedDialer(httpcore.NetworkBackend):
    def __init__(self, deadline: float, allow_private: bool, resolve: Resolve) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        if not self._allow_private:
            for address in addresses:
                if refusal := refusal_of(address):
                    raise AddressRefused(f"{host} is refused: {refusal}")
        *first, last = addresses[:_ADDRESSES_TRIED]
        for address in first:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._dial(address, port, local_address, socket_options, share=2.0)
        return self._dial(last, port, local_address, socket_options, share=1.0)

    def _dial(
        self,
        address: str,
        port: int,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
        share: float,
    ) -> httpcore.NetworkStream:
        """Dial one address; it may use `1/share` of the time left, so that an unreachable IPv6 leaves some to IPv4."""
        timeout = _left(self._deadline) / share
        stream = self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
        return _DeadlineStream(stream, self._deadline)

    def _addresses(self, host: str, port: int) -> list[str]:
        """Resolve in a thread of its own: the system's resolver knows no time limit."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True, name="resolve").start()
        try:
            answer = answers.get(timeout=_left(self._deadline))
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"the name {host} did not resolve in time") from None
        if isinstance(answer, Exception) or not answer:
            raise httpcore.ConnectError(f"the name {host} does not resolve: {answer or 'no address'}")
        return answer


class _DeadlineStream(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _DeadlineStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    """Seconds until `deadline`; raises ReadTimeout when none are left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole exchange is used up")
    return left


class _GuardedTransport(httpx.BaseTransport):
    def __init__(self, dialer: _GuardedDialer) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_ssl_context(), network_backend=dialer)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _as_httpx_errors():
            response = self._pool.handle_request(
                httpcore.Request(request.method, url, headers=request.headers.raw, content=request.read())
            )
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error) or "timed out") from error
    except httpcore.NetworkError as error:
        raise httpx.NetworkError(str(error) or type(error).__name__) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error) or type(error).__name__) from error


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context()
