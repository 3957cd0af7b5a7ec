"""What is typed into the desk's forms: kept as it was typed, then read with the same limits as the JSON interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator

from services.news.articles.api import Headline, Lead, Note, Text, Topics
from services.news.articles.domain import Article, Content, State, Unreadable, content
from services.news.articles.domain import topics as topic_names
from shared.web.forms import Unfit, fit

_LABELS = {
    "headline": "تیتر",
    "lead": "چکیده",
    "text": "متن",
    "topics": "موضوع‌ها",
    "note": "یادداشت تصحیح",
    "explanation": "دلیل",
}


class TypedArticle(BaseModel):
    """The form of a draft. An empty `version` says that only its button was meant, not its fields."""

    publisher: str = ""
    headline: str = ""
    lead: str = ""
    text: str = ""
    topics: str = ""
    version: str = ""

    @classmethod
    def of(cls, article: Article) -> "TypedArticle":
        """The form as the article fills it."""
        return cls(
            publisher=article.publisher_id,
            headline=article.content.headline,
            lead=article.content.lead,
            text=article.content.text,
            topics="، ".join(article.topics),
            version=str(article.version),
        )

    def read(self) -> tuple[Content, tuple[str, ...], int]:
        """The content, the topics, the version that was read. Raises Unfit."""
        fields = fit(_Written, self.model_dump() | {"topics": self.topics.replace(",", "،").split("،")}, labels=_LABELS)
        return _content(fields.headline, fields.lead, fields.text), topic_names(fields.topics), fields.version


class TypedCorrection(BaseModel):
    """The form of a correction: the article as it shall be, and the note."""

    headline: str = ""
    lead: str = ""
    text: str = ""
    note: str = ""
    major: bool = False
    version: str = ""

    @classmethod
    def of(cls, article: Article) -> "TypedCorrection":
        """The form as the article fills it."""
        said = article.content
        return cls(headline=said.headline, lead=said.lead, text=said.text, version=str(article.version))

    def read(self) -> Mapping[str, Any]:
        """What the desk's `correct` takes. Raises Unfit."""
        fields = fit(_Corrected, self.model_dump(), labels=_LABELS)
        _content(fields.headline, fields.lead, fields.text)
        return fields.model_dump()


class TypedWithdrawal(BaseModel):
    """The form of a withdrawal."""

    explanation: str = ""

    def read(self) -> str:
        """The explanation. Raises Unfit."""
        return fit(_Withdrawn, self.model_dump(), labels=_LABELS).explanation


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has typed and is to find again."""

    draft: TypedArticle | None = None
    correction: TypedCorrection | None = None
    withdrawal: TypedWithdrawal | None = None

    @classmethod
    def in_draft(cls, form: TypedArticle) -> "Typed":
        """The form of a draft, unless only its button was sent."""
        return cls(draft=form if form.version else None)

    def against(self, article: Article) -> "Typed":
        """The same, now against the article as it is: the person has been told, and may decide to send it again.

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
        )


class _Written(BaseModel):
    headline: Headline
    lead: Lead
    text: Text
    topics: Topics
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
    note: Note
    major: bool
    version: int


class _Withdrawn(BaseModel):
    explanation: Note


def _content(headline: str, lead: str, text: str) -> Content:
    try:
        return content(headline=headline, lead=lead, text=text)
    except Unreadable as error:
        raise Unfit({error.field: str(error)}) from error
