"""Every route of news, as every role, on the own office's articles and on another's."""

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.news.articles.domain import Article, ArticleId
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.parts_domain import Partner, Plan
from services.news.articles.states_domain import State
from services.news.articles.writing_domain import content
from services.news.main import FEATURES, Parts
from services.news.media.domain import described
from services.news.publishers.domain import PublisherId
from shared.runtime.access import AUDITOR, JURY, OPERATOR
from shared.runtime.ids import new_id
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.matrix import Ask, changes_by, walk
from tests.news.recordings import a_pdf
from tests.set_aside_asks import asks_of_set_aside

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ASKED = (Partner(PublisherId("body/media_hq"), NOON, asked_by_owner=False),)
PLAN = Plan(datetime(2999, 1, 1, tzinfo=UTC), "p-author")
PDF = a_pdf()
WRITTEN = {"headline": "قطع آب", "lead": "", "text": "فردا از ساعت ۸"}


@pytest.mark.slow("asks every route of the service as every role")
async def test_each_role_reaches_what_the_table_says_and_no_more(
    app: FastAPI, store: Store, news: AsyncClient, parts: Parts
) -> None:
    articles = MongoArticleRepository(store)

    async def article_of(office: str, state: State, **changes: Any) -> str:
        article = Article(
            id=ArticleId(new_id()),
            publisher_id=PublisherId(f"office/{office}"),
            author_id="p-author",
            content=content(headline=WRITTEN["headline"], lead="", text=WRITTEN["text"]),
            topics=(),
            state=state,
            **changes,
        )
        await articles.save(article)
        return article.id

    def on(
        state: State, *, json: Any = None, form: Any = None, also: str = "", **changes: Any
    ) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            key = await article_of(office, state, **changes)
            things = (f"office/{office}", also) if also else (f"office/{office}",)
            return Ask(path={"article_id": key}, things=things, json=json, form=form)

        return ask

    async def begin(office: str) -> Ask:
        publisher = {"kind": "office", "id": office}
        return Ask(json={"publisher": publisher, **WRITTEN}, things=(f"office/{office}",))

    async def begin_by_form(_: str) -> Ask:
        return Ask(form=WRITTEN)

    async def nothing(_: str) -> Ask:
        return Ask()

    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    note = {"note": "ساعت درست شد", "headline": "قطع آب، ساعت ۹"}
    wrong = await walk(
        app,
        news,
        {
            "POST /api/news/articles": begin,
            "PUT /api/news/articles/{article_id}": on(State.DRAFT, json={**WRITTEN, "lead": "تازه", "version": 1}),
            "POST /api/news/articles/{article_id}/approval": on(State.DRAFT),
            "POST /api/news/articles/{article_id}/publication": on(State.APPROVED),
            "POST /api/news/articles/{article_id}/correction": on(State.PUBLISHED, json=note),
            "POST /api/news/articles/{article_id}/withdrawal": on(State.PUBLISHED, json={"explanation": "نادرست بود"}),
            "GET /n/desk": nothing,
            "GET /n/desk/new": nothing,
            "GET /n/desk/board": nothing,
            "GET /n/desk/calendar": nothing,
            "GET /n/desk-part": nothing,
            "POST /n/desk/new": begin_by_form,
            "GET /n/desk/{article_id}": on(State.DRAFT),
            "POST /n/desk/{article_id}": on(State.DRAFT, form={**WRITTEN, "version": "1"}),
            "POST /n/desk/{article_id}/approval-request": on(State.DRAFT, form={}),
            "POST /n/desk/{article_id}/approval": on(State.DRAFT, form={}),
            "GET /n/desk/{article_id}/publication": on(State.APPROVED),
            "POST /n/desk/{article_id}/publication": on(State.APPROVED, form={"confirmed": "yes"}),
            "POST /api/news/articles/{article_id}/submission": on(State.DRAFT),
            "DELETE /api/news/articles/{article_id}/submission": on(State.DRAFT, approval_asked_at=NOON),
            "POST /api/news/articles/{article_id}/return": on(State.APPROVED, json={"note": "ساعت؟"}),
            "POST /api/news/articles/{article_id}/schedule": on(State.APPROVED, json={"at": soon}),
            "DELETE /api/news/articles/{article_id}/schedule": on(State.APPROVED, plan=PLAN),
            "DELETE /api/news/articles/{article_id}": on(State.DRAFT),
            "POST /api/news/articles/{article_id}/restoration": on(State.DRAFT, deleted_at=NOON),
            "GET /api/news/articles/{article_id}/revisions": on(State.DRAFT),
            "POST /n/desk/{article_id}/return": on(State.APPROVED, form={"note": "ساعت؟"}),
            "POST /n/desk/{article_id}/request-withdrawal": on(State.DRAFT, form={}, approval_asked_at=NOON),
            "POST /n/desk/{article_id}/schedule": on(State.APPROVED, form={"day": "1406/1/1", "time": "8:00"}),
            "POST /n/desk/{article_id}/schedule-cancellation": on(State.APPROVED, form={}, plan=PLAN),
            "POST /n/desk/{article_id}/deletion": on(State.DRAFT, form={}),
            "POST /n/desk/{article_id}/restoration": on(State.DRAFT, form={}, deleted_at=NOON),
            "POST /n/desk/{article_id}/partners": on(
                State.DRAFT, form={"office": "body/media_hq"}, also="body/media_hq"
            ),
            "POST /n/desk/{article_id}/partners/agreement": on(
                State.DRAFT, form={"office": "body/media_hq"}, partners=ASKED
            ),
            "POST /n/desk/{article_id}/partners/removal": on(
                State.DRAFT, form={"office": "body/media_hq"}, also="body/media_hq", partners=ASKED
            ),
            "POST /n/desk/{article_id}/previews": on(State.DRAFT, form={"days": "3"}),
            "PUT /api/news/articles/{article_id}/assignment": on(State.DRAFT, json={"person": "p-nobody"}),
            "DELETE /api/news/articles/{article_id}/assignment": on(State.DRAFT),
            "POST /n/desk/{article_id}/assignment": on(State.DRAFT, form={"taken": "yes"}),
            "POST /n/desk/{article_id}/correction": on(State.PUBLISHED, form={**WRITTEN, **note, "version": "1"}),
            "POST /n/desk/{article_id}/withdrawal": on(State.PUBLISHED, form={"explanation": "نادرست بود"}),
            "GET /api/news/articles/{article_id}/comments": on(State.DRAFT),
            "POST /api/news/articles/{article_id}/comments": on(State.DRAFT, json={"text": "ساعت؟"}),
            "GET /n/desk/{article_id}/comments": on(State.PUBLISHED),
            "POST /n/desk/{article_id}/comments": on(State.PUBLISHED, form={"comment": "ساعت؟"}),
            **asks_of_comments(parts, article_of),
            "GET /api/news/articles/{article_id}/feedback": on(State.PUBLISHED),
            "GET /n/desk/{article_id}/feedback": on(State.PUBLISHED),
            "GET /n/desk/feedback": nothing,
            "POST /api/news/writing/advice": a_text,
            "POST /api/news/writing/text": a_text,
            "PUT /api/news/writing/copies/{item}": a_copy,
            "GET /api/news/writing/copies/{item}": a_copy,
            "DELETE /api/news/writing/copies/{item}": a_copy,
            **asks_of_written(parts),
            "GET /n/desk/{article_id}/media": on(State.DRAFT),
            "POST /n/desk/{article_id}/media": on(State.DRAFT, form={"version": "1"}),
            **asks_of_media(parts),
            **asks_of_guests(parts),
            "GET /shell": nothing,
            "GET /n/audit": nothing,
            "GET /n/audit.csv": nothing,
            **asks_of_set_aside("/n"),
        },
    )

    assert wrong == []


