"""A small HTTP server on loopback that plays a feed or a webhook receiver."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Play = Callable[[Request], Reply | Callable[[BaseHTTPRequestHandler], None]]


@dataclass
class LocalServer:
    url: str
    port: int
    requests: list[Request]


@contextmanager
def serving(play: Play) -> Iterator[LocalServer]:
    """Serve `play` until the block ends. A reply that is a function writes the answer by itself, byte by byte."""
    requests: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            requests.append(request)
            reply = play(request)
            try:
                if not isinstance(reply, Reply):
                    reply(self)
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                return  # the client has had enough: that is what some tests are about

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        yield LocalServer(f"http://127.0.0.1:{port}", port, requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dripping(
    byte: bytes, every: float, stop: threading.Event, head: bytes = b""
) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that never ends: `head`, then one byte at a time."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        while not stop.wait(every):
            handler.wfile.write(byte)
            handler.wfile.flush()

    return drip
