"""`python -m deploy.broker check|write`: hold `definitions.json` against the catalogue."""

import json
import sys
from pathlib import Path
from typing import Any

from shared.messaging.rights import PARTIES, rights_of, user_of
from shared.messaging.topology import EXCHANGE

_FILE = Path(__file__).parent / "definitions.json"


def main(arguments: list[str]) -> int:
    """Run one of the two; 0 when the file is fresh, 1 when not, 2 for a word that is not understood."""
    fresh = json.dumps(definitions(), indent=1) + "\n"
    match arguments:
        case ["check"] if _FILE.exists() and _FILE.read_text("utf-8") == fresh:
            return 0
        case ["check"]:
            sys.stderr.write("deploy/broker/definitions.json is not fresh: run python -m deploy.broker write\n")
            return 1
        case ["write"]:
            _FILE.write_text(fresh, "utf-8")
            return 0
        case _:
            sys.stderr.write("usage: python -m deploy.broker check|write\n")
            return 2


def definitions() -> dict[str, Any]:
    """What `rabbitmqctl import_definitions` takes for the virtual host `/`, once the users are there."""
    permissions, topic_permissions = [], []
    for party in PARTIES:
        rights, whose = rights_of(party), {"user": user_of(party), "vhost": "/"}
        permissions.append(
            whose | {"configure": rights.configure, "write": rights.write, "read": rights.read},
        )
        topic_permissions.append(whose | {"exchange": EXCHANGE, "write": rights.publishes, "read": ".*"})
    return {"permissions": permissions, "topic_permissions": topic_permissions}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
