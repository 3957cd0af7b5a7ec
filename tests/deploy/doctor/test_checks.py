"""What each check says when all is well, and when it is not."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from typer.testing import CliRunner

from deploy.command import app
from deploy.doctor import broker, clocks, databases, outside, stored
from deploy.doctor.ages import check_ages
from deploy.doctor.certificates import check_certificates
from deploy.doctor.county import County
from deploy.doctor.deploying import answer_for, reasons_of_events, reasons_of_new_events, remarks_on_new_events
from deploy.doctor.examining import examine
from deploy.doctor.finding import Finding, Level
from deploy.doctor.letters import check_letters
from deploy.doctor.posts import check_posts
from deploy.doctor.register import check_register
from deploy.doctor.replicas import check_replicas, check_versions, of_versions
from deploy.doctor.running import Replica as Running
from deploy.doctor.secret_files import check_secret_files
from deploy.letters.keys import renew
from deploy.local.bale_peer.running import running_bale_peer
from deploy.local.mail_catcher.letters import Letters
from deploy.local.mail_catcher.post_office import PostOffice, open_post_office
from deploy.setup.certificates import Authority
from deploy.setup.folder import Folder
from services.membership.register.mongo import ROWS, MongoRegisterRepository
from services.membership.register.usecases import RegisterBook
from shared.events.catalogue import CATALOGUE, CatalogueEntry, heard_by, published_by
from shared.events.news import NewsCorrected, NewsPublished
from shared.messaging import topology
from shared.messaging.checks import note_backup
from shared.operations.stores import open_stores
from shared.runtime.version import Version, own_version
from tests.deploy.doctor.conftest import Replica
from tests.membership.test_register_rules import an_entry

NOON = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:1"


def told(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(each.level.value, each.sentence) for each in found]


async def test_what_is_not_set_is_named_as_not_looked_at() -> None:
    nothing = County()
    for check in (
        check_replicas,
        check_versions,
        databases.check_databases,
        broker.check_broker,
        broker.check_topology,
        broker.check_missed,
        stored.check_events,
        stored.check_backup,
        check_letters,
        check_register,
        check_posts,
        clocks.check_clocks,
        check_certificates,
        outside.check_mail,
        outside.check_bale,
        check_secret_files,
        check_ages,
    ):
        found = await check(nothing)
        assert {each.level for each in found} == {Level.NOT_LOOKED_AT}, check


async def test_one_check_that_hangs_or_fails_hides_no_other() -> None:
    async def hang(_: County) -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    async def fail(_: County) -> Sequence[Finding]:
        raise RuntimeError("mongodb://user:geheim@mongo")

    found = await examine(County(), {"one": hang, "two": fail, "mail": outside.check_mail}, patience=0.2)

    assert told(found["one"]) == [("wrong", "The check of one had no answer within 0.2 seconds.")]
    assert told(found["two"]) == [("wrong", "The check of two failed (RuntimeError).")]
    assert found["mail"]


async def test_replicas_say_what_is_wrong_with_them(replica: Replica) -> None:
    county = County(replicas={"news": [replica.url]})
    assert await check_replicas(county) == []

    replica.checks["migrations"] = "missing: 0001-words; run: ravabet migrate news"
    assert told(await check_replicas(county)) == [
        ("soon", f"news at {replica.url}: documents of an earlier release are left (0001-words).")
    ]
    replica.status = "unready"
    assert (await check_replicas(county))[0].level == Level.WRONG
    replica.checks = {"relay": "the broker does not answer", "migrations": "ok"}
    assert told(await check_replicas(county)) == [
        ("wrong", f"news at {replica.url}: relay: the broker does not answer.")
    ]
    away = await check_replicas(County(replicas={"news": [NOWHERE]}))
    assert told(away) == [("wrong", f"news does not answer at {NOWHERE} (ConnectError).")]


async def test_two_releases_of_one_service_are_an_upgrade_that_was_not_finished(replica: Replica) -> None:
    same = County(replicas={"news": [replica.url, replica.url]})
    assert await check_versions(same) == []
    mixed = {"news 0.1.0": "0.1.0", "news 0.2.0": "0.2.0"}
    found = of_versions("news", [Running("news", url, Version(release, "")) for url, release in mixed.items()])

    assert told(found) == [("soon", "The replicas of news are of different releases: 0.1.0 and 0.2.0.")]


async def test_mongodb_of_the_tests_is_well_and_one_that_is_away_is_not(mongo_url: str) -> None:
    found = await databases.check_databases(County(mongo_url=mongo_url, mongo_urls={"news": mongo_url}))
    assert [each for each in found if "disk" not in each.sentence] == []

    # A name without an address: of a connection that is refused while it closes, the driver leaves the socket behind.
    away = await databases.check_databases(County(mongo_url="mongodb://mongo.invalid/?serverSelectionTimeoutMS=100"))
    assert told(away)[0][0] == "wrong"


def test_what_is_wrong_with_a_mongodb() -> None:
    assert databases.of_version("6.0.4") == databases.of_version("10.1") == []
    assert told(databases.of_version("5.0.9")) == [("wrong", "MongoDB 5.0.9 is too old.")]
    assert databases.of_primary({"setName": "rs0", "isWritablePrimary": True}) == []
    assert databases.of_primary({"setName": "rs0"})[0].level == databases.of_primary({})[0].level == Level.WRONG
    assert databases.of_disk(80e9, 100e9) == []
    assert databases.of_disk(90e9, 100e9)[0].level == Level.SOON
    assert databases.of_disk(96e9, 100e9)[0].level == Level.WRONG
    assert databases.of_oplog(timedelta(hours=2), is_full=False) == []
    assert told(databases.of_oplog(timedelta(hours=2), is_full=True)) == [
        ("soon", "MongoDB's oplog remembers only 2.0 hours.")
    ]


async def test_rabbitmq_of_the_tests_is_well_and_one_that_is_away_is_not(management_url: str) -> None:
    found = await broker.check_broker(County(admin_url=management_url))
    assert [each for each in found if "disk" not in each.sentence] == []

    away = await broker.check_broker(County(admin_url=NOWHERE))
    assert told(away) == [("wrong", "RabbitMQ's management interface does not answer or refuses (ConnectError).")]


def test_what_is_wrong_with_a_node_of_rabbitmq() -> None:
    well = {"name": "rabbit@rabbit", "running": True, "disk_free": 9_000, "disk_free_limit": 1_000}
    assert list(broker.of_node(well)) == []
    assert [each.level for each in broker.of_node(well | {"disk_free": 1_500})] == [Level.SOON]
    for trouble in ({"mem_alarm": True}, {"disk_free_alarm": True}, {"running": False}, {"partitions": ["other"]}):
        assert [each.level for each in broker.of_node(well | trouble)] == [Level.WRONG]
    assert broker.of_version("3.10.1") == []
    assert broker.of_version("3.9.27")[0].level == Level.WRONG


async def test_a_broker_without_its_queues_is_told(own_amqp_url: str, management_url: str) -> None:
    county = County(amqp_url=own_amqp_url, management_url=management_url)
    assert ("wrong", "RabbitMQ: the exchange ravabet.events is missing.") in told(await broker.check_topology(county))

    await topology.declare(own_amqp_url)

    assert await broker.check_topology(county) == []


async def test_what_the_databases_tell(mongo_url: str) -> None:
    county = County(now=lambda: NOON, mongo_urls={"news": mongo_url})

    def of_news(found: Sequence[Finding]) -> list[tuple[str, str]]:
        return told([each for each in found if each.level != Level.NOT_LOOKED_AT])

    assert of_news(await stored.check_events(county)) == []
    assert of_news(await stored.check_backup(county)) == [("wrong", "There never was a backup of news.")]
    async with open_stores(county.mongo_urls) as stores:
        news = stores["news"].driver
        row = {"_id": "1", "subject": "a/1", "seq": 1, "state": "pending", "at": NOON - timedelta(seconds=90)}
        await news.collection("outbox").insert_one(row)
        aside = {"received_at": NOON - timedelta(hours=30), "error": "its handler is paused"}
        await news.collection("set_aside").insert_many(
            [{"_id": state, "state": state} | aside for state in ("parked", "waiting", "discarded")]
            + [{"_id": "fresh", "state": "parked", "received_at": NOON}]
        )
        await note_backup(stores["news"], NOON - timedelta(hours=27))
        assert of_news(await stored.check_backup(county)) == [("wrong", "The last backup of news is 27 hours old.")]
        await note_backup(stores["news"], NOON - timedelta(hours=25))

    assert of_news(await stored.check_events(county)) == [
        ("wrong", "An event of news has waited for the relay for 90 seconds."),
        ("wrong", "2 events of news are parked, and wait for a person; the oldest for 30 hours."),
        ("soon", "An event of news has waited for 30 hours: its handler is paused."),
    ]
    assert of_news(await stored.check_backup(county)) == []


async def test_a_register_that_somebody_changed_is_told_with_its_page(mongo_url: str) -> None:
    county = County(mongo_urls={"membership": mongo_url})
    assert await check_register(county) == []
    async with open_stores(county.mongo_urls) as stores:
        book = RegisterBook(MongoRegisterRepository(stores["membership"]))
        for number in (1, 2, 4):
            async with stores["membership"].transaction():
                await book.enter(an_entry(number))
        (gap,) = await check_register(county)
        assert (gap.level, gap.sentence) == (Level.SOON, "Numbers of the register ق/1405 that have no row: 1.")

        await stores["membership"].driver.collection(ROWS).update_one({"position": 2}, {"$set": {"entry.subject": "?"}})

    broken, _ = await check_register(county)
    assert broken.level is Level.WRONG
    assert "is broken at page 1, row 2 of the entered volume: a row is not as it was written" in broken.sentence


def test_the_command_names_the_first_broken_page(mongo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERSHIP_MONGO_URL", mongo_url)
    nothing = CliRunner().invoke(app, ["letters", "register", "check"])
    assert (nothing.exit_code, nothing.output) == (0, "No letter has been registered yet.\n")

    async def enter() -> None:
        async with open_stores({"membership": mongo_url}) as stores:
            for number in (1, 2, 3):
                async with stores["membership"].transaction():
                    await RegisterBook(MongoRegisterRepository(stores["membership"])).enter(an_entry(number))

    asyncio.run(enter())
    sound = CliRunner().invoke(app, ["letters", "register", "check"])
    assert (sound.exit_code, "3 rows on 1 pages are sound" in sound.output) == (0, True)
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.get_default_database()[ROWS].delete_one({"position": 2})

    broken = CliRunner().invoke(app, ["letters", "register", "check", "--json"])

    assert broken.exit_code == 1
    (book,) = json.loads(broken.output)["books"]
    assert book["broken"] == {"volume": "entered", "page": 1, "row": 2, "fault": "missing"}


async def test_clocks_that_are_apart_are_told(replica: Replica, mongo_url: str) -> None:
    county = County(replicas={"news": [replica.url]}, mongo_url=mongo_url)
    assert await clocks.check_clocks(county) == []

    slow = County(now=lambda: NOON, replicas={"news": [replica.url]}, mongo_url=mongo_url)
    assert [each.level for each in await clocks.check_clocks(slow)] == [Level.WRONG, Level.WRONG]
    assert (
        clocks.of_clock("x", NOON, asked_at=NOON + timedelta(seconds=3), answered_at=NOON + timedelta(seconds=9)) == []
    )
    behind = clocks.of_clock("x", NOON, asked_at=NOON + timedelta(seconds=9), answered_at=NOON + timedelta(seconds=9))
    assert told(behind) == [("wrong", "The clock of x is 8 seconds behind this one.")]


@pytest.mark.parametrize(("days", "level"), [(0, None), (380, Level.SOON), (398, Level.WRONG)])
async def test_certificates_that_end_are_told(tmp_path: Path, days: int, level: Level | None) -> None:
    folder = Folder(tmp_path, tmp_path / "data")
    folder.certificates.mkdir(parents=True)
    made = Authority.of(folder, now=NOON).issue(["news"], now=NOON)
    (tmp_path / "certificate.pem").write_bytes(made.certificate)

    found = await check_certificates(County(now=lambda: NOON + timedelta(days=days), secrets=tmp_path))

    assert [each.level for each in found] == ([level] if level else [])


async def test_the_end_of_the_key_of_letters_is_told_with_the_command_for_the_next(tmp_path: Path) -> None:
    renew(tmp_path, "county", lasts=timedelta(days=40), now=NOON - timedelta(days=50), authority=tmp_path / "above")
    renew(tmp_path, "county", lasts=timedelta(days=40), now=NOON, authority=tmp_path / "above")
    (tmp_path / "letters.pem").unlink()

    fine = await check_certificates(County(now=lambda: NOON, secrets=tmp_path))
    (soon,) = await check_certificates(County(now=lambda: NOON + timedelta(days=20), secrets=tmp_path))

    assert fine == []
    assert (soon.level, "ravabet letters key" in soon.remedy) == (Level.SOON, True)


async def test_a_secret_that_everybody_can_read_is_told(tmp_path: Path) -> None:
    for name, mode in (("news_mongo_url", 0o440), ("ca.pem", 0o444), ("key.pem", 0o400)):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(mode)
    county = County(secrets=tmp_path)
    assert await check_secret_files(county) == []

    (tmp_path / "key.pem").chmod(0o444)

    assert told(await check_secret_files(county)) == [("wrong", f"Everybody can read the secret {tmp_path}/key.pem.")]


async def test_the_mail_server_is_greeted_and_gets_no_letter() -> None:
    letters = Letters()
    async with open_post_office(PostOffice(letters)) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert await outside.check_mail(County(smtp_url=url, mail_from="news@bahardasht.example")) == []
    away = await outside.check_mail(County(smtp_url="smtp://127.0.0.1:1", mail_from="news@bahardasht.example"))
    assert told(away) == [("wrong", "E-mail cannot be sent: mail server out of reach: SMTPConnectError.")]


async def test_bale_is_asked_for_the_bot() -> None:
    async with running_bale_peer(token="1405:right") as peer:
        assert await outside.check_bale(County(bale_url=peer.base_url, bale_token="1405:right")) == []
        refused = await outside.check_bale(County(bale_url=peer.base_url, bale_token="1405:other"))
    assert [each.level for each in refused] == [Level.WRONG]


def running_replica(service: str, publishes: set[str], listens: set[str]) -> Running:
    return Running(service, "http://x", Version("0.1.0", ""), frozenset(publishes), frozenset(listens))


def test_a_release_whose_new_events_a_listener_would_throw_away_must_not_be_started_before_it() -> None:
    catalogue = [
        CatalogueEntry(NewsPublished, "news", ("reporting", "notifier")),
        CatalogueEntry(NewsCorrected, "news"),
    ]

    def with_notifier(*listens: str) -> dict[str, list[Running]]:
        return {
            "news": [running_replica("news", {"news.corrected.v1"}, set())],
            "notifier": [running_replica("notifier", set(), set(listens))],
            "reporting": [running_replica("reporting", set(), {"news.published.v1"})],
        }

    unknown, older, known = with_notifier(), with_notifier("news.published.v0"), with_notifier("news.published.v1")

    assert list(reasons_of_new_events("news", catalogue, unknown)) == [
        "notifier 0.1.0 does not know news.published.v1 yet and would lose it: upgrade notifier first."
    ]
    assert list(remarks_on_new_events("news", catalogue, unknown)) == []
    assert list(reasons_of_new_events("news", catalogue, older)) == []
    (remark,) = remarks_on_new_events("news", catalogue, older)
    assert remark.startswith("notifier 0.1.0 knows an earlier version of news.published.v1: until it is upgraded")
    assert list(reasons_of_new_events("news", catalogue, known)) == []
    assert list(remarks_on_new_events("news", catalogue, known)) == []


def test_reporting_with_two_versions_of_a_report_comes_after_the_notifier() -> None:
    """The order of the recipe: listeners first. The other order is no danger, and is remarked."""
    sent = set(published_by("reporting")) - {"report.submitted.v2"}
    before = running_replica("notifier", set(), set(heard_by("notifier")) - {"report.submitted.v2"})
    after = running_replica("notifier", set(), set(heard_by("notifier")))
    reporting = [running_replica("reporting", sent, set())]

    def asked(notifier: Running, service: str) -> tuple[list[str], list[str]]:
        running = {"reporting": reporting, "notifier": [notifier]}
        reasons = [
            *reasons_of_events(service, published_by(service), running),
            *reasons_of_new_events(service, CATALOGUE, running),
        ]
        return reasons, list(remarks_on_new_events(service, CATALOGUE, running))

    reasons, (remark,) = asked(before, "reporting")
    assert reasons == []
    assert remark.startswith("notifier 0.1.0 knows an earlier version of report.submitted.v2")
    assert remark.endswith("upgrade notifier first.")
    assert asked(after, "reporting") == ([], [])


def test_a_release_that_no_longer_publishes_what_others_hear_must_not_be_started() -> None:
    running = {
        "news": [running_replica("news", {"news.published.v1", "news.corrected.v1"}, set())],
        "notifier": [
            running_replica("notifier", set(), {"news.published.v1", "news.corrected.v1", "decree.issued.v1"})
        ],
        "reporting": [running_replica("reporting", set(), {"report.opened.v9"})],
    }

    assert list(reasons_of_events("news", frozenset({"news.published.v1", "news.corrected.v1"}), running)) == []
    assert list(reasons_of_events("news", frozenset({"news.published.v1", "news.published.v2"}), running)) == [
        "notifier 0.1.0 listens to news.corrected.v1, which this release of news publishes no longer."
    ]
    away = running | {"notifier": [Running("notifier", "http://y")]}
    assert list(reasons_of_events("news", frozenset(), away)) == [
        "notifier does not answer at http://y, so what it listens to is not known."
    ]


async def test_a_release_is_asked_whether_it_can_be_started(
    replica: Replica, mongo_url: str, amqp_url: str, management_url: str
) -> None:
    county = County(
        replicas={"news": [replica.url]},
        mongo_urls={"news": mongo_url},
        amqp_url=amqp_url,
        management_url=management_url,
    )
    assert (await answer_for("news", county)).reasons == []

    blind = (await answer_for("news", County(replicas={"news": [replica.url]}))).reasons
    assert [each.partition(":")[0] for each in blind] == ["The topology is not known", "The migrations are not known"]
    assert (await answer_for("news", County())).reasons[0].startswith("What runs now is not known")


def test_only_a_release_itself_says_whether_it_can_be_started() -> None:
    asked = CliRunner().invoke(app, ["can-i-deploy", "news", "--version", "9.9.9"])
    assert (asked.exit_code, "in the image ravabet/news:9.9.9" in asked.stderr) == (1, True)
    assert CliRunner().invoke(app, ["can-i-deploy", "weather"]).exit_code == 2
    blind = CliRunner().invoke(app, ["can-i-deploy", "news"], env={"RAVABET_REPLICAS": "", "RAVABET_PUBLIC_URL": ""})
    assert (blind.exit_code, blind.stdout.splitlines()[0]) == (1, f"news {own_version().release}: no")


async def test_old_secrets_and_a_rotation_that_was_left_are_told(tmp_path: Path) -> None:
    made = {f"{each}.made": NOON.isoformat() for each in ("mongo", "broker", "signing", "links")}
    (tmp_path / "passwords.json").write_text(json.dumps(made))
    (tmp_path / "rotation.json").write_text(json.dumps({"parts": ["links"], "begun": NOON.isoformat()}))

    async def after(days: int) -> Sequence[Finding]:
        return await check_ages(County(secrets=tmp_path, now=lambda: NOON + timedelta(days=days)))

    assert await after(1) == []
    assert told(await after(2)) == [
        ("soon", "A rotation that was begun on 2026-11-28 is not finished; the old secrets are still good.")
    ]
    (tmp_path / "rotation.json").unlink()
    assert await after(400) == []
    old = await after(401)
    assert told(old)[0] == ("soon", "The passwords of MongoDB's users are 401 days old.")
    assert [each.remedy.rpartition(" ")[2] for each in old] == ["mongo", "broker", "signing", "links"]
    del made["links.made"]
    (tmp_path / "passwords.json").write_text(json.dumps(made))
    assert told(await after(401)) == [("not looked at", "Nobody noted when these secrets were made: links.")]
