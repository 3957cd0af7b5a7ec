"""What stands on the page of a certificate, and in its QR code."""

from dataclasses import replace

from services.membership.certificates.domain import Certificate
from services.membership.printing.domain import page_of as letter_page
from services.membership.statements.domain import Kind, Statement
from services.membership.typesetting.domain import Page, letterhead_of
from shared.persian.jalali import day_of
from shared.runtime.county import County


def statement_of(certificate: Certificate) -> Statement:
    """Return what is to be signed about a registered certificate. Raises WrongState for a draft."""
    award, entry = certificate.award, certificate.registered
    return Statement(
        code=entry.verify_code,
        number=entry.register_no,
        dated=day_of(entry.at),
        name=award.person_name,
        role=award.form.word,
        body=award.occasion,
        office="، ".join(award.office_names),
        kind=Kind.CERTIFICATE,
        is_sample=certificate.wording.is_sample,
    )


def page_of(certificate: Certificate, county: County, *, verify_url: str = "", qr: str = "") -> Page:
    """The page of a certificate. A draft has neither number nor code, and says that it is one."""
    page = letter_page(certificate, county, verify_url=verify_url, qr=qr)
    council = certificate.wording.council
    return replace(page, letterhead=letterhead_of(county, council), extra={"form": certificate.award.form.value})
