"""The hands: one file per step, the sweep, the Celery app, the supervisor and the command line."""
