"""Which queue a step waits in. Light on purpose: the supervisor reads it without importing Celery."""

QUEUE_OF_STEP = {
    "sweep": "fetch",
    "fetch_feed": "fetch",
    "code_articles": "nlp",
    "score_events": "score",
    "find_groupings": "score",
    "check_rules": "score",
    "deliver_alert": "deliver",
}
"""Every step, with its queue. A step's name is its function, its file under workers/steps/ and its task."""

QUEUES = ("fetch", "nlp", "score", "deliver")
