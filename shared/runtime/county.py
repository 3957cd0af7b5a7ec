"""What a county says of itself: its name, where its governorate is, and its emblem."""

import base64
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Emblem:
    """The county's emblem, as it was checked when the county was set up."""

    kind: Literal["png", "svg"]
    body: bytes

    @property
    def file_name(self) -> str:
        """The name under which it is served."""
        return f"emblem.{self.kind}"


@dataclass(frozen=True, slots=True)
class County:
    """A county. Only its name must be known; pages and letters leave out the rest where it is empty."""

    name: str
    province: str = ""
    seat: str = ""
    """The town of the governorate («مرکز شهرستان»)."""
    address: str = ""
    phone: str = ""
    portal_title: str = ""
    emblem: Emblem | None = None

    @property
    def postal_address(self) -> str:
        """Where letters go: province, town and street, as far as they are known; empty without a street."""
        if not self.address:
            return ""
        # stays Persian: a postal address
        places = (f"استان {self.province}" if self.province else "", self.seat, self.address)
        return "، ".join(place for place in places if place)

    def as_json(self) -> str:
        """Everything but the name, for `read_county`."""
        known = asdict(self)
        del known["name"]
        if self.emblem:
            known["emblem"] = {"kind": self.emblem.kind, "body": base64.b64encode(self.emblem.body).decode()}
        return json.dumps(known, ensure_ascii=False)


def read_county(name: str, file: Path | None) -> County:
    """Return a county of this name; the file, if there is one, tells the rest.

    Raises SystemExit with a sentence when the file cannot be used.
    """
    if file is None:
        return County(name)
    try:
        told: dict[str, Any] = dict(json.loads(file.read_text(encoding="utf-8")))
        # A later release may have told more than this one knows.
        known = {field.name: told[field.name] for field in fields(County) if field.name in told}
        if emblem := known.get("emblem"):
            known["emblem"] = Emblem(emblem["kind"], base64.b64decode(emblem["body"]))
        return County(name, **known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"What the county says of itself, {file}, cannot be read: run ravabet setup again.") from error
