"""A county without containers: what `ravabet setup --without-containers` writes, and the units that read it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local import programs
from deploy.setup.certificates import names_of
from deploy.setup.folder import Folder
from deploy.setup.layout import REPLICAS, SystemdLayout
from deploy.setup.profile import Profile
from deploy.setup.trouble import CannotSetUp
from deploy.setup.writing import Installation
from deploy.systemd.copying import copy_units
from shared.web.paths import SERVICES
from tests.county_profile import OFFICIALS

NOON = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
MOST_EXPOSED = 2.0
OWN = (
    *(f"ravabet-{service}@.service" for service in SERVICES),
    *(f"ravabet-{each}.service" for each in ("gateway", "prepare", "backup", "doctor", "topology")),
)
COUNTY = (
    """
[county]
name = "بهاردشت"
public_address = "https://ravabet.bahardasht.example"

[mail]
server = "smtps://ravabet:geheim@mail.bahardasht.example"
sender = '"روابط $HOME `عمومی`" <ravabet@bahardasht.example>'
"""
    + OFFICIALS
)


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    """The folder of a county without containers, whoever runs the tests."""
    (tmp_path / "county.toml").write_text(COUNTY, encoding="utf-8")
    root = tmp_path / "etc"
    folder = Folder(root, tmp_path / "data")
    Installation(folder, Profile.read(tmp_path / "county.toml"), SystemdLayout(root), "0.1.0").write(now=NOON)
    return root


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The folder of units as `install` copies them."""
    copy_units(tmp_path / "systemd")
    return tmp_path / "systemd" / "units"


def read_by_a_shell(*files: Path) -> dict[str, str]:
    """Return the variables of environment files. A shell reads them as systemd does, where values are quoted."""
    script = 'set -a; for each; do . "$each"; done; env -0'
    words = ["env", "-i", "bash", "-c", script, "-", *map(str, files)]
    said = subprocess.run(words, capture_output=True, check=True).stdout.decode()  # noqa: S603 - words of our own
    return dict(line.split("=", 1) for line in said.split("\0") if line)


