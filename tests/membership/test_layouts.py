"""Layouts on their pages and by JSON, with the real press and the real database."""

import asyncio
import re
from typing import Any

from httpx import AsyncClient, Response

from services.membership.layouts.domain import SHIPPED, shipped_design
from services.membership.main import Parts
from shared.runtime.viewer import Viewer
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.test_pages import post, see

HERE = "/membership/layouts/decree"
API = "/api/membership/layouts/decree"
SOURCE = shipped_design("decree").source
FORM = {"letterhead": "وزارت کشور\n\nفرمانداري", "salutation": "به نام خدا", "paper": "a5", "source": SOURCE}
BROKEN = SOURCE + "\n#no-such-thing()\n"


async def ask(membership: AsyncClient, method: str, path: str, by: Viewer = SECRETARY, **json: Any) -> Response:
    return await membership.request(method, path, json=json or None, headers=bearer(by))


async def test_an_edition_is_made_tried_and_put_into_force_on_its_pages(membership: AsyncClient, parts: Parts) -> None:
    assert (await parts.layouts.in_force("decree")).name == "decree-shipped"
    form = await see(membership, f"{HERE}/new", SECRETARY)
    assert 'hx-post="/membership/layouts/decree/preview"' in form.text

    drawn = await post(membership, f"{HERE}/preview", SECRETARY, **FORM, sample="long")
    assert (drawn.status_code, drawn.text.count("<canvas")) == (200, 2)
    proof = await post(membership, f"{HERE}/proof", SECRETARY, **FORM)
    assert (proof.headers["content-type"], proof.content[:5]) == ("application/pdf", b"%PDF-")

    made = await post(membership, f"{HERE}/new", SECRETARY, **FORM, note="سربرگ وزارت")
    assert (made.status_code, made.headers["location"]) == (303, f"{HERE}/1")
    edit = await see(membership, f"{HERE}/1", SECRETARY)
    assert ("وزارت کشور\nفرمانداری" in edit.text, 'name="version" value="1"' in edit.text) == (True, True)
    chosen = {"edition": "1", "version": "1", "instead_of": "0"}
    assert (await post(membership, f"{HERE}/choice", SECRETARY, **chosen)).status_code == 303

    template = await parts.layouts.in_force("decree")
    assert (template.name, template.version, template.paper) == ("decree", 1, "a5")
    assert (template.letterhead, template.salutation) == (("وزارت کشور", "فرمانداری"), "به نام خدا")
    listed = (await see(membership, HERE, GOVERNOR)).text
    assert ("سربرگ وزارت" in listed, "رضا نیک‌روش" in listed, "نسخه تازه" in listed) == (True, True, False)
    fixed = (await see(membership, f"{HERE}/1", SECRETARY)).text
    assert ("textarea" in fixed, f'hx-get="{HERE}/1/preview"' in fixed) == (False, True)
    assert (await post(membership, f"{HERE}/1", SECRETARY, **FORM, version="2")).status_code == 409

    back = {"edition": "0", "instead_of": "1"}
    assert (await post(membership, f"{HERE}/choice", SECRETARY, **back)).status_code == 303
    assert (await parts.layouts.in_force("decree")).name == "decree-shipped"
    assert "نسخه ۱" in (await see(membership, HERE, SECRETARY)).text


async def test_a_template_that_does_not_compile_is_refused_with_its_line_and_nothing_typed_is_lost(
    membership: AsyncClient,
) -> None:
    wrong = FORM | {"source": BROKEN, "note": "آزمایش"}
    line = BROKEN[: BROKEN.index("#no-such")].count("\n") + 1

    for path in (f"{HERE}/new", f"{HERE}/proof"):
        page = await post(membership, path, SECRETARY, **wrong)
        assert (page.status_code, 'id="e-source"' in page.text) == (422, True)
        assert re.search(r"<mark>.*#no-such-thing\(\)</mark>", page.text)
        assert ('<details class="more" open>' in page.text, 'value="آزمایش"' in page.text) == (True, True)
    preview = await post(membership, f"{HERE}/preview", SECRETARY, **wrong)
    assert (preview.status_code, "<canvas" in preview.text) == (200, False)
    assert f'start="{line - 2}"' in preview.text
    assert re.search(r"<mark>.*#no-such-thing\(\)</mark>", preview.text)
    assert (await ask(membership, "GET", API)).json()["editions"][0]["edition"] == SHIPPED

    refused = await ask(membership, "POST", API, source=BROKEN)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:ravabet:problem:template-fault")
    assert "no-such-thing" in refused.json()["detail"]


