"""`python -m services.membership.invite USERNAME`: makes an invitation that an operator hands over in person.

It is for the first account of an installation, and for whoever is not reached by e-mail. The link is for a password or,
where there is an outside provider, for linking the account there. It reads the settings of the service.
"""

import asyncio
import sys

from services.membership.accounts.domain import AlreadyLinked, PersonNotFound
from services.membership.main import Parts, real_parts
from services.membership.settings import Settings
from shared.runtime.actor import Actor, acting

_DEED = "python -m services.membership.invite"


def main(arguments: list[str]) -> int:
    """Print the address of the invitation; 0 when there is one, 1 when not, 2 for words that are not understood."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m services.membership.invite USERNAME\n")
        return 2
    try:
        address = asyncio.run(_invited(real_parts(Settings()), arguments[0]))
    except (PersonNotFound, AlreadyLinked) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(f"{address}\n")
    return 0


async def _invited(parts: Parts, username: str) -> str:
    store = parts.platform.store
    try:
        with acting(lambda: Actor(deed=_DEED)):
            return await store.run_again(lambda: parts.locksmith.hand_over(username))
    finally:
        await store.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
