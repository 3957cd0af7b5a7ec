"""The command by which an operator makes an invitation at the terminal."""

import os
import subprocess
import sys

import pytest
from httpx import AsyncClient

from services.membership.invite import main
from services.membership.settings import Settings


def invite(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    env = {
        "MEMBERSHIP_MONGO_URL": settings.mongo_url,
        "MEMBERSHIP_AMQP_URL": settings.amqp_url,
        "MEMBERSHIP_PUBLIC_URL": settings.public_url,
        "MEMBERSHIP_SIGNING_KEY_FILE": str(settings.signing_key_file),
        "MEMBERSHIP_CONTACT_KEY_FILE": str(settings.contact_key_file),
    }
    command = [sys.executable, "-m", "services.membership.invite", *words]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)  # noqa: S603


async def test_the_printed_link_opens_the_form(membership: AsyncClient, settings: Settings) -> None:
    done = invite(settings, " P-Water ")

    assert (done.returncode, done.stderr) == (0, "")
    address = done.stdout.strip()
    assert address.startswith("http://ravabet.test/membership/password/")
    assert "سارا مهرگان‌پور" in (await membership.get(address)).text


async def test_a_name_that_nobody_has_gets_none(mongo_url: str, settings: Settings) -> None:
    del mongo_url
    done = invite(settings, "nobody")

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "کسی این نام کاربری را ندارد.\n")


@pytest.mark.parametrize("words", [[], ["--help"], ["a", "b"]])
def test_other_words_are_not_understood(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("usage: ")
