"""Certificates and invitations have layouts as decrees have: editions, samples, and the one that printed a letter."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from services.membership.layouts.domain import KINDS, SHIPPED, Design, shipped_design, usual_paper
from services.membership.layouts.samples_domain import SAMPLES
from services.membership.main import Parts
from services.membership.typesetting.domain import Paper, letterhead_of
from shared.runtime.county import County
from tests.identity import GOVERNOR, SECRETARY, bearer
from tests.membership.test_pages import post, see
from tests.membership.test_plain_signatures import KINDS as PLAIN
from tests.membership.test_plain_signatures import a_checked_one, do
from tests.membership.test_press import run

ONE_OF = {"certificates": "certificate", "invitations": "invitation"}


def test_each_kind_has_samples_of_its_own_and_its_paper() -> None:
    assert set(SAMPLES) == set(KINDS) == {"decree", "certificate", "invitation"}
    assert all("usual" in each and "long" in each for each in SAMPLES.values())
    assert [usual_paper(kind) for kind in ("decree", "certificate", "invitation")] == ["a4", "a4", "a5"]
    assert letterhead_of(County("بهاردشت"), "شورا") == ("فرمانداری شهرستان بهاردشت", "شورا")


@pytest.mark.parametrize("kind", PLAIN)
async def test_the_edition_in_force_at_the_signature_prints_the_letter_for_good(
    membership: AsyncClient, parts: Parts, kind: str, tmp_path: Path
) -> None:
    layout = ONE_OF[kind]
    own: Paper = "a4" if usual_paper(layout) == "a5" else "a5"
    await parts.typographer.draft(layout, Design(shipped_design(layout).source, own), by=SECRETARY)
    await parts.typographer.put_into_force(layout, 1, by=SECRETARY)
    signed, draft = [await a_checked_one(membership, kind) for _ in range(2)]
    assert (await do(membership, kind, signed, "signature", by=GOVERNOR)).status_code == 200

    async def width(letter: str) -> str:
        pdf = await membership.get(f"/api/membership/{kind}/{letter}/letter.pdf", headers=bearer(GOVERNOR))
        file = tmp_path / "letter.pdf"
        file.write_bytes(pdf.content)
        return run("pdfinfo", file).partition("Page size:")[2].split()[0]

    before = [await width(each) for each in (signed, draft)]

    await parts.typographer.put_into_force(layout, SHIPPED, by=SECRETARY)

    after = [await width(each) for each in (signed, draft)]
    assert (before[0] == before[1], before[0] == after[0], before[1] == after[1]) == (True, True, False)


@pytest.mark.parametrize("kind", ONE_OF.values())
async def test_every_kind_is_tried_on_its_samples_and_refused_with_the_line(membership: AsyncClient, kind: str) -> None:
    here = f"/membership/layouts/{kind}"
    source = shipped_design(kind).source
    broken = source + "\n#no-such-thing()\n"
    line = broken[: broken.index("#no-such")].count("\n") + 1
    form = {"letterhead": "", "salutation": "", "paper": usual_paper(kind)}
    shown = await see(membership, f"{here}/0", SECRETARY)
    assert ("گیرنده با ده دستگاه" in shown.text, "ده مهمان" in shown.text) == (False, kind == "invitation")
    for sample in SAMPLES[kind]:
        drawn = await post(membership, f"{here}/preview", SECRETARY, **form, source=source, sample=sample)
        assert (drawn.status_code, "<canvas" in drawn.text) == (200, True)

    refused = await post(membership, f"{here}/new", SECRETARY, **form, source=broken)

    assert (refused.status_code, f'start="{line - 2}"' in refused.text) == (422, True)
