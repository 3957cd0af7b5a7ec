"""Membership's pages as people meet them."""

import re
from datetime import date

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.membership.main import Parts, create_membership, real_parts
from services.membership.posts.domain import Place
from services.membership.settings import Settings
from shared.runtime.viewer import Viewer
from shared.web.paths import local_path
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, RENEWAL_COOKIE, SECRETARY, bearer, csrf_for, token_of
from tests.membership.county import PASSWORD, SETUP, fill, office, person
from tests.membership.test_decrees import a_registered_one, do, draft
from tests.services import running_service


def cookie(viewer: Viewer) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token_of(viewer)}"}


async def see(membership: AsyncClient, path: str, viewer: Viewer | None = None) -> Response:
    return await membership.get(path, headers=cookie(viewer) if viewer else {})


async def post(membership: AsyncClient, path: str, viewer: Viewer, **fields: str) -> Response:
    token = token_of(viewer)
    data = {"csrf": csrf_for(viewer), **fields}
    return await membership.post(path, data=data, headers={"Cookie": f"{COOKIE}={token}"})


def form_token_in(page: Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found[1]


def recipients_in(page: str) -> dict[str, str]:
    """The people whom the form of a decree offers, by id."""
    offered = re.findall(r'name="person_id" value="([^"]+)" required><span>(.*?)</span></span>', page)
    return {key: " ".join(re.sub("<[^>]+>", "", text).split()) for key, text in offered}


async def enter(membership: AsyncClient, **fields: str) -> Response:
    data = {"username": "p-water", "password": PASSWORD} | fields
    return await membership.post("/membership/sign-in", data=data)


async def test_a_decree_is_offered_those_who_hold_a_post_in_an_office(membership: AsyncClient, parts: Parts) -> None:
    roads = Place(office_id="roads")
    await parts.personnel.appoint("p-water", "liaison", roads, since=date(2025, 3, 21), by=SETUP)
    await parts.personnel.appoint("p-roads", "deputy", roads, since=date(2025, 3, 21), by=SETUP)

    nobody = (await see(membership, "/membership/decrees/new", SECRETARY)).text
    assert recipients_in(nobody) == {}
    await parts.accounts.open(person("p-idle", "سپیده مهرگان‌پور"), by=SETUP)
    await parts.accounts.open(person("p-gas", "سارا مهرگان‌نژاد"), by=SETUP)
    await parts.personnel.appoint("p-gas", "head_of_office", roads, since=date(2025, 3, 21), by=SETUP)

    found = recipients_in((await see(membership, "/membership/decrees/new?name=مهرگان", SECRETARY)).text)

    assert list(found) == ["p-water", "p-gas"]
    names = {key: (await parts.offices.one(key)).facts.short_name for key in ("water", "roads")}
    assert found["p-gas"] == f"سارا مهرگان‌نژاد – {names['roads']}"
    assert sorted(found["p-water"].partition(" – ")[2].split("، ")) == sorted(names.values())


async def test_a_recipient_is_searched_and_chosen_without_scripts(membership: AsyncClient) -> None:
    typed = {"body_id": "media_hq", "role": "member", "valid_from": "۱۴۰۵/۱/۲", "name": "مهرگان"}

    searched = await post(membership, "/membership/decrees/new", SECRETARY, search="person_id", **typed)

    assert (searched.status_code, list(recipients_in(searched.text))) == (200, ["p-water"])
    assert 'value="۱۴۰۵/۱/۲"' in searched.text
    nobody = await post(membership, "/membership/decrees/new", SECRETARY, search="person_id", **typed | {"name": "زز"})
    assert "کسی با این نام که در دستگاهی سمت داشته باشد، یافت نشد." in nobody.text
    unchosen = await post(membership, "/membership/decrees/new", SECRETARY, **typed)
    assert (unchosen.status_code, list(recipients_in(unchosen.text))) == (422, ["p-water"])
    other = typed | {"person_id": "p-water", "named": "مهرگان", "name": "سپیدرو"}
    renamed = await post(membership, "/membership/decrees/new", SECRETARY, **other)
    assert (renamed.status_code, list(recipients_in(renamed.text))) == (422, ["p-roads"])
    chosen = typed | {"person_id": "p-water", "named": "مهرگان"}
    again = await post(membership, "/membership/decrees/new", SECRETARY, **chosen | {"valid_from": "هیچ"})
    assert (again.status_code, recipients_in(again.text)) == (422, {})
    assert "سارا مهرگان‌پور" in again.text
    another = await post(membership, "/membership/decrees/new", SECRETARY, search="another", **chosen)
    assert list(recipients_in(another.text)) == ["p-water"]
    drafted = await post(membership, "/membership/decrees/new", SECRETARY, **chosen)
    assert drafted.status_code == 303


async def test_offices_of_a_decree_are_searched_and_stay_chosen(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.register(office("gas", "اداره گاز"), by=SETUP)
    await parts.directory.register(office("old", "اداره گاز قدیم"), by=SETUP)
    await parts.directory.close("old", on=date(2026, 1, 1), by=SETUP)

    page = await see(membership, "/membership/decrees/new?office_words=گاز&office_ids=roads", SECRETARY)

    offered = re.findall(r'name="office_ids" value="([^"]+)"( checked)?', page.text)
    assert offered == [("roads", " checked"), ("gas", "")]
    assert (
        "office_ids" not in (await see(membership, "/membership/decrees/new", SECRETARY)).text.partition("<details")[0]
    )
    nothing = await see(membership, "/membership/decrees/new?office_words=ققنوس", SECRETARY)
    assert "دستگاه بازی با این نام یافت نشد." in nothing.text


async def test_many_of_one_name_are_not_all_offered(membership: AsyncClient, parts: Parts) -> None:
    for number in range(13):
        await parts.accounts.open(person(f"p-{number}", f"نیما کاوه‌ای {number}"), by=SETUP)
        await parts.directory.register(office(f"o-{number}", f"اداره {number}"), by=SETUP)
        place = Place(office_id=f"o-{number}")
        await parts.personnel.appoint(f"p-{number}", "pr_manager", place, since=date(2025, 3, 21), by=SETUP)

    page = (await see(membership, "/membership/decrees/new?name=نیما", SECRETARY)).text

    assert list(recipients_in(page)) == [f"p-{number}" for number in range(12)]
    assert "نام را کامل‌تر وارد کنید" in page
    one = (await see(membership, "/membership/decrees/new?name=نیما 12", SECRETARY)).text
    assert list(recipients_in(one)) == ["p-12"]
    assert "نام را کامل‌تر وارد کنید" not in one


async def test_signing_in_leads_back_and_out_again(membership: AsyncClient) -> None:
    sent_away = await see(membership, "/membership/decrees")
    assert sent_away.headers["location"] == "/membership/sign-in?next=/membership/decrees"
    assert "نام کاربری" in (await see(membership, sent_away.headers["location"])).text

    entered = await enter(membership, next="/membership/decrees")

    assert (entered.status_code, entered.headers["location"]) == (303, "/membership/decrees")
    kept = entered.headers.get_list("set-cookie")
    assert all("HttpOnly" in each and "SameSite=lax" in each and "Secure" not in each for each in kept)
    assert [each.partition("=")[0] for each in kept] == [COOKIE, RENEWAL_COOKIE, "ravabet_browser_80"]
    assert "Path=/membership/renewal" in kept[1]
    assert "Path=/membership;" in kept[2]
    desk = await membership.get("/desk")
    assert "سلام، سارا" in desk.text
    assert (await membership.post("/membership/sign-out")).status_code == 403
    out = await membership.post("/membership/sign-out", data={"csrf": form_token_in(desk)})
    assert [each.partition("=")[0] for each in out.headers.get_list("set-cookie")] == [COOKIE, RENEWAL_COOKIE]
    assert membership.cookies.get(COOKIE) is None


async def test_a_wrong_pair_leaves_what_was_typed(membership: AsyncClient) -> None:
    wrong = await enter(membership, password="نادرست", next="/reporting")

    assert wrong.status_code == 401
    assert 'value="p-water"' in wrong.text
    assert "نام کاربری یا گذرواژه درست نیست." in wrong.text
    assert 'name="next" value="/reporting"' in wrong.text
    assert "set-cookie" not in wrong.headers
    foreign = await membership.post("/membership/sign-in", data={}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\\b", "javascript:alert(1)", "/a\nb", ""],
)
def test_a_sign_in_leads_nowhere_else(elsewhere: str) -> None:
    assert local_path(elsewhere, otherwise="/desk") == "/desk"


def test_a_sign_in_leads_to_where_one_came_from() -> None:
    assert local_path("/membership/decrees?state=draft") == "/membership/decrees?state=draft"


async def test_the_secretariat_drafts_and_the_governor_signs(membership: AsyncClient) -> None:
    form = await see(membership, "/membership/decrees/new?name=سارا", SECRETARY)
    assert recipients_in(form.text) == {"p-water": "سارا مهرگان‌پور – اداره آب و فاضلاب"}
    wrong = await post(
        membership, "/membership/decrees/new", SECRETARY, body_id="media_hq", role="member", valid_from="۱۴۰۵/۱۳/۱"
    )
    assert (wrong.status_code, "ماه ۱۳ در تقویم نیست" in wrong.text, "گیرنده را انتخاب کنید." in wrong.text) == (
        422,
        True,
        True,
    )
    assert 'value="۱۴۰۵/۱۳/۱"' in wrong.text
    fields = {"person_id": "p-water", "body_id": "media_hq", "role": "member", "valid_from": "۱۴۰۵/۱/۱"}

    drafted = await post(membership, "/membership/decrees/new", SECRETARY, **fields, valid_until="1407/01/01")

    letter = drafted.headers["location"]
    shown = await see(membership, letter, SECRETARY)
    assert "پیش‌نویس – بدون امضا و شماره" in shown.text
    assert "سرکار خانم سارا مهرگان‌پور" in shown.text
    assert "مدیر محترم روابط عمومی اداره آب و فاضلاب" in shown.text
    assert "امضا و ثبت</button>" not in shown.text
    assert "حکم سارا مهرگان‌پور" in (await see(membership, "/desk", GOVERNOR)).text
    assert "امضا و ثبت</button>" in (await see(membership, letter, GOVERNOR)).text
    signed = await post(membership, f"{letter}/signature", GOVERNOR)
    assert (signed.status_code, signed.headers["location"]) == (303, letter)
    assert "۱۴۰۵/ق/۰۰۱" in (await see(membership, letter, GOVERNOR)).text
    assert "نمونه – فاقد اعتبار" in (await see(membership, letter, MANAGER)).text


async def test_a_draft_that_cannot_be_now_leaves_what_was_typed(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.close("water", on=date(2026, 1, 1), by=SETUP)
    fields = {"person_id": "p-water", "office_ids": "water", "body_id": "media_hq", "valid_from": "۱۴۰۵/۱/۱"}

    refused = await post(membership, "/membership/decrees/new", SECRETARY, role="member", **fields)

    assert (refused.status_code, 'value="۱۴۰۵/۱/۱"' in refused.text) == (409, True)
    assert 'aria-describedby="e-office_ids"' in refused.text
    unknown = await post(
        membership, "/membership/decrees/new", SECRETARY, role="king", **fields | {"office_ids": "roads"}
    )
    assert (unknown.status_code, "چنین نقشی تعریف نشده است" in unknown.text) == (422, True)


async def test_forms_are_for_those_who_may(membership: AsyncClient) -> None:
    assert (await see(membership, "/membership/decrees/new", MANAGER)).status_code == 403
    decree = (await draft(membership)).json()["id"]
    assert (await post(membership, f"/membership/decrees/{decree}/signature", SECRETARY)).status_code == 403
    unchecked = await membership.post(f"/membership/decrees/{decree}/signature", headers=cookie(GOVERNOR))
    assert unchecked.status_code == 403
    assert (await see(membership, f"/membership/decrees/{decree}", MANAGER)).status_code == 404


async def test_the_register_is_filtered_and_says_when_it_is_empty(membership: AsyncClient) -> None:
    assert "حکمی در این فهرست نیست" in (await see(membership, "/membership/decrees", SECRETARY)).text
    await a_registered_one(membership)
    await draft(membership, person_id="p-roads", office_ids=["roads"])

    everything = (await see(membership, "/membership/decrees", GOVERNOR)).text
    drafts = (await see(membership, "/membership/decrees?state=draft", GOVERNOR)).text
    own = (await see(membership, "/membership/decrees", MANAGER)).text

    assert ("سارا مهرگان‌پور" in everything, "بهرام سپیدرو" in everything) == (True, True)
    assert ("سارا مهرگان‌پور</a>" in drafts, "بهرام سپیدرو" in drafts) == (False, True)
    assert ("سارا مهرگان‌پور</a>" in own, "بهرام سپیدرو" in own) == (True, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=مهرگان پور", ["سارا"]),
        ("q=مهرگان‌پور آب", ["سارا"]),
        ("q=مهرگانپور", ["سارا"]),
        ("q=مهرگان\u200dپور", ["سارا"]),
        ("q=سپيدرو", ["بهرام"]),
        ("q=۱۴۰۵/ق/۰۰۱", ["سارا"]),
        ("q=001", ["سارا"]),
        ("q=سارا&state=draft", []),
        ("q=.*", []),
        ("", ["بهرام", "سارا"]),
        ("sort=date", ["سارا", "بهرام"]),
        ("sort=-number", ["سارا", "بهرام"]),
        ("sort=secret&page=9&state=x", ["بهرام", "سارا"]),
    ],
)
async def test_the_register_is_searched_and_sorted(membership: AsyncClient, asked: str, found: list[str]) -> None:
    await a_registered_one(membership)
    await draft(membership, person_id="p-roads", office_ids=["roads"])

    shown = (await see(membership, f"/membership/decrees?{asked}", SECRETARY)).text

    assert re.findall(r'<a href="/membership/decrees/[^"]+">(سارا|بهرام) ', shown) == found
    assert ("حکمی با این مشخصات یافت نشد" in shown) == (not found)


async def test_a_person_searches_only_what_is_theirs(membership: AsyncClient) -> None:
    await a_registered_one(membership)
    await draft(membership)
    await draft(membership, person_id="p-roads", office_ids=["roads"])

    assert "سپیدرو" not in (await see(membership, "/membership/decrees?q=بهرام", MANAGER)).text
    assert "پیش‌نویسی در انتظار امضا نیست" in (await see(membership, "/membership/decrees?state=draft", MANAGER)).text
    assert "سارا مهرگان‌پور</a>" in (await see(membership, "/membership/decrees?q=سارا", MANAGER)).text


async def test_a_decree_is_corrected_and_revoked_on_its_page(membership: AsyncClient) -> None:
    letter = f"/membership/decrees/{(await a_registered_one(membership))['id']}"
    empty = await post(membership, f"{letter}/amendment", SECRETARY, note=" ", valid_until="فردا")
    assert (empty.status_code, "بنویسید چه چیزی اصلاح می‌شود." in empty.text) == (422, True)
    early = await post(membership, f"{letter}/amendment", SECRETARY, note="پایان نادرست بود.", valid_until="1390/1/1")
    assert (early.status_code, "پایان اعتبار پیش از آغاز آن است." in early.text) == (422, True)
    assert "پایان نادرست بود." in early.text

    amended = await post(membership, f"{letter}/amendment", SECRETARY, note="پایان نادرست بود.", valid_until="1408/1/1")

    assert "پیش‌نویس اصلاحیه" in (await see(membership, amended.headers["location"], GOVERNOR)).text
    assert (await post(membership, f"{letter}/revocation", GOVERNOR, reason="")).status_code == 422
    assert (await post(membership, f"{letter}/revocation", GOVERNOR, reason="پایان مأموریت")).status_code == 303
    assert "پایان مأموریت" in (await see(membership, letter, SECRETARY)).text
    assert (await post(membership, f"{amended.headers['location']}/signature", GOVERNOR)).status_code == 409


async def test_anybody_checks_a_decree_by_its_code(membership: AsyncClient) -> None:
    decree = await a_registered_one(membership)
    code = decree["verify_url"].rpartition("/")[2]
    persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

    asked = await see(membership, f"/v?code={persian[:4]} {persian[4:]}")
    valid = await see(membership, asked.headers["location"])

    assert asked.headers["location"] == f"/v/{code}"
    assert (valid.status_code, "این حکم معتبر است" in valid.text) == (200, True)
    assert "سارا مهرگان‌پور" in valid.text
    assert "bahardasht.example" not in valid.text
    await do(membership, decree["id"], "revocation", by=GOVERNOR, reason="رازِ دفتر")
    revoked = (await see(membership, f"/v/{code}")).text
    assert "لغو شده از" in revoked
    assert "رازِ دفتر" not in revoked


async def test_a_decree_says_that_its_member_has_left(membership: AsyncClient) -> None:
    decree = await a_registered_one(membership)
    address = decree["verify_url"][19:]
    (member,) = (await membership.get("/api/membership/members?body=media_hq", headers=bearer(SECRETARY))).json()[
        "items"
    ]
    reason = {"reason": "resigned"}

    await membership.post(
        f"/api/membership/members/{member['membership_id']}/ending", headers=bearer(SECRETARY), json=reason
    )

    checked = (await see(membership, address)).text
    assert "عضویت این شخص پایان یافته است" in checked
    assert "این حکم معتبر است" not in checked


async def test_what_is_not_registered_is_not_found(membership: AsyncClient) -> None:
    decree = (await draft(membership)).json()["id"]
    for code in ("1234567890", decree, "None", "۱۲۳", "9" * 40):
        unknown = await see(membership, f"/v/{code}")
        assert (code, unknown.status_code) == (code, 404)
        assert "حکمی با این کد ثبت نشده است" in unknown.text
    assert (await see(membership, "/v")).status_code == 200
    typed = await see(membership, "/v?code=<b>")
    assert (typed.status_code, "&lt;b&gt;" in typed.text) == (422, True)


async def test_each_role_has_its_desk(membership: AsyncClient) -> None:
    for viewer, theirs, others in (
        (MANAGER, "گزارش‌های ماهانه", "دفتر حکم‌ها</a>"),
        (SECRETARY, "تقویم و تعطیلی", "همه چیز امضا شده است"),
        (GOVERNOR, "همه چیز امضا شده است", "خبر تازه"),
        (OPERATOR, "پیام‌های ارسالی", "خبر تازه"),
        (Viewer("p-none", "بی‌سمت"), "سمتی برای شما ثبت نشده است", "خبر تازه"),
    ):
        text = (await see(membership, "/desk", viewer)).text
        assert (theirs in text, others in text) == (True, False)


async def test_one_click_signs_in_as_each_role_of_the_demonstration(membership: AsyncClient) -> None:
    page = (await see(membership, "/demo")).text
    assert re.findall(r'name="role" value="(\w+)"', page) == ["pr_manager", "secretariat", "governor", "operator"]

    entered = await membership.post("/demo", data={"role": "governor"})

    assert entered.headers["location"] == "/membership/decrees?state=draft"
    assert "نادر فرهمند" in (await membership.get("/desk")).text
    assert (await membership.post("/demo", data={"role": "king"})).status_code == 404


@pytest.mark.usefixtures("membership")
async def test_the_demonstration_is_for_this_machine_alone(app: FastAPI) -> None:
    far = ASGITransport(app, client=("192.0.2.7", 4711))
    async with AsyncClient(transport=far, base_url="http://ravabet.test") as stranger:
        assert (await stranger.get("/demo")).status_code == 404
        refused = await stranger.post("/demo", data={"role": "governor"})
    assert (refused.status_code, "set-cookie" in refused.headers) == (404, False)


async def test_without_demo_data_there_is_no_such_door_and_cookies_follow_the_scheme(
    settings: Settings,
) -> None:
    parts = real_parts(settings.model_copy(update={"demo": False, "public_url": "https://ravabet.test"}))
    async with running_service(create_membership(parts)) as membership:
        await fill(parts)
        assert (await membership.get("/demo")).status_code == 404
        assert (await membership.post("/demo", data={"role": "governor"})).status_code == 404
        assert "; Secure" in (await enter(membership)).headers["set-cookie"]
        membership.cookies.clear()
        decree = await a_registered_one(membership)
        letter = await membership.get(f"/membership/decrees/{decree['id']}", headers=bearer(SECRETARY))
        assert "فاقد اعتبار" not in letter.text
        listed = await membership.get("/api/membership/decrees", headers=bearer(SECRETARY))
        assert listed.json()["items"][0]["verify_url"].startswith("https://ravabet.test/v/")


async def test_two_installations_on_one_host_do_not_sign_each_other_out(
    membership: AsyncClient, settings: Settings
) -> None:
    """Browsers send the cookies of a host to all its ports."""
    neighbour = real_parts(settings.model_copy(update={"public_url": "http://ravabet.test:8100"}))
    async with running_service(create_membership(neighbour)) as other:
        await enter(membership)
        other.cookies = membership.cookies
        assert (await other.get("/desk")).status_code == 303

        await enter(other)
        membership.cookies = other.cookies
        here, there = await membership.get("/desk"), await other.get("/desk")
        await other.post("/membership/sign-out", data={"csrf": form_token_in(there)})
        membership.cookies = other.cookies

        assert (here.status_code, there.status_code) == (200, 200)
        assert ((await membership.get("/desk")).status_code, (await other.get("/desk")).status_code) == (200, 303)
