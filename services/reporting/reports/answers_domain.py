"""What an office answers in a form, and how that is read from what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.reporting.reports.form_domain import Form, Item, ItemType
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.numbers import NotAWholeNumber, Unclear, whole_number
from shared.persian.text import for_keeping

MOST_NOTE = 500
MOST_NARRATIVE = 5000
_MOST_LINES = 50
_MOST_LINE = 300
_LONGEST_NAME = 40
_MOST_NUMBER = 1_000_000_000
_MOST_PERCENT = 100
_UNCLEAR = {
    Unclear.NO_NUMBER: "اینجا باید عدد وارد شود.",
    Unclear.FRACTION: "اینجا عدد صحیح و بدون اعشار وارد کنید، مانند ۱۲ یا ۱٬۲۳۴.",
    Unclear.GROUPS: "این عدد مشخص نیست؛ آن را بدون جداکننده وارد کنید، یا هر سه رقم را جدا کنید، مانند ۱٬۲۳۴.",
}

Value = int | str | tuple[str, ...] | None


class NoAnswer(ValueError):
    """What was typed does not answer the question; the message is a Persian sentence."""


class WrongAnswers(Exception):
    """Some answers cannot be taken; `errors` has a Persian sentence for each, by the code of its item."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("بعضی از ردیف‌ها درست پر نشده‌اند.")
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Answer:
    """An office's answer to one item: a value, or that there is none («ندارد»).

    The note says why the value differs from what was counted.
    """

    value: Value = None
    note: str = ""
    n_a: bool = False

    @property
    def says_something(self) -> bool:
        """Whether the item is answered."""
        return self.n_a or self.value not in (None, "", ())


@dataclass(frozen=True, slots=True)
class Answers:
    """An office's answers to a whole form."""

    values: Mapping[str, Answer] = field(default_factory=dict)
    narrative: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is neither an answer nor a narrative."""
        return not self.narrative and not any(answer.says_something for answer in self.values.values())


def read_values(form: Form, given: Mapping[str, object]) -> dict[str, Answer]:
    """Read the values of items, by their codes. Raises WrongAnswers.

    Each is plain, or `{value, note, n_a}`; its digits may be Persian or Arabic.
    """
    items = {item.code: item for item in form.items}
    answers: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for code, raw in given.items():
        try:
            answer = _answer(items.get(code), raw)
        except NoAnswer as error:
            errors[_sendable(code)] = str(error)
        else:
            if answer.says_something or answer.note:
                answers[code] = answer
    if errors:
        raise WrongAnswers(errors)
    return answers


def read_text(raw: object, *, most: int) -> str:
    """The cleaned text. Raises NoAnswer when it has more than `most` letters."""
    if not isinstance(raw, str):
        raise NoAnswer("اینجا باید متن وارد شود.")
    if len(raw) > 2 * most + 1000:
        raise NoAnswer(_too_long(most))
    text = for_keeping(_encodable(raw))
    if len(text) > most:
        raise NoAnswer(_too_long(most))
    return text


def _answer(item: Item | None, raw: object) -> Answer:
    if item is None:
        raise NoAnswer("چنین ردیفی در این گزارش نیست.")
    value, note, n_a = raw, "", False
    if isinstance(raw, Mapping):
        if unknown := set(raw) - {"value", "note", "n_a", "automatic"}:
            raise NoAnswer(
                _(
                    "ردیف «%(item)s» این را نمی‌شناسد: %(unknown)s",
                    item=item.label,
                    unknown=_sendable("، ".join(sorted(unknown))),
                )
            )
        value, note, n_a = raw.get("value"), raw.get("note") or "", raw.get("n_a") or False
    if not isinstance(n_a, bool):
        raise NoAnswer("«ندارد» باید بله یا خیر باشد.")
    read = _value(item, value)
    if n_a and not item.n_a_allowed:
        raise NoAnswer("این ردیف «ندارد» نمی‌پذیرد.")
    if n_a and read not in (None, "", ()):
        raise NoAnswer("مقدار را وارد کنید یا «ندارد» را انتخاب کنید.")
    return Answer(read, " ".join(read_text(note, most=MOST_NOTE).split()), n_a)


def _value(item: Item, raw: object) -> Value:
    if raw is None:
        return None
    if item.type.is_number:
        return _number(item, raw)
    if item.type is ItemType.LIST:
        return _lines(raw)
    return read_text(raw, most=item.max_length)


def _number(item: Item, raw: object) -> int | None:
    if isinstance(raw, str):
        if not raw.strip():
            return None
        try:
            raw = whole_number(raw)
        except NotAWholeNumber as error:
            raise NoAnswer(_UNCLEAR[error.why]) from error
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise NoAnswer("اینجا باید عدد صحیح وارد شود.")
    if raw < 0:
        raise NoAnswer("عدد نمی‌تواند منفی باشد.")
    if item.type is ItemType.PERCENT and raw > _MOST_PERCENT:
        raise NoAnswer("درصد از ۱۰۰ بیشتر نمی‌شود.")
    if raw > _MOST_NUMBER:
        raise NoAnswer("این عدد بیش از حد مجاز است.")
    return raw


def _lines(raw: object) -> tuple[str, ...]:
    lines = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(lines, list):
        raise NoAnswer("اینجا باید یک فهرست باشد.")
    if len(lines) > _MOST_LINES:
        raise NoAnswer(_("حداکثر %(most)s سطر بنویسید.", most=digits(_MOST_LINES)))
    read = (" ".join(read_text(line, most=_MOST_LINE).split()) for line in lines)
    return tuple(line for line in read if line)


def _encodable(text: str) -> str:
    """Leave out halves of surrogate pairs: JSON can carry them, the database and our own answers cannot."""
    return text.encode("utf-8", "ignore").decode()


def _sendable(name: str) -> str:
    return _encodable(name)[:_LONGEST_NAME]


def _too_long(most: int) -> str:
    return _("حداکثر %(most)s نویسه بنویسید.", most=digits(most))
