"""The library and the pictures of an article, as people use them without a script."""

from re import findall, search
from typing import Any

from httpx import AsyncClient, Response

from shared.runtime.viewer import Viewer
from tests.eventually import eventually
from tests.identity import COOKIE, MANAGER, OPERATOR, bearer, csrf_for, token_of
from tests.news.recordings import SAMPLES
from tests.news.test_articles_api import begin, do
from tests.news.test_media_api import JPEG, PDF, ROADS, a_picture_in, an_article_with, an_upload, send, tus
from tests.news.test_pictures import a_picture, written

PNG = written(a_picture(300, 200), "PNG")


def at(by: Viewer = MANAGER) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token_of(by)}"}


async def post(news: AsyncClient, path: str, *, by: Viewer = MANAGER, **fields: Any) -> Response:
    return await news.post(path, data={"csrf": csrf_for(by)} | fields, headers=at(by))


async def shown_at(news: AsyncClient, path: str, *, by: Viewer = MANAGER) -> str:
    answer = await news.get(path, headers=at(by))
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_one_file_is_uploaded_by_a_plain_form(news: AsyncClient) -> None:
    data = {"csrf": csrf_for(MANAGER), "alt": "جشن شکوفه‌ها", "credit": "سارا", "licence": "permitted"}

    answer = await news.post("/n/media", data=data, files={"file": ("a.pdf", PDF)}, headers=at())

    assert answer.status_code == 303
    page = await shown_at(news, answer.headers["location"].partition("?")[0])
    assert "جشن شکوفه‌ها" in page
    assert "جشن شکوفه‌ها" in await shown_at(news, "/n/media?q=شکوفه ها")
    assert "چیزی پیدا نشد" in await shown_at(news, "/n/media?q=زمستان")


async def test_a_refused_file_is_told_beside_the_field_and_a_foreign_form_is_refused(news: AsyncClient) -> None:
    files = {"file": ("a.svg", b"<svg/>")}

    refused = await news.post("/n/media", data={"csrf": csrf_for(MANAGER)}, files=files, headers=at())

    assert refused.status_code == 415
    assert "پرونده‌های SVG و HTML پذیرفته نمی‌شوند" in refused.text
    assert (await news.post("/n/media", data={"csrf": "wrong"}, files=files, headers=at())).status_code == 403
    assert (await news.post("/n/media", data={}, files=files, headers=at(OPERATOR))).status_code == 403


async def test_an_empty_library_says_what_to_do_and_nobody_sees_another_office(news: AsyncClient) -> None:
    media = await a_picture_in(news)

    assert "هنوز تصویری نیست" in await shown_at(news, "/n/media", by=ROADS)
    assert (await news.get(f"/n/media/{media['id']}", headers=at(ROADS))).status_code == 404
    assert (await post(news, f"/n/media/{media['id']}/removal", by=ROADS)).status_code == 404


async def test_a_picture_is_described_and_its_focus_moved(news: AsyncClient) -> None:
    media = await a_picture_in(news)
    path = f"/n/media/{media['id']}"

    fields = {"alt": "نهر تازه", "licence": "own", "focus_x": "20", "focus_y": "70", "version": media["version"]}
    assert (await post(news, path, **fields)).status_code == 303
    assert (await post(news, path, **fields)).status_code == 409

    page = await shown_at(news, path)
    assert 'value="نهر تازه"' in page
    assert 'name="focus_x" min="0" max="100" step="1" value="20"' in page


async def test_what_articles_show_keeps_its_description_and_is_withdrawn_not_deleted(news: AsyncClient) -> None:
    media = await a_picture_in(news)
    path = f"/n/media/{media['id']}"
    await an_article_with(news, media["id"])
    assert "آب هفده روستا پایدار شد" in await shown_at(news, path)

    assert (await post(news, path, alt="", version=media["version"])).status_code == 422
    assert (await post(news, f"{path}/removal")).status_code == 409
    assert (await post(news, f"{path}/withdrawal", explanation=" ")).status_code == 422
    assert (await post(news, f"{path}/withdrawal", explanation="کودک شناخته می‌شد")).status_code == 303
    assert "کودک شناخته می‌شد" in await shown_at(news, path)


async def test_pictures_are_chosen_described_and_put_in_order(news: AsyncClient) -> None:
    article = (await begin(news)).json()
    address = f"/n/desk/{article['id']}/media"
    first = await a_picture_in(news)
    upload = await an_upload(news, len(JPEG), alt="")
    done = await news.patch(upload, content=JPEG, headers=tus(0))
    second = done.headers["content-location"].rpartition("/")[2]
    assert f'name="alt-{second}"' in await shown_at(news, f"{address}?add={second},{first['id']}")

    chosen: dict[str, Any] = {"shown": [first["id"], second], "version": article["version"]}
    assert (await post(news, address, **chosen)).status_code == 422
    more: dict[str, Any] = {
        f"alt-{second}": "نهر",
        f"order-{second}": "۱",
        f"order-{first['id']}": "۲",
        f"caption-{second}": "نهر تازه",
    }
    assert (await post(news, address, **chosen, **more)).status_code == 303
    assert (await post(news, address, **chosen | {"shown": [second]})).status_code == 409

    async def both_ready() -> list[tuple[str, str]]:
        read = (await news.get(f"/api/news/articles/{article['id']}", headers=at())).json()
        found = [(each["id"], each["caption"]) for each in read["media"]]
        return found if len(found) > 1 else []

    assert await eventually(both_ready) == [(second, "نهر تازه"), (first["id"], "")]