def asks_of_written(parts: Parts) -> dict[str, Callable[[str], Awaitable[Ask]]]:
    """Requests about an article that somebody has written at the desk, so that its versions are kept."""

    def writer_of(office: str) -> Viewer:
        return Viewer("p-author", "م", frozenset({"pr_manager"}), frozenset({office}))

    async def written(office: str) -> Ask:
        said = content(headline=WRITTEN["headline"], lead="", text=WRITTEN["text"])
        article = await parts.news_desk.draft(PublisherId(f"office/{office}"), said, topics=(), by=writer_of(office))
        return Ask(path={"article_id": article.id}, things=(f"office/{office}",))

    async def with_preview(office: str) -> Ask:
        ask = await written(office)
        made = await parts.preview_desk.make(ArticleId(ask.path["article_id"]), days=1, by=writer_of(office))
        return Ask(path={**ask.path, "preview_id": made.id}, things=ask.things, form={})

    return {
        "GET /n/desk/{article_id}/revisions": written,
        "POST /n/desk/{article_id}/previews/{preview_id}/revocation": with_preview,
    }


def asks_of_media(parts: Parts) -> dict[str, Callable[[str], Awaitable[Ask]]]:
    """The library, each about a PDF that somebody of the office has uploaded."""

    def of_file(**how: object) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            by = Viewer("p-uploader", "م", frozenset({"pr_manager"}), frozenset({office}))
            media = await parts.media_library.add(io.BytesIO(PDF), name="a.pdf", said=described(alt="گزارش"), by=by)
            return Ask(path={"media_id": media.id}, things=(f"office/{office}",), **how)  # type: ignore[arg-type]

        return ask

    async def nothing(_: str) -> Ask:
        return Ask()

    async def of_an_upload(_: str) -> Ask:
        return Ask(path={"upload_id": new_id()})

    return {
        "POST /api/news/media": nothing,
        "GET /api/news/media": nothing,
        "GET /api/news/media/{media_id}": of_file(),
        "PUT /api/news/media/{media_id}": of_file(json={"alt": "نهر"}),
        "POST /api/news/media/{media_id}/withdrawal": of_file(json={"explanation": "نادرست بود"}),
        "DELETE /api/news/media/{media_id}": of_file(),
        "POST /api/news/uploads": nothing,
        # An upload in parts is its sender's alone, whatever the role (tests/news/test_media_api.py).
        "GET /api/news/uploads/{upload_id}": of_an_upload,
        "PATCH /api/news/uploads/{upload_id}": of_an_upload,
        "DELETE /api/news/uploads/{upload_id}": of_an_upload,
        "GET /n/media": nothing,
        "POST /n/media": nothing,
        "GET /n/media/{media_id}": of_file(),
        "POST /n/media/{media_id}": of_file(form={"alt": "نهر"}),
        "POST /n/media/{media_id}/withdrawal": of_file(form={"explanation": "نادرست بود"}),
        "POST /n/media/{media_id}/removal": of_file(form={}),
    }


