"""Writes the sentences of a decree from the texts of the body and the person's own form of address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.membership.accounts.domain import Person
from services.membership.bodies.domain import Body
from services.membership.decrees.domain import Grant
from services.membership.decrees.granting_domain import Words
from services.membership.letters.domain import Wording
from services.membership.letters.wording_domain import Text, filled, listed, post_line, term, tidy
from services.membership.offices.domain import Office
from services.membership.posts.domain import Post
from shared.persian.digits import persian_digits


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whom and what a letter is about: the addressee with the posts of today, the body and the offices."""

    person: Person
    body: Body
    offices: Sequence[Office]
    posts: Sequence[Post]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The decree that a letter follows («پیرو»), and what is wrong with it or why it is superseded."""

    register_no: str
    dated: str
    note: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes letters. In a demonstration each letter says that it has no legal force."""

    is_demo: bool

    def decree(self, grant: Grant, about: Occasion) -> Wording:
        """The letter of a new membership."""
        texts = about.body.texts
        subject = filled(texts.subject, body=about.body.short_name or about.body.name)
        words = {
            "pronoun": about.person.pronoun,
            "basis": listed(texts.legal_basis) or "مصوبه‌های شورا",
            "term": term(grant.valid_from, grant.valid_until),
            "role": grant.role_name,
            "body": grant.body_name,
            "duties": listed(texts.duties),
        }
        paragraphs = [texts.formula, *([texts.expectation] if texts.duties else []), texts.closing]
        written = tuple(filled(each, **words) for each in paragraphs if each)
        return self._letter(subject, written, about)

    def amendment(self, grant: Grant, about: Occasion, *, of: Earlier) -> Wording:
        """The letter of an amendment: it names the decree that it corrects, and says what is right."""
        number = persian_digits(of.register_no)
        subject = f"اصلاحیه حکم شماره {number}"
        right = (
            f"بر این پایه، عضویت {about.person.pronoun} {term(grant.valid_from, grant.valid_until)} با عنوان "
            f"«{grant.role_name} {grant.body_name}» است و دیگر بخش‌های آن حکم به جای خود می‌ماند."
        )
        return self._letter(subject, (f"پیرو حکم شماره {number} مورخ {of.dated}: {of.note}", right), about)

    def successor(self, grant: Grant, about: Occasion, *, of: Earlier) -> Wording:
        """The letter of a decree that takes the place of another one."""
        letter = self.decree(grant, about)
        number = persian_digits(of.register_no)
        instead = f"این حکم جایگزین حکم شماره {number} مورخ {of.dated} است و آن حکم دیگر اعتبار ندارد: {of.note}"
        return replace(letter, paragraphs=(*letter.paragraphs[:1], instead, *letter.paragraphs[1:]))

    def _letter(self, subject: str, paragraphs: tuple[str, ...], about: Occasion) -> Wording:
        # Nobody gets a copy of a letter to themselves.
        headed = {post.office_id for post in about.posts if post.role == "head_of_office"}
        return Wording(
            council=about.body.texts.council,
            subject=subject,
            recipient=about.person.addressed,
            recipient_post=post_line(about.offices, about.posts),
            greeting=about.body.texts.greeting,
            paragraphs=paragraphs,
            copies=(
                *(f"ریاست محترم {office.name} جهت استحضار" for office in about.offices if office.id not in headed),
                "دبیرخانه شورا جهت درج در پرونده",
            ),
            is_sample=self.is_demo,
        )


def with_words(words: Words, *, standard: Wording, fresh: Wording) -> Wording:
    """The letter with what a person wrote.

    `standard` is how the letter would be written for what the draft was before: where a person left that as it was,
    `fresh` stands there, which is how it is written for what the draft is now.
    """

    def chosen(typed: Text | None, before: Text, now: Text) -> Text:
        if typed is None or tidy(typed) == tidy(before):
            return now
        return tidy(typed)

    return replace(
        fresh,
        subject=chosen(words.subject, standard.subject, fresh.subject),
        recipient_post=chosen(words.recipient_post, standard.recipient_post, fresh.recipient_post),
        greeting=chosen(words.greeting, standard.greeting, fresh.greeting),
        paragraphs=chosen(words.paragraphs, standard.paragraphs, fresh.paragraphs),
        copies=chosen(words.copies, standard.copies, fresh.copies),
    )
