"""Media as programs handle them: uploaded whole and in parts, served in parts, shown by articles, withdrawn."""

import asyncio
import base64
import io
import json
import shutil
import struct
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from PIL import Image
from starlette.requests import ClientDisconnect

from services.news.main import Parts
from services.news.media.mongo import MEDIA, RUBBISH
from services.news.media.uploads_mongo import PIECES, UPLOADS
from shared.runtime.viewer import Viewer
from shared.store.files import FILES
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import MANAGER, OPERATOR, SECRETARY, bearer
from tests.news.recordings import SAMPLES, a_pdf, an_mp4
from tests.news.test_articles_api import begin, do
from tests.news.test_pictures import a_picture, needs_exiftool, tags_of, with_a_place, written

ROADS = Viewer("p-roads", "م", frozenset({"pr_manager"}), frozenset({"roads"}))
JPEG = written(a_picture(1300, 700), "JPEG", exif=with_a_place())
MP4 = an_mp4(data=bytes(range(250)) * 6_000)
PDF = a_pdf()
ANOTHER_PDF = a_pdf(owner="o")
ALT = "آغاز آبرسانی به روستای کهنه‌سرا"


async def send(
    news: AsyncClient, content: bytes = JPEG, *, by: Viewer = MANAGER, wait: int = 20, **said: Any
) -> Response:
    files = {"file": ("IMG_2041.jpg", content, "text/html")}
    said = {"alt": ALT} | said
    headers = bearer(by) | {"Prefer": f"wait={wait}"}
    return await news.post("/api/news/media", files=files, data=said, headers=headers)


async def a_picture_in(news: AsyncClient, *, by: Viewer = MANAGER) -> dict[str, Any]:
    answer = await send(news, by=by)
    assert (answer.status_code, answer.json()["state"]) == (201, "ready"), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def an_article_with(news: AsyncClient, *media: str, published: bool = True) -> str:
    answer = await begin(news, media=[{"id": each, "caption": "عکس: روابط عمومی"} for each in media])
    assert answer.status_code == 201, answer.text
    article: str = answer.json()["id"]
    if published:
        assert (await do(news, article, "publication")).status_code == 200
    return article


async def test_a_picture_is_answered_at_once_and_then_prepared(news: AsyncClient) -> None:
    answer = await send(news, wait=0, credit="سارا مهرگان‌پور", licence="cc_by")

    assert answer.status_code == 201
    media = answer.json()
    assert (media["kind"], media["alt"], media["credit"], media["licence"]) == (
        "picture",
        ALT,
        "سارا مهرگان‌پور",
        "cc_by",
    )

    async def ready() -> dict[str, Any] | None:
        found: dict[str, Any] = (await news.get(f"/api/news/media/{media['id']}", headers=bearer(MANAGER))).json()
        return found if found["state"] == "ready" else None

    found = await eventually(ready)
    assert found
    assert (found["width"], found["height"]) == (700, 1300)
    kinds = {(each["type"], each["width"], each["use"]) for each in found["renditions"]}
    assert {("image/webp", 480, "page"), ("image/avif", 700, "page")} < kinds
    assert [each for each in kinds if each[2] == "card"] == [("image/jpeg", 700, "card")]


