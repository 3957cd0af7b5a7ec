"""`ravabet first-day` over a running membership: what it makes, what it says, and that it can be repeated."""

import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from httpx import AsyncClient
from openpyxl import load_workbook
from typer.testing import CliRunner

from deploy.command import app as command
from deploy.local.mail_catcher.letters import Letters
from deploy.local.mail_catcher.post_office import PostOffice, open_post_office
from deploy.setup.first_day import do_first_day, offices_template
from deploy.setup.profile import Mail, Profile
from services.membership.first_steps.domain import Step
from services.membership.main import Parts, create_membership, real_parts
from services.membership.settings import Settings
from tests.deploy.test_setup import COUNTY
from tests.identity import SECRETARY
from tests.membership.spreadsheets import PEOPLE, POSTS, Rows, saved, xlsx
from tests.membership.test_pages import see
from tests.services import running_service

OFFICES = ("شناسه", "نام دستگاه", "نوع")
GOOD: dict[str, Rows] = {
    "دستگاه‌ها": [OFFICES, ["gas", "اداره گاز", "اداره‌ها"]],
    "اشخاص": [PEOPLE, ["نیما رضوی", "جناب آقای", "جنابعالی", "nima@x.example", None, "اداره گاز"]],
    "سمت‌ها": [POSTS, ["اداره گاز", "مدیر روابط عمومی", "نیما رضوی", "nima@x.example", "1404/1/1", None, None]],
}
BAD: dict[str, Rows] = {"دستگاه‌ها": [OFFICES, ["gas", "اداره گاز", "اداره‌ها"], ["parks", "اداره پارک‌ها", "باغ‌ها"]]}


@pytest.fixture
async def parts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Parts]:
    """Those of an installed county, whose settings the command finds in its environment."""
    for name in ("mongo_url", "amqp_url", "public_url", "signing_key_file", "contact_key_file"):
        monkeypatch.setenv(f"MEMBERSHIP_{name.upper()}", str(getattr(settings, name)))
    parts = real_parts(settings.model_copy(update={"demo": False}))
    yield parts
    await parts.platform.store.close()


@pytest.fixture
async def membership(parts: Parts) -> AsyncIterator[AsyncClient]:
    """A county in which nothing has been done."""
    async with running_service(create_membership(parts)) as client:
        yield client


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    file = tmp_path / "county.toml"
    file.write_text(COUNTY, encoding="utf-8")
    return Profile.read(file)


async def first_day(profile: Profile, *sheets: Path) -> tuple[Sequence[str], list[str]]:
    """What is left, and what was said."""
    said: list[str] = []
    return await do_first_day(profile, sheets, say=said.append), said


def written(folder: Path, sheets: dict[str, Rows]) -> Path:
    file = folder / "offices.xlsx"
    file.write_bytes(xlsx(**sheets))
    return file


async def test_the_first_day_is_done_once_however_often_it_is_repeated(
    membership: AsyncClient, parts: Parts, profile: Profile, tmp_path: Path
) -> None:
    sheet = written(tmp_path, GOOD)

    left, said = await first_day(profile, sheet)
    again, said_again = await first_day(profile, sheet)

    assert left == again == ["The mail server was not tried: give the operator an e-mail address in the profile."]
    assert "Offices: 3 rows made, 0 changed, 0 as they were." in said
    assert "Offices: 0 rows made, 0 changed, 3 as they were." in said_again
    assert sum("http://ravabet.test/membership/password/" in line for line in said) == 3
    assert "Bale: the county has no bot." in said
    assert said[-1].startswith("Reports: the period 14")
    assert " opens by itself on 14" in said[-1]
    assert len(await parts.posts.filled("pr_manager")) == 1
    desk = (await see(membership, "/desk", SECRETARY)).text
    assert "۲ گام از ۹ گام" in desk, "Bale and the offices"
    assert "۱ از ۲ دستگاه مدیر روابط عمومی دارد." in desk


async def test_faulty_rows_are_told_one_by_one_and_none_is_taken(
    membership: AsyncClient, parts: Parts, profile: Profile, tmp_path: Path
) -> None:
    del membership  # it runs
    left, _ = await first_day(profile, written(tmp_path, BAD))

    (fault,) = [line for line in left if line.startswith("The offices")]
    assert fault.startswith("The offices, sheet «دستگاه‌ها», row 3: ")
    assert "باغ‌ها" in fault
    assert await parts.posts.filled("pr_manager") == []

    left, said = await first_day(profile, written(tmp_path, GOOD))
    assert not [line for line in left if line.startswith("The offices")]
    assert "Offices: 3 rows made, 0 changed, 0 as they were." in said


async def test_a_letter_that_the_mail_server_takes_is_a_step_that_is_done(
    membership: AsyncClient, parts: Parts, profile: Profile, unused_tcp_port: int
) -> None:
    del membership  # it runs
    operator = profile.operator.model_copy(update={"email": "rahbar@bahardasht.example"})
    silent = Mail(server=f"smtp://127.0.0.1:{unused_tcp_port}", sender="ravabet@bahardasht.example")
    refused = profile.model_copy(update={"operator": operator, "mail": silent})
    left, _ = await first_day(refused)
    assert [line for line in left if line.startswith("The mail server did not take an e-mail to the operator: ")]
    assert Step.MAIL not in (await parts.first_steps.beginnings.get()).happened

    letters = Letters()
    async with open_post_office(PostOffice(letters)) as port:
        works = refused.model_copy(update={"mail": silent.model_copy(update={"server": f"smtp://127.0.0.1:{port}"})})
        _, said = await first_day(works)

    assert "An e-mail is on its way to the operator." in said
    assert Step.MAIL in (await parts.first_steps.beginnings.get()).happened


async def test_the_template_is_the_one_of_the_page_and_is_taken_filled_in(
    membership: AsyncClient, profile: Profile, tmp_path: Path
) -> None:
    await first_day(profile)
    of_page = load_workbook(io.BytesIO((await see(membership, "/membership/imports/template.xlsx", SECRETARY)).content))
    book = load_workbook(io.BytesIO(offices_template()))
    assert [[cell.value for cell in row] for sheet in book for row in sheet] == [
        [cell.value for cell in row] for sheet in of_page for row in sheet
    ]

    sheet = book["دستگاه‌ها"]
    heads = [cell.value for cell in sheet[1]]
    row = {"نام دستگاه": "اداره گاز", "نوع": "اداره‌ها"}
    sheet.append([row.get(str(head)) for head in heads])
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(saved(book))
    _, said = await first_day(profile, filled)
    assert "Offices: 1 rows made, 0 changed, 0 as they were." in said


def test_the_command_writes_the_template_once(tmp_path: Path) -> None:
    file = tmp_path / "offices.xlsx"

    first, second, nowhere = (
        CliRunner().invoke(command, ["offices-template", str(each)])
        for each in (file, file, tmp_path / "none" / "a.xlsx")
    )

    assert (first.exit_code, load_workbook(file).sheetnames[0]) == (0, "دستگاه‌ها")
    assert (second.exit_code, "cannot be written (File exists)" in second.output) == (1, True)
    assert (nowhere.exit_code, "cannot be written (No such file or directory)" in nowhere.output) == (1, True)
