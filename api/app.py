"""Build the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from api import console, problems
from api.context import Door
from api.limits import TellQuota, count_request
from api.queries import only_known
from api.routes import (
    access,
    alerts,
    alliances,
    articles,
    bulletins,
    events,
    feeds,
    groupings,
    health,
    series,
    stream,
    subscriptions,
)
from core.clock import wall_clock, world_clock
from core.errors import ConfigurationError
from core.settings import Settings
from store.engine import Engine, connect

_DESCRIPTION = """
Watches military alliances and the crises around them. Follow one article from its feed to the alert it helped to
raise: `/feeds` -> `/articles` -> `/events` -> `/series/{index}/{entity}/explanation` -> `/alerts`; every answer links
to the next.

Times are RFC 3339 in UTC. Lists are flat JSON arrays; `Link: rel="next"` leads on. Errors are RFC 9457 problems.
Reading needs no key unless the operator says so; writing needs an API key in `Authorization: Bearer ...`.

A key may have a limit of requests a minute. Then every answer says so in `RateLimit-Policy` (`"key";q=60;w=60`) and
what is left in `RateLimit` (`"key";r=12;t=20`: 12 requests for the next 20 seconds); beyond it the answer is 429 with
`Retry-After`.
"""


def create_app(settings: Settings | None = None, engine: Engine | None = None) -> FastAPI:
    """The application, with its own engine unless one is handed in.

    Raises ConfigurationError when no database or no secret key is set.
    """
    settings = settings or Settings()
    if engine is None and settings.database_url is None:
        raise ConfigurationError("No database: set ENTENTE_DATABASE_URL, or start everything with `entente up`.")
    if settings.secret_key is None:
        raise ConfigurationError("No secret key: set ENTENTE_SECRET_KEY, or start everything with `entente up`.")
    door = Door(
        settings=settings,
        engine=engine or connect(settings.database_url or ""),
        now=world_clock(settings),
        wall=wall_clock,
        secret=settings.secret_key.get_secret_value().encode(),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if engine is None:
            door.engine.dispose()

    app = FastAPI(
        title="Entente",
        version="1",
        summary="Alliance cohesion, political leverage and emerging threats, from the news, with reasons.",
        description=_DESCRIPTION,
        lifespan=lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,  # a page of ours: FastAPI's is built by scripts of other hosts
        redoc_url=None,
        dependencies=[Depends(count_request), Depends(only_known)],
    )
    app.add_middleware(TellQuota)
    app.state.door = door
    problems.install(app)
    rooms = (health, feeds, articles, events, alliances, series, groupings, alerts, bulletins, subscriptions, access)
    for room in (*rooms, stream):
        app.include_router(room.router)
    console.install(app)
    return app