async def test_an_embargo_does_not_leak_by_the_address_of_a_picture(news: AsyncClient) -> None:
    media = await a_picture_in(news)
    address = media["renditions"][0]["url"]
    article = await an_article_with(news, media["id"], published=False)

    for stranger in ({}, bearer(ROADS), bearer(OPERATOR)):
        assert (await news.get(address, headers=stranger)).status_code == 404
        assert (await news.get(f"/media/{media['id']}/480.webp", headers=stranger)).status_code == 404
    own = await news.get(address, headers=bearer(MANAGER))
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")

    assert (await do(news, article, "publication")).status_code == 200
    public = await news.get(address)
    assert (public.status_code, public.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")

    assert (await do(news, article, "withdrawal", explanation="تاریخ نادرست بود")).status_code == 200
    assert (await news.get(address)).status_code == 404


@needs_exiftool
async def test_everything_that_is_served_is_without_a_place_and_runs_in_no_browser(
    news: AsyncClient, tmp_path: Any
) -> None:
    media = await a_picture_in(news)
    await an_article_with(news, media["id"])

    for rendition in media["renditions"]:
        answer = await news.get(rendition["url"])
        assert answer.headers["content-type"] == rendition["type"] in {"image/avif", "image/webp", "image/jpeg"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'; sandbox" in answer.headers.get_list("content-security-policy")
        told = tags_of(answer.content, tmp_path)
        assert not {name for name in told if name.startswith(("GPS", "Make", "XMP"))}
        again = await news.get(rendition["url"], headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "range_", ["bytes=0-9", "bytes=100000-100009", "bytes=1400000-", "bytes=-7", "bytes=0-99999999"]
)
async def test_a_video_is_served_in_parts(news: AsyncClient, range_: str) -> None:
    media = (await send(news, MP4)).json()
    assert (media["kind"], media["seconds"], media["state"]) == ("video", 12.5, "ready")
    await an_article_with(news, media["id"])
    address = media["renditions"][0]["url"]

    answer = await news.get(address, headers={"Range": range_})

    first, _, last = range_.removeprefix("bytes=").partition("-")
    expected = MP4[-int(last) :] if not first else MP4[int(first) : int(last) + 1 if last else None]
    start = int(first) if first else len(MP4) - int(last)
    assert answer.status_code == 206
    assert answer.content == expected
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(MP4)}"
    assert answer.headers["content-length"] == str(len(expected))


async def test_what_is_no_part_is_answered_as_the_standard_says(news: AsyncClient) -> None:
    media = (await send(news, MP4)).json()
    await an_article_with(news, media["id"])
    address = media["renditions"][0]["url"]

    async def asked(**headers: str) -> Response:
        return await news.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})

    whole = await asked()
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, MP4, "bytes")
    beyond = await asked(range=f"bytes={len(MP4)}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(MP4)}")
    assert (await asked(range="bytes=-0")).status_code == 416
    assert (await asked(range="bytes=9-3")).status_code == 200
    assert (await asked(range="bytes=0-1,5-6")).status_code == 200
    assert (await asked(range="bytes=0-1", if_range='"another"')).status_code == 200
    assert (await asked(range="bytes=0-1", if_range=whole.headers["etag"])).status_code == 206
    head = await news.head(address)
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(MP4)), b"")


async def test_a_pdf_is_an_attachment_with_its_own_name(news: AsyncClient) -> None:
    files = {"file": ("گزارش.pdf", PDF, "image/png")}
    answer = await news.post("/api/news/media", files=files, data={"alt": "گزارش"}, headers=bearer(MANAGER))
    media = answer.json()
    await an_article_with(news, media["id"])

    served = await news.get(media["renditions"][0]["url"])

    assert (served.headers["content-type"], served.content[:5]) == ("application/pdf", b"%PDF-")
    assert served.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%DA%AF")


@needs_exiftool
async def test_the_video_of_an_iphone_is_served_as_mp4_without_its_place(news: AsyncClient, tmp_path: Any) -> None:
    media = (await send(news, (SAMPLES / "phone.mov").read_bytes())).json()
    await an_article_with(news, media["id"])

    served = await news.get(media["renditions"][0]["url"])

    assert (media["seconds"], served.headers["content-type"]) == (1, "video/mp4")
    assert not {name for name in tags_of(served.content, tmp_path) if name.startswith(("GPS", "Make", "Author", "XMP"))}


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
BAD = {
    "svg": SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "html after a picture": JPEG[:20] + b"<script>alert(1)</script>" + JPEG[20:],
    "zip behind a picture": JPEG + b"PK\x05\x06" + bytes(18),
    "html in a pdf's head": b"%PDF-1.4\n<html><script>alert(1)</script>",
    "program": b"MZ\x90\x00" + bytes(100),
    "mov": struct.pack(">I4s4s", 12, b"ftyp", b"qt  ") + bytes(100),
    "mov of hevc": (SAMPLES / "high-efficiency.mov").read_bytes(),
    "mov of long ago": struct.pack(">I4s", 8, b"wide") + bytes(100),
    "text": "سلام".encode(),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_could_run_is_refused_in_a_sentence(news: AsyncClient, store: Store, what: str) -> None:
    answer = await send(news, BAD[what])

    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:ravabet:problem:file-not-taken"
    assert len(answer.json()["detail"]) > 20
    assert await store.count(MEDIA, {}) == await store.count(FILES, {}) == 0


async def test_bombs_and_broken_pictures_are_refused(news: AsyncClient) -> None:
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 60_000, 60_000, 8, 2, 0, 0, 0, 0)

    refused = await send(news, bomb)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:ravabet:problem:picture-too-large")
    broken = (await send(news, JPEG[:-2_000][:900])).json()
    assert (broken["state"], broken["renditions"]) == ("refused", [])
    assert "باز نمی‌شود" in broken["refusal"]
    assert (await begin(news, media=[{"id": broken["id"]}])).status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [({"alt": ""}, 422), ({"alt": " ‌ "}, 422), ({"alt": "", "decorative": "1"}, 201), ({"alt": "x" * 9_000}, 201)],
)
async def test_a_picture_says_what_it_shows_or_that_it_is_decoration(
    news: AsyncClient, said: dict[str, Any], status: int
) -> None:
    assert (await send(news, wait=0, **said)).status_code == status


