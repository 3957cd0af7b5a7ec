"""The cookies of an installation."""

from dataclasses import dataclass
from typing import Self

from starlette.requests import HTTPConnection
from starlette.responses import Response

from shared.web.site import Site


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and sets the cookies of one installation.

    Browsers send the cookies of a host to all its ports. So that two installations on one host do not overwrite each
    other's, names carry the port of the public address.
    """

    port: int
    is_secure: bool

    @classmethod
    def at(cls, public_url: str) -> Self:
        """Return the cookies of the installation with this public address."""
        site = Site.at(public_url)
        return cls(site.port, site.is_secure)

    def name(self, of: str) -> str:
        """Return the name by which browsers know a cookie."""
        return f"{of}_{self.port}"

    def read(self, request: HTTPConnection, of: str) -> str:
        """Return the value of a cookie; empty when the browser has none."""
        return request.cookies.get(self.name(of), "")

    def keep(self, response: Response, of: str, value: str, *, seconds: int, path: str = "/") -> None:
        """Set a cookie, which scripts and other sites cannot use."""
        response.set_cookie(
            self.name(of), value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=self.is_secure
        )

    def forget(self, response: Response, of: str, *, path: str = "/") -> None:
        """Delete a cookie."""
        response.delete_cookie(self.name(of), path=path)
