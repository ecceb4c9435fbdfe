"""The world outside, in the demo: the sites of the invented publishers, and somebody who receives alerts.

Run as `python -m workers.demo.world ERA PORT` with the settings of the demo in the environment.
"""

import html
import json
import sys
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from xml.sax.saxutils import escape

from standardwebhooks import Webhook, WebhookVerificationError

from core.clock import Clock, world_clock
from core.settings import Settings
from workers.demo.reading import DemoPublisher, Retelling, publishers, retellings

SERVED, RECEIVED, SECRET = "served.txt", "received.jsonl", "webhook.secret"
"""Files in the demo's data directory: keys of entries served, alerts received, the secret they are signed with."""

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_RIGHTS = "http://purl.org/dc/elements/1.1/"


def to_rss(publisher: DemoPublisher, articles: Iterable[Retelling], base: str) -> bytes:
    """The publisher's feed as RSS 2.0, newest first, with full text and the notice that each article is a retelling."""
    items = "".join(_to_item(one, base) for one in sorted(articles, key=lambda a: a.published_at, reverse=True))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="{_CONTENT}" xmlns:dc="{_RIGHTS}">'
        f"<channel><title>{escape(publisher.name)}</title><link>{base}/</link>"
        f"<description>Invented for demonstration.</description>{items}</channel></rss>"
    ).encode()


def _to_item(one: Retelling, base: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in one.body.split("\n\n"))
    return (
        f"<item><title>{escape(one.title)}</title><link>{base}/articles/{one.key}</link>"
        f'<guid isPermaLink="false">{one.key}</guid><pubDate>{format_datetime(one.published_at)}</pubDate>'
        f"<description>{escape(one.summary)}</description><dc:rights>{escape(one.notice)}</dc:rights>"
        f"<content:encoded>{escape(paragraphs)}</content:encoded></item>"
    )


def to_page(one: Retelling) -> bytes:
    """The article's own page."""
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in one.body.split("\n\n"))
    return (
        f'<!doctype html><html lang="{one.language}"><meta charset="utf-8"><title>{html.escape(one.title)}</title>'
        f"<article><h1>{html.escape(one.title)}</h1><p>{html.escape(one.publisher)}, {one.published_at:%d %B %Y}</p>"
        f"{paragraphs}</article><footer><small>{html.escape(one.notice)}</small></footer></html>"
    ).encode()


class World:
    """What the demo's sites show now, and what was taken from them and sent to them."""

    def __init__(self, era: str, clock: Clock, folder: Path) -> None:
        self._publishers = {one.slug: one for one in publishers(era)}
        self._articles = retellings(era)
        self._clock = clock
        self._folder = folder
        self._lock = Lock()
        self._served = set(read_served(folder))
        self._webhook = Webhook((folder / SECRET).read_text())

    def feed(self, slug: str, base: str) -> tuple[bytes, str, Sequence[Retelling]] | None:
        """The feed of a publisher now, its ETag and its articles; None when there is no such publisher."""
        publisher = self._publishers.get(slug)
        if publisher is None:
            return None
        now = self._clock()
        out = [one for one in self._articles if one.publisher == publisher.name and one.published_at <= now]
        return to_rss(publisher, out, base), f'"{slug}-{len(out)}"', out

    def page(self, key: str) -> bytes | None:
        """The page of an article, None before it is published."""
        now = self._clock()
        return next((to_page(one) for one in self._articles if one.key == key and one.published_at <= now), None)

    def note_served(self, articles: Iterable[Retelling]) -> None:
        """Put on record which entries have left the house."""
        with self._lock:
            new = [one.key for one in articles if one.key not in self._served]
            self._served.update(new)
            if new:
                with (self._folder / SERVED).open("a") as file:
                    file.writelines(f"{key}\n" for key in new)

    def receive(self, body: bytes, headers: dict[str, str]) -> None:
        """Check the signature of an alert and put it on record. Raises WebhookVerificationError."""
        payload = self._webhook.verify(body, headers)
        line = json.dumps({"webhook_id": headers["webhook-id"], "payload": payload})
        with self._lock, (self._folder / RECEIVED).open("a") as file:
            file.write(line + "\n")


def read_served(folder: Path) -> list[str]:
    """Keys of the entries served so far."""
    path = folder / SERVED
    return path.read_text().split() if path.exists() else []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def do_GET(self) -> None:
        """Answer for a feed or an article."""
        base = f"http://{self.headers.get('Host', '')}"
        kind, _, name = self.path.lstrip("/").partition("/")
        if kind == "articles":
            page = self.world.page(name)
            self._answer(404 if page is None else 200, page or b"", "text/html; charset=utf-8")
        elif kind == "feeds" and (found := self.world.feed(name.removesuffix(".xml"), base)) is not None:
            body, etag, articles = found
            if self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", "application/rss+xml", etag)
            else:
                self.world.note_served(articles)
                self._answer(200, body, "application/rss+xml", etag)
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        """Take an alert."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.world.receive(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError as error:
            self._answer(401, str(error).encode(), "text/plain")
        else:
            self._answer(204, b"", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str, etag: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag is not None:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Stay quiet: the log shows what Entente does."""


def serve(world: World, port: int) -> None:
    """Serve until killed."""
    handler = type("Handler", (_Handler,), {"world": world})
    ThreadingHTTPServer(("127.0.0.1", port), handler).serve_forever()


if __name__ == "__main__":
    _settings = Settings()
    serve(World(sys.argv[1], world_clock(_settings), _settings.data_dir), int(sys.argv[2]))
