"""A neighbour on the same machine: a container in another network, which tries what it can reach of a county."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.deployed.installed import Installed

# From an image of ours, since that is there: what it does needs Python alone. It tries all addresses side by side.
_PROGRAM: Final = """
import asyncio, json, sys

async def is_open(host, port, gate):
    async with gate:
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 2)
        except (OSError, asyncio.TimeoutError):
            return False
        writer.close()
        return True

async def main(places):
    gate = asyncio.Semaphore(200)
    found = await asyncio.gather(*(is_open(host, port, gate) for host, port in places))
    print(json.dumps([place for place, is_open in zip(places, found) if is_open]))

asyncio.run(main(json.loads(sys.argv[1])))
"""
_PORTS: Final = (4369, 5671, 5672, 8080, 8443, 15671, 15672, 15692, 25672, 27017, 27018)
"""What MongoDB, RabbitMQ, the services and the gateway listen at, or would if somebody changed a setting."""


def faults_from_outside(county: Installed) -> Iterator[str]:
    """Yield a sentence for each port of the county that a neighbour reaches, other than those meant for people."""
    settings = _settings(county)
    image = f"ravabet/membership:{settings['MEMBERSHIP_VERSION']}"
    project = county.environment["RAVABET_PROJECT"]
    inside = {address: name for name, address in _addresses(project).items()}
    # Its own gateway is this machine as the neighbour sees it, and so is the first address of the county's network.
    machine = [_gateway_of("bridge"), f"{settings['RAVABET_SUBNET']}.1"]
    meant = {int(settings[name]) for name in ("RAVABET_HTTP_PORT", "RAVABET_HTTPS_PORT")}
    if settings.get("COMPOSE_PROFILES") == "guests":
        meant.add(int(settings["RAVABET_GUESTS_PORT"]))
    tried = [(address, port) for address in inside for port in _PORTS]
    tried += [(address, port) for address in machine for port in {*_PORTS, *meant}]
    reached = _reached(image, tried)
    for host, port in reached:
        if host in inside:
            yield f"a neighbour reaches {inside[host]} at port {port}"
        elif port not in meant and _is_let_out_by(project, port):
            yield f"a neighbour reaches this machine at port {port}"
    if not any(host in machine and port in meant for host, port in reached):
        yield "a neighbour does not reach even the gateway: what it says of the rest proves nothing"


def _is_let_out_by(project: str, port: int) -> bool:
    """Whether a container of the county has let a port out; other programs of this machine may listen, too."""
    named = ["docker", "ps", "--format", "{{.Ports}}", "--filter", f"label=com.docker.compose.project={project}"]
    return f":{port}->" in subprocess.run(named, capture_output=True, text=True, check=True).stdout


def _reached(image: str, places: list[tuple[str, int]]) -> list[tuple[str, int]]:
    run = ["docker", "run", "--rm", "--network", "bridge", "--entrypoint", "python", image, "-c", _PROGRAM]
    done = subprocess.run([*run, json.dumps(places)], capture_output=True, text=True, check=True)
    return [(str(host), int(port)) for host, port in json.loads(done.stdout)]


def _addresses(project: str) -> Mapping[str, str]:
    """Return the address of each container of the county, by the container's name."""
    named = ["docker", "ps", "-q", "--filter", f"label=com.docker.compose.project={project}"]
    ids = subprocess.run(named, capture_output=True, text=True, check=True).stdout.split()
    found = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=True).stdout
    containers: list[dict[str, Any]] = json.loads(found)
    return {
        each["Name"].lstrip("/"): network["IPAddress"]
        for each in containers
        for network in each["NetworkSettings"]["Networks"].values()
        if network["IPAddress"]
    }


def _gateway_of(network: str) -> str:
    told = ["docker", "network", "inspect", network, "-f", "{{(index .IPAM.Config 0).Gateway}}"]
    return subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()


def _settings(county: Installed) -> Mapping[str, str]:
    lines = Path(county.environment["RAVABET_FOLDER"], "compose.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
