"""What goes over the pipes between `LimitedParser` and its child: frames of JSON, nothing that could run."""

import struct
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import IO, Any

from ingest.parse import ParsedFeed, Problem, ProblemKind, RawEntry

_LENGTH = struct.Struct(">Q")


def write_frame(pipe: IO[bytes], data: bytes) -> None:
    """Send `data` as one frame."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes:
    """The next frame. Raises EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def to_json(parsed: ParsedFeed) -> dict[str, Any]:
    """A parsed feed as plain JSON values; `to_parsed_feed` is its inverse."""
    fields = asdict(parsed)
    fields["ttl"] = None if parsed.ttl is None else parsed.ttl.total_seconds()
    for entry in fields["entries"]:
        for name in ("published_at", "updated_at"):
            entry[name] = None if entry[name] is None else entry[name].isoformat()
    return fields


def to_parsed_feed(fields: Mapping[str, Any]) -> ParsedFeed:
    """The inverse of `to_json`."""
    return ParsedFeed(
        title=fields["title"],
        link=fields["link"],
        language=fields["language"],
        ttl=None if fields["ttl"] is None else timedelta(seconds=fields["ttl"]),
        entries=tuple(_to_raw_entry(entry) for entry in fields["entries"]),
        problems=tuple(Problem(ProblemKind(problem["kind"]), problem["message"]) for problem in fields["problems"]),
    )


def _to_raw_entry(fields: Mapping[str, Any]) -> RawEntry:
    dates = {
        name: None if fields[name] is None else datetime.fromisoformat(fields[name])
        for name in ("published_at", "updated_at")
    }
    return RawEntry(**{**fields, **dates})
