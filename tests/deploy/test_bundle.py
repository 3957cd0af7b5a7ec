"""The bundle for a server without a network: made, checked, installed, with small images and a stand-in for `docker`.

The stand-in proves the logic of the scripts alone; `python -m tests.deployed.without_network` does it all for real.
"""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from deploy.bundle.making import Contents, gather, pack, seal
from deploy.images.trouble import CannotBuild

DOCKER = """#!/bin/sh
# Keeps the names of images in a file each; says what a test has put into the folder.
has() { [ -e "$DOCKER_HAS/$(echo "$1" | tr '/:' '__')" ]; }
case "$1 $2" in
  "version -f") [ ! -e "$DOCKER_HAS/stopped" ] && cat "$DOCKER_HAS/machine" ;;
  "compose version") [ ! -e "$DOCKER_HAS/old" ] ;;
  "info -f") echo "$DOCKER_HAS" ;;
  "image inspect")
    case $3 in -f) has "$5" && echo "amd64 5000000" ;; *) has "$3" ;; esac ;;
  "image rm") shift 2; for each; do rm -f "$DOCKER_HAS/$(echo "$each" | tr '/:' '__')"; done ;;
  "save "*) shift; for each; do echo "image $each"; done ;;
  "load -q")
    names=$(gzip -dc "$4" | sed -n 's/^image //p')
    [ -n "$names" ] && [ ! -e "$DOCKER_HAS/refuses" -o "${names%news*}" = "$names" ] || { echo "no space" >&2; exit 1; }
    for each in $names; do touch "$DOCKER_HAS/$(echo "$each" | tr '/:' '__')"; done ;;
  *) exit 9 ;;
esac
"""
DF = '#!/bin/sh\necho Avail\ncat "$DOCKER_HAS/free"\n'
ALL = {
    "ravabet_gateway_0.2.0",
    "ravabet_membership_0.2.0",
    "ravabet_news_0.2.0",
    "mongo_6.0",
    "rabbitmq_4-management",
}
OURS = ("membership", "news", "gateway")


class Server:
    """A machine with a stand-in for Docker, and a bundle that was copied there."""

    def __init__(self, place: Path) -> None:
        self.bin, self.has, self.programs = place / "bin", place / "docker", place / "opt"
        for folder in (self.bin, self.has):
            folder.mkdir()
        for name, text in {"docker": DOCKER, "df": DF}.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        (self.has / "machine").write_text("amd64\n")
        (self.has / "free").write_text("90000M\n")
        self.folder, self.signers = place / "ravabet-0.2.0", place / "maintainers"
        self.etc = place / "etc"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "DOCKER_HAS": str(self.has),
            "RAVABET_PROGRAMS": str(self.programs),
            "RAVABET_FOLDER": str(self.etc),
        }

    @property
    def images(self) -> set[str]:
        return {each.name for each in self.has.iterdir()} & ALL

    def install(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.folder / "install"), *(words or ("--signers", str(self.signers)))]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)  # noqa: S603

    def refuses(self, *words: str) -> str:
        """Install, see that nothing is there afterwards, and return the one sentence."""
        done = self.install(*words)
        assert done.returncode == 1, done.stdout
        assert self.images == set()
        assert not list(self.programs.glob("*"))
        return done.stderr.strip().splitlines()[-1]


def make_key(place: Path, name: str) -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(place / name)]
    subprocess.run(command, check=True)  # noqa: S603
    return place / name


def allow(key: Path, signers: Path) -> None:
    signers.write_text(f'ravabet namespaces="ravabet-bundle" {key.with_suffix(".pub").read_text()}')


def put_wheels(folder: Path) -> None:
    (folder / "ravabet-0.2.0-py3-none-any.whl").write_bytes(b"wheel")


