"""`entente welcome`."""

from importlib import import_module

from core.clock import wall_clock
from core.errors import ConfigurationError
from core.settings import Settings
from store.engine import connect
from workers.embedded.local import embedded_postgres, resolved


def command() -> None:
    """Print the address and a one-time sign-in link."""
    settings = resolved(Settings())
    assert settings.database_url is not None
    embedded = embedded_postgres(settings.data_dir)
    if settings.database_url == embedded.url and not embedded.is_ready():
        raise ConfigurationError(
            f"Entente does not run on {settings.data_dir}: start it, or name another folder in ENTENTE_DATA_DIR"
            " (the demo's is var/demo)."
        )
    # The room `api` is beside this one, so it is asked by name and only here.
    link = import_module("api.signin").make_link(connect(settings.database_url), settings, wall_clock())
    address = settings.public_url or f"http://{settings.api_host}:{settings.api_port}"
    print(f"Entente runs at {address}")
    print(f"sign in (once, soon): {link}")
