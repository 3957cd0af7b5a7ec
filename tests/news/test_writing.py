"""Help with writing, and what is typed and not saved, as the desk's script meets them."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from services.news.main import Parts
from services.news.writing.copies_domain import Copy, Fields, copy_id
from services.news.writing.mongo import COPIES
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import MANAGER, OPERATOR, SECRETARY, bearer
from tests.news.test_writing_rules import HEADLINE, TORN, in_paragraphs

ITEM = "first-draft"


async def keep(news: AsyncClient, text: str, *, by: Viewer = MANAGER, item: str = ITEM, **more: Any) -> Response:
    typed = {"headline": HEADLINE, "text": text} | more
    return await news.put(f"/api/news/writing/copies/{item}", json=typed, headers=bearer(by))


async def kept(news: AsyncClient, *, by: Viewer = MANAGER) -> Response:
    return await news.get(f"/api/news/writing/copies/{ITEM}", headers=bearer(by))


async def test_a_pasted_text_gets_advice_and_what_is_accepted_is_written(news: AsyncClient, store: Store) -> None:
    typed = {"headline": HEADLINE, "text": in_paragraphs(TORN)}
    advice = (await news.post("/api/news/writing/advice", json=typed, headers=bearer(MANAGER))).json()

    accepted = typed | {"offers": [each["kind"] for each in advice["offers"]], "kinds": ["half_space"]}
    accepted |= {"hints": [{"found": each["found"], "better": each["better"]} for each in advice["hints"]]}
    text = (await news.post("/api/news/writing/text", json=accepted, headers=bearer(MANAGER))).json()["text"]
    again = await news.post("/api/news/writing/advice", json=typed | {"text": text}, headers=bearer(MANAGER))

    assert [each["kind"] for each in advice["offers"]] == ["lines", "headline", "source"]
    assert {each["kind"] for each in advice["hints"]} == {"half_space"}
    assert (text.count("<p>"), "می\u200cرسد" in text, "به گزارش" in text) == (3, True, False)
    assert again.json()["offers"] == []
    assert await store.find(COPIES, {}) == []


async def test_who_writes_no_articles_gets_no_help(news: AsyncClient) -> None:
    typed = {"text": "آب ها"}
    assert (await news.post("/api/news/writing/advice", json=typed)).status_code == 401
    assert (await news.post("/api/news/writing/advice", json=typed, headers=bearer(OPERATOR))).status_code == 403
    assert (await keep(news, "x", by=OPERATOR)).status_code == 403


async def test_what_is_typed_is_kept_for_its_person_alone_until_it_is_dropped(news: AsyncClient) -> None:
    assert (await kept(news)).status_code == 404
    more: dict[str, Any] = {"kind": "reply", "answers": "روزنامه، ۵ آذر", "note": "ساعت درست شد."}
    first = await keep(news, "آب", lead="چکیده", publisher="office/water", based_on=3, **more)
    found = (await kept(news)).json()

    assert (first.status_code, first.json()["number"], first.json()["others"]) == (200, 1, [])
    assert (found["text"], found["lead"], found["publisher"], found["based_on"]) == ("آب", "چکیده", "office/water", 3)
    assert {name: found[name] for name in more} == more
    assert (await kept(news, by=SECRETARY)).status_code == 404
    for _ in range(2):
        gone = await news.delete(f"/api/news/writing/copies/{ITEM}", headers=bearer(MANAGER))
        assert gone.status_code == 204
    assert (await kept(news)).status_code == 404


async def test_two_windows_of_one_person_do_not_write_over_each_other(news: AsyncClient) -> None:
    number = (await keep(news, "یک")).json()["number"]
    other = await keep(news, "دو", after=number)

    late = await keep(news, "سه", after=number)
    same = await keep(news, "دو", after=number)
    on_purpose = await keep(news, "سه")

    assert (other.status_code, late.status_code, same.status_code, on_purpose.status_code) == (200, 409, 200, 200)
    assert (await kept(news)).json()["text"] == "سه"


async def test_who_is_writing_now_is_told_to_the_others(news: AsyncClient, parts: Parts) -> None:
    await keep(news, "یک", by=SECRETARY)
    away = Viewer("p-away", "دور", frozenset({"secretariat"}))
    old = Copy(copy_id(away.person_id, ITEM), ITEM, away.person_id, away.name, Fields(), 0, utc_now())
    old.at -= timedelta(minutes=5)
    await parts.safe_deposit.copies.put(old)

    assert (await keep(news, "دو")).json()["others"] == [SECRETARY.name]


async def test_copies_are_forgotten_by_themselves_and_long_ones_are_refused(news: AsyncClient, store: Store) -> None:
    indexes = await store.driver.collection(COPIES).index_information()
    assert indexes["forgotten"]["expireAfterSeconds"] == 30 * 24 * 3600
    assert (await keep(news, "آ" * 200_001)).status_code == 422
    assert (await keep(news, "آ", headline="آ" * 2_001)).status_code == 422