def contents() -> Contents:
    return Contents("0.2.0", OURS, sbom=lambda image: f'{{"of": "{image}"}}', wheels=put_wheels)


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine where bundles are made: it has all images."""
    place = tmp_path / "maker"
    place.mkdir()
    machine = Server(place)
    for each in ALL:
        (machine.has / each).touch()
    monkeypatch.setenv("PATH", f"{machine.bin}:{os.environ['PATH']}")
    monkeypatch.setenv("DOCKER_HAS", str(machine.has))
    return place


@pytest.fixture
def server(maker: Path, tmp_path: Path) -> Server:
    key = make_key(maker, "key")
    gather(contents(), maker / "ravabet-0.2.0")
    seal(maker / "ravabet-0.2.0", key)
    file = pack(maker / "ravabet-0.2.0", tmp_path)
    place = tmp_path / "server"
    place.mkdir()
    with tarfile.open(file) as tar:
        tar.extractall(place, filter="data")
    found = Server(place)
    allow(key, found.signers)
    return found


def test_a_bundle_is_installed_and_names_the_next_command(server: Server) -> None:
    done = server.install()

    assert done.returncode == 0, done.stderr
    assert server.images == ALL
    put = {file.name for file in server.programs.iterdir()}
    assert put == {"compose.yaml", "ravabet", "install", "signers", "README.md", "RUNBOOK.md"}
    assert os.access(server.programs / "ravabet", os.X_OK)
    assert done.stdout.strip().endswith(f"Next: {server.programs}/ravabet setup --from county.toml")
    assert (server.folder / "sbom" / "news.cdx.json").read_text() == '{"of": "ravabet/news:0.2.0"}'


def test_where_a_county_runs_it_names_the_upgrades_membership_last(server: Server) -> None:
    server.etc.mkdir()
    (server.etc / "compose.env").write_text("NEWS_VERSION=0.1.0\n")

    lines = server.install().stdout.strip().splitlines()

    assert lines[-5].endswith("/ravabet upgrade notifier 0.2.0")
    assert lines[-1].endswith("/ravabet upgrade membership 0.2.0")


def test_a_later_bundle_is_checked_by_the_script_and_the_key_of_the_first(server: Server) -> None:
    server.install()
    later = server.folder.with_name("later")
    shutil.copytree(server.folder, later)
    (later / "install").write_text("#!/bin/sh\necho taken over\n")

    done = subprocess.run(  # noqa: S603
        [server.programs / "install", later], env=server.environment, capture_output=True, text=True, check=False
    )

    said = "install is not as it was signed: it was cut short or altered, copy the bundle again."
    assert (done.returncode, done.stderr.strip()) == (1, said)


def test_a_bundle_that_was_cut_short_is_refused(server: Server) -> None:
    (server.folder / "wheels" / "ravabet-0.2.0-py3-none-any.whl").unlink()
    assert server.refuses().endswith("whl is missing: the bundle was cut short, copy it again.")
    (server.folder / "SHA256SUMS.sig").unlink()
    assert server.refuses().endswith("SHA256SUMS.sig is missing: the bundle was cut short, copy it again.")


def test_a_file_cut_in_the_middle_or_altered_is_named(server: Server) -> None:
    with (server.folder / "images" / "mongo.tar.gz").open("r+b") as image:
        image.truncate(10)

    assert server.refuses().startswith("images/mongo.tar.gz is not as it was signed")


def test_a_bundle_of_another_key_or_with_another_list_is_refused(server: Server, tmp_path: Path) -> None:
    own = server.signers.read_text()
    allow(make_key(tmp_path, "other"), server.signers)
    assert "SHA256SUMS is not signed by the key" in server.refuses()

    server.signers.write_text(own)
    with (server.folder / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  images/more.tar.gz\n")
    assert "SHA256SUMS is not signed by the key" in server.refuses()


def test_a_signature_for_something_else_does_not_count(server: Server, maker: Path) -> None:
    sums, signature = server.folder / "SHA256SUMS", server.folder / "SHA256SUMS.sig"
    signature.unlink()
    words = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(maker / "key"), "-n", "git", str(sums)]
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603

    assert "SHA256SUMS is not signed by the key" in server.refuses()


def test_the_first_time_somebody_must_say_whose_signature_counts(server: Server) -> None:
    said = server.refuses(str(server.folder))
    assert said == "Nobody says whose signature counts: give the maintainers' public key with --signers FILE."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("machine", "arm64\n", "The images are for amd64, and this machine is arm64: get the bundle for arm64."),
        ("stopped", "", "Docker does not answer: are you root, and does it run (systemctl start docker)?"),
        ("old", "", "Docker has no Compose 2: install the packages"),
        ("free", "3M\n", "has room for 3 MB, and the images need 26: make room."),
        ("refuses", "", "Docker cannot load images/ravabet.tar.gz (its reason is above): nothing was installed."),
    ],
)
def test_a_machine_that_does_not_suit_is_told_in_a_sentence(server: Server, name: str, content: str, said: str) -> None:
    (server.has / name).write_text(content)

    assert said in server.refuses()


def test_without_docker_the_packages_are_named(server: Server) -> None:
    (server.bin / "docker").unlink()
    for program in ("bash", "ssh-keygen", "sha256sum", "sed", "dirname", "realpath", "env"):
        (server.bin / program).symlink_to(shutil.which(program) or "")
    done = subprocess.run(  # noqa: S603
        [server.folder / "install", "--signers", server.signers],
        env=server.environment | {"PATH": str(server.bin)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr.startswith("Docker is missing: install the packages that")) == (1, True)


def test_no_bundle_is_made_without_an_image_or_with_a_key_that_is_none(maker: Path) -> None:
    folder = maker / "ravabet-0.2.0"
    gather(contents(), folder)
    with pytest.raises(CannotBuild, match="does not sign"):
        seal(folder, maker / "no-key")
    (maker / "docker" / "ravabet_news_0.2.0").unlink()
    with pytest.raises(CannotBuild, match=r"There is no image ravabet/news:0\.2\.0 here: run make images"):
        gather(contents(), maker / "again")
    assert not (maker / "again").exists()
