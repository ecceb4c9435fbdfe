"""Buckets in COPY's binary format, to and from arrays: row i is series `numbers[i]` on ordinal day `days[i]`."""

from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import Connection

from store.packed import DAY_ZERO, END, HEADER

BUCKET_COLUMNS = "series_id, day, x, y, q, n, s, g, claims"
Rows = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Series numbers, ordinal days, and seven columns in the order of Micro."""

_ROW = np.dtype(
    [("fields", ">i2"), ("series_len", ">i4"), ("series", ">i4"), ("day_len", ">i4"), ("day", ">i4")]
    + [part for name in "xyqnsg" for part in ((f"{name}_len", ">i4"), (name, ">i8"))]
    + [("claims_len", ">i4"), ("claims", ">i4")]
)


def to_binary(numbers: NDArray[np.int64], days: NDArray[np.int64], columns: NDArray[np.int64]) -> bytes:
    """The rows as COPY reads them, without its header and end."""
    rows = np.zeros(len(days), _ROW)
    rows["fields"] = 9
    rows["series_len"] = rows["day_len"] = rows["claims_len"] = 4
    rows["series"], rows["day"], rows["claims"] = numbers, days - DAY_ZERO, columns[:, 6]
    for place, name in enumerate("xyqnsg"):
        rows[f"{name}_len"], rows[name] = 8, columns[:, place]
    return rows.tobytes()


def read_all_buckets(tx: Connection) -> Rows:
    """The buckets of all series, sorted by series, then day. About a microsecond a row."""
    query = f"copy (select {BUCKET_COLUMNS} from bucket order by series_id, day) to stdout (format binary)"
    with driver_of(tx).cursor() as cursor, cursor.copy(query) as copy:  # type: ignore[arg-type, unused-ignore]
        packed = b"".join(copy)
    rows = np.frombuffer(packed[len(HEADER) : -len(END)], _ROW)
    columns = np.stack([rows[name].astype(np.int64) for name in (*"xyqnsg", "claims")], axis=1)
    return rows["series"].astype(np.int64), rows["day"].astype(np.int64) + DAY_ZERO, columns


# One row of arrays: ten years come at once, where rows would each cost a turn through the driver.
_OF_ONE = """
    select array_agg(day - date '2000-01-01'), array_agg(x), array_agg(y), array_agg(q), array_agg(n), array_agg(s),
        array_agg(g), array_agg(claims)
    from (select * from bucket where series_id = %s order by day) own
"""
_ARRAY_HEADER = 20
_ELEMENT = {size: np.dtype([("len", ">i4"), ("value", f">i{size}")]) for size in (4, 8)}


def read_buckets(tx: Connection, of_series: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The buckets of one series: ordinal days, ascending, and seven columns in the order of Micro."""
    with driver_of(tx).cursor(binary=True) as cursor:
        result = cursor.execute(_OF_ONE, (of_series,)).pgresult
        arrays = [result.get_value(0, place) for place in range(8)] if result else []
    if not arrays or arrays[0] is None:
        return np.zeros(0, np.int64), np.zeros((0, 7), np.int64)
    days, *columns = (
        np.frombuffer(array or b"", _ELEMENT[size], offset=_ARRAY_HEADER)["value"].astype(np.int64)
        for array, size in zip(arrays, (4, 8, 8, 8, 8, 8, 8, 4), strict=True)
    )
    return days + DAY_ZERO, np.stack(columns, axis=1)


def driver_of(tx: Connection) -> psycopg.Connection[Any]:
    """The driver's connection beneath, for what only it can do."""
    driver = tx.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY and binary results need psycopg")
    return driver
