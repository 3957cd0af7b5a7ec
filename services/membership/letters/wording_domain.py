"""Writes the sentences of a decree from the texts of the body and the person's own form of address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.membership.accounts.domain import Person
from services.membership.bodies.domain import Body
from services.membership.letters.domain import Grant, Wording
from services.membership.offices.domain import Office
from services.membership.posts.domain import Post
from shared.persian.digits import persian_digits
from shared.persian.jalali import date_with_year


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes letters. In a demonstration each letter says that it has no legal force."""

    is_demo: bool

    def decree(
        self, grant: Grant, *, person: Person, body: Body, offices: Sequence[Office], posts: Sequence[Post]
    ) -> Wording:
        """The letter of a new membership."""
        texts = body.texts
        subject = _filled(texts.subject, body=body.short_name or body.name)
        words = {
            "pronoun": person.pronoun,
            "basis": listed(texts.legal_basis) or "مصوبه‌های شورا",
            "term": term(grant.valid_from, grant.valid_until),
            "role": grant.role_name,
            "body": grant.body_name,
            "duties": listed(texts.duties),
        }
        paragraphs = [texts.formula, *([texts.expectation] if texts.duties else []), texts.closing]
        written = tuple(_filled(each, **words) for each in paragraphs if each)
        return self._letter(subject, written, person=person, body=body, offices=offices, posts=posts)

    def amendment(
        self,
        grant: Grant,
        *,
        follows: str,
        dated: str,
        note: str,
        person: Person,
        body: Body,
        offices: Sequence[Office],
        posts: Sequence[Post],
    ) -> Wording:
        """The letter of an amendment: it names the decree that it corrects, and says what is right."""
        number = persian_digits(follows)
        subject = f"اصلاحیه حکم شماره {number}"
        right = (
            f"بر این پایه، عضویت {person.pronoun} {term(grant.valid_from, grant.valid_until)} با عنوان "
            f"«{grant.role_name} {grant.body_name}» است و دیگر بخش‌های آن حکم به جای خود می‌ماند."
        )
        written = (f"پیرو حکم شماره {number} مورخ {dated}: {note}", right)
        return self._letter(subject, written, person=person, body=body, offices=offices, posts=posts)

    def _letter(
        self,
        subject: str,
        paragraphs: tuple[str, ...],
        *,
        person: Person,
        body: Body,
        offices: Sequence[Office],
        posts: Sequence[Post],
    ) -> Wording:
        return Wording(
            council=body.texts.council,
            subject=subject,
            recipient=person.addressed,
            recipient_post=_post_line(offices, posts),
            greeting=body.texts.greeting,
            paragraphs=paragraphs,
            copies=(
                *(f"ریاست محترم {office.name} جهت استحضار" for office in offices),
                "دبیرخانه شورا جهت درج در پرونده",
            ),
            is_sample=self.is_demo,
        )


def term(valid_from: date, valid_until: date | None) -> str:
    """«از تاریخ ۱ شهریور ۱۴۰۵ تا ۳۱ مرداد ۱۴۰۷»."""
    begins = f"از تاریخ {dated(valid_from)}"
    return f"{begins} تا {dated(valid_until)}" if valid_until else begins


def dated(day: date | datetime) -> str:
    """«۱ شهریور ۱۴۰۵»; an instant is taken in Tehran."""
    return date_with_year(day)


def listed(things: Sequence[str]) -> str:
    """«الف، ب و ج»."""
    return " و ".join(["، ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)


def _post_line(offices: Sequence[Office], posts: Sequence[Post]) -> str:
    names = listed([office.name for office in offices])
    held = {post.role: post for post in posts if post.office_id in {office.id for office in offices}}
    if manager := held.get("pr_manager"):
        is_acting = manager.holder is not None and manager.holder.acting
        return f"{'سرپرست' if is_acting else 'مدیر'} محترم روابط عمومی {names}"
    return f"ریاست محترم {names}" if "head_of_office" in held else names


def _filled(text: str, **words: str) -> str:
    # The texts are data, and str.format would let them reach into Python objects.
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text
