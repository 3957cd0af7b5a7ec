"""The command by which an operator makes an invitation at the terminal."""

import os
import subprocess
import sys

import pytest
from httpx import AsyncClient

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


@pytest.mark.parametrize(("words", "code"), [(("nobody",), 1), ((), 2), (("--help",), 2), (("a", "b"), 2)])
@pytest.mark.usefixtures("membership")
async def test_a_name_that_nobody_has_gets_none(settings: Settings, words: tuple[str, ...], code: int) -> None:
    done = invite(settings, *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.strip()
