"""`ravabet events`: what an operator sees and does from a shell."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from shared.operations import events, stores
from shared.operations.cli import app

PUBLISHED = "news.published.v1"
EVENT = "019a9f3c-6a1e-7c00-8f00-000000000001"


@pytest.fixture
def database(
    mongo_url: str, mongo_server: MongoClient[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Database[dict[str, Any]]:
    """The notifier's database, as the command finds it."""
    monkeypatch.setenv("NOTIFIER_MONGO_URL", mongo_url)
    monkeypatch.setattr(events.say, "width", 200)  # by COLUMNS it would be too late where both it and LINES are set
    monkeypatch.setattr(stores, "_PATIENCE_SECONDS", 60)  # a person's is short; a busy machine takes longer
    return mongo_server[mongo_url.rpartition("/")[2].partition("?")[0]]


def ravabet(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["events", *arguments])


def a_parked_row() -> dict[str, Any]:
    return {
        "_id": EVENT,
        "state": "parked",
        "type": PUBLISHED,
        "subject": "article/a1",
        "seq": 1,
        "body": b'{"data": {"headline": "a secret"}}',
        "attempts": 6,
        "next_at": None,
        "error": "the office is not known",
        "received_at": datetime(2026, 11, 22, 5, 30, tzinfo=UTC),
    }


def test_what_is_set_aside_is_shown_without_its_content(database: Database[dict[str, Any]]) -> None:
    """Trap 49, for operators."""
    assert "No event waits" in ravabet("list", "notifier").stdout
    database["set_aside"].insert_one(a_parked_row())

    shown = ravabet("list", "notifier").stdout
    (line,) = ravabet("list", "notifier", "--json", "--state", "parked").stdout.splitlines()

    assert EVENT in shown
    assert "the office is not known" in shown
    assert "secret" not in shown + line
    assert json.loads(line) == {
        "id": EVENT,
        "state": "parked",
        "type": PUBLISHED,
        "subject": "article/a1",
        "attempts": 6,
        "error": "the office is not known",
        "received_at": "2026-11-22T05:30:00+00:00",
        "next_at": None,
    }
    assert ravabet("list", "notifier", "--state", "waiting", "--json").stdout == ""


def test_a_parked_event_is_tried_again(database: Database[dict[str, Any]]) -> None:
    database["set_aside"].insert_one(a_parked_row())

    done, missed = ravabet("retry", "notifier", EVENT), ravabet("retry", "notifier", EVENT, "unknown")

    row = database["set_aside"].find_one({"_id": EVENT})
    assert row is not None
    assert (row["state"], row["attempts"]) == ("waiting", 0)
    assert (done.exit_code, missed.exit_code) == (0, 1)
    assert "1 of 2" in missed.stdout


@pytest.mark.usefixtures("database")
def test_a_handler_is_paused_shown_and_resumed() -> None:
    assert "No handler is paused." in ravabet("paused", "notifier").stdout
    assert ravabet("pause", "notifier", PUBLISHED, "--why", "mail server moves").exit_code == 0
    assert "mail server moves" in ravabet("paused", "notifier").stdout
    assert ravabet("resume", "notifier", PUBLISHED).exit_code == 0
    again = ravabet("resume", "notifier", PUBLISHED)

    assert (again.exit_code, again.stderr) == (1, f"{PUBLISHED} was not paused in notifier.\n")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("list", "nowhere"), 2, "choose from membership"),
        (("list", "notifier", "--state", "lost"), 2, "choose waiting or parked"),
        (("pause", "notifier", "report.period.opened.v1", "--why", "x"), 2, "does not listen to"),
        (("list", "news"), 1, "Set NEWS_MONGO_URL to the database of news"),
    ],
)
def test_a_wrong_word_is_one_sentence(
    arguments: tuple[str, ...], code: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWS_MONGO_URL", raising=False)
    refused = ravabet(*arguments)

    assert refused.exit_code == code
    assert sentence in refused.stderr


def test_a_database_that_is_away_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_MONGO_URL", "mongodb://127.0.0.1:1/news")
    refused = ravabet("paused", "news")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("The database of news does not answer")
