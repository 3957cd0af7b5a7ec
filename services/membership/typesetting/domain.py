"""What stands on the page of a letter, and what can be wrong with a template."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from typing_extensions import override

from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.county import County, Emblem

Paper = Literal["a4", "a5"]


class CannotSet(Exception):
    """A page that cannot be made of this template and these words; asked again, it fails again."""


class TemplateFault(CannotSet):
    """A template that does not compile."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        """Of the template, counted from 1; 0 when the fault lies in no line of it."""
        self.message = message
        """What the compiler says, in English."""
        super().__init__(line, message)

    @override
    def __str__(self) -> str:
        if not self.line:
            return _("قالب: %(message)s", message=self.message)
        return _("سطر %(line)s قالب: %(message)s", line=digits(self.line), message=self.message)


class Unprintable(CannotSet):
    """Words with a character that the font of letters does not have, such as an emoji."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)

    @override
    def __str__(self) -> str:
        return _("قلم نامه نویسه‌ای از این متن را ندارد: %(text)s", text=self.text)


class TooSlow(CannotSet):
    """A page that takes longer than a page may, as of a template that never ends."""

    @override
    def __str__(self) -> str:
        return _("ساخت این صفحه بیش از حد طول کشید؛ قالب را ساده‌تر کنید.")


class TooLarge(CannotSet):
    """A page that needs more memory than a page may."""

    @override
    def __str__(self) -> str:
        return _("ساخت این صفحه بیش از حد حافظه خواست؛ قالب را ساده‌تر کنید.")


class PressBroken(Exception):
    """No page can be made at present, whatever it says; the same page may succeed later."""

    @override
    def __str__(self) -> str:
        return _("بخش ساخت نامه اکنون کار نمی‌کند؛ کمی بعد دوباره تلاش کنید.")


class Mark(StrEnum):
    """What is written across a page that is no letter yet, or none at all."""

    DRAFT = "draft"
    SAMPLE = "sample"


MARKS: Final[Mapping[Mark, str]] = {
    Mark.DRAFT: "پیش‌نویس",  # stays Persian: letters
    Mark.SAMPLE: "نمونه – فاقد اعتبار",  # stays Persian: letters
}


@dataclass(frozen=True, slots=True)
class Template:
    """How a kind of letters is laid out."""

    name: str
    version: int
    source: str
    """In the language of typst; `#import "letterhead.typ": *` brings what all letters have in common."""
    paper: Paper | None = None
    """What it is made for; None: for any."""
    letterhead: tuple[str, ...] = ()
    """The lines beside the emblem; without any, those of the letter stand there."""
    salutation: str | None = None
    """The line at the top; None: that of the letter."""

    def laid_over(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what stands on a page, with what the template says of its own."""
        own: dict[str, Any] = {}
        if self.letterhead:
            own["letterhead"] = list(self.letterhead)
        if self.salutation is not None:
            own["salutation"] = self.salutation
        return {**data, **own}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that stands on the pages of one letter, with Persian digits where people read them."""

    kind: str
    """Such as `decree`: the name of its template."""
    letterhead: tuple[str, ...]
    """The lines under or beside the emblem, the highest authority first."""
    emblem: Emblem | None = None
    number: str = ""
    """As it is printed; a draft has none."""
    date: str = ""
    """The Jalali day as it is printed."""
    attachment: str = "ندارد"  # stays Persian: letters
    salutation: str = "بسمه تعالی"  # stays Persian: letters
    """The line at the top."""
    recipient: str
    """With the honorific."""
    recipient_post: str = ""
    subject: str
    greeting: str = ""
    paragraphs: tuple[str, ...]
    signatory_name: str = ""
    signatory_title: str = ""
    copies: tuple[str, ...] = ()
    """Whom a copy goes to, and what for."""
    verify_code: str = ""
    verify_url: str = ""
    qr: str = ""
    """What the QR code says; without it there is none."""
    content_sha256: str = ""
    """The hash of what the letter says, for its foot."""
    marks: tuple[Mark, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of letters has, as JSON."""

    def data(self) -> Mapping[str, Any]:
        """Return it as JSON for `Press.render`."""
        return {
            "kind": self.kind,
            "letterhead": list(self.letterhead),
            "emblem": _as_svg(self.emblem) if self.emblem else None,
            "number": self.number,
            "date": self.date,
            "attachment": self.attachment,
            "salutation": self.salutation,
            "recipient": self.recipient,
            "recipient_post": self.recipient_post,
            "subject": self.subject,
            "greeting": self.greeting,
            "paragraphs": list(self.paragraphs),
            "signatory_name": self.signatory_name,
            "signatory_title": self.signatory_title,
            "copies": list(self.copies),
            "verify_code": self.verify_code,
            "verify_url": self.verify_url,
            "qr": self.qr,
            "content_sha256": self.content_sha256,
            "marks": [MARKS[mark] for mark in self.marks],
            "extra": dict(self.extra),
        }


def letterhead_of(county: County, council: str = "") -> tuple[str, ...]:
    """The lines beside the emblem, the highest authority first."""
    province = (f"استانداری {county.province}",) if county.province else ()  # stays Persian: letters
    governorate = f"فرمانداری شهرستان {county.name}"  # stays Persian: letters
    return (*province, governorate, *((council,) if council else ()))


def _as_svg(emblem: Emblem) -> str:
    """Return an emblem as SVG, in which a PNG may lie: text travels to the typesetter, bytes do not."""
    if emblem.kind == "svg":
        return emblem.body.decode("utf-8", "replace")
    # A PNG says its size in its first chunk.
    width, height = (int.from_bytes(emblem.body[at : at + 4], "big") or 1 for at in (16, 20))
    picture = base64.b64encode(emblem.body).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/></svg>'
    )
