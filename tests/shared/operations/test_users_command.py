"""`ravabet users`: the broker's users, for an installation that `ravabet setup` did not write."""

import asyncio
import json
from pathlib import Path

import aio_pika
from typer.testing import CliRunner, Result

from shared.messaging.rights import PARTIES, url_for
from shared.operations.cli import app


def users(amqp_url: str, management_url: str, passwords: Path) -> Result:
    told = {"RAVABET_AMQP_URL": amqp_url, "RAVABET_AMQP_MANAGEMENT_URL": management_url}
    return CliRunner().invoke(app, ["users", "--passwords", str(passwords)], env=told)


async def test_missing_passwords_are_made_and_kept_and_each_user_can_sign_in(
    own_amqp_url: str, management_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "passwords.json"

    made = await asyncio.to_thread(users, own_amqp_url, management_url, file)
    kept = json.loads(file.read_text())
    again = await asyncio.to_thread(users, own_amqp_url, management_url, file)

    assert (made.exit_code, again.exit_code) == (0, 0)
    assert set(kept) == set(PARTIES)
    assert json.loads(file.read_text()) == kept
    assert file.stat().st_mode & 0o077 == 0
    for party in PARTIES:
        async with await aio_pika.connect(url_for(party, own_amqp_url, kept[party])) as connection:
            assert not connection.is_closed


def test_a_file_of_passwords_that_is_none_is_told(own_amqp_url: str, management_url: str, tmp_path: Path) -> None:
    file = tmp_path / "passwords.json"
    file.write_text("{")

    refused = users(own_amqp_url, management_url, file)

    assert refused.exit_code == 1
    assert f"The password file {file} cannot be used" in refused.stderr
