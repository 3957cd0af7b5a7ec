"""A person with an account."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from services.membership.accounts.second_factor_domain import SecondFactor
from shared.events.membership import MemberContactChanged
from shared.language.speech import gettext as _
from shared.persian.text import for_comparing, for_keeping, tokens_for_finding, tokens_for_index

PersonId = NewType("PersonId", str)

_LONGEST_USERNAME = 60
_SHORTEST_PASSWORD = 10
_FEWEST_SIGNS = 5
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_BETWEEN_DIGITS = re.compile(r"[\s()./-]+")


class WeakPassword(Exception):
    """The password is easy to guess. The message is a Persian sentence that says what to do."""


class PersonNotFound(Exception):
    """Nobody has this id."""


class PersonMerged(Exception):
    """The person was found to be another one, who stays; nothing more is entered for this one."""


class UsernameTaken(Exception):
    """Somebody else signs in with this name."""


class UsernameMissing(Exception):
    """No username is given, or not one that can be typed on every keyboard."""


class OutsideAccountTaken(Exception):
    """Another person has linked this account at the provider."""


class AlreadyLinked(Exception):
    """The person has linked an account at the provider already."""


class NotLinked(Exception):
    """The person has linked no account at the provider."""


@dataclass(frozen=True, slots=True)
class OutsideAccount:
    """An account at an OpenID Connect provider. Issuer and subject together identify it for ever (OpenID Core, §5.7).

    They are compared as the provider wrote them, sign by sign.
    """

    issuer: str
    subject: str
    label: str = field(default="", compare=False)
    """What the provider calls it: shown to its owner, and never compared, since names change hands."""


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """An account at the provider with which a person signs in."""

    account: OutsideAccount
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is reached; each may be missing."""

    email: str | None = None
    bale: str | None = None
    mobile: str | None = None
    """As `09121234567`. Nobody has confirmed it, so nothing is sent to it."""


@dataclass(slots=True)
class Person:
    """Somebody who works with the county's offices. People choose their own honorific and pronoun; we never guess."""

    id: PersonId
    username: str
    """Empty until one is chosen; until then nobody can sign in."""
    name: str
    honorific: str
    """Empty until it is chosen, as the pronoun is."""
    pronoun: str
    contact: Contact
    password_hash: str
    """Empty until the person has chosen one."""
    second_factor: SecondFactor | None = None
    outside: OutsideLink | None = None
    is_closed: bool = False
    language: str = ""
    """The language of the pages; empty until the person has chosen one."""
    merged_into: str = ""
    """The id of the one who stays, when this person had been entered twice."""
    version: int = 0

    @property
    def addressed(self) -> str:
        """The name as it stands at the head of a letter."""
        return f"{self.honorific} {self.name}".strip()

    @property
    def has_form_of_address(self) -> bool:
        """Whether honorific and pronoun are chosen, without which no official letter can be written."""
        return bool(self.honorific and self.pronoun)

    @property
    def has_entered(self) -> bool:
        """Whether the person has a way to sign in: a password, or an account at the provider."""
        return bool(self.password_hash or self.outside)

    @property
    def words(self) -> Sequence[str]:
        """The words by which the person is found in lists."""
        return [*tokens_for_index(self.name), *([self.username] if self.username else [])]

    @property
    def alike(self) -> Sequence[str]:
        """What two entries of one person have in common: the name however it is spelled, the e-mail or the mobile."""
        name = "".join(tokens_for_finding(self.name))
        email, mobile = self.contact.email, self.contact.mobile
        found = (("name", name), ("email", (email or "").casefold()), ("mobile", mobile or ""))
        return [f"{kind}:{value}" for kind, value in found if value]

    @property
    def private_contact(self) -> str:
        """What the notifier needs to reach the person. It leaves this service only encrypted."""
        said = {"name": self.name, "honorific": self.honorific, "pronoun": self.pronoun}
        return json.dumps(said | {"email": self.contact.email, "bale": self.contact.bale}, ensure_ascii=False)

    def must_not_be_merged(self) -> None:
        """Raise PersonMerged when another person stands for this one."""
        if self.merged_into:
            raise PersonMerged(_("«%(name)s» در همکار دیگری ادغام شده است؛ صفحه او را باز کنید.", name=self.name))

    def link(self, account: OutsideAccount, *, at: datetime) -> None:
        """Let the person sign in with this account at the provider. Raises AlreadyLinked when there is another one."""
        if self.outside and self.outside.account != account:
            raise AlreadyLinked("حساب یکپارچه دیگری پیوند خورده است؛ ابتدا باید آن پیوند حذف شود.")
        self.outside = self.outside or OutsideLink(account, at)

    def unlink(self) -> None:
        """Let nobody sign in with that account any more. Raises NotLinked."""
        if self.outside is None:
            raise NotLinked("حساب یکپارچه‌ای پیوند نخورده است.")
        self.outside = None

    def tell_contact(self, sealed: str) -> MemberContactChanged:
        """Tell the notifier how to reach the person; `sealed` is a text that only the notifier can decrypt."""
        return MemberContactChanged(person_id=self.id, contact=sealed)


def must_be_fit(password: str, username: str) -> None:
    """Raise WeakPassword when it is short, repeats few signs, or holds the username (NIST SP 800-63B, §5.1.1.2).

    Judged is the password as it is compared: invisible marks make it no longer.
    """
    password = password_of(password)
    if len(password) < _SHORTEST_PASSWORD:
        raise WeakPassword("گذرواژه باید حداقل ۱۰ نویسه باشد؛ چند کلمه نامرتبط پشت سر هم مناسب است.")
    if len(set(password)) < _FEWEST_SIGNS or (username and username.casefold() in password.casefold()):
        raise WeakPassword("این گذرواژه به‌آسانی حدس زده می‌شود؛ از نام خود و نویسه‌های تکراری استفاده نکنید.")


def username_of(typed: str) -> str:
    """The username in the form in which it is stored and compared, whichever keyboard it was typed on."""
    return for_comparing(for_comparing(typed).casefold()).strip()[:_LONGEST_USERNAME]


def latin_username(typed: str) -> str:
    """Return the username that somebody chose, in the form in which it is stored. Raises UsernameMissing."""
    username = username_of(typed)
    if not username or not username.isascii():
        raise UsernameMissing("نام کاربری را با حروف لاتین، رقم، خط تیره و نقطه وارد کنید.")
    return username


def mobile_of(typed: str) -> str:
    """Return a mobile number of Iran as `09121234567`, however it was typed. Raises ValueError with a sentence."""
    found = _MOBILE.fullmatch(_BETWEEN_DIGITS.sub("", for_comparing(typed)))
    if found is None:
        raise ValueError("شماره همراه را مانند ۰۹۱۲۱۲۳۴۵۶۷ وارد کنید.")
    return f"0{found[1]}"


def usernames_of(typed: str) -> Sequence[str]:
    """The forms in which the username may be stored, today's first: those stored before kept their Persian digits."""
    return tuple(dict.fromkeys([username_of(typed), for_keeping(typed).strip().lower()[:_LONGEST_USERNAME]]))


def password_of(typed: str) -> str:
    """The password in the form in which it is hashed and checked, whichever keyboard it was typed on.

    RFC 8265 (OpaqueString) asks for one form of blanks and of composed letters, NIST SP 800-63B for NFKC or NFKD; what
    tells Persian and Arabic keyboards apart comes on top. Capitals count, and blanks at the ends, too.
    """
    return for_comparing(typed)
