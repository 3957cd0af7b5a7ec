"""What a county says of itself: `county.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from deploy.setup.trouble import CannotSetUp
from shared.web.site import Site


def _public_address(address: str) -> str:
    site = Site.at(address) if address.startswith(("https://", "http://")) else None
    if site is None or not site.authority or address.rstrip("/") != f"{site.scheme}://{site.authority}":
        raise ValueError("give it as https://name or https://name:port, with nothing after it")
    if not site.is_secure:
        raise ValueError("people sign in here, so it begins with https://")
    return address.rstrip("/")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class County(_Part):
    """Who it is, and by which address people reach it."""

    name: str = Field(min_length=2, max_length=60)
    public_address: Annotated[str, AfterValidator(_public_address)]
    other_names: list[str] = []
    """Other host names that lead to this machine; the first certificate is good for them, too."""


class Mail(_Part):
    """The mail server through which the county's e-mails go out."""

    server: str = Field(pattern=r"^smtps?://\S+$", description="smtps://user:password@host")
    sender: str = Field(pattern=r"\S+@\S+")


class Bale(_Part):
    """The county's bot in Bale; a county may have none."""

    token: str = ""
    start: str = "https://ble.ir/ravabet_bot"
    server: str = "https://tapi.bale.ai"
    chat: str = ""
    """A chat of the operator with the bot, to try it on the first day."""


class Official(_Part):
    """One of the three who must be able to sign in on the first day."""

    username: str = Field(pattern=r"^[a-z][a-z0-9._-]{2,31}$")
    name: str = Field(min_length=2, max_length=200)
    honorific: str = ""
    email: str | None = None


class Offices(_Part):
    """Offices and their people, in a spreadsheet of the form that /membership/imports offers for download."""

    file: Path


class Certificate(_Part):
    """A certificate of the public address, if the county has one; else its own authority makes one."""

    chain: Path
    key: Path


class Guests(_Part):
    """Whether other systems of the governorate may publish by AMQP, by TLS at a port of this machine."""

    listen: bool = False
    port: int = Field(default=5671, ge=1, le=65535)
    names: list[str] = []
    """The host names by which they reach it; those of the public address, when none is named."""


class Profile(_Part):
    """A whole county.toml."""

    county: County
    mail: Mail
    governor: Official
    secretariat: Official
    operator: Official
    bale: Bale = Bale()
    offices: Offices | None = None
    certificate: Certificate | None = None
    guests: Guests = Guests()

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a county.toml. Raises CannotSetUp with a sentence for each thing that is wrong."""
        try:
            profile = cls.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise CannotSetUp(f"{file} cannot be read ({error.strerror}).") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CannotSetUp(f"{file} is not in the form of TOML: {error}.") from error
        except ValidationError as error:
            raise CannotSetUp("\n".join(f"{file}: {_trouble(each)}" for each in error.errors())) from error
        if len({each.username for each in profile.officials.values()}) < len(profile.officials):
            raise CannotSetUp(f"{file}: two of governor, secretariat and operator have the same username.")
        return profile

    @property
    def officials(self) -> Mapping[str, Official]:
        """The three, by their role."""
        return {"governor": self.governor, "secretariat": self.secretariat, "operator": self.operator}

    @property
    def site(self) -> Site:
        """The public address, taken apart."""
        return Site.at(self.county.public_address, self.county.other_names)


def _trouble(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return f"{where} is missing."
        case "extra_forbidden":
            return f"{where} is not known: is it misspelt?"
        case "value_error":
            return f"{where} is wrong: {error['ctx']['error']}."
        case _:
            return f"{where} is wrong: {error['msg'].lower()}."
