"""A decree as the register has it, and what became of it there."""

from datetime import datetime

from services.membership.decrees.domain import Decree
from services.membership.register.domain import Entry, Kind, Remark, Signer, Word


def entry_of(decree: Decree) -> Entry:
    """The row of a signed decree. Raises WrongState for a draft."""
    entry = decree.registered
    return Entry(
        series=decree.series,
        year=entry.year,
        number=entry.number,
        register_no=entry.register_no,
        kind=Kind.AMENDMENT if decree.amends else Kind.DECREE,
        at=entry.at,
        subject=decree.wording.subject,
        recipients=(decree.wording.recipient,),
        offices=decree.grant.office_names,
        signer=Signer(entry.signatory.name, entry.signatory.title),
        letter_id=decree.id,
        content_sha256=entry.content_sha256,
    )


def ended(decree: Decree) -> Remark | None:
    """The remark that a decree was revoked or its number annulled, and why; None when it was not."""
    revocation = decree.revocation
    if revocation is None:
        return None
    return _remark(decree, Word.ANNULLED if revocation.annuls else Word.REVOKED, revocation.reason, revocation.at)


def followed(decree: Decree, by: Decree) -> Remark:
    """The remark that a decree was corrected, or its place taken, by another one."""
    entry = by.registered
    return _remark(decree, Word.AMENDED if by.amends else Word.SUPERSEDED, entry.register_no, entry.at)


def _remark(decree: Decree, word: Word, text: str, at: datetime) -> Remark:
    entry = decree.registered
    return Remark(decree.series, entry.year, entry.number, entry.register_no, decree.id, word, text, at)
