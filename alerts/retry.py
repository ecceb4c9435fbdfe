"""Retry: what becomes of a delivery after an attempt. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.alerts import DeliveryState

DELAYS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt to deliver came to.

    status: the HTTP status, None when none was received. error: None exactly when it was delivered. is_final: trying
    again cannot help, e.g. because the target is refused.
    """

    status: int | None = None
    error: str | None = None
    retry_after: timedelta | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class AfterAttempt:
    """Where a delivery stands after an attempt. next_attempt_at: None unless pending.

    disable_subscription: the receiver says it is gone for good (410).
    """

    state: DeliveryState
    next_attempt_at: datetime | None
    reason: str
    disable_subscription: bool = False


def decide_after(attempt: Attempt, attempts: int, now: datetime, roll: float) -> AfterAttempt:
    """What to do after the attempt number `attempts` (1 for the first).

    roll: a random number in [0, 1); it adds up to a tenth to the delay. A redirect is a failure and is not followed;
    410 ends the subscription; all else is tried again, ten times in all over some three days, later if Retry-After
    asks. Source: Standard Webhooks 1.0.0, sections on retries and status codes.
    """
    if attempt.error is None:
        return AfterAttempt(DeliveryState.DELIVERED, None, "delivered")
    if attempt.status == 410:
        return AfterAttempt(DeliveryState.DISABLED, None, attempt.error, disable_subscription=True)
    if attempt.is_final or (attempt.status is not None and 300 <= attempt.status < 400):
        return AfterAttempt(DeliveryState.FAILED, None, attempt.error)
    if attempts >= len(DELAYS):
        return AfterAttempt(DeliveryState.FAILED, None, f"{attempt.error}; given up after {attempts} attempts")
    delay = DELAYS[max(attempts, 1)]
    if attempt.retry_after is not None:
        delay = max(delay, min(attempt.retry_after, _LONGEST))
    return AfterAttempt(DeliveryState.PENDING, now + delay * (1 + roll / 10), attempt.error)
