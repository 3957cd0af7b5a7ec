"""What every route asks that lets people in, be it a page or for programs: whence, by which way, and who receives."""

from typing import Annotated

from fastapi import Depends, Request

from services.membership.sign_ins.domain import Origin
from services.membership.sign_ins.provider_usecases import WayIn
from services.membership.sign_ins.reception_usecases import Reception
from shared.web.client import client_address
from shared.web.parts import part

_LONGEST_DEVICE = 200


async def _origin(request: Request) -> Origin:
    device = request.headers.get("user-agent", "")[:_LONGEST_DEVICE]
    return Origin(client_address(request.scope), device)


Receiving = Annotated[Reception, part(Reception)]
Way = Annotated[WayIn, part(WayIn)]
From = Annotated[Origin, Depends(_origin)]
"""From where a request comes."""


async def _must_take_passwords(way: Way) -> None:
    way.must_take_passwords()


TAKES_PASSWORDS = Depends(_must_take_passwords)
"""For a route that is closed where an outside provider says who people are."""
