"""The contracts alone, as another system installs them: into an environment that has Pydantic and nothing more."""

import json
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from shared.events._schemas import SAMPLES
from shared.events.catalogue import BY_TYPE
from shared.operations.contracts_wheel import write_wheel

PYDANTIC = ("pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions")
"""Pydantic and what it needs, copied from our own environment, since a test asks no registry."""

READS_ALL = """\
import json, sys
from pathlib import Path
import ravabet_contracts
from ravabet_contracts import decode
from ravabet_contracts.catalogue import BY_TYPE, CATALOGUE
from ravabet_contracts.compatibility import breaks
from ravabet_contracts.personal import shown

here = Path(ravabet_contracts.__file__).parent
read = {}
for file in sorted((here / "samples").rglob("*.json")):
    envelope = decode(file.read_bytes(), BY_TYPE)
    read[file.relative_to(here).as_posix()] = json.loads(envelope.encode())
    assert breaks(json.loads((here / "snapshots" / f"{envelope.type}.json").read_text()),
                  type(envelope.data).model_json_schema()) == []
    assert shown(file.read_bytes(), BY_TYPE)["id"] == envelope.id
assert (here / "asyncapi.yaml").read_text().startswith("asyncapi: 3.")
assert not [name for name in sys.modules if name.split(".")[0] in {"shared", "services", "yaml", "fastapi", "motor"}]
print(json.dumps({"read": read, "types": [entry.event.type for entry in CATALOGUE]}))
"""

TYPED = """\
from ravabet_contracts import Envelope, decode
from ravabet_contracts.catalogue import BY_TYPE
from ravabet_contracts.news import NewsPublished


def headline(body: bytes) -> str:
    envelope: Envelope = decode(body, BY_TYPE)
    if isinstance(envelope.data, NewsPublished):
        return envelope.data.headline
    return envelope.seq
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wheel(tmp_path_factory.mktemp("wheel"), "0.1.0")


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and Pydantic."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for name in PYDANTIC:
        _copy(name, site)
    install = ["--no-index", "--no-deps", "--disable-pip-version-check", "-q", wheel]
    _run(sys.executable, "-m", "pip", "--python", python, "install", *install)
    return python


def _copy(name: str, site: Path) -> None:
    for file in distribution(name).files or ():
        if ".." not in file.parts and file.suffix != ".pyc":
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            (site / file).write_bytes(Path(str(file.locate())).read_bytes())


def _run(*command: object) -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        [str(part) for part in command], check=False, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow("makes an environment of its own")
def test_every_golden_sample_is_read_with_pydantic_alone(python: Path) -> None:
    told = json.loads(_run(python, "-I", "-c", READS_ALL))

    assert told["types"] == list(BY_TYPE)
    assert len(told["read"]) == len(list(SAMPLES.rglob("*.json"))) > len(BY_TYPE)
    for event_type in BY_TYPE:
        ours = json.loads((SAMPLES / f"{event_type}.json").read_text("utf-8"))
        assert told["read"][f"samples/{event_type}.json"] == ours


def test_nothing_that_it_needs_is_missing(python: Path) -> None:
    _run(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "check")


@pytest.mark.slow("a checker of types reads the package and all of Pydantic")
def test_it_is_typed(wheel: Path, tmp_path: Path) -> None:
    """The last line of the program is wrong, and a checker of types says so: it knows our classes."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    (tmp_path / "program.py").write_text(TYPED)

    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "program.py"]
    checked = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)  # noqa: S603

    assert [line for line in checked.stdout.splitlines() if ": error:" in line] == [
        'program.py:10: error: Incompatible return value type (got "int", expected "str")  [return-value]'
    ]


def test_the_same_release_makes_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    assert write_wheel(tmp_path / "new" / "folder", "0.1.0").read_bytes() == wheel.read_bytes()


def test_it_names_nothing_of_ours_that_it_has_not(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    modules = [name for name in archive.namelist() if name.endswith(".py")]

    assert "ravabet_contracts/py.typed" in archive.namelist()
    assert not [name for name in modules if "shared." in archive.read(name).decode()]
    assert not [name for name in modules if "import yaml" in archive.read(name).decode()]
