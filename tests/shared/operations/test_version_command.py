"""`ravabet version`, asking services over a real socket."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

import pytest
from typer.testing import CliRunner
from typing_extensions import override

from deploy.command import app

OWN = version("ravabet")


class Gateway(BaseHTTPRequestHandler):
    """Answers for news, and for a reporting of the release before, which told no version."""

    def do_GET(self) -> None:
        answers = {
            "/api/news/health/live": {"status": "ok", "version": "0.2.0", "revision": "abc"},
            "/api/reporting/health/live": {"status": "ok"},
        }
        answer = answers.get(self.path)
        self.send_response(200 if answer else 502)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_tells_its_own_version_and_those_that_run(gateway: str) -> None:
    told = CliRunner().invoke(app, ["version"], env={"RAVABET_PUBLIC_URL": gateway})

    assert told.output.splitlines() == [
        f"ravabet {OWN}",
        "membership does not answer",
        "news 0.2.0 (abc)",
        "reporting 0",
        "notifier does not answer",
    ]
    assert told.exit_code == 0


def test_programs_read_it_as_json(gateway: str) -> None:
    told = CliRunner().invoke(app, ["version", "--json"], env={"RAVABET_PUBLIC_URL": gateway})

    running = json.loads(told.output)["running"]
    assert running["news"] == [{"version": "0.2.0", "revision": "abc"}]
    assert running["notifier"] == [None]
    alone = CliRunner().invoke(app, ["version", "--json"], env={"RAVABET_PUBLIC_URL": ""})
    assert json.loads(alone.output)["running"] == {}


def test_each_replica_tells_its_own(gateway: str) -> None:
    replicas = json.dumps({"news": [gateway, "http://127.0.0.1:1"]})

    told = CliRunner().invoke(app, ["version"], env={"RAVABET_REPLICAS": replicas})

    assert told.output.splitlines() == [f"ravabet {OWN}", "news 0.2.0 (abc)", "news does not answer"]
