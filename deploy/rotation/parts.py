"""What can be made anew, and which services are restarted for it."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from shared.web.paths import SERVICES


class Part(StrEnum):
    """A kind of secrets that is made anew as a whole."""

    MONGO = "mongo"
    BROKER = "broker"
    SIGNING = "signing"
    STATEMENTS = "statements"
    LINKS = "links"
    CERTIFICATES = "certificates"


WHAT_IT_IS: Final = {
    Part.MONGO: "the users of MongoDB and their passwords",
    Part.BROKER: "the users of RabbitMQ and their passwords",
    Part.SIGNING: "the key that signs people's sign-ins",
    Part.STATEMENTS: "the key of what QR codes of letters say (the public half of the one before stays published)",
    Part.LINKS: "the key of the links in messages",
    Part.CERTIFICATES: "the certificates of services, servers and gateway",
}

GATEWAY: Final = "gateway"


class Step(StrEnum):
    """How far a rotation is. After each of them, what it concerns is restarted."""

    PUBLISH = "publish"
    """The new secrets are good everywhere, and nobody uses them yet."""
    SWITCH = "switch"
    """The new ones are used; the old ones are still good."""
    WITHDRAW = "withdraw"
    """The old ones are good no more."""


def to_restart(step: Step, parts: Collection[Part]) -> list[str]:
    """Return the services that learn only by a restart what a step has written, and the gateway, which reloads."""
    concerned: set[str] = set()
    if Part.SIGNING in parts:
        concerned.add("membership")
    if Part.STATEMENTS in parts and step != Step.WITHDRAW:
        concerned.add("membership")
    if Part.LINKS in parts and step != Step.WITHDRAW:
        concerned.add("notifier")
    if step == Step.SWITCH and {Part.MONGO, Part.BROKER, Part.CERTIFICATES} & set(parts):
        concerned.update(SERVICES)
    if step == Step.SWITCH and Part.CERTIFICATES in parts:
        concerned.add(GATEWAY)
    return [each for each in (*SERVICES, GATEWAY) if each in concerned]
