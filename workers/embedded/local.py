"""The embedded servers of a data directory, and settings with their addresses filled in."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from core.settings import Settings
from workers.embedded.postgres import Postgres
from workers.embedded.valkey import Valkey


def embedded_postgres(data_dir: Path) -> Postgres:
    """The embedded Postgres of `data_dir`, running or not."""
    return Postgres(data_dir.resolve() / "postgres")


def embedded_valkey(data_dir: Path) -> Valkey:
    """The embedded Valkey of `data_dir`, running or not."""
    return Valkey(data_dir.resolve() / "valkey")


def resolved(settings: Settings) -> Settings:
    """`settings` with what is unset filled in: the embedded servers' addresses and the kept secret."""
    return settings.model_copy(
        update={
            "data_dir": settings.data_dir.resolve(),
            "database_url": settings.database_url or embedded_postgres(settings.data_dir).url,
            "broker_url": settings.broker_url or embedded_valkey(settings.data_dir).url,
            "secret_key": settings.secret_key or SecretStr(kept_secret(settings.data_dir)),
        }
    )


def kept_secret(data_dir: Path) -> str:
    """The secret of `data_dir`, made at the first call; only its owner can read the file."""
    path = data_dir / "secret.key"
    data_dir.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
