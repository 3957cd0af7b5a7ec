"""Makes the bundle: gathers its files, signs the list of their hashes, packs all into one file."""

import gzip
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NamedTuple, cast

from deploy.images.building import PROJECT, image_of
from deploy.images.trouble import CannotBuild
from deploy.systemd.copying import copy_units
from shared.web.paths import SERVICES

NAMESPACE: Final = "ravabet-bundle"
"""What a signature is for: one that was given for something else, such as a commit, does not count here."""
IMAGES: Final = (*SERVICES, "gateway")
_SERVERS: Final = {"mongo": "mongo:6.0", "rabbitmq": "rabbitmq:4-management"}
"""The images of the servers that `compose.yaml` names."""
_DEPLOY: Final = PROJECT / "deploy"
_TEXTS: Final = ("compose.yaml", "ravabet", "README.md", "RUNBOOK.md", "bundle/install", "bundle/PACKAGES")
_SUMS: Final = "SHA256SUMS"
_MEGABYTE: Final = 1_000_000
_BLOCK: Final = 1 << 20
_GZIP: Final = 6
"""The highest level, 9, takes three times as long for one part in a hundred."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a bundle."""

    version: str
    images: Sequence[str]
    """The names of our own images, such as `news`."""
    sbom: Callable[[str], str]
    """Lists what is in an image."""
    wheels: Callable[[Path], None]
    """Puts the wheels into a folder."""

    @property
    def archives(self) -> dict[str, list[str]]:
        """The images in each file. Ours share their layers, so they lie in one."""
        servers = {name: [image] for name, image in _SERVERS.items()}
        return {"ravabet": [image_of(name, self.version) for name in self.images]} | servers


def gather(contents: Contents, folder: Path) -> None:
    """Put everything into a new folder. Raises CannotBuild with a sentence when an image is missing."""
    archives = contents.archives
    architecture, size = _measure(image for images in archives.values() for image in images)
    for each in ("images", "wheels", "sbom"):
        (folder / each).mkdir(parents=True)
    for name in _TEXTS:
        shutil.copy(_DEPLOY / name, folder)
    contents.wheels(folder / "wheels")
    copy_units(folder / "systemd")
    for name in contents.images:
        (folder / "sbom" / f"{name}.cdx.json").write_text(
            contents.sbom(image_of(name, contents.version)), encoding="utf-8"
        )
    for name, images in archives.items():
        _save(images, folder / _file_of(name))
    about = [
        f"VERSION={contents.version}",
        f"ARCHITECTURE={architecture}",
        f"UNPACKED_MEGABYTES={size // _MEGABYTE + 1}",
    ]
    lines = [*about, *(f"IMAGE {_file_of(name)} {image}" for name, images in archives.items() for image in images)]
    (folder / "RELEASE").write_text("\n".join(lines) + "\n", encoding="utf-8")


def seal(folder: Path, key: Path) -> None:
    """Write the list of hashes, and the maintainers' signature of it. Raises CannotBuild when the key does not sign."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    lines = [f"{_hash_of(file)}  {file.relative_to(folder)}\n" for file in files]
    (folder / _SUMS).write_text("".join(lines), encoding="utf-8")
    command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(folder / _SUMS)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"{key} does not sign: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}")


def pack(folder: Path, into: Path) -> Path:
    """Pack a sealed folder and return the file.

    List and signature come first in it, so that a copy that was cut short still tells which files are missing.
    """
    file = into / f"{folder.name}.tar"
    draft = folder.with_name(f"{folder.name}.tar.new")
    first = [folder / _SUMS, folder / f"{_SUMS}.sig"]
    rest = sorted(each for each in folder.rglob("*") if each.is_file() and each not in first)
    with tarfile.open(draft, "w") as tar:
        for each in (*first, *rest):
            tar.add(each, f"{folder.name}/{each.relative_to(folder)}", filter=_nobodys)
    draft.replace(file)
    return file


def _measure(images: Iterable[str]) -> tuple[str, int]:
    """Return the one architecture of all images, and their size on a disk in bytes."""
    found = {image: _inspect(image) for image in images}
    architectures = {each.architecture for each in found.values()}
    if len(architectures) > 1:
        told = ", ".join(f"{image} for {each.architecture}" for image, each in found.items())
        raise CannotBuild(f"The images are not for one kind of machine: {told}.")
    return architectures.pop(), sum(each.size for each in found.values())


class _Image(NamedTuple):
    architecture: str
    size: int


def _inspect(image: str) -> _Image:
    if shutil.which("docker") is None:
        raise CannotBuild("docker is missing on this machine: install it and try again.")
    words = ["docker", "image", "inspect", "-f", "{{.Architecture}} {{.Size}}", image]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"There is no image {image} here: run make images, or docker pull for those of the servers.")
    architecture, size = done.stdout.split()
    return _Image(architecture, int(size))


def _save(images: Sequence[str], file: Path) -> None:
    with (
        subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as saving,
        file.open("wb") as output,
        gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP, fileobj=output, mtime=0) as packed,
    ):
        shutil.copyfileobj(cast("IO[bytes]", saving.stdout), packed, _BLOCK)
    if saving.returncode:
        raise CannotBuild(f"Docker does not give {' '.join(images)} (its reason is above).")


def _file_of(name: str) -> str:
    return f"images/{name}.tar.gz"


def _hash_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whoever unpacks it owns it: the accounts of the machine where it was made say nothing elsewhere."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