async def test_nothing_and_too_much_are_refused(news: AsyncClient) -> None:
    headers = bearer(MANAGER)
    assert (await news.post("/api/news/media", headers=headers)).status_code == 415
    assert (await news.post("/api/news/media", data={"file": "text"}, headers=headers)).status_code == 415
    assert (await send(news, b"")).status_code == 415
    too_large = b"%PDF-1.7" + bytes(51 * 1024 * 1024)
    assert (await send(news, too_large)).status_code == 413
    assert (await send(news, by=OPERATOR)).status_code == 403
    assert (await news.post("/api/news/media", files={"file": JPEG})).status_code == 401


# Uploads in parts


def tus(offset: int, by: Viewer = MANAGER) -> dict[str, str]:
    return bearer(by) | {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }


async def an_upload(news: AsyncClient, length: int, **metadata: str) -> str:
    said = {"filename": "IMG_2041.jpg", "alt": ALT} | metadata
    header = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    headers = bearer(MANAGER) | {"Upload-Length": str(length), "Upload-Metadata": header}
    answer = await news.post("/api/news/uploads", headers=headers)
    assert answer.status_code == 201
    return str(answer.headers["location"])


async def test_a_cut_upload_goes_on_where_it_was(news: AsyncClient, store: Store) -> None:
    address = await an_upload(news, len(MP4))

    async def dying() -> AsyncIterator[bytes]:
        yield MP4[:1_200_000]
        raise ClientDisconnect

    assert (await news.patch(address, content=dying(), headers=tus(0))).status_code >= 400

    async def kept() -> int | None:
        answer = await news.head(address, headers=bearer(MANAGER))
        return int(answer.headers["upload-offset"]) or None

    offset = await eventually(kept) or 0
    assert 0 < offset <= 1_200_000
    assert (await news.patch(address, content=MP4[:10], headers=tus(0))).status_code == 409
    answer = await news.patch(address, content=MP4[offset:], headers=tus(offset))

    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["upload-offset"] == str(len(MP4))
    found = (await news.get(answer.headers["content-location"], headers=bearer(MANAGER))).json()
    assert (found["kind"], found["alt"], found["size"]) == ("video", ALT, len(MP4))
    served = await news.get(found["renditions"][0]["url"], headers=bearer(MANAGER))
    assert served.content == MP4
    assert await store.count(UPLOADS, {}) == await store.count(PIECES, {}) == 0


async def test_the_same_part_twice_at_once_is_one(news: AsyncClient) -> None:
    address = await an_upload(news, len(JPEG))

    answers = await asyncio.gather(*(news.patch(address, content=JPEG, headers=tus(0)) for _ in range(5)))

    assert min(answer.status_code for answer in answers) == 204
    assert {answer.status_code for answer in answers} <= {204, 409, 410}
    (done,) = {each.headers["content-location"] for each in answers if each.status_code == 204}
    assert (await news.get(done, headers=bearer(MANAGER))).json()["size"] == len(JPEG)


