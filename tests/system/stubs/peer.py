"""A peer that has a page and nothing else; stands for the mail catcher and the Bale peer."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Page(BaseHTTPRequestHandler):
    """Answers every request in the same way."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--http-port") + 1])), Page).serve_forever()
