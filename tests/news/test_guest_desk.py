"""The operator's pages of guests."""

import base64
import json
import re
from html import unescape

import pytest
from httpx import AsyncClient, Response

from services.news.main import Parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from shared.store.audit.notes import AUDIT_WAITING
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, SECRETARY, csrf_for, token_of
from tests.news.guests.neighbours import Neighbour
from tests.news.test_desk_pages import Person, at

NEW = {
    "name": "water",
    "office": "water",
    "may_publish": "outage.*  alert.issued",
    "may_read": "",
    "per_minute": "۶۰۰",
    "at_once": "200",
}
OWN = "guest.water.tariff.changed.v1"
SCHEMA = json.dumps({"type": "object", "properties": {"rial": {"type": "integer"}}, "required": ["rial"]})


@pytest.fixture
def operator(news: AsyncClient) -> Person:
    return at(news, OPERATOR)


def key_in(page: Response) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", unescape(page.text))
    assert found
    return found[0]


async def upload(news: AsyncClient, event_type: str, content: bytes) -> Response:
    return await news.post(
        "/n/guests/water/contracts",
        data={"csrf": csrf_for(OPERATOR), "type": event_type},
        files={"file": ("tariff.json", content, "application/json")},
        headers={"Cookie": f"{COOKIE}={token_of(OPERATOR)}"},
    )


async def test_a_guest_that_was_let_in_publishes_with_the_key_that_is_shown_once(
    news: AsyncClient, operator: Person, store: Store
) -> None:
    assert "هنوز سامانه‌ای ثبت نشده است" in (await operator("/n/guests")).text

    made = await operator("/n/new-guest", **NEW)

    assert made.status_code == 200, made.text
    assert made.headers["cache-control"] == "no-store"
    assert "set-cookie" not in made.headers
    key = key_in(made)
    guide = re.search(r'href="data:text/html;charset=utf-8;base64,([^"]+)"', unescape(made.text))
    assert guide
    assert key in unescape(base64.b64decode(guide[1]).decode())
    water = Neighbour(news, "water", key)
    assert (await water.post(water.event())).status_code == 202
    assert (await water.post(water.event({}))).status_code == 422
    for path in ("/n/guests", "/n/guests/water", "/n/guests/water/guide.html"):
        shown = await operator(path)
        assert shown.status_code == 200
        assert key.removeprefix("whsec_") not in unescape(shown.text)
    page = (await operator("/n/guests/water")).text
    assert "begins_at" in page
    assert "is a required property" in page
    rows = await store.find(AUDIT_WAITING, {"collection": "guests"})
    assert key not in str(rows)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Water!"}, "با حرف کوچک انگلیسی آغاز می‌شود"),
        ({"name": ""}, "با حرف کوچک انگلیسی آغاز می‌شود"),
        ({"office": ""}, "دستگاهی را که این سامانه به نام آن منتشر می‌کند"),
        ({"office": "nobody"}, "«nobody» ثبت نشده است"),
        ({"may_publish": "office.*"}, "«office.*» جور نیست"),
        ({"may_publish": ""}, "تعیین کنید"),
        ({"may_read": "decree.*"}, "«decree.*» جور نیست"),
        ({"per_minute": "0"}, "رویداد در دقیقه"),
        ({"at_once": "چند"}, "یک‌باره"),
    ],
)
async def test_what_does_not_fit_comes_back_with_what_was_typed(
    operator: Person, changes: dict[str, str], sentence: str
) -> None:
    typed = NEW | changes

    refused = await operator("/n/new-guest", **typed)

    assert refused.status_code == 422
    text = unescape(refused.text)
    assert sentence in text
    assert f'value="{typed["may_publish"]}"' in text
    assert "هنوز سامانه‌ای ثبت نشده است" in (await operator("/n/guests")).text


async def test_a_name_is_taken_once(operator: Person) -> None:
    await operator("/n/new-guest", **NEW)

    again = await operator("/n/new-guest", **NEW)

    assert again.status_code == 422
    assert "سامانه دیگری با این نام ثبت شده است." in again.text


async def test_a_new_key_takes_over_without_a_gap(news: AsyncClient, operator: Person) -> None:
    before = key_in(await operator("/n/new-guest", **NEW))

    after = key_in(await operator("/n/guests/water/key", nothing=""))

    assert after != before
    for key in (before, after):
        guest = Neighbour(news, "water", key)
        assert (await guest.post(guest.event())).status_code == 202
    assert (await operator("/n/guests/water")).text.count("ساخته‌شده") == 2


async def test_a_stolen_key_is_good_no_more(news: AsyncClient, operator: Person) -> None:
    stolen = key_in(await operator("/n/new-guest", **NEW))

    answer = await operator("/n/guests/water/key", stolen="yes")

    assert "کلیدهای قبلی دیگر معتبر نیستند." in answer.text
    for key, status in ((stolen, 401), (key_in(answer), 202)):
        guest = Neighbour(news, "water", key)
        assert (await guest.post(guest.event())).status_code == status


