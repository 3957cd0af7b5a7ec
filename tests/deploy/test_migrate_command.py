"""`ravabet migrate`, over documents that the release before of membership wrote."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from deploy.command import app
from deploy.local.home import PROJECT
from deploy.manifests import FEATURES
from tests.membership import release_before
from tests.migrating import migrations_of

MIGRATIONS = migrations_of(FEATURES["membership"])
Kept = Database[dict[str, Any]]


@pytest.fixture
def kept(own_mongo_url: str) -> Iterator[Kept]:
    """A database of membership that only the release before has used."""
    with MongoClient[dict[str, Any]](own_mongo_url) as client:
        database = client.get_default_database()
        for collection, documents in release_before.its_documents().items():
            database[collection].insert_many(documents)
        yield database


@pytest.fixture
def migrate(own_mongo_url: str) -> Callable[..., Result]:
    """Run the command in this process."""

    def migrate(*words: str, **env: str) -> Result:
        return CliRunner().invoke(app, ["migrate", *words], env={"MEMBERSHIP_MONGO_URL": own_mongo_url} | env)

    return migrate


def contents(kept: Kept) -> Mapping[str, list[dict[str, Any]]]:
    return {name: list(kept[name].find().sort("_id", 1)) for name in sorted(kept.list_collection_names())}


def test_it_tells_each_migration_and_what_was_done(kept: Kept, migrate: Callable[..., Result]) -> None:
    done = migrate("membership")

    lines = done.output.splitlines()
    # There are no decrees, so nothing is said of the last one.
    assert [line.partition(":")[0] for line in lines[::2]] == [each.name for each in MIGRATIONS[:3]]
    assert [line.partition(": ")[2] for line in lines[::2]] == [each.says for each in MIGRATIONS[:3]]
    assert lines[1::2] == [
        "  Done: 3 documents of people were changed.",
        "  Done: 3 documents of offices were changed.",
        "  Done: 4 documents of memberships were changed.",
    ]
    assert done.exit_code == 0
    assert kept["people"].count_documents({"words": "کاظمی"}) == 1
    assert kept["migrations"].count_documents({"done_at": None}) == 0
    assert kept["leases"].count_documents({}) == 0


def test_a_second_run_says_that_nothing_is_left(kept: Kept, migrate: Callable[..., Result]) -> None:
    migrate("membership")
    once = contents(kept)

    again = migrate("membership")

    assert (again.output, again.exit_code) == ("There is nothing to migrate in membership.\n", 0)
    assert contents(kept) == once


def test_a_dry_run_writes_nothing_at_all(kept: Kept, migrate: Callable[..., Result]) -> None:
    before = contents(kept)

    told = migrate("membership", "--dry-run")

    assert contents(kept) == before
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert "  3 documents of people would be changed, such as p-bank, p-gas, p-left: alike, words." in lines
    assert "  To office_kinds would be added, unless they are there: bank, office." in lines
    assert lines[-1] == "Nothing was written. To do it: ravabet migrate membership"


def test_programs_read_it_as_json(kept: Kept, migrate: Callable[..., Result]) -> None:
    would = json.loads(migrate("membership", "--dry-run", "--json").output)
    did = json.loads(migrate("membership", "--json").output)
    nothing = json.loads(migrate("membership", "--json").output)

    assert kept["migrations"].count_documents({}) == 3
    assert [(each["name"], each["left"], each["changed"]) for each in would["migrations"]] == [
        ("0001-people-words", 3, 0),
        ("0002-office-words", 3, 0),
        ("0003-membership-names", 4, 0),
    ]
    assert [each["changed"] for each in did["migrations"]] == [3, 3, 4]
    assert nothing == {"service": "membership", "migrations": []}


def test_a_faulty_document_is_named_without_its_contents_and_holds_up_no_other(
    kept: Kept, migrate: Callable[..., Result]
) -> None:
    kept["people"].update_one({"_id": "p-gas"}, {"$set": {"contact": "0912-secret"}})

    would, done = migrate("membership", "--dry-run"), migrate("membership")

    assert "  These cannot be changed: p-gas (ValidationError)." in would.output
    assert done.exit_code == 1
    assert (
        "0001-people-words cannot change p-gas (ValidationError). All others were changed. "
        "When these are repaired: ravabet migrate membership"
    ) in done.output
    assert "secret" not in done.output + would.output
    assert "Done: 4 documents of memberships were changed." in done.output
    assert kept["people"].count_documents({"words": {"$exists": True}}) == 2


def test_each_trouble_is_one_sentence(kept: Kept, migrate: Callable[..., Result]) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    kept["leases"].insert_one({"_id": "migrations", "holder": "another", "until": in_an_hour})

    busy = migrate("membership")
    away = migrate("membership", MEMBERSHIP_MONGO_URL="mongodb://127.0.0.1:1/gone?serverSelectionTimeoutMS=200")
    unset = migrate("news", NEWS_MONGO_URL="")
    unknown = migrate("mailman")

    assert [each.exit_code for each in (busy, away, unset)] == [1, 1, 1]
    assert busy.output.splitlines()[-1] == (
        "Another run migrates membership now. If it was killed, wait for 30 seconds; then: ravabet migrate membership"
    )
    assert away.output.startswith("The database of membership does not answer")
    assert unset.output.startswith("Set NEWS_MONGO_URL to the database of news")
    assert unknown.exit_code != 0
    assert "mailman: choose from membership, news" in " ".join(unknown.output.split())


@pytest.mark.slow("migrates thousands of documents in processes of their own")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_is_gone_on_with(
    kept: Kept, own_mongo_url: str, migrate: Callable[..., Result], number: signal.Signals
) -> None:
    (example, *_) = release_before.its_documents()["people"]
    many = range(4_000)
    kept["people"].insert_many({**example, "_id": f"q-{each:05}", "username": f"q-{each:05}"} for each in many)

    with running(own_mongo_url) as run:
        _until(lambda: _changed(kept) > 400)
        run.send_signal(number)
        said = run.communicate(timeout=120)[0]

    changed = _changed(kept)
    assert 400 < changed < 4_003
    if number is signal.SIGKILL:
        assert migrate("membership").output.splitlines()[-1].startswith("Another run migrates membership now.")
        kept["leases"].delete_many({})
    else:
        assert said.endswith(
            f"Ended after {changed:,} documents of 0001-people-words. To go on from there: ravabet migrate membership\n"
        )
        assert run.returncode == 1
    done = migrate("membership")
    assert done.exit_code == 0, done.output
    assert kept["people"].count_documents({"words": {"$exists": False}}) == 0
    record = kept["migrations"].find_one({"_id": "0001-people-words"})
    assert record is not None
    assert record["changed"] >= 4_003 - 200
    assert record["looked"] == record["changed"]


def test_help_imports_no_service() -> None:
    """Else every command of an operator takes seconds to begin."""
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, deploy.command; print([name for name in sys.modules if 'services' in name])",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == "[]\n"


def test_the_runbook_is_carried_out_command_by_command(kept: Kept, migrate: Callable[..., Result]) -> None:
    section = (PROJECT / "deploy" / "RUNBOOK.md").read_text(encoding="utf-8")
    section = section.partition("### Documents of earlier releases")[2].partition("\n### ")[0]
    commands = [line.split()[2:] for line in section.splitlines() if line.startswith("    ravabet migrate")]

    looked, done, again = [migrate(*words) for words in commands]

    assert [each.exit_code for each in (looked, done, again)] == [0, 0, 0]
    assert "would be changed" in looked.output
    assert "documents of memberships were changed" in done.output
    assert json.loads(again.output)["migrations"] == []
    assert kept["people"].count_documents({"words": {"$exists": False}}) == 0


@contextmanager
def running(mongo_url: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "deploy", "migrate", "membership"],
        cwd=PROJECT,
        env=os.environ | {"MEMBERSHIP_MONGO_URL": mongo_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _changed(kept: Kept) -> int:
    record = kept["migrations"].find_one({"_id": "0001-people-words"})
    return int(record["changed"]) if record else 0


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
