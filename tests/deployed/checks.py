"""What must be true of a county in containers, besides that it works: who may reach what, and what an image is."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any, Final

from deploy.images.building import Release, build
from deploy.images.sbom import write_sbom
from shared.runtime.version import own_version
from tests.deployed.installed import Installed
from tests.deployed.neighbour import faults_from_outside

_WITH_PASSWORD: Final = re.compile(r"(mongodb|amqps?)://[^/@]+@")
"""The address of a server with a user; the one at which guests reach the broker has none."""

_RIGHTS: Final = """
import os
from pymongo import MongoClient
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError
from shared.runtime.secret_files import take_secrets

take_secrets()
services = ("membership", "news", "reporting", "notifier")
for service in services:
    own = MongoClient(os.environ[f"{service.upper()}_MONGO_URL"])
    own.get_default_database()["tried"].insert_one({})
    own.get_default_database()["tried"].drop()
    for other in services:
        if other != service:
            try:
                own[f"ravabet_{other}"]["outbox"].find_one()
            except OperationFailure:
                continue
            print(f"{service} can read the database of {other}")
    try:
        own.admin.command("listDatabases", nameOnly=True, authorizedDatabases=False)
        print(f"{service} can list all databases")
    except OperationFailure:
        pass
try:
    MongoClient("mongodb://mongo:27017/?directConnection=true", serverSelectionTimeoutMS=3000).admin.command("ping")
    print("MongoDB answers without TLS")
except ServerSelectionTimeoutError:
    pass
"""


def faults_of(county: Installed) -> Iterator[str]:
    """Look at the rights of the services' users and at each container; yield a sentence for what must not be."""
    yield from county.python(_RIGHTS).splitlines()
    yield from faults_from_outside(county)
    for container in _containers(county.environment["RAVABET_PROJECT"]):
        name, host = container["Name"].lstrip("/"), container["HostConfig"]
        if container["Config"]["User"] != "10001:10001":
            yield f"{name} runs as {container['Config']['User'] or 'root'}"
        if not host["ReadonlyRootfs"]:
            yield f"{name} may write into its image"
        if host["CapDrop"] != ["ALL"] or host["CapAdd"]:
            yield f"{name} has capabilities"
        if "no-new-privileges:true" not in (host["SecurityOpt"] or []):
            yield f"{name} may get more rights"
        ports = [port for port, bound in (container["NetworkSettings"]["Ports"] or {}).items() if bound]
        if ports and "gateway" not in name and container["Config"]["Labels"]["com.docker.compose.service"] != "guests":
            yield f"{name} is reached from outside at {', '.join(ports)}"
        if any(map(_WITH_PASSWORD.search, container["Config"]["Env"])):
            yield f"{name} has secrets in its environment"


def faults_of_images() -> Iterator[str]:
    """Build one image twice without what is kept, and list what is in it; yield a sentence for what must not be."""
    release = Release.here(own_version().release)
    contents = []
    for number in (1, 2):
        (image,) = build(["news"], release, tag=f"deploy-test-again-{number}", fresh=True)
        contents.append(_contents(image))
    if different := set(contents[0]) ^ set(contents[1]):
        yield f"the same commit, built twice, differs in {min(different)} and {len(different) - 1} more"
    components = json.loads(write_sbom(image))["components"]
    kinds = {each["purl"].partition("/")[0] for each in components}
    if kinds != {"pkg:pypi", "pkg:deb"}:
        yield f"the list of what is in an image holds {kinds} only"
    labels = _inspected(image)["Config"]["Labels"]
    if labels["org.opencontainers.image.revision"] != release.revision:
        yield "an image does not tell its commit"


def _contents(image: str) -> list[str]:
    """Everything that a build has put into an image, with rights, owners, times of files and hashes.

    The builder gives the two uppermost folders the time of the build, so the times of folders do not count.
    """
    look = "cd /opt/ravabet && find . -type f -exec sha256sum {} + && find . -type f -printf '%p %T@\\n'"
    look += " && find . -printf '%p %m %U:%G %y %l\\n'"
    run = ["docker", "run", "--rm", "--network", "none", "--entrypoint", "sh", image, "-c", look]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()


def _containers(project: str) -> list[dict[str, Any]]:
    named = ["docker", "ps", "-q", "--filter", f"label=com.docker.compose.project={project}"]
    ids = subprocess.run(named, capture_output=True, text=True, check=True).stdout.split()
    found = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=True).stdout
    containers: list[dict[str, Any]] = json.loads(found)
    return containers


def _inspected(image: str) -> dict[str, Any]:
    found = subprocess.run(["docker", "image", "inspect", image], capture_output=True, text=True, check=True).stdout
    (inspected,) = json.loads(found)
    result: dict[str, Any] = inspected
    return result