async def test_what_is_too_much_or_not_in_the_font_is_refused_likewise(membership: AsyncClient, parts: Parts) -> None:
    parts.trial_press.seconds = 0.5
    endless = "#let f(n) = { for i in range(n) { for j in range(n) { if i > n { n } } } }\n#f(1000000)"
    vast = '#set page(width: 100000pt, height: 100000pt)\n#set document(title: "-")\n#set text(font: "Vazirmatn")\n.'
    slow = await ask(membership, "POST", API, source=endless)
    large = await post(membership, f"{HERE}/preview", SECRETARY, **FORM | {"source": vast})
    parts.trial_press.seconds = 5
    strange = await post(membership, f"{HERE}/new", SECRETARY, **FORM | {"salutation": "به نام 😀"})

    assert slow.json()["type"] == "urn:ravabet:problem:page-too-slow"
    assert "بیش از حد" in large.text
    assert (strange.status_code, 'id="e-salutation"' in strange.text) == (422, True)
    # The letters themselves are printed by another press, which has met none of this.
    assert parts.press.workers.idle == []


async def test_of_two_at_the_same_time_one_is_told(membership: AsyncClient, parts: Parts) -> None:
    made = [await ask(membership, "POST", API, source=SOURCE, note=f"{each}") for each in range(2)]
    assert [each.headers["location"] for each in made] == [f"{API}/1", f"{API}/2"]

    chosen = await asyncio.gather(
        *(ask(membership, "POST", f"{API}/choice", edition=each, instead_of=0) for each in (1, 2))
    )
    assert sorted(each.status_code for each in chosen) == [200, 409]
    states = {each["edition"]: each["state"] for each in (await ask(membership, "GET", API)).json()["editions"]}
    assert sorted(states.values()) == ["draft", "in_force", "retired"]
    (draft,) = (edition for edition, state in states.items() if state == "draft")
    form = FORM | {"version": "1", "salutation": "الف"}
    assert (await post(membership, f"{HERE}/{draft}", SECRETARY, **form)).status_code == 303
    late = await post(membership, f"{HERE}/{draft}", SECRETARY, **form | {"salutation": "ب"})
    assert (late.status_code, 'value="ب"' in late.text, 'name="version" value="2"' in late.text) == (409, True, True)
    assert (await parts.layouts.one("decree", draft)).design.salutation == "الف"


async def test_by_json_a_draft_is_read_changed_proved_and_thrown_away(membership: AsyncClient) -> None:
    made = (await ask(membership, "POST", API, source=SOURCE, letterhead=["فرمانداری"])).json()
    assert (made["state"], made["design"]["letterhead"], made["by"]) == ("draft", ["فرمانداری"], "p-desk")

    changed = await ask(membership, "PUT", f"{API}/1", source=SOURCE, paper="a5", version=1)
    stale = await ask(membership, "PUT", f"{API}/1", source=SOURCE, version=1)
    assert (changed.json()["design"]["paper"], stale.status_code) == ("a5", 409)
    assert (await ask(membership, "GET", f"{API}/1", GOVERNOR)).json() == changed.json()
    assert (await ask(membership, "GET", f"{API}/0")).json()["design"]["source"] == SOURCE
    proof = await ask(membership, "POST", f"{API}/proof", source=SOURCE, sample="offices")
    assert proof.content[:5] == b"%PDF-"
    assert (await ask(membership, "DELETE", f"{API}/1")).status_code == 204
    assert (await ask(membership, "GET", f"{API}/1")).status_code == 404
    kinds = (await ask(membership, "GET", "/api/membership/layouts")).json()["items"]
    assert [(each["kind"], each["in_force"]) for each in kinds] == [
        ("decree", 0),
        ("certificate", 0),
        ("invitation", 0),
    ]
    for wrong in ({"source": " "}, {"source": SOURCE, "letterhead": ["x"] * 7}, {"source": SOURCE, "paper": "a3"}):
        assert (await ask(membership, "POST", API, **wrong)).status_code == 422
    assert (await ask(membership, "POST", API, MANAGER, source=SOURCE)).status_code == 403
    assert (await ask(membership, "GET", "/api/membership/layouts/poem")).status_code == 404
