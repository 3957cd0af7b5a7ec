"""`python -m tests.deployed.without_containers`: a bare Debian becomes a county without containers, by hand only.

It needs root, debootstrap, systemd-container and, the first time, Debian's packages. The bare Debian is kept in the
folder that is named. The exit code is 0 only when the portal answered, a service was upgraded without a failed request,
one that is broken went back by itself, and nothing that must not be was found.
"""

import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from deploy.systemd.writing import write_folder
from tests.county_profile import OFFICIALS
from tests.deployed.bare_debian import PACKAGES, Server, booted, make_bare, put_mongodb, until
from tests.deployed.installed import Failed
from tests.deployed.next_release import VERSION as NEXT
from tests.deployed.next_release import write_next_release

_NAME: Final = "ravabet.bahardasht.example"
_PROFILE: Final = (
    f"""
[county]
name = "بهاردشت"
public_address = "https://{_NAME}"

[mail]
server = "smtp://127.0.0.1:2525"
sender = '"روابط عمومی" <ravabet@bahardasht.example>'
"""
    + OFFICIALS
    + 'email = "rahbar@bahardasht.example"\n'
)
_BROKEN: Final = "0.1.1-broken"
_PORTAL: Final = ("curl", "-sf", "--cacert", "/etc/ravabet/certificates/ca.pem", "--resolve", f"{_NAME}:443:127.0.0.1")
_OUTSIDE: Final = frozenset({"0.0.0.0", "*", "[::]"})  # noqa: S104 - as ss writes it

_ASKED_AGAIN: Final = 10

console = Console(highlight=False, soft_wrap=True, markup=False)


