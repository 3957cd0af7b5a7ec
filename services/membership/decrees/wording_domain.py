"""Writes the sentences of a decree from the texts of the body and the person's own form of address."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.membership.accounts.domain import Person
from services.membership.bodies.domain import Body
from services.membership.decrees.domain import Grant
from services.membership.letters.domain import Wording
from services.membership.letters.wording_domain import filled, listed, post_line, term
from services.membership.offices.domain import Office
from services.membership.posts.domain import Post
from shared.persian.digits import persian_digits


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes letters. In a demonstration each letter says that it has no legal force."""

    is_demo: bool

    def decree(
        self, grant: Grant, *, person: Person, body: Body, offices: Sequence[Office], posts: Sequence[Post]
    ) -> Wording:
        """The letter of a new membership."""
        texts = body.texts
        subject = filled(texts.subject, body=body.short_name or body.name)
        words = {
            "pronoun": person.pronoun,
            "basis": listed(texts.legal_basis) or "مصوبه‌های شورا",
            "term": term(grant.valid_from, grant.valid_until),
            "role": grant.role_name,
            "body": grant.body_name,
            "duties": listed(texts.duties),
        }
        paragraphs = [texts.formula, *([texts.expectation] if texts.duties else []), texts.closing]
        written = tuple(filled(each, **words) for each in paragraphs if each)
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
            recipient_post=post_line(offices, posts),
            greeting=body.texts.greeting,
            paragraphs=paragraphs,
            copies=(
                *(f"ریاست محترم {office.name} جهت استحضار" for office in offices),
                "دبیرخانه شورا جهت درج در پرونده",
            ),
            is_sample=self.is_demo,
        )
