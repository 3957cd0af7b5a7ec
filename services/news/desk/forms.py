"""The forms of the news desk: what was typed is kept, and is then read with the limits of the JSON interface."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, Field, field_validator

from services.news.articles.domain import Article
from services.news.articles.errors_domain import Unreadable
from services.news.articles.parts_domain import Content, Plan
from services.news.articles.states_domain import KIND_NAMES, Kind, State
from services.news.articles.text_domain import as_html
from services.news.articles.writing_domain import answered, as_kept, content
from services.news.articles.writing_domain import topics as topic_names
from services.news.desk.api import Answers, Headline, Lead, Note, OptionalNote, Text, Topics
from services.news.revisions.domain import Said
from shared.language.shown import wrong_date
from shared.persian.digits import latin_digits
from shared.persian.jalali import TEHRAN, NotADate, jalali_of, parse_jalali
from shared.web.forms import Unfit, fit

_LABELS = {
    "headline": "تیتر",
    "lead": "چکیده",
    "text": "متن",
    "topics": "موضوع‌ها",
    "note": "یادداشت تصحیح",
    "explanation": "دلیل",
    "kind": "نوع",
    "answers": "پاسخ به",
}
EVERYBODY, PORTAL_ALONE = "all", "portal"
CHANNEL_NAMES: Final[Mapping[str, str]] = {"email": "ایمیل", "bale": "بله"}
_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")


class TypedArticle(BaseModel):
    """The form of a draft. An empty `version` means that only the button was pressed on a page without the fields."""

    publisher: str = ""
    headline: str = ""
    lead: str = ""
    text: str = ""
    topics: str = ""
    kind: str = Kind.NEWS.value
    answers: str = ""
    version: str = ""

    @classmethod
    def of(cls, article: Article) -> "TypedArticle":
        """Fill the form with the article."""
        return cls(
            publisher=article.publisher_id,
            headline=article.content.headline,
            lead=article.content.lead,
            text=article.content.text,
            topics="، ".join(article.topics),
            kind=article.kind.value,
            answers=article.answers,
            version=str(article.version),
        )

    def read(self) -> "Written":
        """Return what was written. Raises Unfit."""
        fields = fit(_Written, self.model_dump() | {"topics": self._topics}, labels=_LABELS)
        said = _content(fields.headline, fields.lead, fields.text)
        return Written(said, topic_names(fields.topics), fields.kind, fields.answers, fields.version)

    @property
    def html(self) -> str:
        """The text as HTML, for the editor."""
        return as_html(self.text)

    @property
    def content(self) -> Content:
        """The three texts as they would be kept."""
        return as_kept(headline=self.headline, lead=self.lead, text=self.text)

    @property
    def said(self) -> Said:
        """All of it as it would be kept, whether or not it could be."""
        kind = Kind(self.kind) if self.kind in KIND_NAMES else Kind.NEWS
        return Said(self.content, topic_names(self._topics), kind, answered(kind, self.answers))

    @property
    def _topics(self) -> list[str]:
        return self.topics.replace(",", "،").split("،")

    def joined(self, said: Said, version: int) -> "TypedArticle":
        """The same form with what two people wrote at once, to be sent for this version."""
        more = {"topics": "، ".join(said.topics), "kind": said.kind.value, "answers": said.answers}
        return self.model_copy(update=asdict(said.content) | more | {"version": str(version)})


class TypedApproval(TypedArticle):
    """The form of a draft whose button approves it; with the reason why somebody approves an article of their own."""

    alone_because: str = ""

    def reason(self) -> str:
        """The reason; empty when none was asked for. Raises Unfit."""
        said = fit(_Alone, {"alone_because": self.alone_because}, labels={"alone_because": "دلیل"}).alone_because
        if self.alone_because and not said.strip():
            raise Unfit({"alone_because": "دلیل را بنویسید؛ با نام شما در تاریخچه می‌ماند."})
        return said


class TypedPublication(TypedArticle):
    """The form of a draft whose button publishes it; with whom that reaches, once it was asked."""

    audience: str = EVERYBODY
    confirmed: str = ""

    def channels(self) -> tuple[str, ...] | None:
        """By which channels followers are told: None by all."""
        return channels_of(self.audience)


class Written(NamedTuple):
    """What a form of a draft says, and the version that its writer read."""

    content: Content
    topics: tuple[str, ...]
    kind: Kind
    answers: str
    version: int


class TypedCorrection(BaseModel):
    """The form of a correction: the new content of the article, and the note for readers."""

    headline: str = ""
    lead: str = ""
    text: str = ""
    note: str = ""
    major: bool = False
    version: str = ""
    look: str = ""
    """Whether only the difference is to be shown."""

    @classmethod
    def of(cls, article: Article) -> "TypedCorrection":
        """Fill the form with the article."""
        said = article.content
        return cls(headline=said.headline, lead=said.lead, text=said.text, version=str(article.version))

    @property
    def html(self) -> str:
        """The text as HTML, for the editor."""
        return as_html(self.text)

    @property
    def content(self) -> Content:
        """The three texts as they would be kept."""
        return as_kept(headline=self.headline, lead=self.lead, text=self.text)

    def joined(self, said: Content, version: int) -> "TypedCorrection":
        """The same form with what two people wrote at once, to be sent for this version."""
        return self.model_copy(update=asdict(said) | {"version": str(version)})

    def read(self) -> Mapping[str, Any]:
        """Return the arguments of `NewsDesk.correct`. Raises Unfit."""
        fields = fit(_Corrected, self.model_dump(), labels=_LABELS)
        _content(fields.headline, fields.lead, fields.text)
        if fields.major and not fields.note.strip():
            raise Unfit({"note": "برای تصحیح مهم بنویسید چه بود و چه شد؛ مردم آن را می‌خوانند."})
        return fields.model_dump()


class TypedWithdrawal(BaseModel):
    """The form of a withdrawal."""

    explanation: str = ""

    def read(self) -> str:
        """The explanation. Raises Unfit."""
        return fit(_Withdrawn, self.model_dump(), labels=_LABELS).explanation


class TypedReturn(BaseModel):
    """The form with which the desk sends an article back."""

    note: str = ""

    def read(self) -> str:
        """The note. Raises Unfit."""
        return fit(_Returned, self.model_dump(), labels={"note": "یادداشت برای نویسنده"}).note


class TypedAssignment(BaseModel):
    """The form that gives an article to somebody; `taken` takes it in hand, and an empty form lets it go."""

    taken: str = ""
    person: str = ""
    handed: str = ""
    """What is said with it."""

    def read(self) -> tuple[str, str]:
        """The person and what is said to them. Raises Unfit."""
        fields = fit(_Assigned, {"person": self.person, "handed": self.handed}, labels={"handed": "یادداشت برای همکار"})
        return fields.person, fields.handed


class TypedPlan(BaseModel):
    """The form of a plan: a Jalali day and a time of day, both of Tehran."""

    day: str = ""
    time: str = ""
    embargo: str = ""
    audience: str = EVERYBODY

    @classmethod
    def of(cls, plan: Plan | None) -> "TypedPlan":
        """Fill the form with a plan."""
        if plan is None:
            return cls()
        at = plan.at.astimezone(TEHRAN)
        day = jalali_of(at)
        return cls(
            day=f"{day.year}/{day.month}/{day.day}",
            time=f"{at:%H:%M}",
            embargo="yes" if plan.embargo else "",
            audience=audience_of(plan.channels),
        )

    def read(self) -> datetime:
        """Return the instant. Raises Unfit."""
        errors: dict[str, str] = {}
        day = None
        try:
            day = parse_jalali(self.day)
        except NotADate as error:
            errors["day"] = wrong_date(error)
        found = _TIME.fullmatch(latin_digits(self.time).strip())
        if found is None:
            errors["time"] = "ساعت را از ۰۰:۰۰ تا ۲۳:۵۹ بنویسید، مانند ۱۴:۳۰."
        if errors or day is None or found is None:
            raise Unfit(errors)
        return datetime.combine(day, time(int(found[1]), int(found[2] or 0)), TEHRAN).astimezone(UTC)


def channels_of(audience: str) -> tuple[str, ...] | None:
    """Return the channels of a chosen audience; an unknown one is everybody."""
    return () if audience == PORTAL_ALONE else (audience,) if audience in CHANNEL_NAMES else None


def audience_of(channels: tuple[str, ...] | None) -> str:
    """Return the audience of these channels."""
    return EVERYBODY if channels is None else channels[0] if channels else PORTAL_ALONE


@dataclass(frozen=True, slots=True)
class Typed:
    """The form that a person sent, to be shown again with everything typed into it."""

    draft: TypedArticle | None = None
    correction: TypedCorrection | None = None
    withdrawal: TypedWithdrawal | None = None
    returning: TypedReturn | None = None
    plan: TypedPlan | None = None
    assignment: TypedAssignment | None = None

    @classmethod
    def in_draft(cls, form: TypedArticle) -> "Typed":
        """Keep the form of a draft, unless only its button was sent."""
        return cls(draft=form if form.version else None)

    def against(self, article: Article) -> "Typed":
        """Return the same forms with the newest version of the article, so that the person may send them again.

        A draft that was published meanwhile can only be corrected, so its fields go there.
        """
        version = {"version": str(article.version)}
        correction = self.correction
        if self.draft and article.state is State.PUBLISHED:
            fields = {name: getattr(self.draft, name) for name in ("headline", "lead", "text")}
            correction = TypedCorrection(**fields)
        return Typed(
            draft=self.draft.model_copy(update=version) if self.draft else None,
            correction=correction.model_copy(update=version) if correction else None,
            withdrawal=self.withdrawal,
            returning=self.returning,
            plan=self.plan,
            assignment=self.assignment,
        )


class _Written(BaseModel):
    headline: Headline
    lead: Lead
    text: Text
    topics: Topics
    kind: Kind
    answers: Answers
    version: Annotated[int, Field(ge=0)]

    @field_validator("topics", mode="before")
    @classmethod
    def _without_gaps(cls, names: list[str]) -> list[str]:
        return [name.strip() for name in names if name.strip()]

    @field_validator("version", mode="before")
    @classmethod
    def _zero_when_new(cls, version: str) -> str:
        return version or "0"


class _Corrected(BaseModel):
    headline: Headline
    lead: Lead
    text: Text
    note: OptionalNote
    major: bool
    version: int


class _Alone(BaseModel):
    alone_because: OptionalNote


class _Returned(BaseModel):
    note: Note


class _Assigned(BaseModel):
    person: Annotated[str, Field(max_length=60)]
    handed: OptionalNote


class _Withdrawn(BaseModel):
    explanation: Note


def _content(headline: str, lead: str, text: str) -> Content:
    try:
        return content(headline=headline, lead=lead, text=text)
    except Unreadable as error:
        raise Unfit({error.field: str(error)}) from error
