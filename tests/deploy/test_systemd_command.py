"""`ravabet` of a server without containers, with stand-ins for systemd and for what services say of themselves.

The stand-ins prove the logic of the script alone; `python -m tests.deployed.without_containers` runs it for real.
"""

import fcntl
import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.setup.layout import REPLICAS
from shared.web.paths import SERVICES

COMMAND = Path(__file__).parents[2] / "deploy" / "systemd" / "ravabet"
# A unit runs the release to which its link led when it was started. A broken release is started again and again.
SYSTEMCTL = """#!/bin/sh
replica() { echo "$1" | sed -n 's/^ravabet-\\(.*\\)@\\(.\\)[.]service$/\\1-\\2/p'; }
case $1 in
  show)
    case $3 in
      NRestarts)
        r=$(replica "$4")
        if [ "$(cat "$STATE/runs.$r")" = "$(cat "$STATE/broken")" ]; then echo 9; else echo 0; fi ;;
      ActiveEnterTimestamp) cat "$STATE/began" ;;
    esac ;;
  restart|start|reload|stop)
    echo "$@" >>"$STATE/calls"
    r=$(replica "$2"); [ -z "$r" ] || basename "$(readlink "$RAVABET_PROGRAMS/services/$r")" >"$STATE/runs.$r" ;;
esac
"""
CURL = """#!/bin/sh
for last; do :; done
port=$(echo "$last" | sed 's|https://127.0.0.1:\\([0-9]*\\)/.*|\\1|')
r=$(basename "$(grep -l "\\"$port\\"" "$RAVABET_FOLDER"/replicas/*.env)" .env)
[ "$(cat "$STATE/runs.$r")" != "$(cat "$STATE/broken")" ] || exit 22
echo '{"status":"ok","checks":{"migrations":"missing: 0001; run: ravabet migrate news"}}'
"""
SETPRIV = """#!/bin/sh
echo "$@" | sed 's/.*-m deploy //' >>"$STATE/asked"
case "$*" in *can-i-deploy*) [ ! -e "$STATE/no" ] || { echo "news: no"; exit 1; } ;; esac
"""
STAND_INS = {
    "systemctl": SYSTEMCTL,
    "curl": CURL,
    "setpriv": SETPRIV,
    "journalctl": "#!/bin/sh\necho the last line\n",
    "id": '#!/bin/sh\ncat "$STATE/user"\n',
}


