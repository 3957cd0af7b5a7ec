"""The news desk as its people use it: pages and forms, without any script."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from html import unescape
from re import search
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.news.desk.queries import Tab
from services.news.main import Parts
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, csrf_for, token_of
from tests.outbox import told

ROADS = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))
WRITTEN = {
    "publisher": "office/water",
    "headline": "آب هفده روستا پایدار شد",
    "lead": "نوبت‌بندی برداشته شد.",
    "text": "از امروز نوبت‌بندی نیست.\r\n\r\nمخزن تازه پر شد.",
    "topics": "آب، بخش بالادست",
}
Person = Callable[..., Awaitable[Response]]


def at(news: AsyncClient, viewer: Viewer) -> Person:
    """A browser in which this person is signed in: `await person(path)` reads, with fields it sends a form."""
    token = token_of(viewer)

    async def ask(path: str, *, headers: dict[str, str] | None = None, **fields: Any) -> Response:
        cookie = {"Cookie": f"{COOKIE}={token}"} | (headers or {})
        if not fields:
            return await news.get(path, headers=cookie)
        return await news.post(path, data={"csrf": csrf_for(viewer)} | fields, headers=cookie)

    return ask


async def begun(person: Person, **changes: str) -> str:
    """A draft; its path on the desk."""
    answer = await person("/n/desk/new", **(WRITTEN | changes))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def form_of(person: Person, path: str) -> dict[str, str]:
    """What the form of a draft, or of a correction, holds before anything is typed."""
    page = (await person(path)).text
    fields = {"version": r'name="version" value="(\d+)"', "headline": r'value="([^"]*)" id="f-headline"'}
    fields |= {name: rf'id="f-{name}"[^>]*>\n([^<]*)</textarea>' for name in ("lead", "text")}
    return {name: unescape(found[1]) for name, pattern in fields.items() if (found := search(pattern, page))}


async def test_from_a_draft_to_the_public_and_back(news: AsyncClient, store: Store) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    public = path.replace("/desk", "")
    assert (await news.get(public)).status_code == 404
    assert "هنوز منتشر نشده" in (await manager(public)).text

    form = await form_of(manager, path)
    assert form == {key: WRITTEN[key].replace("\r", "") for key in ("headline", "lead", "text")} | {"version": "1"}
    asked = await manager(f"{path}/publication", **(form | {"headline": "آب هفده روستا دیگر نوبتی نیست"}))
    assert asked.headers["location"] == f"{path}/publication"
    assert "به چه کسانی پیام ارسال شود" in (await manager(f"{path}/publication")).text
    assert (await news.get(public)).status_code == 404
    published = await manager(f"{path}/publication", audience="portal", confirmed="yes")
    assert (published.status_code, published.headers["location"]) == (303, path)
    assert "آب هفده روستا دیگر نوبتی نیست" in (await news.get(public)).text

    form = await form_of(manager, path)
    corrected = await manager(f"{path}/correction", **form, note="شمار روستاها درست شد.", major="true")
    assert corrected.status_code == 303
    assert "شمار روستاها درست شد." in (await news.get(public)).text

    withdrawn = await manager(f"{path}/withdrawal", explanation="خبر نادرست بود.")
    assert withdrawn.status_code == 303
    assert (await news.get(public)).status_code == 410
    assert "خبر نادرست بود." in (await manager(path)).text
    assert await told(store) == ["news.published.v1", "news.corrected.v1", "news.withdrawn.v1"]


async def test_after_a_form_the_next_page_says_what_was_done(news: AsyncClient) -> None:
    token = token_of(MANAGER)
    news.cookies.set(COOKIE, token)
    sent = WRITTEN | {"csrf": csrf_for(MANAGER)}

    page = await news.post("/n/desk/new", data=sent, follow_redirects=True)

    assert page.status_code == 200
    assert "پیش‌نویس ذخیره شد" in page.text
    assert "پیش‌نویس ذخیره شد" not in (await news.get(page.url.path)).text


async def test_an_office_that_may_not_publish_goes_through_the_desk(news: AsyncClient, store: Store) -> None:
    manager, secretary = at(news, ROADS), at(news, SECRETARY)
    path = await begun(manager, publisher="office/roads")
    assert "/publication" not in (await manager(path)).text
    form = await form_of(manager, path)

    asked = await manager(f"{path}/approval-request", **form)
    assert asked.status_code == 303
    assert "در انتظار تأیید" in (await manager(path)).text
    assert path in (await secretary("/n/desk?tab=waiting")).text

    approved = await secretary(f"{path}/approval", **await form_of(secretary, path))
    assert approved.status_code == 303
    assert path not in (await secretary("/n/desk?tab=waiting")).text
    published = await manager(f"{path}/publication", **await form_of(manager, path), confirmed="yes")
    assert published.status_code == 303
    assert WRITTEN["headline"] in (await news.get("/")).text
    assert await told(store) == ["news.published.v1"]


async def test_a_published_article_comes_onto_the_front_page_by_the_desk(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    await manager(f"{path}/publication", **await form_of(manager, path), confirmed="yes")
    assert WRITTEN["headline"] not in (await news.get("/")).text

    await manager(f"{path}/approval-request", sent="yes")
    assert "تأیید برای صفحه نخست" in (await secretary(path)).text
    await secretary(f"{path}/approval", sent="yes")

    assert WRITTEN["headline"] in (await news.get("/")).text
    assert (await manager(f"{path}/approval-request", sent="yes")).status_code == 409


async def test_the_desk_sees_what_awaits_it_first_and_an_office_only_its_own(news: AsyncClient) -> None:
    manager, roads, secretary = at(news, MANAGER), at(news, ROADS), at(news, SECRETARY)
    waiting = await begun(roads, publisher="office/roads")
    await roads(f"{waiting}/approval-request", sent="yes")
    later = await begun(manager)

    desk, office = (await secretary("/n/desk")).text, (await manager("/n/desk")).text

    assert 0 < desk.index(waiting) < desk.index(later)
    assert later in office
    assert waiting not in office
    assert waiting not in (await roads("/n/desk?tab=drafts")).text
    assert "هنوز خبری منتشر نشده است" in (await roads("/n/desk?tab=published")).text
    assert "خبری برداشته نشده است" in (await roads("/n/desk?tab=withdrawn")).text


async def test_who_writes_for_nobody_is_told_so(news: AsyncClient) -> None:
    """A manager whose office is no longer theirs; whoever has no such role is not let in at all."""
    manager, operator = at(news, replace(MANAGER, offices=frozenset())), at(news, OPERATOR)

    assert "خبری برای شما نیست" in (await manager("/n/desk")).text
    assert "شما برای دستگاهی خبر نمی‌نویسید" in (await manager("/n/desk/new")).text
    assert (await manager("/n/desk/new", **WRITTEN)).status_code == 422
    assert (await operator("/n/desk")).status_code == 403


async def test_the_governor_approves_without_a_form_of_the_text(news: AsyncClient) -> None:
    path = await begun(at(news, SECRETARY), publisher="body/media_hq")
    governor = at(news, GOVERNOR)
    page = (await governor(path)).text
    assert "f-headline" not in page
    assert WRITTEN["headline"] in page

    assert (await governor(f"{path}/approval", sent="yes")).status_code == 303


async def test_lists_are_read_page_by_page(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    for number in range(31):
        await begun(manager, headline=f"خبر شماره {number}")

    first, second = (await manager("/n/desk")).text, (await manager("/n/desk?page=2")).text

    assert "page=2" in first
    assert "خبر شماره ۳۰" in first
    assert "خبر شماره ۰<" not in first
    assert "خبر شماره ۰<" in second
    assert 'href="/n/desk" rel="prev"' in second


async def test_a_page_near_the_end_is_the_same_from_there(news: AsyncClient, parts: Parts) -> None:
    manager, items, by = at(news, MANAGER), parts.desk_items, SECRETARY
    for number in range(7):
        await begun(manager, headline=f"خبر شماره {number}")

    whole = await items.listed(by, Tab.ALL, total=7, skip=0, limit=7)
    for size in (1, 2, 3, 5):
        pages = [await items.listed(by, Tab.ALL, total=7, skip=skip, limit=size) for skip in range(0, 7, size)]
        assert [item.article.id for page in pages for item in page] == [item.article.id for item in whole]


async def test_an_item_is_found_by_its_words_in_any_spelling(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    wanted, other = await begun(manager, headline="کوچه یاس آسفالت می‌شود"), await begun(manager)

    found, nothing = (await manager("/n/desk?q=كوچه+ياس")).text, (await manager("/n/desk?q=کوچه+سرو")).text

    assert (f'href="{wanted}"' in found, f'href="{other}"' in found, 'value="كوچه ياس"' in found) == (True, False, True)
    assert "هیچ خبری با این شرط‌ها نیست." in nothing
    assert "هیچ خبری با این شرط‌ها نیست." in (await manager("/n/desk?q=...")).text
    assert (f'href="{wanted}"' in (board := (await manager("/n/desk/board?q=یاس")).text), other in board) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"headline": ""}, "headline", "این فیلد نباید خالی باشد."),
        ({"headline": "\u202e\u200f"}, "headline", "تیتر خبر نباید خالی باشد."),
        ({"headline": "ت" * 201}, "headline", "حداکثر ۲۰۰ نویسه بنویسید."),
        ({"text": "<script>alert(1)</script>"}, "text", "متن خبر نباید خالی باشد."),
        ({"text": "آ" * 60_000}, "text", "حداکثر ۵۰۰۰۰ نویسه بنویسید."),
        ({"lead": "چ" * 601}, "lead", "حداکثر ۶۰۰ نویسه بنویسید."),
        ({"topics": "،".join("ابپتثجچحخدذ")}, "topics", "حداکثر ۱۰ مورد بنویسید."),
        ({"publisher": "office/roads"}, "publisher", "شما برای این دستگاه خبر نمی‌نویسید."),
        ({"publisher": "office/nowhere"}, "publisher", "چنین دستگاه یا نهادی ثبت نشده است."),
        ({"publisher": ""}, "publisher", "چنین دستگاه یا نهادی ثبت نشده است."),
    ],
)
async def test_an_error_stands_beside_its_field_and_the_typed_text_stays(
    news: AsyncClient, store: Store, changes: dict[str, str], field: str, sentence: str
) -> None:
    refused = await at(news, MANAGER)("/n/desk/new", **(WRITTEN | {"lead": "چکیده می‌ماند"} | changes))

    assert refused.status_code == 422
    assert search(rf'id="e-{field}">.*{sentence}', refused.text)
    assert "چکیده می‌ماند" in refused.text or field == "lead"
    assert 'aria-invalid="true"' in refused.text
    assert await store.count("articles", {}) == 0


async def test_a_form_of_a_draft_keeps_what_was_typed_too(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    form = await form_of(manager, path)

    refused = await manager(f"{path}/publication", **(form | {"headline": " ", "text": "نوشته‌ای که نباید گم شود"}))

    assert refused.status_code == 422
    assert 'id="e-headline"' in refused.text
    assert "نوشته‌ای که نباید گم شود" in refused.text
    assert (await news.get(path.replace("/desk", ""))).status_code == 404


async def test_a_note_of_nothing_to_read_is_refused_and_the_correction_kept(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    await manager(f"{path}/publication", confirmed="yes")
    form = await form_of(manager, path) | {"text": "متن درست‌شده"}

    for note in ("", "\u200f"):
        refused = await manager(f"{path}/correction", **form, note=note, major="true")
        assert refused.status_code == 422
        assert 'id="e-note"' in refused.text
        assert "متن درست‌شده" in refused.text
    refused = await manager(f"{path}/withdrawal", explanation="\u200f")
    assert (refused.status_code, 'id="e-explanation"' in refused.text) == (422, True)


async def test_two_editors_of_one_draft(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    mine, theirs = await form_of(manager, path), await form_of(secretary, path)
    assert (await secretary(path, **(theirs | {"text": "متن دبیرخانه"}))).status_code == 303

    refused = await manager(path, **(mine | {"text": "متن من"}))

    assert refused.status_code == 409
    assert "شخص دیگری تغییر داده است" in refused.text
    assert "متن من" in refused.text
    assert 'name="version" value="2"' in refused.text
    assert (await manager(path, **(mine | {"text": "متن من", "version": "2"}))).status_code == 303


async def test_a_correction_undoes_nobody_elses(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    await manager(f"{path}/publication", confirmed="yes")
    mine, theirs = await form_of(manager, path), await form_of(secretary, path)
    await secretary(f"{path}/correction", **(theirs | {"text": "ساعت ۹"}), note="ساعت درست شد.")

    refused = await manager(f"{path}/correction", **(mine | {"headline": "تیتر تازه"}), note="تیتر درست شد.")

    assert refused.status_code == 409
    assert "تیتر تازه" in refused.text
    form = refused.text.partition('/correction">')[2]
    assert "ساعت ۹</textarea>" in form.replace("\n", "")
    assert 'value="تیتر درست شد."' in form
    assert "ساعت ۹" in (await news.get(path.replace("/desk", ""))).text


async def test_what_was_typed_into_a_draft_that_is_public_by_now_becomes_a_correction(news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    form = await form_of(manager, path)
    await secretary(f"{path}/publication", confirmed="yes")

    refused = await manager(path, **(form | {"text": "متن تازه من", "version": "2"}))

    assert refused.status_code == 409
    assert "ویرایش خبری که منتشر شده است ممکن نیست." in refused.text
    assert "متن تازه من" in refused.text
    assert 'action="' + path + '/correction"' in refused.text


async def test_a_double_click_publishes_corrects_and_withdraws_once(news: AsyncClient, store: Store) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)

    async def twice(deed: str, **fields: str) -> None:
        answers = await asyncio.gather(*(manager(f"{path}/{deed}", **fields) for _ in range(2)))
        answers.append(await manager(f"{path}/{deed}", **fields))
        assert [answer.status_code for answer in answers] == [303, 303, 303]

    await twice("publication", **(await form_of(manager, path) | {"headline": "تیتر تازه", "confirmed": "yes"}))
    await twice("correction", **(await form_of(manager, path) | {"text": "متن تازه"}), note="متن درست شد.")
    await twice("withdrawal", explanation="خبر نادرست بود.")

    assert await told(store) == ["news.published.v1", "news.corrected.v1", "news.withdrawn.v1"]


@pytest.mark.parametrize("deed", ["", "/publication", "/approval", "/approval-request", "/correction", "/withdrawal"])
async def test_a_foreign_office_finds_nothing(news: AsyncClient, store: Store, deed: str) -> None:
    path = await begun(at(news, MANAGER))
    stranger = at(news, ROADS)

    assert (await stranger(path)).status_code == 404
    refused = await stranger(path + deed, **WRITTEN, note="ی", explanation="ی", version="1")

    assert refused.status_code == (403 if deed == "/approval" else 404)
    assert await told(store) == []


async def test_an_author_who_approves_is_told_on_the_page(news: AsyncClient) -> None:
    secretary = at(news, SECRETARY)
    path = await begun(secretary, publisher="body/media_hq")

    refused = await secretary(f"{path}/approval", **await form_of(secretary, path))

    assert refused.status_code == 403
    assert "نویسنده نمی‌تواند خبر خودش را تأیید کند." in refused.text
    assert "f-headline" in refused.text


@pytest.mark.parametrize("csrf", ["", "wrong"])
async def test_a_form_without_its_token_is_refused(news: AsyncClient, store: Store, csrf: str) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)

    for to in ("/n/desk/new", path, f"{path}/publication"):
        assert (await manager(to, **(WRITTEN | {"csrf": csrf, "version": "1"}))).status_code == 403

    assert await told(store) == []
    assert await store.count("articles", {}) == 1


async def test_a_form_of_an_earlier_sign_in_says_what_to_do(news: AsyncClient) -> None:
    refused = await at(news, MANAGER)("/n/desk/new", **(WRITTEN | {"csrf": "of-an-earlier-sign-in"}))

    assert refused.status_code == 403
    assert "این صفحه از ورود پیشین شما مانده است" in refused.text
    assert "دستگاه یا نقش دیگری" not in refused.text


async def test_a_form_of_another_site_is_refused(news: AsyncClient, store: Store) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)

    refused = await manager(f"{path}/publication", headers={"Sec-Fetch-Site": "cross-site"}, version="")

    assert refused.status_code == 403
    assert await told(store) == []


@pytest.mark.parametrize("path", ["/n/desk", "/n/desk/new", "/n/desk/0123456789abcdef"])
async def test_who_is_not_signed_in_is_shown_the_door(news: AsyncClient, path: str) -> None:
    answer = await news.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/membership/sign-in?next={path}"


async def test_markup_in_what_was_typed_stays_text(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager, headline="<b>تیتر</b>", lead='"><script>alert(1)</script>', topics="<i>آب")

    for page in (path, "/n/desk", path.replace("/desk", "")):
        shown = (await manager(page)).text
        assert "<script>" not in shown
        assert "<b>تیتر" not in shown
        assert "<i>آب" not in shown
    assert "&lt;b&gt;تیتر&lt;/b&gt;" in (await manager(path)).text


async def test_a_desk_that_does_not_exist(news: AsyncClient) -> None:
    manager = at(news, MANAGER)

    assert (await manager("/n/desk/nothing")).status_code == 404
    assert (await manager("/n/desk/nothing/publication", version="")).status_code == 404
    assert 'aria-current="true">همه' in (await manager("/n/desk?tab=nonsense&page=nonsense")).text
