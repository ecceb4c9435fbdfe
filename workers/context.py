"""What a step is handed: settings, clocks, database, bell, chance and coder. Made once per worker process."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from importlib import import_module
from typing import Any

from core.clock import Clock, wall_clock, world_clock
from core.errors import ConfigurationError
from core.settings import Settings
from store.engine import Engine, connect

Ring = Callable[[str, tuple[int, ...]], None]

_DEMO_LEASE = timedelta(seconds=20)


def _load_coder(settings: Settings) -> Any:
    return import_module("nlp.code").Coder()


def no_ring(step: str, arguments: tuple[int, ...]) -> None:
    """Ring nobody: for tests and offline commands, where the caller runs the next step itself."""


@dataclass(frozen=True)
class Context:
    """Everything a step may touch besides its arguments.

    now: the time of the watched world (publication, as_of, when a feed is due). In the demo it runs days per second.
    wall: the machine's time, for whatever guards work itself: leases, attempts, webhook timestamps, expiry of links.
        A lease on `now` would run out within milliseconds in the demo.
    ring: sends a step by name with its arguments, `ctx.ring("deliver_alert", (7,))`; call it after the `with` that
        commits. It never raises: a bell that is not heard is found by the sweep.
    """

    settings: Settings
    engine: Engine
    ring: Ring = no_ring
    now: Clock = wall_clock
    wall: Clock = wall_clock
    rng: random.Random = field(default_factory=random.Random)
    load_coder: Callable[[Settings], Any] = _load_coder

    def lease(self, usual: timedelta) -> timedelta:
        """How long a piece of work is kept from others: as usual, in the demo so short that a kill costs seconds."""
        return usual if self.settings.simulated_clock is None else min(usual, _DEMO_LEASE)

    @cached_property
    def coder(self) -> Any:
        """The coder of this process, loaded at the first use: loading takes seconds and memory."""
        return self.load_coder(self.settings)


def open_context(settings: Settings, ring: Ring = no_ring) -> Context:
    """Connect and build the context of one process.

    Raises ConfigurationError when no database is set: the supervisor hands its children the embedded one's URL.
    """
    if settings.database_url is None:
        raise ConfigurationError("No database: set ENTENTE_DATABASE_URL, or start everything with `entente up`.")
    return Context(settings=settings, engine=connect(settings.database_url), ring=ring, now=world_clock(settings))
