"""One-time sign-in links: printed at start, spent at first use, exchanged for a session."""

import secrets
from datetime import datetime, timedelta

from api.auth import digest_of
from core.errors import ConfigurationError
from core.settings import Settings
from store import keys
from store.engine import Engine

_LINK_LIFE = timedelta(minutes=30)


def make_link(engine: Engine, settings: Settings, now: datetime) -> str:
    """A link that signs in whoever opens it first, within half an hour of `now` (the machine's time)."""
    if settings.secret_key is None:
        raise ConfigurationError("No secret key: set ENTENTE_SECRET_KEY, or start everything with `entente up`.")
    token = secrets.token_urlsafe(24)
    digest = digest_of(settings.secret_key.get_secret_value().encode(), f"signin:{token}")
    with engine.begin() as tx:
        keys.add_signin_link(tx, digest, now=now, expires_at=now + _LINK_LIFE)
    base = settings.public_url or f"http://{settings.api_host}:{settings.api_port}"
    return f"{base.rstrip('/')}/signin?token={token}"
