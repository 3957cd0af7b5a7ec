"""`ravabet audit`: the chain is checked and handed over from a shell."""

import asyncio
import csv
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from shared.operations.cli import app
from shared.runtime.clock import utc_now
from shared.store.audit.notes import all_but
from shared.store.store import Store
from tests.shared.store.audited import a_chain_of


@pytest.fixture
def database(
    mongo_url: str, mongo_server: MongoClient[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Database[dict[str, Any]]:
    """The database of news, with a trail of five rows."""

    async def fill() -> None:
        store = Store.open(mongo_url, service="news", now=utc_now, audited=[{"things": all_but()}])
        await store.prepare({"things": []})
        await a_chain_of(store, 5)
        await store.close()

    asyncio.run(fill())
    monkeypatch.setenv("NEWS_MONGO_URL", mongo_url)
    return mongo_server[mongo_url.rpartition("/")[2].partition("?")[0]]


def ravabet(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments])


def test_a_sound_chain_is_said_to_be_sound_with_its_last_hash(database: Database[dict[str, Any]]) -> None:
    last = database["audit"].find_one({"_id": 5})
    assert last is not None

    said = ravabet("verify", "news")

    assert (said.exit_code, said.stdout) == (0, f"5 rows are sound, up to {last['hash']}.\n")


def test_a_broken_chain_is_an_error_that_says_where(database: Database[dict[str, Any]]) -> None:
    database["audit"].delete_one({"_id": 3})

    said = ravabet("verify", "news")

    assert said.exit_code == 1
    assert said.stderr.startswith("The chain breaks at row 3: this row is missing, but later ones are there.\n2 rows")


@pytest.mark.usefixtures("database")
def test_the_export_has_every_row_and_its_content_when_that_is_asked_for() -> None:
    rows, whole = (
        list(csv.DictReader(ravabet("export", "news", *more).stdout.removeprefix("\ufeff").splitlines()))
        for more in ((), ("--content",))
    )

    assert [row["ردیف"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert "پس" not in rows[0]
    assert [(row["فیلد"], row["پیش"], row["پس"]) for row in whole][:2] == [("n", "", "0"), ("n", "0", "1")]
    assert ravabet("export", "news", "--until", "۱۴۰۳/۱/۱").stdout.count("\n") == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("verify", "nowhere"), 2, "choose from membership"),
        (("export", "news", "--since", "yesterday"), 2, "not a Jalali day"),
        (("verify", "reporting"), 1, "Set REPORTING_MONGO_URL to the database of reporting"),
    ],
)
def test_a_wrong_word_is_one_sentence(
    arguments: tuple[str, ...], code: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPORTING_MONGO_URL", raising=False)
    refused = ravabet(*arguments)

    assert refused.exit_code == code
    assert sentence in refused.stderr
