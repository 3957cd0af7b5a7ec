"""What other services are told of the service of a letter. Kinds without events of their own are told to nobody."""

from services.membership.service_records.domain import ServiceRecord, Way
from shared.events import Event
from shared.events.membership import DecreeAcknowledged, DecreeServed


def delivered(record: ServiceRecord) -> Event | None:
    """The letter reached the recipient of the record."""
    if record.letter.kind != "decree" or record.delivered_at is None or record.way is None:
        return None
    return DecreeServed(
        decree_id=record.letter.id,
        to=record.to,
        person_id=record.person_id,
        office_id=record.office_id,
        channel=record.way,
        served_at=record.delivered_at,
    )


def accepted(record: ServiceRecord, way: Way) -> Event | None:
    """The recipient of the record said that they saw the letter."""
    if record.letter.kind != "decree" or record.accepted_at is None or record.person_id is None:
        return None
    return DecreeAcknowledged(
        decree_id=record.letter.id,
        to=record.to,
        person_id=record.person_id,
        channel=way,
        acknowledged_at=record.accepted_at,
    )
