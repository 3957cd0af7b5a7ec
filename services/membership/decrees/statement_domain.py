"""What the QR code of a decree says of it."""

from services.membership.decrees.domain import Decree
from services.membership.statements.domain import Kind, Statement
from shared.persian.jalali import day_of


def statement_of(decree: Decree) -> Statement:
    """Return what is to be signed about a registered decree. Raises WrongState for a draft."""
    grant, entry = decree.grant, decree.registered
    return Statement(
        code=entry.verify_code,
        number=entry.register_no,
        dated=day_of(entry.at),
        name=grant.person_name,
        role=grant.role_name,
        body=grant.body_name,
        office="، ".join(grant.office_names),
        valid_until=grant.valid_until,
        kind=Kind.DECREE,
        is_sample=decree.wording.is_sample,
    )
