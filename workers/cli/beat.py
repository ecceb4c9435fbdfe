"""`entente beat`."""


def command() -> None:
    """Ring the sweep every few seconds. Several at once do no harm."""
    from workers.celery_app import app, settings

    app.Beat(scheduler="celery.beat.Scheduler", loglevel=settings.log_level, quiet=True).run()
