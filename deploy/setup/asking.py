"""Asks the operator what a county's profile needs, and holds every answer to the rules of `county.toml` at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rich.console import Console
from rich.prompt import Prompt

from deploy.setup.profile import Profile, troubles_of
from deploy.setup.trouble import CannotSetUp

Language = Literal["fa", "en"]
Answers = dict[str, dict[str, Any]]
Ask = Callable[[str, str], str]
"""Asks with this text, offers this answer, and returns what was typed."""

NOTHING: Final = "-"
"""What is typed to take back an answer that was kept."""


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the profile."""

    section: str
    name: str
    persian: str
    english: str
    hint: str = ""
    """In Persian, what an answer has to be."""
    needed: bool = False
    is_file: bool = False
    hides: str = ""
    """A pattern for what is not shown on the screen again."""
    after: str = ""
    """Asked only when this question of the same section was answered."""

    @property
    def key(self) -> tuple[str, str]:
        """Where the answer stands in the profile."""
        return self.section, self.name

    def text(self, language: Language) -> str:
        """The question in a language."""
        return self.persian if language == "fa" else self.english

    def shown(self, answer: str) -> str:
        """The answer without what is secret."""
        return re.sub(self.hides, "•••", answer) if self.hides else answer


_LATIN: Final = "حرف کوچک لاتین، رقم، نقطه یا خط تیره؛ دست‌کم سه نشان، و برای هر سه نفر متفاوت"


def _of_official(section: str, persian: str, english: str) -> Sequence[Question]:
    return (
        Question(section, "username", f"نام کاربری {persian}", f"Username of the {english}", _LATIN, needed=True),
        Question(section, "name", f"نام و نام خانوادگی {persian}", f"Name of the {english}", needed=True),
        Question(section, "honorific", f"عنوان {persian}، مانند «جناب آقای»", f"Form of address of the {english}"),
        Question(section, "email", f"ایمیل {persian}", f"E-mail address of the {english}", "نشانی ایمیل"),
    )


QUESTIONS: Final = (
    Question("county", "name", "نام شهرستان", "Name of the county", "دو تا شصت حرف", needed=True),
    Question(
        "county",
        "public_address",
        "نشانی پایگاه، مانند https://ravabet.example.ir",
        "Public address, such as https://ravabet.example.ir",
        "با https:// آغاز شود و پس از نام چیزی نیاید",
        needed=True,
    ),
    Question("county", "province", "نام استان", "Province"),
    Question("county", "seat", "مرکز شهرستان", "Seat of the county"),
    Question("county", "address", "نشانی پستی فرمانداری، در یک سطر", "Postal address of the governorate, in one line"),
    Question("county", "phone", "تلفن فرمانداری", "Phone of the governorate", "رقم، فاصله، خط تیره، + و پرانتز"),
    Question("county", "portal_title", "عنوان پایگاه", "Title of the portal", "تا شصت حرف"),
    Question("county", "emblem", "فایل نشان شهرستان (PNG یا SVG)", "File of the emblem (PNG or SVG)", is_file=True),
    Question(
        "mail",
        "server",
        "کارساز ایمیل، مانند smtps://user:password@mail.example.ir",
        "Mail server, such as smtps://user:password@mail.example.ir",
        "با smtp:// یا smtps:// آغاز شود",
        needed=True,
        hides=r"(?<=:)[^:@/]+(?=@)",
    ),
    Question("mail", "sender", "نشانی فرستنده ایمیل‌ها", "Sender of e-mails", "نشانی ایمیل", needed=True),
    Question("bale", "token", "توکن بازوی بله", "Token of the bot in Bale", hides=r".+"),
    Question("bale", "start", "نشانی بازو، مانند https://ble.ir/name_bot", "Address of the bot", after="token"),
    Question("bale", "chat", "شناسه گفت‌وگوی آزمایشی در بله", "Id of a chat to try it in", after="token"),
    *_of_official("governor", "فرماندار", "governor"),
    *_of_official("secretariat", "دبیرخانه", "secretariat"),
    *_of_official("operator", "راهبر سامانه", "operator"),
    Question("offices", "file", "کاربرگ دستگاه‌ها (XLSX یا CSV)", "Spreadsheet of the offices", is_file=True),
    Question("certificate", "chain", "فایل گواهی نشانی پایگاه (PEM)", "File of the certificate (PEM)", is_file=True),
    Question(
        "certificate", "key", "فایل کلید گواهی (PEM)", "File of its key", needed=True, is_file=True, after="chain"
    ),
)

