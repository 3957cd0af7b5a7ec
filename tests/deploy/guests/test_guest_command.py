"""`ravabet guest`, over a real database and a real broker."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.exceptions import AMQPConnectionError
from aiormq.exceptions import AMQPError
from pymongo import MongoClient
from typer.testing import CliRunner, Result

from deploy.command import app
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from shared.messaging.guest_access import guest_accounts
from shared.messaging.rights import TOPOLOGY
from shared.store.audit.notes import AUDIT_WAITING
from shared.store.store import Store
from tests.broker_users import as_user

SCHEMA = {"type": "object", "properties": {"rial": {"type": "integer"}}, "required": ["rial"]}


@dataclass
class Server:
    """The operator's shell."""

    env: dict[str, str]
    names: list[str] = field(default_factory=list)

    def run(self, *words: str, given: str | None = None, **env: str) -> Result:
        return CliRunner().invoke(app, ["guest", *words], env=self.env | env, input=given)

    def new(self) -> str:
        """A name that no other test uses: users are the whole broker's."""
        self.names.append(f"g{uuid4().hex[:10]}")
        return self.names[-1]

    def added(self, *words: str) -> str:
        name = self.new()
        added = self.run("add", name, "--office", "water", "--may-publish", "outage.*", *words)
        assert added.exit_code == 0, added.output
        return name

    def shown(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.run("show", name, "--json").stdout)
        return told


@pytest.fixture
def server(mongo_url: str, amqp_url: str, management_url: str) -> Iterator[Server]:
    asyncio.run(_with_an_office(mongo_url))
    found = Server(
        {
            "NEWS_MONGO_URL": mongo_url,
            "RAVABET_AMQP_URL": amqp_url,
            "RAVABET_AMQP_MANAGEMENT_URL": as_user(TOPOLOGY, management_url),
            "RAVABET_AMQP_ADMIN_URL": management_url,
            "RAVABET_PUBLIC_URL": "https://portal.example",
            "RAVABET_GUESTS_URL": "amqps://bus.example:5671",
        }
    )
    yield found
    asyncio.run(_without(found.names, management_url, amqp_url))


async def _with_an_office(mongo_url: str) -> None:
    store = Store.open(mongo_url, service="news", now=lambda: pytest.fail("nothing here has a time"))
    await publisher_copies(store).put(Publisher(publisher_id("office", "water"), "office", "آب و فاضلاب"))
    await store.close()


async def _without(names: list[str], management_url: str, amqp_url: str) -> None:
    async with guest_accounts(management_url, amqp_url) as accounts:
        for name in names:
            await accounts.remove(name)


def password_in(said: str) -> str:
    return said.rpartition("password, shown once: ")[2].split()[0]


def signs_in(name: str, password: str, amqp_url: str) -> bool:
    async def try_it() -> bool:
        place = amqp_url.rpartition("@")[2]
        try:
            async with await aio_pika.connect(f"amqp://guest.{name}:{password}@{place}"):
                return True
        except (AMQPError, AMQPConnectionError):
            return False

    return asyncio.run(try_it())


