"""A small door that keeps what a simulator posts to it."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Receiver:
    """Listen on a free port; ``refuse_next`` answers 503 so that senders must repeat."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, str], bytes]] = []
        self.refuse_next = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/core-feed"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def about(self, text: str) -> list[tuple[dict[str, str], bytes]]:
        return [message for message in self.messages if text.encode() in message[1]]

    def wait_for(self, text: str, count: int = 1) -> list[tuple[dict[str, str], bytes]]:
        """Wait until that many messages hold the text."""
        end = time.monotonic() + 10
        while len(self.about(text)) < count:
            assert time.monotonic() < end, f"{len(self.about(text))} of {count}"
            time.sleep(0.02)
        return self.about(text)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                refuse, receiver.refuse_next = receiver.refuse_next > 0, receiver.refuse_next - 1
                if not refuse:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    receiver.messages.append((headers, body))
                self.send_response(503 if refuse else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler
