"""What is done to an article beside its text: returned, planned, taken back, deleted, given to somebody."""

from typing import Annotated

from fastapi import Form, Response

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import WrongTime
from services.news.articles.parts_domain import Assignee
from services.news.colleagues.domain import NotAColleague
from services.news.desk.api import Approving, Desk, Editing, Plans
from services.news.desk.forms import Typed, TypedAssignment, TypedPlan, TypedReturn, channels_of
from services.news.desk.pages import CHECKED, Shown
from shared.language.speech import gettext as _
from shared.web.forms import Unfit
from shared.web.routing import page_router

router = page_router("/n/desk")

ReturnForm = Annotated[TypedReturn, Form()]
PlanForm = Annotated[TypedPlan, Form()]
AssignmentForm = Annotated[TypedAssignment, Form()]


@router.post("/{article_id:id}/return", dependencies=CHECKED)
async def send_back(article_id: str, by: Approving, desk: Desk, shown: Shown, typed: ReturnForm) -> Response:
    async def deed() -> str:
        await desk.send_back(ArticleId(article_id), note=typed.read(), by=by)
        return "خبر با یادداشت شما به نویسنده برگشت"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(returning=typed))


@router.post("/{article_id:id}/request-withdrawal", dependencies=CHECKED)
async def take_back(article_id: str, by: Editing, desk: Desk, shown: Shown) -> Response:
    async def deed() -> str:
        await desk.take_back(ArticleId(article_id), by=by)
        return "درخواست تأیید پس گرفته شد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed())


@router.post("/{article_id:id}/schedule", dependencies=CHECKED)
async def schedule(article_id: str, by: Editing, planner: Plans, shown: Shown, typed: PlanForm) -> Response:
    async def deed() -> str:
        channels = channels_of(typed.audience)
        at = typed.read()
        try:
            await planner.schedule(ArticleId(article_id), at=at, embargo=bool(typed.embargo), by=by, channels=channels)
        except WrongTime as error:
            raise Unfit({"day": str(error)}) from error
        if typed.embargo:
            return "زمان انتشار ثبت شد؛ تا آن زمان کسی نمی‌تواند خبر را منتشر کند و سپس خودبه‌خود منتشر می‌شود"
        return "زمان انتشار ثبت شد؛ خبر خودبه‌خود منتشر می‌شود"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(plan=typed))


@router.post("/{article_id:id}/schedule-cancellation", dependencies=CHECKED)
async def unschedule(article_id: str, by: Editing, planner: Plans, shown: Shown) -> Response:
    async def deed() -> str:
        await planner.unschedule(ArticleId(article_id), by=by)
        return "زمان‌بندی برداشته شد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed())


@router.post("/{article_id:id}/deletion", dependencies=CHECKED)
async def delete(article_id: str, by: Editing, planner: Plans, shown: Shown) -> Response:
    async def deed() -> str:
        await planner.delete(ArticleId(article_id), by=by)
        return "پیش‌نویس حذف شد؛ تا سی روز می‌توانید آن را برگردانید"

    return await shown.answer(ArticleId(article_id), by, deed, Typed())


@router.post("/{article_id:id}/restoration", dependencies=CHECKED)
async def restore(article_id: str, by: Editing, planner: Plans, shown: Shown) -> Response:
    async def deed() -> str:
        await planner.restore(ArticleId(article_id), by=by)
        return "پیش‌نویس برگردانده شد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed())


@router.post("/{article_id:id}/assignment", dependencies=CHECKED)
async def assign(article_id: str, by: Editing, planner: Plans, shown: Shown, typed: AssignmentForm) -> Response:
    """Take it in hand, let it go, or give it to somebody else."""
    taken = typed.taken

    async def deed() -> str:
        if typed.person:
            person, note = typed.read()
            try:
                article = await planner.assign_other(ArticleId(article_id), person, note=note, by=by)
            except NotAColleague as error:
                raise Unfit({"person": str(error)}) from error
            name = article.assignee.name if article.assignee else ""
            return _("این خبر به %(name)s سپرده شد و به او اطلاع داده می‌شود", name=name)
        to = Assignee(by.person_id, by.name) if taken else None
        await planner.assign(ArticleId(article_id), to=to, by=by)
        return "این خبر با شماست" if taken else "این خبر با کسی نیست"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(assignment=typed))
