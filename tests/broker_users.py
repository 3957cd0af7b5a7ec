"""The broker's users as tests know them: the rights of the real ones, and names of their own."""

from shared.messaging.rights import url_for

FAMILY = "test-ravabet"
PASSWORD = "a-test"


def as_user(party: str, url: str) -> str:
    """The address of the broker for the user of a service, or of the topology, and not for an administrator."""
    return url_for(party, url, PASSWORD, family=FAMILY)
