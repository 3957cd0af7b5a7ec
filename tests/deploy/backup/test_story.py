"""A county works, is backed up meanwhile, is lost, and goes on from its backup on another machine."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import AsyncClient
from joserfc.jwk import OKPKey

from deploy.local.mail_catcher.running import MailCatcher, running_mail_catcher
from services.membership.main import create_membership
from services.membership.main import real_parts as membership_parts
from services.membership.settings import Settings as MembershipSettings
from services.news.main import create_news
from services.news.main import real_parts as news_parts
from services.news.settings import Settings as NewsSettings
from services.notifier.main import create_notifier
from services.notifier.main import real_parts as notifier_parts
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.settings import Settings as NotifierSettings
from services.notifier.subscriptions.domain import State, Subscription, SubscriptionId
from services.notifier.subscriptions.mongo import MongoSubscriptionRepository
from services.notifier.topics.domain import TopicId
from shared.events import Event
from shared.messaging import topology
from shared.messaging.set_aside import COLLECTION as ASIDE
from shared.store.store import Store
from tests.broker_users import as_user
from tests.deploy.backup.conftest import Key, Stack
from tests.eventually import eventually
from tests.identity import GOVERNOR, SECRETARY, bearer
from tests.membership.county import PASSWORD, SETUP, fill, office, person
from tests.notifier.events import published
from tests.services import running_service

_FOLLOWERS = [f"follower-{number}@bahardasht.example" for number in range(6)]
_PEOPLE = [f"p-{number}" for number in range(12)]

Url = Callable[[str], str]


@dataclass(frozen=True)
class Keys:
    """Files with the keys of the services, which outlive the machine."""

    signing: Path
    contact: Path
    contact_public: Path


@dataclass(frozen=True)
class Member:
    """Membership, alive."""

    client: AsyncClient
    store: Store

    async def issue_a_decree(self, holder: str) -> str:
        """Draft and sign it, as people do; return its number in the register."""
        wanted = {
            "person_id": holder,
            "office_ids": [f"o-{holder}"],
            "body_id": "media_hq",
            "role": "member",
            "valid_from": "2026-03-21",
            "valid_until": "2028-03-19",
        }
        drafted = await self.client.post("/api/membership/decrees", json=wanted, headers=bearer(SECRETARY))
        where = f"/api/membership/decrees/{drafted.json()['id']}/signature"
        signed = await self.client.post(where, headers=bearer(GOVERNOR))
        assert signed.status_code == 200, signed.text
        number: str = signed.json()["register_no"]
        return number


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    contact = OKPKey.generate_key("X25519", {"kid": "notifier"})
    keys = Keys(tmp_path / "signing.json", tmp_path / "contact.json", tmp_path / "contact-public.json")
    keys.signing.write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    keys.contact.write_text(json.dumps(contact.as_dict(private=True)))
    keys.contact_public.write_text(json.dumps(contact.as_dict(private=False)))
    return keys


@pytest.mark.slow("three services, twice, with a backup and a restore between them")
async def test_a_county_goes_on_from_its_backup_and_everybody_is_told_once(
    new_stack: Callable[[], Stack], key: Key, keys: Keys, tmp_path: Path
) -> None:
    lost, found, file = new_stack(), new_stack(), tmp_path / "county.age"
    await topology.declare(lost.amqp_url)
    async with running_mail_catcher() as mail:
        async with _membership(lost, keys, is_new=True) as member, _news(lost) as news:
            async with _notifier(lost, keys, mail) as notifier:
                await _follow(notifier)
                await _tell(news, *(published(f"told-{number}") for number in range(5)))
                await eventually(lambda: _arrived(mail, 5 * len(_FOLLOWERS)))
                await eventually(lambda: _quiet(notifier))
            told_before = Counter(_letters(mail))
            # The notifier is away, so these lie in its queue: they are sent, and nobody has handled them.
            await _tell(news, *(published(f"on-the-way-{number}") for number in range(5)))
            await member.issue_a_decree(_PEOPLE[0])
            await eventually(lambda: _all_sent(news))
            writing = asyncio.create_task(_work_on(member, news))
            try:
                await eventually(lambda: _written(news, "meanwhile-2"))
                said = await _ravabet(lost, "backup", str(file), "--recipient", key.public)
            finally:
                writing.cancel()
                with suppress(asyncio.CancelledError):
                    await writing
        assert Counter(_letters(mail)) == told_before, "the notifier told somebody while it was away"

        said += await _ravabet(found, "restore", str(file), "--identity", str(key.identity))
        assert "events were on their way to notifier, which handles each once when it is started." in said

        async with (
            _membership(found, keys) as member,
            _news(found) as news,
            _notifier(found, keys, mail) as notifier,
        ):
            articles = [row["subject"].partition("/")[2] for row in await _publications(news)]
            assert {f"on-the-way-{number}" for number in range(5)} <= set(articles)
            wanted = Counter((to, f"خبر {article}") for to in _FOLLOWERS for article in articles)
            await eventually(lambda: _has_told(mail, wanted))
            await _next_decree_follows(member)
            for store in (member.store, news, notifier):
                await eventually(lambda store=store: _quiet(store))  # type: ignore[misc]
            await eventually(lambda: _ledger_is_true(notifier, mail))
            assert Counter(letter for letter in _letters(mail) if letter[1].startswith("خبر ")) == wanted
        assert "rows are sound" in await _ravabet(found, "audit", "verify", "membership")
        assert "missed nothing" in await _ravabet(found, "events", "missed", "notifier")


async def _work_on(member: Member, news: Store) -> None:
    """Publish and issue decrees until somebody says that it is enough."""
    for number in range(10_000):
        await _tell(news, published(f"meanwhile-{number}"))
        if number < len(_PEOPLE) - 2:
            await member.issue_a_decree(_PEOPLE[number + 1])


async def _next_decree_follows(member: Member) -> None:
    """The register has no gap, and the next number is the next one."""
    number = await member.issue_a_decree(_PEOPLE[-1])
    documents = await member.store.find("decrees", {"registration.number": {"$exists": True}})
    register = sorted(each["registration"]["number"] for each in documents)
    assert register == list(range(1, len(register) + 1))
    assert number.endswith(f"/{len(register):03}")


@asynccontextmanager
async def _membership(stack: Stack, keys: Keys, *, is_new: bool = False) -> AsyncIterator[Member]:
    settings = MembershipSettings(
        mongo_url=stack.urls["membership"],
        amqp_url=as_user("membership", stack.amqp_url),
        public_url="http://ravabet.test",
        signing_key_file=keys.signing,
        contact_key_file=keys.contact_public,
        second_factor_roles=frozenset(),
    )
    parts = membership_parts(settings)
    async with running_service(create_membership(parts)) as client:
        if is_new:
            await fill(parts)
            for holder in _PEOPLE:
                await parts.directory.register(office(f"o-{holder}", f"اداره {holder}"), by=SETUP)
                await parts.accounts.open(person(holder, f"شخص {holder}"), password=PASSWORD, by=SETUP)
        yield Member(client, parts.platform.store)
    await parts.platform.store.close()


@asynccontextmanager
async def _news(stack: Stack) -> AsyncIterator[Store]:
    settings = NewsSettings(
        mongo_url=stack.urls["news"], amqp_url=as_user("news", stack.amqp_url), public_url="http://ravabet.test"
    )
    parts = news_parts(settings)
    async with running_service(create_news(parts)):
        yield parts.platform.store
    await parts.platform.store.close()


@asynccontextmanager
async def _notifier(stack: Stack, keys: Keys, mail: MailCatcher) -> AsyncIterator[Store]:
    settings = NotifierSettings(
        mongo_url=stack.urls["notifier"],
        amqp_url=as_user("notifier", stack.amqp_url),
        public_url="http://ravabet.test",
        contact_key_file=keys.contact,
        link_key="a-secret-of-the-tests",
        smtp_url=mail.smtp_url,
        mail_from="news@bahardasht.example",
    )
    parts = notifier_parts(settings)
    async with running_service(create_notifier(parts)):
        yield parts.platform.store
    await parts.platform.store.close()


async def _follow(notifier: Store) -> None:
    repository = MongoSubscriptionRepository(notifier, MongoNoticeRepository(notifier))
    for address in _FOLLOWERS:
        subscription = Subscription(SubscriptionId(address), "email", address, TopicId("office/water"))
        subscription.state, subscription.confirmed_at = State.CONFIRMED, notifier.now()
        await repository.save(subscription)


async def _tell(news: Store, *events: Event) -> None:
    async with news.unit_of_work() as work:
        work.emit(*events)


async def _publications(news: Store) -> list[dict[str, str]]:
    return await news.find("outbox", {"type": "news.published.v1"})


async def _written(news: Store, article: str) -> bool:
    return await news.count("outbox", {"subject": f"article/{article}"}) > 0


async def _all_sent(store: Store) -> bool:
    return await store.count("outbox", {"state": "pending"}) == 0


async def _quiet(store: Store) -> bool:
    return await _all_sent(store) and await store.count(ASIDE, {}) == 0


def _letters(mail: MailCatcher) -> list[tuple[str, str]]:
    return [(to, letter.subject) for letter in mail.letters.to() for to in letter.to]


async def _arrived(mail: MailCatcher, number: int) -> bool:
    return len(_letters(mail)) >= number


async def _has_told(mail: MailCatcher, wanted: Counter[tuple[str, str]]) -> bool:
    return not wanted - Counter(_letters(mail))


async def _ledger_is_true(notifier: Store, mail: MailCatcher) -> bool:
    """Every letter stands in the ledger as one that was sent, at the first try; those of decrees among them."""
    deliveries = await notifier.find("deliveries", {})
    told = Counter(each["to"] for each in deliveries if (each["state"], each["attempts"]) == ("sent", 1))
    return told == Counter(to for to, _ in _letters(mail)) and len(deliveries) == told.total()


async def _ravabet(stack: Stack, *arguments: str) -> str:
    """Run the command as an operator does, and return what it said."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from deploy.command import app; app()", *arguments),
        env=os.environ | stack.settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await running.communicate()
    assert running.returncode == 0, said.decode()
    return said.decode()
