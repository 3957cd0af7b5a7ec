"""What a county says of itself: `county.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from deploy.setup.emblem import read_emblem
from deploy.setup.trouble import CannotSetUp
from shared.web.site import Site


def _public_address(address: str) -> str:
    site = Site.at(address) if address.startswith(("https://", "http://")) else None
    if site is None or not site.authority or address.rstrip("/") != f"{site.scheme}://{site.authority}":
        raise ValueError("give it as https://name or https://name:port, with nothing after it")
    if not site.is_secure:
        raise ValueError("people sign in here, so it begins with https://")
    return address.rstrip("/")


def _one_line(text: str) -> str:
    if not text.isprintable() and not all(sign.isprintable() or sign == "\u200c" for sign in text):
        raise ValueError("write it in one line, without signs that are not seen")
    return text


def _beside_profile(path: Path, info: ValidationInfo) -> Path:
    return Path(info.context, path) if info.context else path


File = Annotated[Path, AfterValidator(_beside_profile)]
"""A file. One without a folder lies beside the profile that names it."""


def _picture(path: Path, info: ValidationInfo) -> Path:
    if info.context:  # else the file is on another machine, or outside the container
        try:
            read_emblem(path)
        except CannotSetUp as error:
            raise ValueError(str(error).removesuffix(".")) from error
    return path


Line = Annotated[str, Field(max_length=60), AfterValidator(_one_line)]
"""A short text of one line; empty when there is none."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class County(_Part):
    """Who it is, and by which address people reach it."""

    name: str = Field(min_length=2, max_length=60)
    public_address: Annotated[str, AfterValidator(_public_address)]
    other_names: list[str] = []
    """Other host names that lead to this machine; the first certificate is good for them, too."""
    province: Line = ""
    seat: Line = ""
    """The town of the governorate («مرکز شهرستان»)."""
    address: Annotated[str, Field(max_length=300), AfterValidator(_one_line)] = ""
    """Where letters go, without province and town."""
    phone: Annotated[str, Field(pattern=r"^[0-9۰-۹+() –-]*$", max_length=40)] = ""
    portal_title: Line = ""
    """The name of the portal; without one it is «روابط» and the county's name."""
    emblem: Annotated[File, AfterValidator(_picture)] | None = None
    """A picture, PNG or SVG."""


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

    file: File


class Certificate(_Part):
    """A certificate of the public address, if the county has one; else its own authority makes one."""

    chain: File
    key: File


class Letters(_Part):
    """How decrees and other letters are signed."""

    signature: Literal["county_key", "wet", "none"] = "county_key"
    """By the county's key on a PDF, by hand on paper with a scan, or by the register alone."""
    thank_members: bool = True
    """Whether a letter of appreciation is drafted for who leaves the headquarters in honour."""


class Files(_Part):
    """An S3 for pictures, recordings and documents; without one they are in the database and in its backups."""

    endpoint: str = Field(pattern=r"^https?://[^\s/]+$")
    """Such as https://s3.inner.example; plain http only where the network is our own."""
    bucket: str = Field(default="ravabet", pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    region: str = Field(default="us-east-1", pattern=r"^[a-z0-9-]+$")
    key_id: str = Field(pattern=r"^\S+$")
    secret: str = Field(pattern=r"^\S+$")


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
    letters: Letters = Letters()
    guests: Guests = Guests()
    files: Files | None = None

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a county.toml. Raises CannotSetUp with a sentence for each thing that is wrong."""
        try:
            profile = cls.model_validate(
                tomllib.loads(file.read_text(encoding="utf-8")), context=file.parent.absolute()
            )
        except OSError as error:
            raise CannotSetUp(f"{file} cannot be read ({error.strerror}).") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CannotSetUp(f"{file} is not in the form of TOML: {error}.") from error
        except ValidationError as error:
            raise CannotSetUp("\n".join(f"{file}: {_trouble(each)}" for each in error.errors())) from error
        return profile

    @model_validator(mode="after")
    def _are_three(self) -> Self:
        if len({each.username for each in self.officials.values()}) < len(self.officials):
            raise ValueError("two of governor, secretariat and operator have the same username")
        return self

    @property
    def officials(self) -> Mapping[str, Official]:
        """The three, by their role."""
        return {"governor": self.governor, "secretariat": self.secretariat, "operator": self.operator}

    @property
    def site(self) -> Site:
        """The public address, taken apart."""
        return Site.at(self.county.public_address, self.county.other_names)


def troubles_of(told: Mapping[str, Any], folder: Path) -> list[tuple[tuple[str, ...], str]]:
    """Return what is wrong with a profile that is not yet one: where, and a sentence."""
    try:
        Profile.model_validate(told, context=folder.absolute())
    except ValidationError as error:
        return [(tuple(str(part) for part in each["loc"][:2]), _trouble(each)) for each in error.errors()]
    return []


def _trouble(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "missing":
            return f"{where} is missing."
        case "extra_forbidden":
            return f"{where} is not known: is it misspelt?"
        case "value_error" if not where:
            return f"{error['ctx']['error']}."
        case "value_error":
            return f"{where} is wrong: {error['ctx']['error']}."
        case _:
            return f"{where} is wrong: {error['msg'].lower()}."