class Server:
    """A machine on which a county of release 0.1.0 runs; 0.2.0 and 0.3.0 are installed beside it."""

    def __init__(self, place: Path) -> None:
        self.programs, self.folder, self.state, self.bin = (place / name for name in ("opt", "etc", "state", "bin"))
        for folder in (self.programs / "services", self.folder / "replicas", self.state, self.bin):
            folder.mkdir(parents=True)
        for version in ("0.1.0", "0.2.0", "0.3.0"):
            (self.programs / version).mkdir()
            (self.programs / version / ".whole").touch()
        for name, text in STAND_INS.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        for name in ("settings.env", "operator.env"):
            (self.folder / name).touch()
        for number, replica in enumerate(self.replicas):
            service = replica.partition("-")[0]
            (self.folder / "replicas" / f"{replica}.env").write_text(f'{service.upper()}_HTTP_PORT="{8400 + number}"\n')
            (self.folder / "secrets" / service).mkdir(parents=True, exist_ok=True)
            (self.state / f"runs.{replica}").write_text("0.1.0\n")
            self.point(replica, "0.1.0")
        self.point("operator", "0.1.0")
        for file in ("mongo/both.pem", "rabbit/certificate.pem", "gateway/certificate.pem", "inner/certificate.pem"):
            (self.folder / "secrets" / file).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "secrets" / file).touch()
        (self.folder / "gateway").mkdir()
        (self.state / "user").write_text("0\n")
        (self.state / "broken").write_text("none\n")
        (self.state / "began").write_text(f"{datetime.fromtimestamp(time.time() + 60, UTC):%Y-%m-%d %H:%M:%S} UTC\n")

    @property
    def replicas(self) -> list[str]:
        return [f"{service}-{replica}" for service in SERVICES for replica in REPLICAS]

    def point(self, name: str, version: str) -> None:
        link = self.programs / "services" / name
        link.unlink(missing_ok=True)
        link.symlink_to(f"../{version}")

    def ravabet(self, *words: str) -> tuple[int, str]:
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "STATE": str(self.state),
            "RAVABET_PROGRAMS": str(self.programs),
            "RAVABET_FOLDER": str(self.folder),
        }
        done = subprocess.run(  # noqa: S603 - words of our own
            [str(COMMAND), *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    @property
    def links(self) -> dict[str, str]:
        return {link.name: link.readlink().name for link in (self.programs / "services").iterdir()}

    def running(self, replica: str) -> str:
        return (self.state / f"runs.{replica}").read_text().strip()

    def told(self, name: str) -> list[str]:
        file = self.state / name
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_one_replica_is_replaced_after_the_other(server: Server) -> None:
    code, said = server.ravabet("upgrade", "news", "0.2.0")

    assert (code, said.splitlines()) == (
        0,
        ["news-a runs 0.2.0.", "news-b runs 0.2.0.", "missing: 0001; run: ravabet migrate news"],
    )
    assert server.told("calls") == ["restart ravabet-news@a.service", "restart ravabet-news@b.service"]
    assert {name: version for name, version in server.links.items() if version != "0.1.0"} == {
        "news-a": "0.2.0",
        "news-b": "0.2.0",
        "operator": "0.2.0",
    }


def test_the_release_prepares_the_servers_and_is_asked_before_anything_is_started(server: Server) -> None:
    server.ravabet("upgrade", "news", "0.2.0")
    assert server.told("asked") == ["prepare", "can-i-deploy news"]

    server.ravabet("upgrade", "news", "0.1.0")
    assert server.told("asked")[2:] == ["can-i-deploy news"], "an earlier release would take away what is needed"


def test_a_release_that_does_not_become_ready_goes_back(server: Server) -> None:
    (server.state / "broken").write_text("0.2.0\n")

    code, said = server.ravabet("upgrade", "news", "0.2.0")

    assert code == 1
    assert "the last line" in said
    assert "news-a of 0.2.0 did not become ready (its last lines are above): news runs 0.1.0 again." in said
    assert set(server.links.values()) == {"0.1.0"}
    assert (server.running("news-a"), server.running("news-b")) == ("0.1.0", "0.1.0")
    assert "restart ravabet-news@b.service" not in server.told("calls")


def test_a_release_that_says_no_is_not_started_but_by_who_insists(server: Server) -> None:
    (server.state / "no").touch()

    code, said = server.ravabet("upgrade", "news", "0.2.0")
    assert (code, "news stays at 0.1.0; ravabet upgrade news 0.2.0 --anyway starts it" in said) == (1, True)
    assert server.told("calls") == []
    assert set(server.links.values()) == {"0.1.0"}

    assert server.ravabet("upgrade", "news", "0.2.0", "--anyway")[0] == 0


def test_an_upgrade_that_was_interrupted_goes_back_to_where_it_began(server: Server) -> None:
    server.point("news-before", "0.1.0")
    server.point("news-a", "0.2.0")
    (server.state / "runs.news-a").write_text("0.2.0\n")
    (server.state / "broken").write_text("0.3.0\n")

    code, said = server.ravabet("upgrade", "news", "0.3.0")

    assert (code, "news runs 0.1.0 again" in said) == (1, True), said
    assert set(server.links.values()) == {"0.1.0"}
    assert server.running("news-a") == "0.1.0"


def test_only_one_upgrade_runs(server: Server) -> None:
    with (server.programs / ".upgrade.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = server.ravabet("upgrade", "news", "0.2.0")

    assert (code, said) == (1, "Another upgrade runs on this machine: wait for its end.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("upgrade",), "usage: ravabet upgrade SERVICE VERSION"),
        (("upgrade", "gateway", "0.2.0"), "The gateway is Debian's nginx"),
        (("upgrade", "portal", "0.2.0"), "There is no service portal."),
        (("upgrade", "news", "9.9.9"), "There is no release 9.9.9"),
        (("can-i-deploy", "news"), "usage: ravabet can-i-deploy SERVICE --version VERSION"),
        (("can-i-deploy", "news", "--version", "9.9.9"), "There is no release 9.9.9"),
        (("logs",), "usage: ravabet logs NAME"),
        (("rotate",), "ravabet rotate is not there yet without containers"),
    ],
)
def test_bad_words_are_told_and_nothing_is_started(server: Server, words: tuple[str, ...], said: str) -> None:
    code, printed = server.ravabet(*words)

    assert (code, said in printed) == (1, True), printed
    assert server.told("calls") == []


def test_a_release_that_was_installed_half_does_not_count(server: Server) -> None:
    (server.programs / "0.2.0" / ".whole").unlink()

    assert server.ravabet("upgrade", "news", "0.2.0")[0] == 1


def test_whoever_is_not_root_is_told(server: Server) -> None:
    (server.state / "user").write_text("1000\n")

    assert server.ravabet("status") == (1, "Only root can operate Ravabet: try again with sudo.\n")


def test_before_setup_there_is_nothing_to_start(server: Server) -> None:
    (server.folder / "settings.env").unlink()

    code, said = server.ravabet("up")

    assert (code, "run ravabet setup first" in said) == (1, True)


def test_up_starts_again_only_what_has_got_other_files(server: Server) -> None:
    assert server.ravabet("up") == (0, "")
    assert [call for call in server.told("calls") if "@" in call or "gateway" in call.split()[0]] == []

    (server.state / "calls").unlink()
    later = time.time() + 3600
    os.utime(server.folder / "secrets" / "news", (later, later))
    os.utime(server.folder / "gateway", (later, later))

    assert server.ravabet("up")[0] == 0
    assert [call for call in server.told("calls") if "@" in call or call.startswith("reload")] == [
        "restart ravabet-news@a.service",
        "restart ravabet-news@b.service",
        "reload ravabet-gateway.service",
    ]
