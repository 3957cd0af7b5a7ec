"""Every route of news, as every role, on the own office's articles and on another's."""

import io
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from httpx import AsyncClient

from services.news.articles.domain import Article, ArticleId, State, content
from services.news.articles.mongo import MongoArticleRepository
from services.news.main import FEATURES, Parts
from services.news.media.domain import described
from services.news.publishers.domain import PublisherId
from shared.runtime.access import AUDITOR, JURY, OPERATOR
from shared.runtime.ids import new_id
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.matrix import Ask, changes_by, walk
from tests.set_aside_asks import asks_of_set_aside

PDF = b"%PDF-1.7\n%%EOF\n"
WRITTEN = {"headline": "قطع آب", "lead": "", "text": "فردا از ساعت ۸"}


async def test_each_role_reaches_what_the_table_says_and_no_more(
    app: FastAPI, store: Store, news: AsyncClient, parts: Parts
) -> None:
    articles = MongoArticleRepository(store)

    async def article_of(office: str, state: State) -> str:
        article = Article(
            id=ArticleId(new_id()),
            publisher_id=PublisherId(f"office/{office}"),
            author_id="p-author",
            content=content(headline=WRITTEN["headline"], lead="", text=WRITTEN["text"]),
            topics=(),
            state=state,
        )
        await articles.save(article)
        return article.id

    def on(state: State, **how: object) -> Callable[[str], Awaitable[Ask]]:
        async def ask(office: str) -> Ask:
            key = await article_of(office, state)
            return Ask(path={"article_id": key}, things=(f"office/{office}",), **how)  # type: ignore[arg-type]

        return ask

    async def begin(office: str) -> Ask:
        publisher = {"kind": "office", "id": office}
        return Ask(json={"publisher": publisher, **WRITTEN}, things=(f"office/{office}",))

    async def begin_by_form(_: str) -> Ask:
        return Ask(form=WRITTEN)

    async def nothing(_: str) -> Ask:
        return Ask()

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
            "GET /n/desk-part": nothing,
            "POST /n/desk/new": begin_by_form,
            "GET /n/desk/{article_id}": on(State.DRAFT),
            "POST /n/desk/{article_id}": on(State.DRAFT, form={**WRITTEN, "version": "1"}),
            "POST /n/desk/{article_id}/approval-request": on(State.DRAFT, form={}),
            "POST /n/desk/{article_id}/approval": on(State.DRAFT, form={}),
            "POST /n/desk/{article_id}/publication": on(State.APPROVED, form={}),
            "POST /n/desk/{article_id}/correction": on(State.PUBLISHED, form={**WRITTEN, **note, "version": "1"}),
            "POST /n/desk/{article_id}/withdrawal": on(State.PUBLISHED, form={"explanation": "نادرست بود"}),
            "GET /api/news/articles/{article_id}/feedback": on(State.PUBLISHED),
            "GET /n/desk/{article_id}/feedback": on(State.PUBLISHED),
            "GET /n/desk/feedback": nothing,
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
