"""Judging a post by the contract of its type, and the event that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import jsonschema_rs
from pydantic import ValidationError

from services.news.guests.contracts_domain import HOUSE_CONTRACTS, Contract
from services.news.guests.domain import Guest
from services.news.ingest.domain import Fault, Post, Refused
from shared.events import Event
from shared.events.foreign import foreign_event

_MOST_FAULTS: Final = 20
_LONGEST_WHY: Final = 300


@dataclass(frozen=True, slots=True)
class Judge:
    """Knows one contract; made once, since a schema is compiled for it."""

    contract: Contract
    validator: jsonschema_rs.Validator

    @classmethod
    def of(cls, contract: Contract) -> "Judge":
        """Compile the contract."""
        return cls(contract, jsonschema_rs.validator_for(dict(contract.schema), validate_formats=True))

    def event_of(self, post: Post, guest: Guest) -> Event:
        """Return the event that the post becomes. Raises Refused with all that does not fit the contract."""
        found = [
            Fault("/".join(("data", *map(str, error.instance_path))), error.message[:_LONGEST_WHY])
            for error in islice(self.validator.iter_errors(post.data), _MOST_FAULTS)
        ]
        if found:
            raise Refused(*found, schema=self.contract.id)
        if self.contract.event is None:
            subject = f"guest/{guest.id}/{post.subject or post.type}"
            return foreign_event(post.type, subject, post.data)
        return self._own_event(self.contract.event, post, guest)

    def _own_event(self, event: type[Event], post: Post, guest: Guest) -> Event:
        kind, id_field = event.about
        own_id = post.data[id_field]
        if post.subject not in {"", own_id, f"{kind}/{own_id}"}:
            raise Refused(Fault("subject", f'it must be "{kind}/{own_id}", or be left out'), schema=self.contract.id)
        declared = {name: value for name, value in post.data.items() if name in event.model_fields}
        whole = {**declared, id_field: f"{guest.id}:{own_id}", "office_id": guest.office_id}
        try:
            return event.model_validate(whole)
        except ValidationError as error:
            faults = [
                Fault("/".join(("data", *map(str, each["loc"]))), each["msg"][:_LONGEST_WHY])
                for each in error.errors(include_url=False, include_input=False)
            ]
            raise Refused(*faults, schema=self.contract.id) from error


HOUSE_JUDGES: Final[Mapping[str, Judge]] = {name: Judge.of(contract) for name, contract in HOUSE_CONTRACTS.items()}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A guest as the door knows it, with the judges of its types."""

    guest: Guest
    judges: Mapping[str, Judge]

    def event_of(self, post: Post) -> Event:
        """Return the event that a post becomes. Raises Refused."""
        judge = self.judges.get(post.type)
        if judge is None:
            raise Refused(Fault("type", f"{self.guest.id} may publish {self._types()}"))
        return judge.event_of(post, self.guest)

    def _types(self) -> str:
        return ", ".join(self.judges) or "nothing yet"


def admitted(guest: Guest, contracts: Sequence[Contract], own_judges: Mapping[str, Judge]) -> Admitted:
    """Return the guest with its judges; those of its own contracts are handed in, since they were made before."""
    judges: dict[str, Any] = {each.id: HOUSE_JUDGES.get(each.id) or own_judges[each.id] for each in contracts}
    return Admitted(guest, judges)
