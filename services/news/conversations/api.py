"""Comments over HTTP, for author and desk."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.news.articles.domain import ArticleId
from services.news.conversations.access import DISCUSS, READ_COMMENTS
from services.news.conversations.domain import LONGEST_COMMENT, Comment, CommentId
from services.news.conversations.queries import CommentList, CommentView, ConversationQueries
from services.news.conversations.usecases import CommentDesk
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("news")

Talks = Annotated[ConversationQueries, part(ConversationQueries)]
Comments = Annotated[CommentDesk, part(CommentDesk)]
Discussing = Annotated[Viewer, may(DISCUSS)]
ReadingComments = Annotated[Viewer, may(READ_COMMENTS)]
CommentText = Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]

_WRONG: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such item or comment, or it is not for this person."},
    409: {"description": "It is deleted, somebody else's, or it is too late to change it."},
}


class NewComment(BaseModel):
    """A comment; plain text. `key` is an id that its sender makes: sent again with it, it is added once."""

    model_config = ConfigDict(extra="forbid")

    text: CommentText
    key: Annotated[str, Field(pattern=r"^([0-9a-z]{16})?$")] = ""


class EditedComment(BaseModel):
    """What a comment shall say. `version` is the version that its author read."""

    model_config = ConfigDict(extra="forbid")

    text: CommentText
    version: int | None = None


@router.get("/articles/{article_id:id}/comments", summary="Comments on an item, the newest last", responses=_WRONG)
async def comments(
    article_id: str,
    by: ReadingComments,
    talks: Talks,
    skip: Annotated[int, Query(ge=0, le=100_000, description="how many of the newest to leave out")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CommentList:
    return (await talks.of(ArticleId(article_id), by, skip=skip, limit=limit))[1]


@router.post("/articles/{article_id:id}/comments", status_code=201, summary="Comment on an item", responses=_WRONG)
async def write(article_id: str, new: NewComment, by: Discussing, desk: Comments) -> CommentView:
    return _view(await desk.write(ArticleId(article_id), new.text, by=by, key=new.key), by, desk)


@router.put("/articles/{article_id:id}/comments/{comment_id:id}", summary="Change an own comment", responses=_WRONG)
async def edit(article_id: str, comment_id: str, new: EditedComment, by: Discussing, desk: Comments) -> CommentView:
    key = CommentId(comment_id)
    return _view(await desk.edit(ArticleId(article_id), key, new.text, by=by, version=new.version), by, desk)


@router.delete("/articles/{article_id:id}/comments/{comment_id:id}", summary="Delete an own comment", responses=_WRONG)
async def delete(article_id: str, comment_id: str, by: Discussing, desk: Comments) -> CommentView:
    return _view(await desk.delete(ArticleId(article_id), CommentId(comment_id), by=by), by, desk)


@router.post(
    "/articles/{article_id:id}/comments/{comment_id:id}/resolution", summary="Settle a comment", responses=_WRONG
)
async def resolve(article_id: str, comment_id: str, by: Discussing, desk: Comments) -> CommentView:
    return _view(await desk.resolve(ArticleId(article_id), CommentId(comment_id), by=by), by, desk)


@router.delete(
    "/articles/{article_id:id}/comments/{comment_id:id}/resolution", summary="Open a comment again", responses=_WRONG
)
async def reopen(article_id: str, comment_id: str, by: Discussing, desk: Comments) -> CommentView:
    return _view(await desk.reopen(ArticleId(article_id), CommentId(comment_id), by=by), by, desk)


def _view(comment: Comment, by: Viewer, desk: CommentDesk) -> CommentView:
    return CommentView.of(comment, by, now=desk.now())
