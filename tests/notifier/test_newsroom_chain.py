"""From a deed at the news desk to a letter in a mailbox: news and the notifier together, over their broker."""

from datetime import UTC, date, datetime, timedelta

from services.news.articles.domain import ArticleId
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.parts_domain import Plan
from services.news.main import create_news
from services.news.main import real_parts as real_parts_of_news
from services.news.settings import Settings
from shared.events.membership import MemberContactChanged, PostHolderChanged
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.identity import MANAGER, SECRETARY, bearer
from tests.notifier.conftest import World
from tests.services import running_service

WATER, DESK = "water@bahardasht.example", "desk@bahardasht.example"


async def test_each_deed_at_the_desk_is_one_letter_to_the_other_side(
    world: World, own_mongo_url: str, amqp_url: str
) -> None:
    contact = f'{{"name": "سارا مهرگان‌پور", "email": "{WATER}"}}'
    await world.tell(MemberContactChanged(person_id=MANAGER.person_id, contact=world.seal(contact)))
    await world.tell(
        PostHolderChanged(
            post_id="office/water:pr_manager",
            office_id="water",
            role="pr_manager",
            person_id=MANAGER.person_id,
            person_name=MANAGER.name,
            since=date(2020, 1, 1),
        )
    )
    settings = Settings(mongo_url=own_mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test")
    parts = real_parts_of_news(settings)
    store = parts.platform.store
    async with running_service(create_news(parts)) as news:
        await eventually(lambda: _known(store))
        said = {"publisher": {"kind": "office", "id": "water"}, "headline": "آب هفده روستا", "text": "متن محرمانه"}
        article = (await news.post("/api/news/articles", json=said, headers=bearer(MANAGER))).json()["id"]
        path = f"/api/news/articles/{article}"
        for by, deed, body in (
            (MANAGER, "submission", None),
            (SECRETARY, "return", {"note": "ساعت آغاز را بنویسید."}),
            (MANAGER, "comments", {"text": "ساعت ۸ است؛ محرمانه بماند."}),
            (MANAGER, "submission", None),
            (SECRETARY, "approval", None),
            (SECRETARY, "publication", {"channels": []}),
        ):
            answer = await news.post(f"{path}/{deed}", json=body, headers=bearer(by))
            assert answer.status_code in {200, 201}, answer.text
        given = {"person": MANAGER.person_id, "note": "بازخوردها را ببینید."}
        assert (await news.put(f"{path}/assignment", json=given, headers=bearer(SECRETARY))).status_code == 200
        other = (await news.post("/api/news/articles", json=said, headers=bearer(MANAGER))).json()["id"]
        planned = await (articles := MongoArticleRepository(store)).get(ArticleId(other))
        planned.plan = Plan(datetime.now(UTC) + timedelta(hours=20), MANAGER.person_id)
        await articles.save(planned)
        await store.run_again(parts.press_clock.remind)

        await world.kept("deliveries", 6, state="sent")
    await store.close()

    to_water, to_desk = world.mail.letters.to(WATER), world.mail.letters.to(DESK)
    kinds = [each["kind"] for each in await world.store.find("deliveries", {})]
    assert sorted(kinds) == [f"newsroom.{each}" for each in _EACH]
    assert (len(to_water), len(to_desk)) == (4, 2)
    words = "\n".join(each.text for each in (*to_water, *to_desk))
    assert "محرمانه" not in words
    assert all(each in words for each in ("ساعت آغاز را بنویسید.", "بازخوردها را ببینید.", f"/n/desk/{article}"))


_EACH = ("approved", "assigned", "commented", "falling_due", "released", "returned")


async def _known(store: Store) -> bool:
    return (await store.count("posts", {}), await store.count("publishers", {"kind": "office"})) == (2, 1)
