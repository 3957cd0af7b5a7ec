"""Writes the sentences of a certificate. They address nobody as «you», so that they need no pronoun."""

from dataclasses import dataclass
from typing import Final

from services.membership.certificates.domain import Form
from services.membership.letters.addressees_domain import Addressee
from services.membership.letters.domain import Wording
from services.membership.letters.wording_domain import filled, tidy

COUNCIL: Final = "شورای هماهنگی روابط عمومی‌ها"  # stays Persian: letters
STANDARD: Final = {
    Form.CERTIFICATE: (
        "گواهی می‌شود {name} در {occasion} حضور مؤثر داشته است.",  # stays Persian: letters
        "این گواهی برای ارائه به دستگاه‌های مربوط صادر شده است.",  # stays Persian: letters
    ),
    Form.APPRECIATION: (
        "به پاس {occasion}، این تقدیرنامه به نشانه سپاس به {name} تقدیم می‌شود.",  # stays Persian: letters
        "دوام توفیق در خدمت به مردم شریف شهرستان را از خداوند متعال مسئلت دارم.",  # stays Persian: letters
    ),
}
"""The usual paragraphs of each form; `{name}` and `{occasion}` are filled in."""


@dataclass(frozen=True, slots=True)
class CertificateComposer:
    """Writes certificates. In a demonstration each says that it has no legal force."""

    is_demo: bool

    def write(self, form: Form, occasion: str, to: Addressee, paragraphs: tuple[str, ...] = ()) -> Wording:
        """Write the letter; the usual paragraphs stand there when none are given."""
        words = {"name": to.addressed, "occasion": occasion}
        return Wording(
            council=COUNCIL,
            subject=form.word,
            recipient=to.addressed,
            recipient_post=to.post,
            greeting="",
            paragraphs=tuple(filled(each, **words) for each in tidy(paragraphs) or STANDARD[form]),
            copies=(),
            is_sample=self.is_demo,
        )
