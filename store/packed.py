"""Values as COPY's binary format reads them, each with its length before it.

Postgres takes them in at half the cost of text, and what repeats (names, lists, shares) is packed once.
Source: PostgreSQL's documentation of COPY, and the receive functions of its types.
"""

import json
import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
NULL = struct.pack(">i", -1)
DAY_ZERO = date(2000, 1, 1).toordinal()

_TIME_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT_OID, _SMALL_OID, _INT_OID, _BIG_OID = 25, 21, 23, 20
_length = struct.Struct(">i").pack
_float = struct.Struct(">id").pack
_big = struct.Struct(">iq").pack
_list = struct.Struct(">iiiiii").pack


@lru_cache(maxsize=65536)
def text(value: str | None) -> bytes:
    """A text; a NUL, which Postgres cannot hold, is left out."""
    if value is None:
        return NULL
    raw = str(value).replace("\0", "").encode()
    return _length(len(raw)) + raw


@lru_cache(maxsize=65536)
def texts(*values: str | None) -> bytes:
    """Several columns of text."""
    return b"".join(map(text, values))


def number(value: float) -> bytes:
    """A double."""
    return _float(8, value)


@lru_cache(maxsize=65536)
def day(value: date) -> bytes:
    """A date."""
    return struct.pack(">ii", 4, value.toordinal() - DAY_ZERO)


def time(value: datetime) -> bytes:
    """A time with its zone, to the microsecond."""
    since = value - _TIME_ZERO
    return struct.pack(">iq", 8, (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds)


def as_json(value: object) -> bytes:
    """A jsonb; NULL for None."""
    if value is None:
        return NULL
    raw = b"\x01" + json.dumps(value).encode()
    return _length(len(raw)) + raw


@lru_cache(maxsize=65536)
def text_list(values: tuple[str, ...]) -> bytes:
    """An array of texts."""
    return _array(_TEXT_OID, len(values), b"".join(map(text, values)))


def big_list(values: Sequence[int]) -> bytes:
    """An array of bigints."""
    return _array(_BIG_OID, len(values), b"".join([_big(8, value) for value in values]))


def ints(values: Sequence[int]) -> bytes:
    """Elements for `int_list`."""
    return b"".join([struct.pack(">ii", 4, value) for value in values])


def int_list(count: int, elements: bytes) -> bytes:
    """An array of so many integers."""
    return _array(_INT_OID, count, elements)


@lru_cache(maxsize=4096)
def small(value: int, times: int) -> bytes:
    """Elements for `small_list`: the same value so many times."""
    return struct.pack(">ih", 2, value) * times


def small_list(count: int, elements: bytes) -> bytes:
    """An array of so many smallints."""
    return _array(_SMALL_OID, count, elements)


def _array(oid: int, count: int, elements: bytes) -> bytes:
    if not count:
        return struct.pack(">iiii", 12, 0, 0, oid)
    return _list(20 + len(elements), 1, 0, oid, count, 1) + elements
