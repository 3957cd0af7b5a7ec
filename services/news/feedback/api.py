"""Feedback over HTTP."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from services.news.articles.domain import ArticleId
from services.news.feedback.access import READ_FEEDBACK
from services.news.feedback.domain import LONGEST_REMARK
from services.news.feedback.queries import FeedbackQueries, FeedbackView
from services.news.feedback.usecases import SuggestionBox
from shared.runtime.viewer import Viewer
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may

router = api_router("news")

ANSWERING = Depends(Limit("readers' feedback", times=30, seconds=60))

Box = Annotated[SuggestionBox, part(SuggestionBox)]
Queries = Annotated[FeedbackQueries, part(FeedbackQueries)]
Reading = Annotated[Viewer, may(READ_FEEDBACK)]


class Answer(BaseModel):
    """What a reader says of an article. Addresses and long numbers in `missing` are not kept."""

    model_config = ConfigDict(extra="forbid")

    helped: bool
    missing: Annotated[str, Field(max_length=LONGEST_REMARK)] = ""


@router.post(
    "/articles/{article_id:id}/feedback",
    status_code=204,
    summary="Say whether an article helped",
    dependencies=[EVERYBODY, ANSWERING],
)
async def take(article_id: str, answer: Answer, box: Box) -> None:
    await box.take(ArticleId(article_id), helped=answer.helped, missing=answer.missing)


@router.get("/articles/{article_id:id}/feedback", summary="What readers said of an article")
async def feedback(article_id: str, by: Reading, queries: Queries) -> FeedbackView:
    return await queries.of_article(ArticleId(article_id), by)
