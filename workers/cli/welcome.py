"""`entente welcome`."""

from importlib import import_module

from core.clock import wall_clock
from core.settings import Settings
from store.engine import connect
from workers.embedded.local import resolved


def command() -> None:
    """Print the address and a one-time sign-in link."""
    settings = resolved(Settings())
    assert settings.database_url is not None
    # The room `api` is beside this one, so it is asked by name and only here.
    link = import_module("api.signin").make_link(connect(settings.database_url), settings, wall_clock())
    address = settings.public_url or f"http://{settings.api_host}:{settings.api_port}"
    print(f"Entente runs at {address}")
    print(f"sign in (once, soon): {link}")
