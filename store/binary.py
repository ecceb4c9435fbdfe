"""Buckets in COPY's binary format, to and from arrays: row i is series `numbers[i]` on ordinal day `days[i]`."""

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


def read_buckets(tx: Connection, of_series: int | None = None) -> Rows:
    """The buckets of one series, or of all, sorted by series, then day. About a microsecond a row."""
    driver = tx.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs psycopg")
    where = "" if of_series is None else f"where series_id = {of_series:d}"
    query = f"copy (select {BUCKET_COLUMNS} from bucket {where} order by series_id, day) to stdout (format binary)"
    with driver.cursor() as cursor, cursor.copy(query) as copy:  # type: ignore[arg-type, unused-ignore]
        packed = b"".join(copy)
    rows = np.frombuffer(packed[len(HEADER) : -len(END)], _ROW)
    columns = np.stack([rows[name].astype(np.int64) for name in (*"xyqnsg", "claims")], axis=1)
    return rows["series"].astype(np.int64), rows["day"].astype(np.int64) + DAY_ZERO, columns