async def test_a_suspended_guest_is_out_at_once(news: AsyncClient, operator: Person) -> None:
    water = Neighbour(news, "water", key_in(await operator("/n/new-guest", **NEW)))
    assert (await operator("/n/guests/water/suspension", reason=" ")).status_code == 422

    suspended = await operator("/n/guests/water/suspension", reason="کلید آن گم شد")

    assert suspended.status_code == 303
    assert (await water.post(water.event())).status_code == 403
    page = (await operator("/n/guests/water")).text
    assert "کلید آن گم شد" in page
    assert "ravabet guest suspend water" in page
    assert (await operator("/n/guests/water/resumption", nothing="")).status_code == 303
    assert (await water.post(water.event())).status_code == 202


async def test_what_a_guest_may_do_is_changed(news: AsyncClient, operator: Person) -> None:
    water = Neighbour(news, "water", key_in(await operator("/n/new-guest", **NEW)))

    changed = await operator(
        "/n/guests/water/editing", may_publish="alert.*", may_read="news.*", per_minute="5", at_once="5"
    )
    refused = await operator("/n/guests/water/editing", may_publish="x.*", may_read="", per_minute="5", at_once="5")

    assert (changed.status_code, refused.status_code) == (303, 422)
    assert 'value="x.*"' in refused.text
    assert (await water.post(water.event())).status_code == 422
    assert "alert.issued.v1" in (await operator("/n/guests/water/guide.html")).text


async def test_a_contract_is_uploaded_and_its_faults_are_told(news: AsyncClient, operator: Person) -> None:
    await operator("/n/new-guest", **(NEW | {"may_publish": "guest.water.*"}))

    for event_type, content, sentence in (
        (OWN, b"{", "JSON Schema درست نیست"),
        (OWN, b"\xff\xfe", "متن UTF-8 نیست"),
        (OWN, b" " * 70_000, "۶۴ کیلوبایت"),
        ("guest.power.x.v1", SCHEMA.encode(), "آغاز می‌شوند"),
        ("", SCHEMA.encode(), "نوشته می‌شود"),
    ):
        refused = await upload(news, event_type, content)
        assert refused.status_code == 422, sentence
        assert sentence in refused.text
    kept = await upload(news, OWN, SCHEMA.encode())
    assert kept.status_code == 303, kept.text
    assert OWN in (await operator("/n/guests/water")).text
    breaking = json.dumps({"type": "object", "properties": {"rial": {"type": "string"}}, "required": ["rial"]})
    assert "سازگار نیست" in (await upload(news, OWN, breaking.encode())).text


async def test_many_guests_are_found_by_their_name_and_by_their_office(
    operator: Person, parts: Parts, store: Store
) -> None:
    await publisher_copies(store).put(Publisher(publisher_id("office", "power"), "office", "شرکت توزیع برق"))
    for number in range(25):
        office = "power" if number == 7 else "water"
        await parts.guests.admit(f"guest{number:02}", office, may_publish=["outage.*"])

    first, second = await operator("/n/guests"), await operator("/n/guests?page=2")
    by_office, by_name = await operator("/n/guests?q=توزیع برق"), await operator("/n/guests?q=guest03")

    assert ("/n/guests/guest19" in first.text, "/n/guests/guest20" in first.text) == (True, False)
    assert "/n/guests/guest24" in second.text
    assert re.findall(r'href="/n/guests/(\w+)"', by_office.text) == ["guest07"]
    assert re.findall(r'href="/n/guests/(\w+)"', by_name.text) == ["guest03"]
    assert "سامانه‌ای با این نام یافت نشد" in (await operator("/n/guests?q=هیچ")).text


async def test_refused_events_stand_on_the_operators_desk(news: AsyncClient, operator: Person, parts: Parts) -> None:
    made = await operator("/n/new-guest", **NEW)
    water = Neighbour(news, "water", key_in(made))
    await water.post(water.event())
    assert "رد شد" not in (await operator("/n/desk-part")).text

    for _ in range(3):
        await water.post(water.event({}))
    for number in range(6):
        admission = await parts.guests.admit(f"other{number}", "water", may_publish=["outage.*"])
        other = Neighbour(news, admission.guest.id, admission.secret)
        await other.post(other.event({}))

    desk = (await operator("/n/desk-part")).text
    assert "۳ رویداد سامانه water رد شد" in desk
    assert 'href="/n/guests/water"' in desk
    assert "رویدادهای ۲ سامانه دیگر هم رد شد" in desk
    assert "رد شد" not in (await at(news, SECRETARY)("/n/desk-part")).text


async def test_guests_are_for_operators_alone(news: AsyncClient, operator: Person) -> None:
    await operator("/n/new-guest", **NEW)

    for viewer in (MANAGER, SECRETARY, GOVERNOR):
        person = at(news, viewer)
        for path in ("/n/guests", "/n/new-guest", "/n/guests/water", "/n/guests/water/guide.html"):
            assert (await person(path)).status_code == 403, path
        for path in ("/n/new-guest", "/n/guests/water/key", "/n/guests/water/suspension"):
            assert (await person(path, reason="x")).status_code == 403, path
    assert (await news.get("/n/guests")).status_code in {302, 303, 401}
    assert (await operator("/n/guests/nobody")).status_code == 404
    assert (await operator("/n/guests/nobody/key", nothing="")).status_code == 404
