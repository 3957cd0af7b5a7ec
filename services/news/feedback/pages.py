"""The question under an article, and the answers at the desk of its office."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Form, Response
from pydantic import BaseModel, Field

from services.news.articles.api import Queries as ArticleReads
from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.queries import ArticleView
from services.news.articles.states_domain import Standing
from services.news.feedback.api import ANSWERING, Box, Queries, Reading
from services.news.feedback.domain import LONGEST_REMARK, TooManyAnswers
from shared.web.forms import UNFIT_STATUS, Unfit, fit
from shared.web.identity import Visitor
from shared.web.problems import retry_after
from shared.web.routing import page_router
from shared.web.rules import VISITORS
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n")

RULES = Rules("/n/desk/feedback", sorts=("last",), usual_sort="-last")
_ANSWERED = "answered"
_ANSWERED_FOR_SECONDS = 90 * 24 * 3600


class TypedAnswer(BaseModel):
    """The form as it was sent."""

    helped: str = ""
    missing: str = ""


class _Answer(BaseModel):
    helped: Literal["yes", "no"]
    missing: Annotated[str, Field(max_length=LONGEST_REMARK)]


AnswerForm = Annotated[TypedAnswer, Form()]


@router.get("/{article_id:id}/feedback")
async def ask(page: OnPage, article_id: str, viewer: Visitor, articles: ArticleReads) -> Response:
    article = await articles.one(ArticleId(article_id), viewer)
    return _form(page, article, TypedAnswer())


@router.post("/{article_id:id}/feedback", dependencies=[VISITORS, ANSWERING])
async def answer(page: OnPage, article_id: str, typed: AnswerForm, box: Box, articles: ArticleReads) -> Response:
    article = await articles.one(ArticleId(article_id), None)
    again = bool(page.cookies.read(page.request, _ANSWERED))
    try:
        said = fit(_Answer, typed.model_dump(), labels={"missing": "کمبودها", "helped": "پاسخ"})
        await box.take(ArticleId(article_id), helped=said.helped == "yes", missing=said.missing, again=again)
    except Unfit as error:
        return _form(page, article, typed, status=UNFIT_STATUS, errors=error.errors)
    except TooManyAnswers as error:
        return _form(page, article, typed, status=page.status_of(error), errors={"missing": str(error)}, refusal=error)
    thanked = page.go(article.path, said="از این مرورگر قبلاً پاسخ داده بودید" if again else "پاسخ شما ثبت شد؛ متشکریم")
    # Browsers send this cookie to the address of the form only, so no page that a reader gets depends on it.
    path = f"{article.path}/feedback"
    page.cookies.keep(thanked, _ANSWERED, "1", seconds=_ANSWERED_FOR_SECONDS, path=path)
    return thanked


@router.get("/desk/feedback")
async def listed(page: OnPage, by: Reading, queries: Queries) -> Response:
    total = await queries.total(by)
    listing = RULES.read(page.request.query_params).within(total)
    found = await queries.listed(by, descending=listing.is_descending, skip=listing.skip, limit=RULES.size)
    return page.show("feedback/list.html", listing=listing, total=total, found=found)


@router.get("/desk/{article_id:id}/feedback")
async def of_article(page: OnPage, article_id: str, by: Reading, queries: Queries) -> Response:
    return page.show("feedback/article.html", feedback=await queries.of_article(ArticleId(article_id), by))


def _form(
    page: Page,
    article: ArticleView,
    typed: TypedAnswer,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    refusal: TooManyAnswers | None = None,
) -> Response:
    if article.state is not Standing.PUBLISHED:
        raise ArticleNotFound
    headers = retry_after(refusal)
    return page.show(
        "feedback/form.html", status=status, headers=headers, item=article, typed=typed, errors=errors or {}
    )