def settings_of(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each setting of a unit with its value, lines that go on put together."""
    for line in file.read_text().replace("\\\n", " ").splitlines():
        name, between, value = line.partition("=")
        if between and not line.startswith("#"):
            yield name, value


def all_settings_of(units: Path, service: str, replica: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of one replica, specifiers filled in."""
    for file in (units / f"ravabet-{service}@.service", *sorted((units / "ravabet-@.service.d").iterdir())):
        for name, value in settings_of(file):
            yield name, value.replace("%j", service).replace("%i", replica).replace("%d", "/run/credentials")


def test_every_part_is_at_this_machine_and_each_replica_at_a_port_of_its_own(etc: Path) -> None:
    settings = read_by_a_shell(etc / "settings.env")
    told: dict[str, list[str]] = json.loads(settings["RAVABET_REPLICAS"])
    config = (etc / "gateway" / "nginx.conf").read_text()
    ports = set()
    for service in SERVICES:
        for replica, url in zip(REPLICAS, told[service], strict=True):
            (port,) = read_by_a_shell(etc / "replicas" / f"{service}-{replica}.env").items() & {
                (f"{service.upper()}_HTTP_PORT", url.rpartition(":")[2])
            }
            ports.add(port[1])
            assert url == f"https://127.0.0.1:{port[1]}"
            assert f"server 127.0.0.1:{port[1]} max_fails=0" in config
        assert settings[f"{service.upper()}_HTTP_HOST"] == "127.0.0.1"
    assert len(ports) == len(SERVICES) * len(REPLICAS)
    rabbit = (etc / "secrets" / "rabbit" / "rabbitmq.conf").read_text().splitlines()
    assert {"listeners.ssl.default = 127.0.0.1:5671", "management.ssl.ip = 127.0.0.1"} <= set(rabbit)
    assert "@127.0.0.1:27017/ravabet_news?" in (etc / "secrets" / "news" / "news_mongo_url").read_text()


def test_nothing_names_a_folder_that_only_containers_have(etc: Path) -> None:
    named = [file for file in etc.rglob("*") if file.is_file() and b"/run/secrets" in file.read_bytes()]

    assert named == []
    assert not (etc / "compose.env").exists()


def test_a_value_with_quotes_and_dollars_is_read_as_it_is(etc: Path) -> None:
    settings = read_by_a_shell(etc / "settings.env")

    assert settings["NOTIFIER_MAIL_FROM"] == '"روابط $HOME `عمومی`" <ravabet@bahardasht.example>'
    assert settings["NEWS_COUNTY"] == "بهاردشت"


def test_services_reach_one_another_by_the_gateway_which_knows_who_answers(etc: Path) -> None:
    """A service that is upgraded answers all the while, also to the others."""
    settings = read_by_a_shell(etc / "settings.env")
    config = (etc / "gateway" / "nginx.conf").read_text()
    at = re.match(r"https://(127\.0\.0\.1:\d+)/api/membership/jwks", settings["NEWS_JWKS_URL"])

    assert at
    assert f"listen {at[1]} ssl;" in config
    for url in json.loads(settings["MEMBERSHIP_DESK_PARTS"]).values():
        assert f"listen {url.removeprefix('https://')} ssl;" in config
    assert "127.0.0.1" in names_of((etc / "secrets" / "inner" / "certificate.pem").read_bytes())


def test_the_gateways_configuration_is_one_for_nginx(etc: Path, tmp_path: Path) -> None:
    config = (etc / "gateway" / "nginx.conf").read_text().replace(" /tmp/", f" {tmp_path}/")
    assert "listen 443 ssl http2;" in config
    for party in ("gateway", "inner"):
        config = config.replace(f"/run/credentials/ravabet-gateway.service/{party}.", f"{etc}/secrets/{party}/")
    unprivileged = config.replace("listen 443 ", "listen 8443 ").replace("listen 80 ", "listen 8080 ")
    (tmp_path / "nginx.conf").write_text(unprivileged.replace("unix:/dev/log", "127.0.0.1"))
    nginx = programs.program("nginx", package="nginx", instead="")

    checked = subprocess.run(  # noqa: S603 - words of our own
        [nginx, "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr


def test_a_missing_user_is_told_before_anything_is_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "etc", tmp_path / "data", {"mongo": "nobody-of-that-name"})

    with pytest.raises(CannotSetUp, match="There is no user nobody-of-that-name on this machine: install mongodb-org"):
        folder.make(["mongo"])

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_handed_all_that_it_may_know_and_no_more(etc: Path, units: Path, service: str) -> None:
    given = dict(
        value.split(":", 1) for name, value in all_settings_of(units, service, "a") if name == "LoadCredential"
    )
    own = etc / "secrets" / service

    assert {Path(each).parent for each in given.values()} == {Path("/etc/ravabet/secrets") / service}
    assert all(name == Path(path).name for name, path in given.items())
    # Those who connect to servers look at the public copy of the authority's certificate.
    assert set(given) == {file.name for file in own.iterdir()} - {"ca.pem"}


@pytest.mark.parametrize("service", SERVICES)
def test_no_path_of_a_unit_is_overruled_by_a_file_of_the_environment(etc: Path, units: Path, service: str) -> None:
    settings = list(all_settings_of(units, service, "b"))
    files = [Path(value) for name, value in settings if name == "EnvironmentFile"]
    lines = [word for name, value in settings if name == "Environment" for word in value.split()]

    read = read_by_a_shell(*(etc / file.relative_to("/etc/ravabet") for file in files))

    assert read[f"{service.upper()}_HTTP_PORT"]
    assert {line.partition("=")[0] for line in lines}.isdisjoint(read)
    handed = {Path(value).name for line in lines if (value := line.partition("=")[2]).startswith("/run/credentials/")}
    assert handed <= {value.partition(":")[0] for name, value in settings if name == "LoadCredential"}


def test_whatever_else_a_unit_reads_is_written_by_setup(etc: Path, units: Path) -> None:
    optional = {"/etc/ravabet/backup.env"}
    named = set()
    for file in (file for file in units.rglob("*") if file.is_file()):
        for _, value in settings_of(file):
            named |= set(re.findall(r"/etc/ravabet/[\w./-]+[\w]", value))

    missing = {each for each in named - optional if not (etc / Path(each).relative_to("/etc/ravabet")).exists()}

    assert {each for each in missing if "%" not in each and not each.endswith(("/secrets", "/replicas"))} == set()


def test_the_target_wants_every_replica(units: Path) -> None:
    wanted = {
        word for name, value in settings_of(units / "ravabet.target") if name == "Wants" for word in value.split()
    }

    assert {f"ravabet-{service}@{replica}.service" for service in SERVICES for replica in REPLICAS} <= wanted
    assert {f"{timer.name}" for timer in units.glob("*.timer")} <= wanted


@pytest.fixture
def analyze(units: Path) -> Sequence[str]:
    """The words by which systemd looks at our units, beside those of this machine."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is absent: apt-get install systemd")
    # Programs that a unit starts may be missing on this machine, and are looked for.
    for unit in [*units.glob("*.service"), *units.glob("ravabet-@.service.d/*.conf")]:
        unit.write_text(re.sub(r"(?m)^ExecStart=/usr/sbin/nginx", "ExecStart=/bin/sh", unit.read_text()))
    return ["env", f"SYSTEMD_UNIT_PATH={units}:", program]


def test_systemd_finds_no_fault_in_the_units(units: Path, analyze: Sequence[str]) -> None:
    names = [str(units / name.replace("@.", "@a.")) for name in OWN]
    ours = [*map(str, units.glob("*.target")), *map(str, units.glob("*.timer")), *names]
    for name in names:
        if not Path(name).exists():
            os.link(name.replace("@a.", "@."), name)

    done = subprocess.run(  # noqa: S603 - words of our own
        [*analyze, "verify", "--man=no", *ours], capture_output=True, text=True, check=False
    )

    assert [line for line in done.stderr.splitlines() if "ravabet" in line] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unit", OWN)
def test_a_unit_can_do_no_more_than_it_needs(units: Path, analyze: Sequence[str], unit: str) -> None:
    words = ["security", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", "--no-pager", str(units / unit)]

    done = subprocess.run([*analyze, *words], capture_output=True, text=True, check=False)  # noqa: S603 - words of our own

    assert done.returncode == 0, done.stdout[-300:]
