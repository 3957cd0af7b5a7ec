"""The forms of the news desk: what was typed is kept, and is then read with the limits of the JSON interface."""

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
    """The form of a draft. An empty `version` means that only the button was pressed on a page without the fields."""

    publisher: str = ""
    headline: str = ""
    lead: str = ""
    text: str = ""
    topics: str = ""
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
            version=str(article.version),
        )

    def read(self) -> tuple[Content, tuple[str, ...], int]:
        """Return the content, the topics, and the version that the writer read. Raises Unfit."""
        fields = fit(_Written, self.model_dump() | {"topics": self.topics.replace(",", "،").split("،")}, labels=_LABELS)
        return _content(fields.headline, fields.lead, fields.text), topic_names(fields.topics), fields.version


class TypedCorrection(BaseModel):
    """The form of a correction: the new content of the article, and the note for readers."""

    headline: str = ""
    lead: str = ""
    text: str = ""
    note: str = ""
    major: bool = False
    version: str = ""

    @classmethod
    def of(cls, article: Article) -> "TypedCorrection":
        """Fill the form with the article."""
        said = article.content
        return cls(headline=said.headline, lead=said.lead, text=said.text, version=str(article.version))

    def read(self) -> Mapping[str, Any]:
        """Return the arguments of `NewsDesk.correct`. Raises Unfit."""
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
    """The form that a person sent, to be shown again with everything typed into it."""

    draft: TypedArticle | None = None
    correction: TypedCorrection | None = None
    withdrawal: TypedWithdrawal | None = None

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
