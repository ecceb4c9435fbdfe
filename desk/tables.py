"""A series as a file: CSV or Parquet, the same columns wherever it is asked for."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

COLUMNS = ("day", "value", "lo", "hi", "claims", "coverage")
Row = Mapping[str, object]


def to_csv(rows: Iterable[Row]) -> str:
    """The rows under a header; what is not known is empty, other fields of a row are left out."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def to_parquet(rows: Sequence[Row]) -> bytes:
    """The rows as one Parquet file: days, doubles, a count of claims; null where nothing is known."""
    import pyarrow  # slow to import, for a rare wish
    from pyarrow import parquet

    schema = pyarrow.schema(
        [
            pyarrow.field("day", pyarrow.date32(), nullable=False),
            *(pyarrow.field(name, pyarrow.float64()) for name in ("value", "lo", "hi")),
            pyarrow.field("claims", pyarrow.int64(), nullable=False),
            pyarrow.field("coverage", pyarrow.float64()),
        ]
    )
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table({name: [row[name] for row in rows] for name in COLUMNS}, schema), sink)
    found: bytes = sink.getvalue().to_pybytes()
    return found
