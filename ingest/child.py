"""The child process of `LimitedParser`: requests on standard input, answers on standard output, until input ends."""

import base64
import json
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

from ingest.parse import ProblemKind, parse_feed, unusable
from ingest.wire import read_frame, to_json, write_frame


def main() -> None:
    """Serve until the parent closes the pipe. The first argument is the limit of memory, in megabytes."""
    # Ctrl-C goes to the whole group; the parent decides when this process ends, by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(int(sys.argv[1]))
    write_frame(sys.stdout.buffer, json.dumps({"ready": True}).encode())
    while True:
        try:
            request = json.loads(read_frame(sys.stdin.buffer))
        except EOFError:
            return
        write_frame(sys.stdout.buffer, json.dumps(_answer(request)).encode())


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    body = base64.b64decode(request["body"])
    if request["do"] == "full_text":
        from ingest.fulltext import full_text  # takes half a second to import, and most feeds never need it

        return {"text": full_text(body, request["url"])}
    try:
        return to_json(parse_feed(body, request["headers"], request["url"]))
    except (MemoryError, RecursionError) as error:
        return to_json(unusable(ProblemKind.FAILED, f"the body is too much for the parser: {type(error).__name__}"))


def _limit_memory(megabytes: int) -> None:
    # macOS knows the limit but does not let it be set; there only time is limited.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


if __name__ == "__main__":
    main()