async def test_pictures_of_a_published_article_change_with_a_note(news: AsyncClient) -> None:
    media = await a_picture_in(news)
    article = await an_article_with(news)
    version = (await news.get(f"/api/news/articles/{article}")).json()["version"]

    answer = await post(news, f"/n/desk/{article}/media", shown=[media["id"]], version=version, note="عکس افزوده شد")

    assert answer.status_code == 303
    read = (await news.get(f"/api/news/articles/{article}")).json()
    assert [each["id"] for each in read["media"]] == [media["id"]]
    assert read["corrections"] == []
    assert "عکس افزوده شد" in await shown_at(news, f"/n/desk/{article}")


async def test_lists_lead_with_the_first_picture(news: AsyncClient) -> None:
    media = await a_picture_in(news)
    article = await an_article_with(news, media["id"], published=False)
    await do(news, article, "publication")

    assert media["renditions"][0]["url"] in (await news.get("/offices/water")).text


async def test_a_preview_link_shows_the_pictures_of_a_draft_and_nobody_else_sees_them(news: AsyncClient) -> None:
    media, other = await a_picture_in(news), await a_picture_in(news)
    article = await an_article_with(news, media["id"], published=False)
    await post(news, f"/n/desk/{article}/previews", days="1")
    link = search(r"/n/preview/[\w-]{32}", await shown_at(news, f"/n/desk/{article}"))
    assert link
    news.cookies.clear()

    page = (await news.get(link[0])).text
    addresses = set(findall(rf"{link[0]}(/media/[^\s\",]+)", page))
    assert addresses == {each["url"] for each in media["renditions"] if each["use"] == "page"}
    for address in addresses:
        given = await news.get(link[0] + address)
        assert (given.status_code, given.headers["cache-control"]) == (200, "private, no-store")
        assert "noindex" in given.headers["x-robots-tag"]
        assert (await news.get(address)).status_code == 404, "a link opens its own addresses and no others"
    foreign = other["renditions"][0]["url"]
    assert (await news.get(link[0] + foreign)).status_code == 404, "the article does not show it"
    guessed = link[0][:-1] + ("x" if link[0][-1] != "x" else "y")
    assert (await news.get(guessed + address)).status_code == 404

    revocation = search(r"/n/desk/\S+/revocation", await shown_at(news, f"/n/desk/{article}"))
    assert revocation
    await post(news, revocation[0].rstrip('"'))
    assert (await news.get(link[0] + address)).status_code == 404


async def test_the_library_lists_what_has_to_be_described_and_what_was_refused(news: AsyncClient) -> None:
    described = await a_picture_in(news)
    undescribed = (await send(news, PNG, alt="", decorative="1", wait=20)).json()
    await news.put(f"/api/news/media/{undescribed['id']}", json={"alt": ""}, headers=bearer(MANAGER))
    refused = (await send(news, JPEG[:900], alt="", decorative="1", wait=20)).json()
    await send(news, PDF)

    async def found(state: str) -> set[str]:
        page = await shown_at(news, f"/n/media?state={state}")
        return set(findall(r'href="/n/media/(\w+)"', page))

    assert await found("undescribed") == {undescribed["id"]}
    assert await found("refused") == {refused["id"]}
    assert await found("withdrawn") == set()
    assert described["id"] in await found("nonsense")


async def test_the_same_picture_again_is_pointed_out_within_the_office_alone(news: AsyncClient) -> None:
    first, again, foreign = [(await send(news, PNG, by=by)).json()["id"] for by in (MANAGER, MANAGER, ROADS)]

    assert f'href="/n/media/{first}"' in await shown_at(news, f"/n/media/{again}")
    assert "پیش از این هم در کتابخانه بود" not in await shown_at(news, f"/n/media/{foreign}", by=ROADS)
    await news.post(f"/api/news/media/{first}/withdrawal", json={"explanation": "کودک"}, headers=bearer(MANAGER))
    page = await shown_at(news, f"/n/media/{first}")
    assert page.index("یک بار دیگر هم در کتابخانه است") < page.index(f'href="/n/media/{again}"')


async def test_an_article_sends_no_larger_pictures_than_it_shows_and_tells_messengers_of_it(news: AsyncClient) -> None:
    first, second = [await a_picture_in(news) for _ in range(2)]
    sound = (await send(news, (SAMPLES / "voice.ogg").read_bytes())).json()
    article = await an_article_with(news, first["id"], second["id"], sound["id"])

    page = (await news.get(f"/n/{article}")).text

    lead, beside = findall(r'<img src="[^"]*" srcset="[^"]*" sizes="([^"]*)"', page)
    assert (lead, "50vw" in beside, "50vw" in lead) == ("(min-width:64em) 51rem, 100vw", True, False)
    assert f'<meta property="og:url" content="http://ravabet.test/n/{article}">' in page
    assert 'data-paper="صدا؛' in page  # paper plays nothing