async def test_bad_parts_are_refused(news: AsyncClient, store: Store) -> None:
    headers = bearer(MANAGER)
    assert (await news.post("/api/news/uploads", headers=headers)).status_code == 422
    huge = headers | {"Upload-Length": str(2**39)}
    assert (await news.post("/api/news/uploads", headers=huge)).status_code == 413
    address = await an_upload(news, len(JPEG))
    assert (await news.patch(address, content=JPEG, headers=headers | {"Upload-Offset": "0"})).status_code == 415
    assert (await news.patch(address, content=JPEG + b"more", headers=tus(0))).status_code == 413
    assert (await news.patch(address, content=JPEG, headers=tus(0, by=ROADS))).status_code == 410
    assert (await news.head(address, headers=bearer(ROADS))).status_code == 410
    svg = await an_upload(news, len(SVG))
    assert (await news.patch(svg, content=SVG, headers=tus(0))).status_code == 415
    assert (await news.head(svg, headers=headers)).status_code == 410
    assert (await news.delete(address, headers=headers)).status_code == 204
    assert await store.count(PIECES, {}) == 0


# In articles


async def test_an_article_shows_its_pictures(news: AsyncClient) -> None:
    first, second = await a_picture_in(news), await a_picture_in(news)
    article = await an_article_with(news, second["id"], first["id"])

    read = (await news.get(f"/api/news/articles/{article}")).json()

    assert [each["id"] for each in read["media"]] == [second["id"], first["id"]]
    assert read["media"][0]["caption"] == "عکس: روابط عمومی"
    assert read["media"][0]["renditions"] == second["renditions"]
    assert not {"name", "uploaded_by", "owners"} & read["media"][0].keys()
    page = (await news.get(f"/n/{article}")).text
    webp = next(each for each in second["renditions"] if each["type"] == "image/webp" and each["width"] == 480)
    assert f"{webp['url']} 480w" in page
    assert f'alt="{ALT}"' in page
    assert page.count("<picture>") == 2
    card = next(each["url"] for each in second["renditions"] if each["use"] == "card")
    assert f'<meta property="og:image" content="http://ravabet.test{card}">' in page


async def test_a_rewriting_may_change_the_pictures_and_takes_the_approval_back(news: AsyncClient) -> None:
    first, second = await a_picture_in(news), await a_picture_in(news)
    article = await an_article_with(news, first["id"], published=False)
    assert (await do(news, article, "approval", by=SECRETARY)).json()["state"] == "approved"
    said = {"headline": "آب هفده روستا پایدار شد", "text": "از امروز نوبت‌بندی نیست."}

    async def put(**changes: Any) -> dict[str, Any]:
        answer = await news.put(f"/api/news/articles/{article}", json=said | changes, headers=bearer(MANAGER))
        return dict(answer.json())

    assert (await put(version=2))["state"] == "approved"
    changed = await put(version=2, media=[{"id": second["id"]}])
    assert (changed["state"], [each["id"] for each in changed["media"]]) == ("draft", [second["id"]])


async def test_a_correction_may_change_the_pictures(news: AsyncClient) -> None:
    first, second = await a_picture_in(news), await a_picture_in(news)
    article = await an_article_with(news, first["id"])

    answer = await do(news, article, "correction", note="عکس درست شد", media=[{"id": second["id"]}])

    assert answer.status_code == 200
    assert [each["id"] for each in answer.json()["media"]] == [second["id"]]
    assert answer.json()["corrections"] == []


@pytest.mark.parametrize("what", ["unknown", "of another office", "not described"])
async def test_what_must_not_be_shown_is_not(news: AsyncClient, what: str) -> None:
    if what == "unknown":
        media, status = "0190b3a0-0000-7000-8000-000000000000", 404
    elif what == "of another office":
        media, status = (await a_picture_in(news, by=ROADS))["id"], 404
    else:
        address = await an_upload(news, len(PDF) + len(JPEG), alt="")
        done = await news.patch(address, content=JPEG + PDF, headers=tus(0))
        media, status = done.headers["content-location"].rpartition("/")[2], 422

    answer = await begin(news, media=[{"id": media}])

    assert answer.status_code == status
    assert (await news.get("/api/news/articles", params={"limit": 5})).json()["items"] == []


