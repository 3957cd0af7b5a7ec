"""A message as an e-mail: Persian, right to left, with a way to stop. Nothing that people wrote can add a header."""

import base64
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader

from services.notifier.channels.direction_domain import from_right
from services.notifier.channels.domain import Earlier, Message
from shared.persian.digits import persian_digits
from shared.runtime.county import County


class Sender(NamedTuple):
    """The sender of our letters, such as «روابط عمومی بهاردشت <news@example.org>»."""

    name: str
    address: str

    @classmethod
    def parse(cls, text: str) -> "Sender":
        """Read a From value.

        Raises:
            ValueError: it holds no usable address.
        """
        name, bracket, typed = _one_line(text).removesuffix(">").rpartition("<")
        address = on_the_wire(typed)
        if address is None:
            raise ValueError("the sender needs an address: name <local@domain>")
        return cls(name.strip(' "') if bracket else address, address)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


class Letterhead(NamedTuple):
    """What stands above and below the text of every letter, beside the sender's name; each may be empty."""

    office: str = ""
    """Who writes, such as «فرمانداری شهرستان بهاردشت»."""
    address: str = ""
    phone: str = ""
    emblem_url: str = ""

    @classmethod
    def of(cls, county: County, *, emblem_url: str) -> "Letterhead":
        """Return a county's letterhead."""
        office = f"فرمانداری شهرستان {county.name}"  # stays Persian: a message to people
        return cls(office, county.postal_address, persian_digits(county.phone), emblem_url)

    @property
    def foot(self) -> Sequence[str]:
        """The lines below the text."""
        # stays Persian: a message to people
        found = (
            self.office,
            self.address and f"نشانی: {self.address}",
            # Isolated, since Persian digits after a letter would be shown with the part before the dash behind it.
            self.phone and f"تلفن: \u2066{self.phone}\u2069",
        )
        return [line for line in found if line]


_BARE = Letterhead()


def on_the_wire(address: str) -> str | None:
    """Return the address as it stands in an SMTP command; None for what is none.

    A domain in other letters gets its `xn--` form. New addresses come in that form; older ones may not have it.
    """
    if is_address(address):
        return address
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.ascii_email


def is_address(text: str) -> bool:
    """Whether this may stand in an SMTP command without quoting."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def as_letter(message: Message, *, to: str, sender: Sender, key: str, at: datetime, head: Letterhead = _BARE) -> bytes:
    """Return the letter as it travels; the same key gives the same Message-ID.

    Raises:
        ValueError: the recipient, the key or a URL cannot stand in a header.
    """
    subject = _one_line(message.subject)
    boundary = f"=_{_header_safe(key, _KEY)}"
    headers = [
        f"Message-ID: <{key}@{sender.domain}>",
        f"Date: {format_datetime(at)}",
        f"From: {_encoded(sender.name)}\r\n <{sender.address}>",
        f"To: {_header_safe(to, _ADDRESS)}",
        f"Subject: {_encoded(from_right(subject))}",
        "Auto-Submitted: auto-generated",
        "Content-Language: fa",
        *_continuing(message.earlier, sender),
        *_unsubscribe(message.one_click_url),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    parts = [
        f"--{boundary}",
        *_part("plain", _plain(message, head)),
        f"--{boundary}",
        *_part("html", _html(message, subject=subject, sender=sender, head=head)),
        f"--{boundary}--",
    ]
    # Not by the standard library: it takes 8 ms, 40 times as long, and folds lines that must stay whole.
    return "\r\n".join([*headers, "", *parts, ""]).encode("ascii")


def _continuing(earlier: Earlier | None, sender: Sender) -> list[str]:
    """Name the letter that this one continues, so that programs for mail show both as one conversation."""
    if earlier is None:
        return []
    # Also one that was not answered: it may lie in the mailbox all the same.
    name = earlier.provider_id or f"{_header_safe(earlier.key, _KEY)}@{sender.domain}"
    whole = f"<{_header_safe(name, _MESSAGE_ID)}>"
    return [f"In-Reply-To: {whole}", f"References: {whole}"]


def _unsubscribe(url: str | None) -> list[str]:
    # On one line, however long: a folded header broke DKIM signatures and the buttons of mail programs.
    if url is None:
        return []
    return [f"List-Unsubscribe: <{_header_safe(url, _URL)}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def _part(kind: str, text: str) -> list[str]:
    # Base64 has no underscore and no dot: the boundary cannot occur in it, and no line ends the letter for SMTP.
    return [
        f'Content-Type: text/{kind}; charset="utf-8"',
        "Content-Transfer-Encoding: base64",
        "",
        *base64.encodebytes("\r\n".join(text.splitlines()).encode()).decode().splitlines(),
    ]


def _encoded(text: str) -> str:
    """Return encoded words (RFC 2047), one on each line; no character is split between two of them."""
    pieces = [b""]
    for sign in text:
        if len(pieces[-1]) + len(sign.encode()) > _LONGEST_WORD:
            pieces.append(b"")
        pieces[-1] += sign.encode()
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def _plain(message: Message, head: Letterhead) -> str:
    # A URL stands alone on its line: there it needs no direction marks, which could end up inside the link.
    parts = [from_right(message.text.strip())]
    if _web_address(message.link):
        parts.append(f"{message.link_label}:\n{message.link}")
    if message.stop_url:
        parts.append(f"این ایمیل به درخواست خودتان ارسال شده است. لغو دنبال کردن:\n{message.stop_url}")
    if head.foot:
        parts.append("\n".join(from_right(line) for line in head.foot))
    return "\n\n".join(parts) + "\n"


def _html(message: Message, *, subject: str, sender: Sender, head: Letterhead) -> str:
    paragraphs = [block.splitlines() for block in re.split(r"\n\s*\n", message.text.strip())]
    return _TEMPLATES.get_template("letter.html").render(
        subject=subject,
        sender_name=sender.name,
        paragraphs=paragraphs,
        link=_web_address(message.link),
        link_label=message.link_label,
        stop_url=_web_address(message.stop_url),
        emblem_url=_web_address(head.emblem_url),
        foot=head.foot,
    )


def _one_line(text: str) -> str:
    """Without line ends, which could begin a new header, and without the signs that turn text about or hide it."""
    shown = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join(_OVERRIDES.sub("", "".join(shown)).split())


def _web_address(url: str | None) -> str | None:
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def _header_safe(value: str, pattern: re.Pattern[str]) -> str:
    if pattern.fullmatch(value) is None:
        raise ValueError("not fit for a mail header")
    return value


_LONGEST_WORD = 39  # bytes: with the name of the header they make a line of 73 signs
_LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_KEY = re.compile(r"[A-Za-z0-9._+-]{1,128}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._+-]{1,128}@[A-Za-z0-9.-]{1,255}")
_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_OVERRIDES = re.compile("[\u202a-\u202e]")
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, auto_reload=False)
