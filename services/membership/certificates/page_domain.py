"""What stands on the page of a certificate, and in its QR code."""

from services.membership.certificates.domain import Certificate
from services.membership.statements.domain import Kind, Statement
from services.membership.typesetting.domain import Mark, Page
from shared.persian.digits import persian_digits
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
    entry, words = certificate.registration, certificate.wording
    marks = [Mark.SAMPLE] if words.is_sample else []
    province = (f"استانداری {county.province}",) if county.province else ()  # stays Persian: letters
    governorate = f"فرمانداری شهرستان {county.name}"  # stays Persian: letters
    return Page(
        kind=certificate.kind,
        letterhead=(*province, governorate, words.council),
        emblem=county.emblem,
        number=persian_digits(entry.register_no) if entry else "",
        date=persian_digits(entry.jalali_date.replace("-", "/")) if entry else "",
        recipient=words.recipient,
        recipient_post=words.recipient_post,
        subject=words.subject,
        paragraphs=words.paragraphs,
        signatory_name=entry.signatory.name if entry else "",
        signatory_title=entry.signatory.title if entry else "",
        verify_code=persian_digits(entry.verify_code) if entry else "",
        verify_url=verify_url if entry else "",
        qr=qr if entry else "",
        content_sha256=entry.content_sha256 if entry else "",
        marks=tuple(marks if entry else [Mark.DRAFT, *marks]),
        extra={"form": certificate.award.form.value},
    )
