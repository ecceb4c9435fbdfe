"""What a request is handed: the door's context and one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from core.clock import Clock
from core.settings import Settings
from store.engine import Connection, Engine


@dataclass(frozen=True)
class Door:
    """Settings, database, clocks and the secret of one API process."""

    settings: Settings
    engine: Engine
    now: Clock
    wall: Clock
    secret: bytes
    as_of: Lock = field(default_factory=Lock)
    """Held while an index is worked out as of a time: that takes all reports of that time into memory."""


def door_of(request: Request) -> Door:
    """The door the request came through."""
    door: Door = request.app.state.door
    return door


def _transaction(request: Request) -> Iterator[Connection]:
    with door_of(request).engine.begin() as tx:
        yield tx


InDoor = Annotated[Door, Depends(door_of)]
# scope="function": the commit happens before the answer is sent; with the default a failed commit would still say 200.
Tx = Annotated[Connection, Depends(_transaction, scope="function")]
