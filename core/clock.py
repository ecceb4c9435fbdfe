"""The clocks. The only file that reads the time; the edges hand it on as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core.errors import ConfigurationError
from core.settings import Settings

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """The machine's time, aware UTC."""
    return datetime.now(UTC)


def world_clock(settings: Settings) -> Clock:
    """The time of the watched world: the machine's, or in the demo a simulated one that runs faster.

    Every process of a demo is given the same epoch, so all of them read the same simulated time.
    Raises ConfigurationError when a simulated start is not RFC 3339 with an offset, or has no epoch.
    """
    if settings.simulated_start is None:
        return wall_clock
    try:
        start = datetime.fromisoformat(settings.simulated_start)
    except ValueError as error:
        raise ConfigurationError(f"ENTENTE_SIMULATED_START is not an RFC 3339 time: {error}") from error
    if start.tzinfo is None or settings.simulated_epoch is None:
        raise ConfigurationError("A simulated clock needs ENTENTE_SIMULATED_START with an offset and _EPOCH.")
    epoch, speed = settings.simulated_epoch, settings.simulated_speed

    def simulated() -> datetime:
        elapsed = max(0.0, time.time() - epoch)
        return start.astimezone(UTC) + timedelta(seconds=elapsed * speed)

    return simulated
