"""`entente beat`."""

from core.settings import Settings
from workers.celery_app import make_app
from workers.embedded.local import resolved


def command() -> None:
    """Ring the sweep every few seconds. Several at once do no harm."""
    settings = resolved(Settings())
    make_app(settings).Beat(scheduler="celery.beat.Scheduler", loglevel=settings.log_level, quiet=True).run()
