"""The base classes of all events."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict
from typing_extensions import override

from shared.events.personal import MASK, PERSONAL

LARGEST_NUMBER = 2**63 - 1
"""As far as databases count."""


def _within_years(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("the instant lies outside the years 1 to 9999 of UTC") from None


def _within_numbers(number: int) -> int:
    if abs(number) > LARGEST_NUMBER:
        raise ValueError("the number is larger than a database keeps")
    return number


Instant = Annotated[AwareDatetime, AfterValidator(_within_years)]
"""An aware instant, turned into UTC, that every database can keep."""

Number = Annotated[int, AfterValidator(_within_numbers)]
"""A whole number that every database can keep. The bound is no part of the schema: nobody sends such numbers."""


def _of_the_web(address: str) -> str:
    if any(sign.isspace() or not sign.isprintable() or sign in _IN_NO_ADDRESS for sign in address):
        raise ValueError("the address has a sign in it that no address has")
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise ValueError("the address cannot be read") from None
    is_path = address.startswith("/") and not address.startswith("//")
    if not is_path and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("the address does not begin with http:// or https:// and a host")
    if parts.username is not None:
        raise ValueError("the address names a user before its host")
    return address


_IN_NO_ADDRESS = frozenset('\\"<>')

WebAddress = Annotated[str, AfterValidator(_of_the_web)]
"""The address of a page, whole or as a path on our site. The bound is no part of the schema: nobody sends others."""


class _Fields(BaseModel):
    """Declared fields alone; errors and logs never repeat what stands in those that are personal."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @override
    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            field = type(self).model_fields.get(name or "")
            yield name, MASK if field and PERSONAL in field.metadata else value


class Record(_Fields):
    """A group of fields inside an event."""


class Event(_Fields):
    """A fact, published once by the service that knows it.

    A producer may send declared fields only; a reader ignores fields that it does not know. An event holds ids and the
    few fields that readers need. What is about a private person is sealed or marked as personal (ADR 39); the name of
    who holds a public post is neither (ADR 18). Instants are aware and travel as UTC.
    """

    type: ClassVar[str]
    about: ClassVar[tuple[str, str]]
    """What the event is about: the kind of thing, and the field with its id. Events of one subject keep their order."""
    replaced_by: ClassVar[str] = ""
    """The type of the next major version, which is published beside this one; this one is then deprecated."""
    kept: ClassVar[timedelta] = timedelta(days=400)
    """How long the publisher keeps it after sending: over a year, so that last year's events can be published again."""

    @cached_property
    def subject(self) -> str:
        """The thing that the event is about, such as `article/0c3…`."""
        kind, field = self.about
        return f"{kind}/{getattr(self, field)}"