def asks_of_guests(parts: Parts) -> dict[str, Callable[[str], Awaitable[Ask]]]:
    """The operator's pages of guests, each about a guest of its own."""

    async def nothing(_: str) -> Ask:
        return Ask()

    def of_guest(**form: str) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            name = f"g{new_id().replace('-', '')[-20:]}"
            await parts.guests.admit(name, office, may_publish=["outage.*"], may_read=["outage.*"])
            return Ask(path={"name": name}, form=form)

        return ask

    def with_webhook(**form: str) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            found = await of_guest(**form)(office)
            await parts.switchboard.connect(found.path["name"], "http://127.0.0.1:9/events")
            return found

        return ask

    return {
        "GET /n/guests": nothing,
        "GET /n/new-guest": nothing,
        "POST /n/new-guest": nothing,
        "GET /n/guests/{name}": of_guest(),
        "GET /n/guests/{name}/guide.html": of_guest(),
        "POST /n/guests/{name}/editing": of_guest(may_publish="alert.*"),
        "POST /n/guests/{name}/key": of_guest(),
        "POST /n/guests/{name}/suspension": of_guest(reason="کلید گم شد"),
        "POST /n/guests/{name}/resumption": of_guest(),
        "POST /n/guests/{name}/contracts": of_guest(),
        "GET /n/guests/{name}/webhook": of_guest(),
        "POST /n/guests/{name}/webhook": of_guest(url="http://127.0.0.1:9/events"),
        "POST /n/guests/{name}/webhook/replay": with_webhook(since="1405/01/01"),
        "POST /n/guests/{name}/webhook/state": with_webhook(to="off"),
        "POST /n/guests/{name}/webhook/removal": with_webhook(),
    }


def test_some_roles_change_nothing() -> None:
    actions = tuple(action for feature in FEATURES for action in feature.actions)
    assert [changes_by(actions, role) for role in (AUDITOR, JURY)] == [[], []]
    assert changes_by(actions, OPERATOR) == ["news.guest.keep", "news.set_aside.decide"]


async def a_text(_: str) -> Ask:
    return Ask(json={"text": WRITTEN["text"]})


async def a_copy(_: str) -> Ask:
    return Ask(path={"item": "first-draft"}, json={"text": WRITTEN["text"]})


def asks_of_comments(
    parts: Parts, article_of: Callable[..., Awaitable[str]]
) -> dict[str, Callable[[str], Awaitable[Ask]]]:
    """Requests about a comment of somebody else: whoever may talk may settle it, and only its author may change it."""

    def on_comment(*, json: Any = None, form: Any = None) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            key = await article_of(office, State.DRAFT)
            writer = Viewer("p-author", "م", frozenset({"pr_manager"}), frozenset({office}))
            comment = await parts.comment_desk.write(ArticleId(key), "ساعت؟", by=writer)
            things = (f"office/{office}",)
            return Ask(path={"article_id": key, "comment_id": comment.id}, things=things, json=json, form=form)

        return ask

    at = "/articles/{article_id}/comments/{comment_id}"
    return {
        f"POST /api/news{at}/resolution": on_comment(),
        f"DELETE /api/news{at}/resolution": on_comment(),
        "POST /n/desk/{article_id}/comments/{comment_id}/resolution": on_comment(form={}),
        "POST /n/desk/{article_id}/comments/{comment_id}/reopening": on_comment(form={}),
        f"PUT /api/news{at}": on_comment(json={"text": "ساعت ۸؟"}),
        f"DELETE /api/news{at}": on_comment(),
        "POST /n/desk/{article_id}/comments/{comment_id}": on_comment(form={"comment": "ساعت ۸؟"}),
        "POST /n/desk/{article_id}/comments/{comment_id}/deletion": on_comment(form={}),
    }
