"""The notifier, alive, with a mail server and a Bale that speak the real protocols."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from joserfc import jwe
from joserfc.jwk import OKPKey

from deploy.local.bale_peer.running import BalePeer, running_bale_peer
from deploy.local.mail_catcher.running import MailCatcher, running_mail_catcher
from services.notifier.desk_notices.stream_jobs import Streams
from services.notifier.main import Parts, create_notifier, real_parts
from services.notifier.settings import Settings
from shared.events import Envelope, Event
from shared.events.membership import (
    BodyRegistered,
    MemberContactChanged,
    OfficeFacts,
    OfficeRegistered,
    PostHolderChanged,
)
from shared.messaging.topology import EXCHANGE
from shared.runtime.ids import new_event_id
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.services import running_service

TOKEN = "123:secret"


@dataclass
class World:
    """The notifier and what is around it."""

    app: FastAPI
    parts: Parts
    client: AsyncClient
    store: Store
    mail: MailCatcher
    bale: BalePeer
    exchange: aio_pika.abc.AbstractExchange
    contact_key: OKPKey

    async def tell(self, event: Event, *, replay: bool = False, seq: int = 1) -> None:
        """Put an event on the bus, as another service's relay does."""
        envelope = Envelope(
            id=new_event_id(), source="/services/x", time=datetime.now(UTC), data=event, seq=seq, replay=replay
        )
        await self.exchange.publish(aio_pika.Message(envelope.encode()), routing_key=event.type)

    async def kept(self, collection: str, number: int = 1, **where: Any) -> list[dict[str, Any]]:
        """Wait until so many documents are kept, and give them."""

        async def enough() -> list[dict[str, Any]]:
            found = await self.store.find(collection, where)
            return found if len(found) >= number else []

        return await eventually(enough)

    def seal(self, contact: str) -> str:
        """A contact, encrypted as membership does."""
        return jwe.encrypt_compact(
            {"alg": "ECDH-ES", "enc": "A256GCM"}, contact.encode(), self.contact_key, algorithms=["ECDH-ES", "A256GCM"]
        )


@pytest.fixture
def longest_stream() -> float:
    """After how many seconds the stream behind the bell ends by itself."""
    return 600.0


@pytest.fixture
def contact_key() -> OKPKey:
    """The key to which membership encrypts contacts."""
    return OKPKey.generate_key("X25519", {"kid": "notifier"})


@pytest.fixture
async def mail() -> AsyncIterator[MailCatcher]:
    async with running_mail_catcher() as running:
        yield running


@pytest.fixture
async def bale() -> AsyncIterator[BalePeer]:
    async with running_bale_peer(token=TOKEN) as running:
        yield running


@pytest.fixture
async def parts(
    mongo_url: str,
    amqp_url: str,
    tmp_path: Path,
    contact_key: OKPKey,
    mail: MailCatcher,
    bale: BalePeer,
    longest_stream: float,
) -> AsyncIterator[Parts]:
    """What the notifier is made of, over its real database."""
    key_file = tmp_path / "contact.jwk"
    key_file.write_text(json.dumps(contact_key.as_dict(private=True)))
    settings = Settings(
        mongo_url=mongo_url,
        amqp_url=as_user("notifier", amqp_url),
        public_url="http://ravabet.test",
        contact_key_file=key_file,
        link_key="a-secret-of-the-tests",
        smtp_url=f"smtp://127.0.0.1:{mail.smtp_port}",
        mail_from="روابط بهاردشت <news@bahardasht.example>",
        bale_url=f"http://127.0.0.1:{bale.http_port}",
        bale_token=TOKEN,
    )
    parts = real_parts(settings)
    yield replace(parts, streams=Streams(parts.desk_notices, longest=longest_stream))
    await parts.platform.store.close()


@pytest.fixture
async def world(
    parts: Parts, amqp_url: str, contact_key: OKPKey, mail: MailCatcher, bale: BalePeer
) -> AsyncIterator[World]:
    """All of it, knowing an office, a body, and a member of the secretariat."""
    app, store = create_notifier(parts), parts.platform.store
    connection = await aio_pika.connect(amqp_url)
    async with running_service(app) as client, connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EXCHANGE)
        world = World(app, parts, client, store, mail, bale, exchange, contact_key)
        await _introduce(world)
        yield world


async def _introduce(world: World) -> None:
    office = OfficeFacts(
        id="water",
        name="اداره آب و فاضلاب",
        short_name="آب",
        kind="office",
        kind_name="اداره",
        active_from=date(2020, 1, 1),
    )
    await world.tell(OfficeRegistered(office_id="water", office=office))
    await world.tell(BodyRegistered(body_id="council", name="شورای هماهنگی", kind="council"))
    await world.tell(
        PostHolderChanged(
            post_id="body/council:secretariat",
            body_id="council",
            role="secretariat",
            person_id="p-desk",
            since=date(2020, 1, 1),
        )
    )
    contact = '{"name": "رضا نیک‌روش", "email": "desk@bahardasht.example"}'
    await world.tell(MemberContactChanged(person_id="p-desk", contact=world.seal(contact)))
    await world.kept("topics", 2)
    await world.kept("contacts")