async def test_a_picture_in_ten_articles_is_withdrawn_from_all(news: AsyncClient, store: Store) -> None:
    media = await a_picture_in(news)
    articles = [await an_article_with(news, media["id"]) for _ in range(10)]
    address = media["renditions"][0]["url"]
    kept = (await news.get(f"/n/{articles[0]}")).text
    assert address in kept
    assert (await news.delete(f"/api/news/media/{media['id']}", headers=bearer(MANAGER))).status_code == 409

    answer = await news.post(
        f"/api/news/media/{media['id']}/withdrawal", json={"explanation": "کودک شناخته می‌شد"}, headers=bearer(MANAGER)
    )

    assert (answer.status_code, answer.json()["state"], answer.json()["renditions"]) == (200, "withdrawn", [])
    assert (await news.get(address)).status_code == 410
    for article in articles:
        page = (await news.get(f"/n/{article}")).text
        assert "<picture>" not in page
        assert "کودک شناخته می‌شد" in page
        (shown,) = (await news.get(f"/api/news/articles/{article}")).json()["media"]
        assert (shown["withdrawn"], shown["renditions"]) == ("کودک شناخته می‌شد", [])
    assert await store.count(RUBBISH, {}) == len({each["url"] for each in media["renditions"]}) + 1


async def test_files_that_nobody_needs_go_after_an_hour_and_shared_ones_stay(
    news: AsyncClient, store: Store, parts: Parts
) -> None:
    gone, same = (await send(news, PDF)).json(), (await send(news, PDF)).json()
    other = (await send(news, ANOTHER_PDF)).json()
    for each in (gone, other):
        deleted = await news.delete(f"/api/news/media/{each['id']}", headers=bearer(MANAGER))
        assert deleted.status_code == 204
    assert await store.count(FILES, {}) == 2

    earlier = store.now() - timedelta(hours=2)
    await store.driver.collection(RUBBISH).update_many({}, {"$set": {"at": earlier}})
    await store.driver.collection(FILES).update_many({}, {"$set": {"uploadDate": earlier}})
    parts.media_runner._looks_at = earlier
    store.bells.ring(MEDIA)

    async def cleared() -> bool:
        return await store.count(RUBBISH, {}) == 0

    await eventually(cleared)
    assert await store.count(FILES, {}) == 1
    assert (await news.get(same["renditions"][0]["url"], headers=bearer(MANAGER))).content.startswith(b"%PDF-")
    assert (await news.get(f"/api/news/media/{gone['id']}", headers=bearer(MANAGER))).status_code == 404


async def test_another_focal_point_makes_another_card(news: AsyncClient) -> None:
    wide = written(a_picture(3000, 800), "JPEG")
    media = (await send(news, wide)).json()

    def card(of: dict[str, Any]) -> str:
        return next(str(each["url"]) for each in of["renditions"] if each["use"] == "card")

    body = {"alt": ALT, "focus": [0.02, 0.5], "version": media["version"]}
    answer = await news.put(f"/api/news/media/{media['id']}", json=body, headers=bearer(MANAGER))
    assert (answer.status_code, answer.json()["focus"]) == (200, [0.02, 0.5])
    stale = await news.put(f"/api/news/media/{media['id']}", json=body, headers=bearer(MANAGER))
    assert stale.status_code == 409

    async def made_anew() -> bytes | None:
        found = (await news.get(f"/api/news/media/{media['id']}", headers=bearer(MANAGER))).json()
        if card(found) == card(media):
            return None
        return (await news.get(card(found), headers=bearer(MANAGER))).content

    content = await eventually(made_anew) or b""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    red, _, blue = picture.getpixel((picture.width * 3 // 4, 300))  # type: ignore[misc]
    assert red > 200 > blue
    assert (await news.get(card(media), headers=bearer(MANAGER))).status_code == 404


async def test_the_library_is_searched_in_whatever_spelling(news: AsyncClient) -> None:
    await send(news, PDF, alt="بازدید از روابط‌عمومی‌ها")
    await send(news, PDF, alt="چیز دیگر", by=ROADS)

    async def found(words: str, by: Viewer = MANAGER, **more: Any) -> list[str]:
        answer = await news.get("/api/news/media", params={"q": words, **more}, headers=bearer(by))
        return [each["alt"] for each in answer.json()["items"]]

    assert await found("روابط عمومي ها") == ["بازدید از روابط‌عمومی‌ها"]
    assert await found("چیز") == []
    assert await found("", by=SECRETARY) == ["چیز دیگر", "بازدید از روابط‌عمومی‌ها"]
    assert await found("", kind="picture") == []
    assert json.dumps(await found("", by=ROADS)).count("\\u") > 0


def test_exiftool_is_here() -> None:
    """The tests of what the camera wrote are worth nothing when they are left out."""
    assert shutil.which("exiftool")
