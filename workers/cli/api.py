"""`entente api`."""

import uvicorn

from core.settings import Settings


def command() -> None:
    """Serve the API."""
    settings = Settings()
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        log_level=settings.log_level.lower(),
        access_log=False,
        timeout_graceful_shutdown=3,  # a stream of events never ends by itself
        server_header=False,
    )
