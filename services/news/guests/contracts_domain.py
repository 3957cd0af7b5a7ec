"""What guests send: the contracts of the types that the house knows, and those that a guest registered itself."""

import copy
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jsonschema_rs

from services.news.guests.domain import Guest, GuestName, GuestUnfit
from shared.events import Event
from shared.events.compatibility import breaks
from shared.events.neighbours import NEIGHBOURS
from shared.language.speech import gettext as _

Schema = Mapping[str, Any]

TYPE: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)+\.v[1-9][0-9]{0,3}")
_LONGEST_SCHEMA = 64 * 1024
LONGEST_ID: Final = 100
"""A guest's own id of a notice: letters, digits and `-._~`, so that it stands in an address as it is."""
ID_PATTERN: Final = rf"^[A-Za-z0-9._~-]{{1,{LONGEST_ID}}}$"


@dataclass(frozen=True, slots=True)
class Contract:
    """The form of the data of one type, as a guest sends it."""

    id: str
    """The type, such as `outage.announced.v1`."""
    schema: Schema
    """A JSON Schema of draft 2020-12."""
    event: type[Event] | None = None
    """The house's own event that it becomes; None for a type of the guest's own."""

    @property
    def is_of_the_house(self) -> bool:
        """Whether the house's services understand it."""
        return self.event is not None


@dataclass(slots=True)
class RegisteredContract:
    """A contract that a guest brought along. A later one of the same type must be compatible."""

    id: str
    guest: GuestName
    text: str
    """The schema as JSON: names that begin with a dollar are none that a database keeps."""
    registered_at: datetime
    version: int = 0

    @property
    def schema(self) -> Schema:
        """The JSON Schema."""
        schema: Schema = json.loads(self.text)
        return schema


def _as_guests_send_it(event: type[Event]) -> Schema:
    """Return the schema without the office, which we know, and with the guest's own id in place of the whole one."""
    schema = copy.deepcopy(event.model_json_schema())
    _, id_field = event.about
    del schema["properties"]["office_id"]
    schema["required"] = [name for name in schema["required"] if name != "office_id"]
    schema["properties"][id_field] |= {"pattern": ID_PATTERN}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


HOUSE_CONTRACTS: Final[Mapping[str, Contract]] = {
    event.type: Contract(event.type, _as_guests_send_it(event), event) for event in NEIGHBOURS
}
"""The contracts of the types that the house understands."""


def contracts_of(guest: Guest, registered: Sequence[RegisteredContract]) -> Sequence[Contract]:
    """The contracts of all types that a guest may publish."""
    house = [contract for contract in HOUSE_CONTRACTS.values() if guest.may_send(contract.id)]
    return [*house, *(Contract(each.id, each.schema) for each in registered if guest.may_send(each.id))]


def register(
    guest: Guest, event_type: str, text: str, *, before: RegisteredContract | None, at: datetime
) -> RegisteredContract:
    """Return the contract to keep, in place of the one before.

    Raises GuestUnfit with a sentence when the guest may not bring it, when it is no schema, or when it would break what
    readers of the one before rely on.
    """
    if not TYPE.fullmatch(event_type):
        raise GuestUnfit(_("نوع رویداد مانند guest.water.tariff.changed.v1 نوشته می‌شود."))
    if not event_type.startswith(guest.own_types):
        raise GuestUnfit(_("نوع‌های خود این سامانه با %(own_types)s آغاز می‌شوند.", own_types=guest.own_types))
    if not guest.may_send(event_type):
        raise GuestUnfit(_("این سامانه اجازه انتشار این نوع را ندارد."))
    schema = _schema_of(text)
    if before and (faults := breaks(dict(before.schema), dict(schema))):
        raise GuestUnfit(_("این قرارداد با قرارداد قبلی سازگار نیست: %(faults)s", faults=_("؛ ").join(faults)))
    return RegisteredContract(event_type, guest.id, text, at, version=before.version if before else 0)


def _schema_of(text: str) -> Schema:
    if len(text) > _LONGEST_SCHEMA:
        raise GuestUnfit(_("قرارداد بزرگ‌تر از ۶۴ کیلوبایت است."))
    try:
        schema = json.loads(text)
        jsonschema_rs.validator_for(schema)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise GuestUnfit(
            _("این متن یک JSON Schema درست نیست: %(why)s", why=str(error).splitlines()[0][:200])
        ) from error
    if not isinstance(schema, dict) or schema.get("type") != "object":
        raise GuestUnfit(_("قرارداد یک JSON Schema است که type آن object باشد."))
    if _refers_outside(schema):
        raise GuestUnfit(_("قرارداد نباید به نشانی دیگری ارجاع دهد؛ همه چیز را در خود آن بنویسید."))
    return schema


def _refers_outside(part: object) -> bool:
    match part:
        case dict():
            is_far = any(not str(part.get(key, "#")).startswith("#") for key in ("$ref", "$dynamicRef"))
            return is_far or any(map(_refers_outside, part.values()))
        case list():
            return any(map(_refers_outside, part))
        case _:
            return False
