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


def test_a_second_operator_who_retries_is_told_that_it_is_on_its_way(database: Database[dict[str, Any]]) -> None:
    database["set_aside"].insert_one(a_parked_row())
    ravabet("retry", "notifier", EVENT)
    before = database["set_aside"].find_one({"_id": EVENT})

    again = ravabet("retry", "notifier", EVENT)

    assert again.exit_code == 0
    assert "Somebody had sent 1 of them on before" in again.stdout
    assert database["set_aside"].find_one({"_id": EVENT}) == before


def a_group(database: Database[dict[str, Any]], number: int) -> str:
    """Park so many events of one reason, as the release before stored them, and return the fingerprint of the group."""
    rows = [a_parked_row() | {"_id": f"e{n}", "subject": f"article/{n}", "fingerprint": "0a"} for n in range(number)]
    database["set_aside"].insert_many(rows)
    (told,) = map(json.loads, ravabet("groups", "notifier", "--json").stdout.splitlines())
    return str(told["group"])


def test_groups_are_shown_with_their_number_and_reason(database: Database[dict[str, Any]]) -> None:
    assert "No event is set aside." in ravabet("groups", "notifier").stdout
    fingerprint = a_group(database, 37)

    shown, (line,) = ravabet("groups", "notifier").stdout, ravabet("groups", "notifier", "--json").stdout.splitlines()

    for part in (fingerprint, "37", PUBLISHED, "the office is not known", "2026-11-22 05:30"):
        assert part in shown
    assert json.loads(line) == {
        "group": fingerprint,
        "state": "parked",
        "type": PUBLISHED,
        "events": 37,
        "subjects": 37,
        "tries": 6,
        "first_at": "2026-11-22T05:30:00+00:00",
        "last_at": "2026-11-22T05:30:00+00:00",
        "example": "e0",
        "error": "the office is not known",
    }
    assert ravabet("groups", "notifier", "--json", "--state", "waiting").stdout == ""


def test_one_event_is_shown_and_what_is_personal_in_it_is_masked(database: Database[dict[str, Any]]) -> None:
    """Trap 49: also of fields that the catalogue does not know neither the name nor the value is shown."""
    data = {"decree_id": "d-1", "reason": "geheim", "geheim2": 1}
    body = {"source": "/services/news", "time": "2026-11-22T05:29:58Z", "type": "decree.revoked.v1", "data": data}
    history = [{"at": datetime(2026, 11, 22, 5, 30, tzinfo=UTC), "what": "the office is not known"}]
    database["set_aside"].insert_one(a_parked_row() | {"body": json.dumps(body).encode(), "history": history})

    shown, told = ravabet("show", "notifier", EVENT).stdout, ravabet("show", "notifier", EVENT, "--json").stdout

    assert "geheim" not in shown + told
    for part in (
        EVENT,
        "source: /services/news",
        'decree_id = "d-1"',
        'reason = "•••"',
        "unknown_fields: 1",
        "05:30:00 UTC  the office",
    ):
        assert part in shown
    assert json.loads(told)["data"] == {"decree_id": "d-1", "reason": "•••"}


@pytest.mark.parametrize("body", [b"\xff\x00", b"[]", b'{"data": 7, "source": 8}', b""])
def test_garbage_is_shown_too(database: Database[dict[str, Any]], body: bytes) -> None:
    database["set_aside"].insert_one(a_parked_row() | {"type": "", "subject": "", "body": body})

    assert f"bytes: {len(body)}" in ravabet("show", "notifier", EVENT).stdout
    assert "parked" in ravabet("groups", "notifier").stdout


def test_a_group_is_retried_some_in_each_second_after_a_rehearsal(database: Database[dict[str, Any]]) -> None:
    fingerprint = a_group(database, 45)
    before = list(database["set_aside"].find())

    rehearsed = ravabet("retry", "notifier", "--group", fingerprint, "--dry-run", "--per-second", "10")
    assert list(database["set_aside"].find()) == before
    done = ravabet("retry", "notifier", "--group", fingerprint, "--per-second", "10")

    assert rehearsed.stdout == "45 events would be sent on, 10 in each second. Nothing was changed.\n"
    assert done.stdout == "45 events found; 10 are tried again in each second, which takes 4 s.\n"
    assert len(database["set_aside"].distinct("next_at")) == 5
    missing = ravabet("retry", "notifier", "--group", "g0")
    assert (missing.exit_code, missing.stdout) == (1, "0 events found.\n")


def test_a_discard_has_a_reason_and_can_be_taken_back(
    database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "mina")
    fingerprint = a_group(database, 3)
    group = ("notifier", "--group", fingerprint)

    assert "3 events would be discarded" in ravabet("discard", *group, "--reason", "x", "--dry-run").stdout
    done = ravabet("discard", *group, "--reason", "sent twice")
    shown = ravabet("show", "notifier", "e0").stdout

    assert f"To take it back: ravabet events restore notifier --group {fingerprint}" in done.stdout
    assert "No event waits" in ravabet("list", "notifier").stdout
    assert "e0" in ravabet("list", "notifier", "--state", "discarded").stdout
    assert "discarded: by mina at" in shown
    assert "sent twice" in shown
    assert ravabet("discard", *group, "--reason", "again").exit_code == 1
    assert ravabet("restore", *group).stdout == "3 events found; they wait or are parked as before.\n"
    assert {row["state"] for row in database["set_aside"].find()} == {"parked"}
    assert ravabet("restore", *group).exit_code == 1


def test_each_decision_of_the_command_line_is_noted_for_the_trail(
    database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    database["set_aside"].insert_one(a_parked_row())
    ravabet("discard", "notifier", EVENT, "--reason", "sent twice")
    ravabet("restore", "notifier", EVENT)

    first, second = database["audit_waiting"].find(sort=[("_id", 1)])

    assert (first["deed"], second["deed"]) == ("ravabet events discard", "ravabet events restore")
    said = {change["field"]: change["after"] for change in first["changes"]}
    assert (said["by"], said["number"], said["reason"], said["events"]) == ("command line", 1, "sent twice", [EVENT])


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
        (("list", "notifier", "--state", "lost"), 2, "choose waiting, parked or discarded"),
        (("groups", "notifier", "--state", "lost"), 2, "choose waiting, parked or discarded"),
        (("retry", "notifier"), 2, "give either ids or --group"),
        (("retry", "notifier", EVENT, "--group", "g1"), 2, "give either ids or --group"),
        (("retry", "notifier", EVENT, "--per-second", "0"), 2, "--per-second"),
        (("discard", "notifier", EVENT, "--reason", "  "), 2, "say why"),
        (("discard", "notifier", EVENT), 2, "--reason"),
        (("show", "notifier", "unknown"), 1, "No event with the id unknown is set aside in notifier."),
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
