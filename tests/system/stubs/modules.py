"""The modules of a stack in which every part but the servers and the gateway is a stub."""

from pathlib import Path

from deploy.local.home import Home
from deploy.local.members import Modules
from shared.web.paths import SERVICES

STUBS = Modules(
    services=dict.fromkeys(SERVICES, "tests.system.stubs.service"),
    mail_catcher="tests.system.stubs.peer",
    bale_peer="tests.system.stubs.peer",
    topology=("tests.system.stubs.nothing",),
    users=("tests.system.stubs.nothing",),
    migrate=("tests.system.stubs.noting",),
    county="tests.system.stubs.nothing",
)


def free_gateway_port(folder: Path) -> int:
    """Return a port for the gateway of the stack in this folder, the same at its next start."""
    return Home(folder, {}).port("gateway")
