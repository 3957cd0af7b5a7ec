"""`python -m deploy.guests`: the gate, in a container of its own."""

import os
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import uvloop

from deploy.guests.gate import Certificate, Gate
from shared.runtime.logging import configure_logging

_USUAL: Final = "/run/secrets"
_PORT: Final = 5671


async def run() -> None:
    """Listen at 5671 for ever, with the certificate in the folder of secrets."""
    folder = Path(os.environ.get("RAVABET_SECRETS_DIR", _USUAL))
    broker = urlsplit(os.environ.get("RAVABET_GATE_BROKER", f"amqps://rabbit:{_PORT}"))
    tls = ssl.create_default_context(cafile=folder / "ca.pem")
    own = Certificate(certificate=folder / "certificate.pem", key=folder / "key.pem")
    gate = Gate(broker_host=broker.hostname or "rabbit", broker_port=broker.port or _PORT, broker_tls=tls)
    async with gate.listening("0.0.0.0", _PORT, own.read()):  # noqa: S104 - only this port is let out of its container
        await own.read_again()


if __name__ == "__main__":
    configure_logging("guests")
    uvloop.run(run())