def test_a_guest_is_added_at_both_doors_and_its_secrets_are_shown_once(
    server: Server, amqp_url: str, mongo_url: str
) -> None:
    name = server.new()

    added = server.run("add", name, "--office", "water", "--may-publish", "outage.*", "--may-read", "news.*")

    assert added.exit_code == 0, added.output
    assert f"The guest {name} may publish outage.* and read news.*." in added.stdout
    assert "HTTP: https://portal.example/api/events" in added.stdout
    assert f"AMQP: amqps://guest.{name}:…@bus.example:5671/" in added.stdout
    assert signs_in(name, password_in(added.stdout), amqp_url)
    key = added.stdout.rpartition("key, shown once: ")[2].split()[0]
    assert key.startswith("whsec_")
    told = server.run("show", name).stdout + server.run("list").stdout + server.run("list", "--json").stdout
    assert name in told
    assert key not in told
    assert password_in(added.stdout) not in told
    with MongoClient[dict[str, Any]](mongo_url) as client:
        rows = list(client.get_default_database()[AUDIT_WAITING].find({"key": name}))
    assert [row["deed"] for row in rows] == ["ravabet guest add"]
    assert key not in str(rows)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Water", "--office", "water", "--may-publish", "outage.*"), "حرف کوچک"),
        (("gx", "--office", "nobody", "--may-publish", "outage.*"), "«nobody» ثبت نشده"),
        (("gx", "--office", "water", "--may-publish", "office.*"), "«office.*» جور نیست"),
        (("gx", "--office", "water", "--may-publish", "outage.*", "--may-read", "decree.*"), "«decree.*» جور نیست"),
        (("gx", "--office", "water"), "تعیین کنید"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_nothing_is_written(
    server: Server, words: tuple[str, ...], sentence: str
) -> None:
    refused = server.run("add", *words)

    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert json.loads(server.run("list", "--json").stdout) == []


def test_a_name_is_taken_once(server: Server) -> None:
    name = server.added()

    again = server.run("add", name, "--office", "water", "--may-publish", "outage.*")

    assert (again.exit_code, again.stdout) == (1, "")
    assert "is there already" in again.stderr


def test_nobody_is_admitted_while_the_broker_is_away_or_refuses_us(server: Server, management_url: str) -> None:
    words = ("add", server.new(), "--office", "water", "--may-publish", "outage.*")

    away = server.run(*words, RAVABET_AMQP_ADMIN_URL="http://127.0.0.1:9")
    refused = server.run(*words, RAVABET_AMQP_ADMIN_URL=as_user(TOPOLOGY, management_url))

    assert "does not answer (ConnectError)" in away.stderr
    assert "must be an administrator" in refused.stderr
    assert (away.exit_code, refused.exit_code) == (1, 1)
    assert json.loads(server.run("list", "--json").stdout) == []
    assert server.run(*words, "--no-amqp", RAVABET_AMQP_ADMIN_URL="http://127.0.0.1:9").exit_code == 0


def test_missing_settings_are_named(server: Server) -> None:
    for name in ("NEWS_MONGO_URL", "RAVABET_AMQP_URL"):
        told = server.run("list", **{name: ""})

        assert told.exit_code == 1
        assert f"Set {name}" in told.stderr


def test_a_guest_that_is_not_there_is_told(server: Server) -> None:
    for words in (
        ("show", "nobody"),
        ("change", "nobody"),
        ("renew-key", "nobody"),
        ("renew-password", "nobody"),
        ("suspend", "nobody", "--reason", "…"),
        ("resume", "nobody"),
        ("remove", "nobody", "--yes"),
        ("guide", "nobody", "-"),
    ):
        told = server.run(*words)

        assert (told.exit_code, told.stderr) == (1, "There is no guest nobody. To see all: ravabet guest list\n"), words


def test_a_suspended_guest_is_out_until_it_is_let_in_again(server: Server, amqp_url: str) -> None:
    name = server.new()
    added = server.run("add", name, "--office", "water", "--may-publish", "outage.*")
    password = password_in(added.stdout)

    suspended = server.run("suspend", name, "--reason", "کلید گم شد")

    assert "its connections to the broker have ended" in suspended.stdout
    assert not signs_in(name, password, amqp_url)
    assert (server.shown(name)["state"], server.shown(name)["reason"]) == ("suspended", "کلید گم شد")
    assert server.run("change", name, "--per-minute", "5").exit_code == 0
    assert server.run("renew-password", name).exit_code == 0
    assert not server.shown(name)["broker"]["is_open"], "neither a change nor a new password lets it in again"
    assert server.run("resume", name).exit_code == 0
    assert server.shown(name)["broker"]["is_open"]
    assert server.shown(name)["state"] == "active"


def test_a_reason_is_wanted(server: Server) -> None:
    refused = server.run("suspend", server.added(), "--reason", "  ")

    assert (refused.exit_code, refused.stderr) == (1, "دلیل تعلیق را بنویسید.\n")


def test_a_change_leaves_what_is_not_named(server: Server) -> None:
    name = server.added("--may-read", "news.*", "--per-minute", "50")

    changed = server.run("change", name, "--at-once", "7")
    fewer = server.run("change", name, "--may-read", "")

    assert "publish outage.* and read news.*, 50 events in a minute and 7 at once" in changed.stdout
    assert "publish outage.* and read nothing, 50 events" in fewer.stdout


def test_secrets_are_renewed(server: Server, amqp_url: str) -> None:
    name = server.added()

    key = server.run("renew-key", name)
    password = server.run("renew-password", name)

    assert "whsec_" in key.stdout
    assert "The key before is good for seven more days." in key.stdout
    assert [each["good_until"] is None for each in server.shown(name)["keys"]] == [False, True]
    assert "The keys before are good no more." in server.run("renew-key", name, "--stolen").stdout
    ends = [each["good_until"] for each in server.shown(name)["keys"]]
    assert ends == [ends[0], ends[0], None], "both end at the same moment"
    assert signs_in(name, password_in(password.stdout), amqp_url)


def test_an_account_that_is_missing_is_made_by_a_new_password(server: Server, amqp_url: str) -> None:
    """As after a restore, which brings no users of the broker back."""
    name = server.added("--no-amqp")
    assert server.shown(name)["broker"] is None

    made = server.run("renew-password", name)

    assert signs_in(name, password_in(made.stdout), amqp_url)
    assert server.shown(name)["broker"]["is_open"]


def test_a_guest_is_removed_only_when_that_is_meant(server: Server) -> None:
    name = server.added()

    assert server.run("remove", name, given="n\n").exit_code == 1
    assert server.shown(name)["name"] == name
    assert server.run("remove", name, "--yes").stdout == f"{name} is no guest any more.\n"
    assert server.run("show", name).exit_code == 1


def test_a_contract_is_registered_and_its_faults_are_told(server: Server, tmp_path: Path) -> None:
    name = server.new()
    own = f"guest.{name}.tariff.changed.v1"
    server.run("add", name, "--office", "water", "--may-publish", f"guest.{name}.*", "--no-amqp")
    file = tmp_path / "tariff.json"
    file.write_text(json.dumps(SCHEMA))

    kept = server.run("contract", name, own, str(file))
    assert (kept.exit_code, kept.stdout) == (0, f"{own} is registered for {name}.\n")
    assert server.shown(name)["contracts"] == [own]
    for text, sentence in (("{", "JSON Schema درست نیست"), (json.dumps(SCHEMA | {"required": []}), "")):
        told = server.run("contract", name, own, "-", given=text)
        assert sentence in told.stderr
    assert server.run("contract", name, "outage.announced.v1", str(file)).exit_code == 1
    assert "cannot be read (FileNotFoundError)" in server.run("contract", name, own, str(tmp_path / "no")).stderr


def test_the_page_for_developers_holds_the_secrets_and_only_its_owner_reads_it(server: Server, tmp_path: Path) -> None:
    page = tmp_path / "water.html"
    name = server.added("--guide", str(page))

    text = page.read_text("utf-8")

    assert page.stat().st_mode & 0o077 == 0
    assert "whsec_" in text
    assert f"amqps://guest.{name}:" in text
    to_output = server.run("guide", name, "-")
    assert to_output.stdout.startswith("<!doctype html>")
    assert to_output.stdout.count("whsec_…") == 5, "the samples without a key"
    renewed = server.run("renew-key", name, "--guide", "-")
    assert renewed.stdout.startswith("<!doctype html>"), "nothing else goes to the output"
    assert "seven more days" in renewed.stderr
    assert "cannot be written" in server.run("guide", name, str(tmp_path / "no" / "such")).stderr
