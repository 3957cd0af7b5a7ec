"""`ravabet backup` and `ravabet restore`: what comes back, what is refused, and what is left behind."""

import gzip
import hashlib
import io
import json
import re
import resource
import shlex
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import bson
import pyrage
import pytest

from deploy.backup import moment, taking
from deploy.backup.moment import Client, one_moment
from deploy.backup.trouble import Trouble
from deploy.local.home import PROJECT
from shared.messaging.rights import TOPOLOGY
from shared.runtime.clock import utc_now
from shared.runtime.version import Version
from shared.store.files import FileStore
from shared.store.store import Store
from tests.broker_users import as_user
from tests.deploy.backup.conftest import A_FILE, Key, Stack, fill


class Back(NamedTuple):
    """What was restored."""

    stack: Stack
    files: Path


@pytest.fixture(scope="module")
def taken(county: Stack, key: Key, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of the county, with the files of a folder."""
    settings = tmp_path_factory.mktemp("etc")
    (settings / "keys").mkdir()
    (settings / "keys" / "signing.json").write_text("secret")
    (settings / "keys" / "signing.json").chmod(0o600)
    place = tmp_path_factory.mktemp("taken") / "county.age"
    taken = county.ravabet("backup", place, "--recipient", key.public, "--with", settings)
    assert (taken.exit_code, taken.stderr) == (0, "")
    return place.read_bytes()


@pytest.fixture(scope="module")
def back(taken: bytes, new_stack: Callable[[], Stack], key: Key, tmp_path_factory: pytest.TempPathFactory) -> Back:
    """The same county on another machine."""
    stack, place = new_stack(), tmp_path_factory.mktemp("back")
    (place / "county.age").write_bytes(taken)
    restored = stack.ravabet("restore", place / "county.age", "--identity", key.identity, "--with", place / "files")
    assert (restored.exit_code, restored.stderr) == (0, "")
    return Back(stack, place / "files")


@pytest.fixture
def file(taken: bytes, tmp_path: Path) -> Path:
    """The same in a file that the test may spoil."""
    place = tmp_path / "county.age"
    place.write_bytes(taken)
    return place


@pytest.fixture
def names(mongo_server: Client) -> Iterator[Mapping[str, str]]:
    """Databases of two services with things in them."""
    names = {service: f"test_{uuid4().hex}" for service in ("news", "notifier")}
    for name in names.values():
        fill(mongo_server[name])
    yield names
    for name in names.values():
        mongo_server.drop_database(name)


def test_what_was_backed_up_comes_back_to_the_last_byte(county: Stack, back: Back) -> None:
    assert back.stack.documents() == county.documents()
    assert back.stack.indexes() == county.indexes()
    assert back.stack.options() == county.options()
    was, now = (list(stack.databases["news"]["odd/name"].find_raw_batches()) for stack in (county, back.stack))
    assert now == was
    assert back.stack.databases["news"]["last ones"].count_documents({}) == 50


async def test_a_file_of_the_file_store_comes_back_and_can_be_read(back: Back) -> None:
    store = Store.open(back.stack.urls["membership"], service="membership", now=utc_now)

    assert await FileStore(store).read(hashlib.sha256(A_FILE).hexdigest()) == A_FILE
    assert back.stack.databases["membership"]["fs.chunks"].index_information()["files_id_1_n_1"]["unique"]

    await store.close()


def test_files_that_are_in_a_bucket_are_said_to_be_missing(county: Stack, key: Key, tmp_path: Path) -> None:
    file = tmp_path / "county.age"
    bucket = {"NEWS_S3_ENDPOINT": "https://s3.inner.example", "NEWS_S3_BUCKET": "media"}

    made = county.ravabet("backup", file, "--recipient", key.public, **bucket)
    checked = county.ravabet("backup", "--check", file, "--identity", key.identity)

    for output in (made.output, checked.output):
        assert "Not in it: the files of news, such as pictures. They are in https://s3.inner.example/media" in output
    county.ravabet("backup", file, "--recipient", key.public, NEWS_S3_ENDPOINT="")
    assert "Not in it" not in county.ravabet("backup", "--check", file, "--identity", key.identity).output


def test_what_others_bound_comes_back_with_the_topology(back: Back) -> None:
    bound = back.stack.manage("GET", "/api/queues/{vhost}/of-a-guest/bindings")

    assert "news.published.v1" in {each["routing_key"] for each in bound}
    assert back.stack.ravabet("topology", "--check").exit_code == 0


def test_files_come_back_with_their_rights_where_somebody_says(back: Back) -> None:
    assert (back.files / "keys" / "signing.json").read_text() == "secret"
    assert (back.files / "keys" / "signing.json").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_read_without_us(file: Path, key: Key) -> None:
    """By age, gzip, tar and bsondump, when nobody has this release any more."""
    identity = pyrage.x25519.Identity.from_str(key.identity.read_text().splitlines()[-1])
    plain = gzip.decompress(pyrage.decrypt(file.read_bytes(), [identity]))

    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        names = tar.getnames()
        pieces = [name for name in names if name.startswith("news/things/")]
        documents = [row for name in pieces for row in bson.decode_all(_content(tar, name))]
        broker = json.loads(_content(tar, "broker.json"))

    assert (names[0], names[-1]) == ("ravabet-backup.json", "whole.json")
    assert [row["_id"] for row in documents] == list(range(2_500))
    assert "ravabet.q.news" in {queue["name"] for queue in broker["queues"]}
    assert "users" not in broker


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    found = tar.extractfile(name)
    assert found
    return found.read()


def test_several_keys_open_it_and_a_locked_one_by_its_passphrase(
    county: Stack, key: Key, tmp_path: Path, elsewhere: Stack
) -> None:
    locked, keys = tmp_path / "locked.age", tmp_path / "keys.txt"
    made = county.ravabet("backup-key", locked, "--passphrase", RAVABET_BACKUP_PASSPHRASE="چهار واژه")
    keys.write_text(f"# two of us\n{made.stdout.strip()}\n{key.public}\n")
    file = tmp_path / "county.age"
    county.ravabet("backup", file, RAVABET_BACKUP_RECIPIENTS=str(keys))

    answers = [
        elsewhere.ravabet("backup", "--check", file, "--identity", key.identity),
        elsewhere.ravabet("backup", "--check", file, "--identity", locked, RAVABET_BACKUP_PASSPHRASE="چهار واژه"),
        elsewhere.ravabet("backup", "--check", file, "--identity", locked, RAVABET_BACKUP_PASSPHRASE="پنج واژه"),
    ]

    assert [answer.exit_code for answer in answers] == [0, 0, 1]
    assert re.match(rf"{re.escape(str(file))} is whole\. 1\d{{4}} documents as they were at 20", answers[0].stdout)
    assert answers[2].stderr == f"The passphrase does not open {locked}.\n"
    assert county.ravabet("backup-key", locked).stderr == f"{locked} cannot be written (File exists).\n"


@pytest.mark.parametrize("what", ["cut short", "cut at a block", "one byte altered", "empty", "another file"])
def test_a_file_that_is_not_whole_is_refused_before_the_first_write(
    county: Stack, elsewhere: Stack, file: Path, key: Key, what: str
) -> None:
    content = file.read_bytes()
    middle = len(content) // 2
    file.write_bytes(
        {
            "cut short": content[:-10],
            "cut at a block": content[: content.index(b"\n--- ") + 65 + 2 * (64 * 1024 + 16)],
            "one byte altered": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "empty": b"",
            "another file": b"%PDF-1.7 and so on",
        }[what]
    )

    checked = county.ravabet("backup", "--check", file, "--identity", key.identity)
    restored = elsewhere.ravabet("restore", file, "--identity", key.identity)

    assert (checked.exit_code, restored.exit_code) == (1, 1)
    assert len(restored.stderr.splitlines()) == 1
    assert "was cut" in restored.stderr
    assert checked.stderr == restored.stderr
    assert elsewhere.documents() == {}


def test_a_parcel_that_lost_documents_before_it_was_sealed_is_refused(elsewhere: Stack, file: Path, key: Key) -> None:
    """Whoever has the public key can seal anything; the counts and checksums must fit."""
    identity = pyrage.x25519.Identity.from_str(key.identity.read_text().splitlines()[-1])
    plain = io.BytesIO(gzip.decompress(pyrage.decrypt(file.read_bytes(), [identity])))
    less = io.BytesIO()
    with tarfile.open(fileobj=plain) as tar, tarfile.open(fileobj=less, mode="w") as out:
        dropped = next(name for name in tar.getnames() if name.startswith("news/things/"))
        for each in tar.getmembers():
            if each.name != dropped:
                out.addfile(each, tar.extractfile(each))
    file.write_bytes(pyrage.encrypt(gzip.compress(less.getvalue()), [identity.to_public()]))

    restored = elsewhere.ravabet("restore", file, "--identity", key.identity)

    assert (restored.exit_code, elsewhere.documents()) == (1, {})
    assert restored.stderr.startswith("The file was altered: its documents are not those")


def test_another_identity_opens_nothing(file: Path, elsewhere: Stack, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    elsewhere.ravabet("backup-key", other)

    refused = elsewhere.ravabet("restore", file, "--identity", other)

    assert (refused.exit_code, refused.stderr) == (1, "The identity is not the one of this backup.\n")


def test_a_stack_that_is_not_empty_is_named_and_left_as_it_is(elsewhere: Stack, file: Path, key: Key) -> None:
    elsewhere.databases["reporting"]["reports"].insert_one({"_id": 1})

    refused = elsewhere.ravabet("restore", file, "--identity", key.identity)

    assert refused.exit_code == 1
    assert refused.stderr.startswith(
        f"These databases are not empty, so nothing was restored: {elsewhere.databases['reporting'].name} (reporting)."
    )
    assert elsewhere.documents() == {"reporting/reports": [{"_id": 1}]}


def test_a_backup_of_a_later_release_is_refused(
    county: Stack, elsewhere: Stack, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "county.age"
    with monkeypatch.context() as patched:
        patched.setattr(taking, "own_version", lambda: Version("9.10.0", ""))
        county.ravabet("backup", file, "--recipient", key.public)

    refused = elsewhere.ravabet("restore", file, "--identity", key.identity)

    assert refused.exit_code == 1
    assert refused.stderr.startswith("The backup is of release 9.10.0, this is ")
    assert elsewhere.documents() == {}


def test_the_newest_are_kept_and_older_ones_go_only_when_the_new_one_is_whole(
    county: Stack, key: Key, tmp_path: Path
) -> None:
    pattern = tmp_path / "ravabet-{time}.age"
    old = [tmp_path / f"ravabet-2026112{day}T020000Z.age" for day in range(5)]
    others = [tmp_path / "ravabet-notes.age", tmp_path / "ravabet-20261120T020000Z.age.old"]
    for each in (*old, *others):
        each.write_text("a backup")

    failed = county.ravabet("backup", pattern, "--recipient", key.public, "--keep", "3", RAVABET_AMQP_MANAGEMENT_URL="")
    assert failed.exit_code == 1
    assert all(each.exists() for each in old)
    taken = county.ravabet("backup", pattern, "--recipient", key.public, "--keep", "3")

    assert taken.exit_code == 0, taken.output
    left = sorted(each.name for each in tmp_path.glob("ravabet-2026*Z.age"))
    assert left[:2] == [old[3].name, old[4].name]
    assert len(left) == 3
    assert all(each.exists() for each in others)
    assert county.ravabet("backup", tmp_path / "x.age", "--keep", "3").exit_code == 2


def test_a_full_disk_is_one_sentence_and_leaves_the_last_backup_and_nothing_else(
    county: Stack, file: Path, key: Key
) -> None:
    before = file.read_bytes()

    with _files_of_at_most(len(before) // 2):
        failed = county.ravabet("backup", file, "--recipient", key.public)

    assert (failed.exit_code, failed.stderr) == (1, f"{file} cannot be used (File too large).\n")
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.slow("the command in a process of its own")
@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_one_that_is_stopped_leaves_nothing_behind(
    county: Stack, key: Key, tmp_path: Path, stopped_by: signal.Signals
) -> None:
    (tmp_path / ".old.age.abc.ravabet-draft").write_text("of a process that was killed")
    code = (
        "import time; from deploy.backup import taking as t\n"
        "t._pack_collections = lambda *_: (print('now', flush=True), time.sleep(60))\n"
        "from deploy.command import app; app()"
    )
    command = [sys.executable, "-c", code, "backup", str(tmp_path / "a.age"), "--recipient", key.public]
    environment = county.settings | {"PATH": "/usr/bin:/bin"}

    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "now\n"
        assert [each.suffix for each in tmp_path.iterdir()] == [".ravabet-draft"]
        running.send_signal(stopped_by)
        _, complaint = running.communicate(timeout=60)

    assert (running.returncode, complaint) == (1, "Stopped; nothing was left behind.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow("restores a whole county")
def test_a_restore_that_fails_half_way_leaves_the_databases_empty(elsewhere: Stack, file: Path, key: Key) -> None:
    away = re.sub(r":\d+/", ":1/", elsewhere.amqp_url)
    failed = elsewhere.ravabet("restore", file, "--identity", key.identity, RAVABET_AMQP_URL=away)

    assert failed.exit_code == 1
    assert failed.stderr.startswith("The broker does not answer or refuses (")
    assert len(failed.stderr.splitlines()) == 1
    assert elsewhere.documents() == {}


@pytest.mark.slow("restores a whole county")
def test_the_rest_of_a_restore_that_lost_its_power_is_thrown_away(
    elsewhere: Stack, county: Stack, file: Path, key: Key
) -> None:
    elsewhere.databases["news"]["things"].insert_one({"_id": "half"})
    elsewhere.databases["news"]["restoring"].insert_one({"_id": "restoring"})

    assert elsewhere.ravabet("restore", file, "--identity", key.identity).exit_code == 0
    assert elsewhere.documents() == county.documents()


def test_databases_that_do_not_answer_are_one_sentence(county: Stack, key: Key, tmp_path: Path) -> None:
    away = {
        f"{name}_MONGO_URL": "mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=100" for name in ("MEMBERSHIP", "NEWS")
    }

    different = county.ravabet("backup", tmp_path / "a.age", "--recipient", key.public, **away)
    lost = county.ravabet(
        "backup", tmp_path / "a.age", "--recipient", key.public, RAVABET_MONGO_URL=away["NEWS_MONGO_URL"]
    )

    assert (different.exit_code, lost.exit_code) == (1, 1)
    assert different.stderr.startswith("Set RAVABET_MONGO_URL to the replica set")
    assert lost.stderr.startswith("The databases do not answer or refuse (ServerSelectionTimeoutError)")
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_or_a_setting_nothing_begins(county: Stack, tmp_path: Path, key: Key) -> None:
    refused = [
        county.ravabet("backup", tmp_path / "a.age"),
        county.ravabet("backup", tmp_path / "a.age", "--recipient", "age1nonsense"),
        county.ravabet("backup", tmp_path / "a.age", "--recipient", str(key.identity)),
        county.ravabet("backup", tmp_path / "a.age", "--recipient", key.public, NEWS_MONGO_URL=""),
        county.ravabet("restore", tmp_path / "none.age"),
        county.ravabet("backup", tmp_path / "none" / "a.age", "--recipient", key.public),
    ]

    assert [each.exit_code for each in refused] == [1] * 6
    assert [each.stderr.split(":")[0] for each in refused] == [
        "Name a public key with --recipient",
        "One of the recipients is no public key",
        "One of the recipients is no public key",
        "Set NEWS_MONGO_URL",
        f"{tmp_path}/none.age cannot be used (No such file or directory).\n",
        f"{tmp_path}/none/a.age cannot be used (No such file or directory).\n",
    ]


def test_the_broker_is_asked_as_an_administrator(county: Stack, key: Key, tmp_path: Path) -> None:
    """The user of the topology, whom the settings name for its check, sees no definitions."""
    weak = {"RAVABET_AMQP_MANAGEMENT_URL": as_user(TOPOLOGY, county.management_url)}
    backup = ("backup", tmp_path / "a.age", "--recipient", key.public)

    refused = county.ravabet(*backup, **weak)
    taken = county.ravabet(*backup, **weak, RAVABET_AMQP_ADMIN_URL=county.management_url)

    assert (refused.exit_code, taken.exit_code) == (1, 0)
    assert refused.stderr.startswith("RAVABET_AMQP_ADMIN_URL must name the broker's management interface with an admin")


def test_a_county_that_is_read_for_longer_than_the_database_remembers_is_told_before_it_begins(
    county: Stack, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "_BYTES_A_SECOND", 1_000)

    refused = county.ravabet("backup", tmp_path / "a.age", "--recipient", key.public)

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Reading takes longer than the 300 seconds for which the database remembers")
    assert "minSnapshotHistoryWindowInSeconds: " in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_moment_that_the_server_has_forgotten_while_it_was_read_is_told(
    mongo_server: Client, names: Mapping[str, str]
) -> None:
    window = {"setParameter": 1, "minSnapshotHistoryWindowInSeconds": 1}
    mongo_server.admin.command(window)
    try:
        with pytest.raises(Trouble, match="Reading takes longer than the 1 seconds"):
            _read_again_and_again(mongo_server, names)
    finally:
        mongo_server.admin.command(window | {"minSnapshotHistoryWindowInSeconds": 300})


def _read_again_and_again(client: Client, names: Mapping[str, str]) -> None:
    with one_moment(client, names) as now:
        (things,) = now.collections["news"]
        for _ in range(1_000):
            for _ in now.batches("news", things):
                client[names["news"]]["ticks"].insert_one({})


def test_one_moment_holds_for_all_databases_while_others_write(mongo_server: Client, names: Mapping[str, str]) -> None:
    with one_moment(mongo_server, names) as now:
        mongo_server[names["news"]]["things"].delete_many({})
        mongo_server[names["notifier"]]["things"].insert_one({"_id": "later"})
        read = [
            sum(len(bson.decode_all(documents)) for documents in now.batches(service, kept))
            for service, (kept,) in now.collections.items()
        ]
        now.confirm()

    assert read == [2_500, 2_500]


def test_a_collection_that_is_dropped_meanwhile_is_not_taken_for_an_empty_one(
    mongo_server: Client, names: Mapping[str, str]
) -> None:
    """The server reads it as empty."""
    with one_moment(mongo_server, names) as now:
        mongo_server[names["news"]]["things"].drop()
        with pytest.raises(Trouble, match="The collection things of news was dropped meanwhile"):
            now.confirm()


@pytest.mark.slow("restores a whole county")
def test_the_commands_of_the_runbook_do_what_it_says(
    county: Stack, elsewhere: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each as it stands there, with folders of this test and the key that the first one prints."""
    text = (PROJECT / "deploy" / "RUNBOOK.md").read_text("utf-8")
    section = text[text.index("## Backups") : text.index("## Upgrading")]
    commands = [shlex.split(line) for line in section.splitlines() if line.startswith("    ravabet ")]
    assert [command[1] for command in commands] == ["backup-key", "backup", "backup", "restore"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "mail.env").write_text("secret")
    meant = {"/etc/ravabet": "etc", "/root/etc-ravabet": "back"}

    def run(stack: Stack, command: list[str]) -> str:
        done = stack.ravabet(*(meant.get(word, word) for word in command[1:]))
        assert (done.exit_code, done.output) == (0, done.output)
        return done.stdout.strip()

    meant["age1…"] = run(county, commands[0]).splitlines()[0]
    meant["/var/backups/ravabet/{time}.age"] = "{time}.age"
    run(county, commands[1])
    (made,) = tmp_path.glob("*.age")
    meant["/var/backups/ravabet/20261129T020000Z.age"] = made.name
    assert "is whole" in run(county, commands[2])
    run(elsewhere, commands[3])

    assert elsewhere.databases["news"]["things"].count_documents({}) == 2_500
    assert (tmp_path / "back" / "mail.env").read_text() == "secret"
