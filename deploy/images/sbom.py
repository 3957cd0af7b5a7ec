"""The list of what is in an image: CycloneDX 1.6, with its Python packages and those of Debian."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any, Final

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from deploy.images.trouble import CannotBuild

_LISTING: Final = """
import json, subprocess
from importlib.metadata import distributions

python = [(d.metadata["Name"], d.version, d.metadata.get("License-Expression") or "") for d in distributions()]
debian = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\\t${Version}\\t${Architecture}\\n"],
                        capture_output=True, text=True, check=True).stdout
print(json.dumps({"python": python, "debian": [line.split("\\t") for line in debian.splitlines()]}))
"""
_DEBIAN_ALONE: Final = ["dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}\n"]
_NO_SUCH_PROGRAM: Final = 127


def write_sbom(image: str) -> str:
    """Return the list of an image as JSON. Raises CannotBuild when there is no such image or it cannot be run."""
    bom = Bom(components=[*_packages_in(image)])
    described = json.loads(_docker("image", "inspect", image))[0]["Config"]["Labels"] or {}
    version = described.get("org.opencontainers.image.version", "")
    bom.metadata.component = Component(name=image.partition(":")[0], version=version, type=ComponentType.CONTAINER)
    bom.register_dependency(bom.metadata.component, bom.components)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def _packages_in(image: str) -> Iterator[Component]:
    listed = _docker_run(image, "python", "-c", _LISTING)
    if listed is not None:
        found: dict[str, Any] = json.loads(listed)
        for name, version, licence in found["python"]:
            yield _component("pypi", name.lower().replace("_", "-"), version, licence)
        debian = found["debian"]
    else:  # the gateway has no Python
        debian = [line.split("\t") for line in (_docker_run(image, *_DEBIAN_ALONE) or "").splitlines()]
    for name, version, architecture in debian:
        yield _component("deb", name, version, namespace="debian", qualifiers={"arch": architecture})


def _component(
    kind: str,
    name: str,
    version: str,
    licence: str = "",
    *,
    namespace: str | None = None,
    qualifiers: dict[str, str] | None = None,
) -> Component:
    url = PackageURL(kind, namespace, name, version, qualifiers)
    licences = [DisjunctiveLicense(name=licence)] if licence else []
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url), licenses=licences
    )


def _docker_run(image: str, *command: str) -> str | None:
    """Run a program in an image; None when it has no such program."""
    program, *arguments = command
    words = ["docker", "run", "--rm", "--network", "none", "--entrypoint", program, image, *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode == _NO_SUCH_PROGRAM:
        return None
    if done.returncode:
        raise CannotBuild(f"{image} cannot be run: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}")
    return done.stdout


def _docker(*words: str) -> str:
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"Docker has no image or gives none: {(done.stderr.strip() or 'no reason').splitlines()[-1]}")
    return done.stdout
