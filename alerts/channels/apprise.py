"""Apprise: e-mail and chat, by the URL schemes of the Apprise library."""

from urllib.parse import urlsplit

from alerts.retry import Attempt
from core.addresses import refusal_of
from core.alerts import Message
from core.guarded_http import Resolve, resolved

SCHEMES = frozenset(
    {
        "bluesky", "discord", "fluxer", "gchat", "gotify", "gotifys", "mailto", "mailtos", "mailgun", "mastodon",
        "mastodons", "matrix", "matrixs", "mmost", "mmosts", "msteams", "ntfy", "ntfys", "opsgenie", "pagerduty",
        "pover", "rocket", "rockets", "sendgrid", "ses", "signal", "signals", "slack", "sns", "tgram", "twilio",
        "webex", "workflow", "workflows", "zulip",
    }
)  # fmt: skip
"""Services that carry a message to people. Schemes that run programs, write files or call any URL are left out."""


def send(target: str, message: Message, *, allow_private: bool = False, resolve: Resolve = resolved) -> Attempt:
    """Hand `message` to the service that `target` (an Apprise URL) names. Never raises for the other side's faults.

    A host in the URL must be public, unless allow_private. Apprise dials by itself, so unlike a webhook the address
    that was checked is not pinned: let only people you trust add such targets.
    """
    scheme = target.partition("://")[0].lower()
    if scheme not in SCHEMES:
        return Attempt(error=f"no channel for {scheme[:20]!r}; known are {', '.join(sorted(SCHEMES))}", is_final=True)
    if not allow_private and (refusal := _refusal(target, resolve)):
        return Attempt(error=refusal, is_final=True)
    return _notify(target, message)


def _refusal(target: str, resolve: Resolve) -> str | None:
    """Why the host in the URL may not be dialled; what does not resolve is a token, as in most services."""
    try:
        host = urlsplit(target).hostname or ""
        addresses = resolve(host, 443)
    except (OSError, ValueError):
        return None
    refusals = (refusal_of(address) for address in addresses)
    return next((f"{host} is refused: {refusal}" for refusal in refusals if refusal), None)


def _notify(target: str, message: Message) -> Attempt:
    import apprise  # takes a second to import, and few processes need it

    service = apprise.Apprise.instantiate(target, suppress_exceptions=True)
    if service is None:
        return Attempt(error="Apprise cannot read this address; see its documentation of the service", is_final=True)
    channel = apprise.Apprise()
    channel.add(service)
    try:
        sent = channel.notify(body=message.text, title=message.title, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # each of Apprise's services has errors of its own, and all mean the same here
        return Attempt(error=f"{type(error).__name__}: {str(error)[:200]}")
    return Attempt() if sent else Attempt(error="the service did not take the message")
