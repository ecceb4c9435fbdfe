"""`entente up`."""

from core.settings import Settings
from workers.supervisor.up import up


def command() -> None:
    """Start everything and keep it running until Ctrl-C."""
    up(Settings())
