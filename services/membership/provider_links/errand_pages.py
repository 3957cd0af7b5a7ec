"""Sends the browser to the provider and keeps the errand in a signed cookie until it is back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.membership.sign_ins.keys_outside import Signer
from services.membership.sign_ins.provider_usecases import Asked, WayIn
from shared.web.parts import part
from shared.web.shell.page import Page

PATH = "/membership/sign-in/provider"
_COOKIE = "ravabet_provider"
_PURPOSE = "provider"
_SECONDS = 600

Signing = Annotated[Signer, part(Signer)]


@dataclass(frozen=True, slots=True)
class Errand:
    """What was asked of the provider, and what its answer is for.

    With a `sign_in_id` the answer is linked to the person of that sign-in, with an `invitation` to the person who was
    invited; with neither somebody signs in.
    """

    asked: Asked
    sign_in_id: str = ""
    invitation: str = ""

    def to_keep(self) -> dict[str, Any]:
        """The errand as the browser keeps it."""
        return asdict(self)

    @classmethod
    def kept(cls, said: Mapping[str, Any]) -> "Errand":
        """The errand that a browser brought back."""
        return cls(Asked(**said["asked"]), said["sign_in_id"], said["invitation"])


async def send_to_provider(
    page: Page, way: WayIn, signer: Signer, *, to: str, sign_in_id: str = "", invitation: str = ""
) -> Response:
    """Redirect to the provider; the browser comes back to `PATH`/answer, and in the end to `to`.

    Raises ProviderRefused when the provider does not answer.
    """
    address, asked = await way.by_provider().ask(to)
    response = RedirectResponse(address, 303)
    kept = signer.keep(_PURPOSE, Errand(asked, sign_in_id, invitation).to_keep())
    page.cookies.keep(response, _COOKIE, kept, seconds=_SECONDS, path=PATH)
    return response


def errand_of(page: Page, signer: Signer) -> Errand:
    """The errand with which this browser was sent away. Raises WrongPair when there is none, or it is too old."""
    return Errand.kept(signer.recall(_PURPOSE, page.cookies.read(page.request, _COOKIE)))


def forget_errand(page: Page, response: Response) -> None:
    """Delete the cookie, since each errand ends with one answer."""
    page.cookies.forget(response, _COOKIE, path=PATH)