def without_containers(
    folder: Annotated[Path, typer.Option(help="Where the bare Debian is kept.")] = Path("/var/tmp/ravabet-bare"),  # noqa: S108
) -> None:
    """Make a county out of a bare Debian, by the commands of deploy/README.md, and measure how long it takes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        base = make_bare(folder)
        with tempfile.TemporaryDirectory(prefix="county-", dir=folder) as place:
            write_folder(Path(place) / "ravabet")
            (Path(place) / "source").mkdir()
            write_next_release(Path(place) / "source")
            write_folder(Path(place) / "next", Path(place) / "source")
            with booted(base, Path(place) / "root") as server:
                faults = list(_campaign(server, Path(place)))
    except Failed as error:
        console.print(str(error))
        raise typer.Exit(1) from error
    for fault in faults:
        console.print(f"- {fault}")
    console.print(f"faults={len(faults)}")
    raise typer.Exit(1 if faults else 0)


def _campaign(server: Server, made: Path) -> Iterator[str]:
    for release in ("ravabet", "next"):
        shutil.copytree(made / release, server.root / "root" / release)
    (server.root / "root" / "county.toml").write_text(_PROFILE, encoding="utf-8")
    started = time.monotonic()
    with _timed("Debian's packages"):
        server.run("apt-get", "-qq", "install", "-y", "--no-install-recommends", "--no-download", *PACKAGES)
    put_mongodb(server)
    with _timed("install"):
        server.run("/root/ravabet/systemd/install")
    with _timed("setup"):
        server.run("ravabet", "setup", "--from", "/root/county.toml")
    with _timed("up"):
        server.run("ravabet", "up")
    until(lambda: _portal_answers(server), within=30)
    console.print(f"bare Debian to serving portal: {time.monotonic() - started:.0f} s")
    console.print(server.run("ravabet", "status"))
    yield from _first_day(server)
    yield from _what_must_not_be(server)
    yield from _timers(server)
    yield from _upgrades(server)
    yield from _after_a_reboot(server)


def _first_day(server: Server) -> Iterator[str]:
    _, said = server.tried("ravabet", "first-day")
    for expected in (f"https://{_NAME}/", "Left to do"):
        if expected not in said:
            yield f"first-day does not say {expected}: {said}"


def _what_must_not_be(server: Server) -> Iterator[str]:
    for line in server.run("ss", "-Hltnp").splitlines():
        address, _, port = line.split()[3].rpartition(":")
        if address in _OUTSIDE and port not in {"80", "443"}:
            yield f"port {port} is reached from outside ({line.split()[-1]})"
    for line in server.run("ps", "-eo", "user:20,args").splitlines():
        user, _, program = line.partition(" ")
        if user == "root" and any(word in program for word in ("services.", "nginx", "mongod ", "beam")):
            yield f"root runs {program.strip()}"
    for unit in ("ravabet-news@a", "ravabet-gateway"):
        process = server.run("systemctl", "show", "-P", "MainPID", unit).strip()
        if "mongodb://" in server.run("cat", f"/proc/{process}/environ"):
            yield f"{unit} has secrets in its environment"
    other = ("setpriv", "--reuid=nobody", "--clear-groups", "cat", "/etc/ravabet/secrets/news/news_mongo_url")
    if server.tried(*other)[0] == 0:
        yield "everybody can read the secrets of news"


def _timers(server: Server) -> Iterator[str]:
    server.run("ravabet", "backup-key", "/var/lib/ravabet/backups/key")
    key = server.run("grep", "-o", "age1[0-9a-z]*", "/var/lib/ravabet/backups/key").split()[0]
    (server.root / "etc" / "ravabet" / "backup.env").write_text(f"RAVABET_BACKUP_RECIPIENTS={key}\n")
    for unit in ("ravabet-backup", "ravabet-topology"):
        code, said = server.tried("systemctl", "start", unit)
        if code:
            yield f"{unit} fails: {said} {server.run('journalctl', '-n', '20', '-o', 'cat', '-u', unit)}"
    if not list((server.root / "var" / "lib" / "ravabet" / "backups").glob("*.age")):
        yield "no backup was written"
    wrong = _found_by_the_doctor(server)
    yield from (f"doctor: {line}" for line in wrong if "mail" not in line)
    if not any("mail" in line for line in wrong):
        yield "the doctor does not find the mail server that is away"
    if server.tried("systemctl", "start", "ravabet-doctor")[0] == 0:
        yield "the doctor's unit does not fail when something is wrong"
    if "mail" not in server.run("ravabet", "logs", "doctor"):
        yield "ravabet logs doctor does not say what the doctor found"


def _found_by_the_doctor(server: Server) -> Sequence[str]:
    """Ask again, as the doctor itself says, when checks had no answer in time: a busy machine is no fault."""
    wrong: list[str] = []
    for _ in range(_ASKED_AGAIN):
        said = server.tried("ravabet", "doctor")[1]
        wrong = [line for line in said.splitlines() if line.startswith("wrong:")]
        if not any("had no answer within" in line for line in wrong):
            break
        console.print("The doctor had no answers in time: the machine is busy, and it is asked again.")
    return wrong


def _upgrades(server: Server) -> Iterator[str]:
    server.run("/root/next/systemd/install")
    with _reading(server) as tally, _timed("upgrade of news"):
        said = server.run("ravabet", "upgrade", "news", NEXT)
    if not {f"news-a runs {NEXT}.", f"news-b runs {NEXT}."} <= set(said.splitlines()):
        yield f"upgrade says {said}"
    console.print(
        f"meanwhile {tally.asked} pages were read, {tally.failed} failed, the longest took {tally.longest:.2f} s"
    )
    if tally.failed:
        yield f"{tally.failed} pages of {tally.asked} failed during an upgrade: {dict(tally.failures)}"
    shutil.copytree(server.root / "opt/ravabet" / NEXT, server.root / "opt/ravabet" / _BROKEN, symlinks=True)
    (site,) = (server.root / "opt/ravabet" / _BROKEN).glob("lib/python3*/site-packages/services/news/main.py")
    site.write_text("raise SystemExit('broken')\n")
    with _reading(server) as tally, _timed("upgrade to a broken release, and back"):
        code, said = server.tried("ravabet", "upgrade", "news", _BROKEN, "--anyway")
    if code != 1 or f"news runs {NEXT} again" not in said:
        yield f"a broken release ends with {code}: {said}"
    if tally.failed:
        yield f"{tally.failed} pages of {tally.asked} failed during one to a broken release: {dict(tally.failures)}"
    code, said = server.tried("ravabet", "upgrade", "news", "9.9.9")
    if code != 1 or "There is no release 9.9.9" not in said:
        yield f"a release that is not there ends with {code}: {said}"


def _after_a_reboot(server: Server) -> Iterator[str]:
    server.run("ravabet", "down")
    still = server.tried("systemctl", "is-active", "mongod", "rabbitmq-server", "ravabet-gateway", "ravabet-news@a")[1]
    if "active" in still.split():
        yield f"something runs after ravabet down: {still}"
    with _timed("up again"):
        server.run("ravabet", "up")
    if not until(lambda: _portal_answers(server), within=30):
        yield "the portal does not answer after a restart"


def _portal_answers(server: Server) -> bool:
    return server.tried(*_PORTAL, "-o", "/dev/null", f"https://{_NAME}/")[0] == 0


@dataclass(slots=True)
class _Tally:
    asked: int = 0
    longest: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    """What those got who got no page."""

    @property
    def failed(self) -> int:
        return self.failures.total()


@contextmanager
def _reading(server: Server) -> Iterator[_Tally]:
    """Somebody reads the front page all the while."""
    tally, done = _Tally(), threading.Event()

    def read() -> None:
        while not done.is_set():
            told = "%{time_total} %{http_code}"
            code, said = server.tried(*_PORTAL, "-o", "/dev/null", "-w", told, f"https://{_NAME}/")
            took, status = said.split()[:2]
            tally.asked += 1
            tally.longest = max(tally.longest, float(took))
            if code != 0:
                tally.failures[f"answer {status}, curl ended with {code}"] += 1

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield tally
    finally:
        done.set()
        reader.join()


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    console.print(f"{what}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    typer.run(without_containers)
