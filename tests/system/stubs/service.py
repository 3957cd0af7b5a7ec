"""A service that answers its health checks and says which request it saw; stands for each of the four."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME, PORT = next(
    (name.removesuffix("_HTTP_PORT").lower(), int(value))
    for name, value in os.environ.items()
    if name.endswith("_HTTP_PORT")
)


class Seen(BaseHTTPRequestHandler):
    """Answers every request with what it is."""

    def do_GET(self) -> None:
        told = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({"service": NAME, "path": self.path, "headers": told}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815


ThreadingHTTPServer(("127.0.0.1", PORT), Seen).serve_forever()
