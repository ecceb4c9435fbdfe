"""Settings, from the environment (prefix `ENTENTE_`) or a `.env` file. The only reader of the environment."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set. Unset URLs mean the embedded Postgres and Valkey under `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="ENTENTE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="Where the embedded servers, logs and secrets live.")
    database_url: str | None = Field(None, description="A Postgres server (postgresql://...); unset: embedded.")
    broker_url: str | None = Field(None, description="A Redis-protocol server (redis://...); unset: embedded.")
    api_host: str = Field("127.0.0.1", description="Address the API listens on.")
    api_port: int = Field(8000, ge=1, le=65535, description="Port the API listens on.")
    secret_key: SecretStr | None = Field(
        None, description="Key that API keys and sign-in links are hashed with; unset: made once and kept in data_dir."
    )
    allow_private_targets: bool = Field(
        False, description="Let feeds and webhooks reach private and loopback addresses (demo and tests only)."
    )
    anonymous_read: bool = Field(
        True, description="Let anyone who reaches the API read without a key; writing always needs one."
    )
    public_url: str | None = Field(None, description="Address under which users reach the API; used in links.")
    fetch_concurrency: int = Field(8, ge=1, le=64, description="Feeds fetched at the same time by one worker.")
    nlp_processes: int = Field(1, ge=1, le=32, description="Processes that code articles.")
    sweep_seconds: float = Field(5.0, gt=0, description="How often the sweep looks for due or lost work, in seconds.")
    log_level: str = Field("INFO", description="Least level that is logged: DEBUG, INFO, WARNING, ERROR.")
    simulated_clock: Path | None = Field(
        None, description="Demo only: a file with the simulated clock's knots; unset: the real clock."
    )