_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "begin": (
        "پاسخ پیشنهادی در پرانتز است و با Enter پذیرفته می‌شود؛ «-» پاسخ پیشین را پاک می‌کند.",
        "Enter takes the answer in brackets; - takes back an earlier one.",
    ),
    "optional": ("اختیاری", "may be left out"),
    "wrong": ("درست نیست", "Not so"),
    "needed": ("این پاسخ لازم است.", "This is needed."),
    "no_file": ("چنین فایلی خوانده نمی‌شود.", "There is no such file that can be read."),
    "sum": ("پاسخ‌های شما:", "Your answers:"),
    "write": ("نوشته شود؟ بله (y) یا دوباره (n)", "Write this? yes (y), or ask again (n)"),
    "secret": ("پاسخ پیشین نگه داشته می‌شود", "the earlier one is kept"),
}


@dataclass(frozen=True, slots=True)
class Interview:
    """Asks all questions in one language."""

    language: Language
    say: Console
    here: Path
    """Files without a folder are looked for here."""

    def hold(self, kept: Answers) -> Answers:
        """Ask until the answers are a profile and the operator agrees; `kept` is offered. Nothing is written.

        Raises CannotSetUp when nobody answers, as without a terminal.
        """
        self.say.print(self._says("begin"))
        answers = kept
        try:
            while True:
                answers = self._ask_all(answers)
                if whole := troubles_of(answers, self.here):
                    self.say.print("\n".join(sentence for _, sentence in whole))
                elif self._is_agreed(answers):
                    return answers
        except EOFError as error:
            raise CannotSetUp("Nobody answers: run this in a terminal, or name a profile with --from.") from error

    def _ask_all(self, kept: Answers) -> Answers:
        answers: Answers = {section: dict(lines) for section, lines in kept.items()}
        for question in QUESTIONS:
            lines = answers.setdefault(question.section, {})
            if question.after and not lines.get(question.after):
                lines.pop(question.name, None)
                continue
            answer = self._ask(question, str(lines.get(question.name, "")), answers)
            if answer:
                lines[question.name] = answer
            else:
                lines.pop(question.name, None)
        return {section: lines for section, lines in answers.items() if lines}

    def _ask(self, question: Question, kept: str, answers: Answers) -> str:
        while True:
            typed = self._prompt(question, kept)
            answer = kept if not typed else "" if typed == NOTHING else typed
            if not answer and question.needed:
                self.say.print(self._says("needed"))
            elif trouble := self._trouble(question, answer, answers):
                self.say.print(f"{self._says('wrong')}: {trouble}")
            else:
                return str(self.here / answer) if question.is_file and answer else answer

    def _prompt(self, question: Question, kept: str) -> str:
        optional = "" if question.needed else f" ({self._says('optional')})"
        secret = f" ({self._says('secret')})" if kept and question.shown(kept) != kept else ""
        text = question.text(self.language) + optional + secret
        if kept and not secret:
            text += f" ({kept})"
        return Prompt.ask(text.replace("[", r"\["), console=self.say, default="", show_default=False).strip()

    def _trouble(self, question: Question, answer: str, answers: Answers) -> str:
        if not answer:
            return ""
        if question.is_file and not (self.here / answer).is_file():
            return self._says("no_file")
        tried = answers | {question.section: answers[question.section] | {question.name: answer}}
        found = [sentence for where, sentence in troubles_of(tried, self.here) if where == question.key]
        if not found:
            return ""
        return question.hint or found[0] if self.language == "fa" else found[0]

    def _is_agreed(self, answers: Answers) -> bool:
        self.say.print(f"\n{self._says('sum')}")
        for question in QUESTIONS:
            if answer := answers.get(question.section, {}).get(question.name):
                self.say.print(f"  {question.text(self.language)}: {question.shown(str(answer))}")
        return Prompt.ask(self._says("write"), console=self.say, choices=["y", "n"], default="y") == "y"

    def _says(self, what: str) -> str:
        persian, english = _SAYS[what]
        return persian if self.language == "fa" else english


def ask_language(say: Console) -> Language:
    """Ask in which language to go on. Raises CannotSetUp when nobody answers."""
    try:
        typed = Prompt.ask("زبان پرسش‌ها / Language", console=say, choices=["fa", "en"], default="fa")
    except EOFError as error:
        raise CannotSetUp("Nobody answers: run this in a terminal, or name a profile with --from.") from error
    return "en" if typed == "en" else "fa"


def answers_of(profile: Profile) -> Answers:
    """The answers that make this profile, without those that say nothing."""
    told = profile.model_dump(mode="json", exclude_defaults=True)
    return {section: dict(lines) for section, lines in told.items()}
