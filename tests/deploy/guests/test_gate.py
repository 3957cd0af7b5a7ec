"""The gate with a real RabbitMQ behind it: guests come in, and nobody else, whatever password they know."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import httpx
import pytest
from aiormq.exceptions import AMQPError

from deploy.guests.gate import Certificate, Gate
from deploy.guests.start_ok import HEADER, NotAdmitted, guest_in, length_of
from deploy.local.servers import Servers
from deploy.setup.certificates import Authority
from deploy.setup.folder import Folder
from shared.runtime.clock import utc_now
from tests.broker_users import as_user

PASSWORD = "a-guest"


@dataclass(frozen=True)
class Opened:
    """A gate that is open, and a guest whom the broker knows."""

    url: str
    guest: str
    port: int
    trusted: Path
    gate: Gate
    certificate: Certificate

    def url_for(self, user: str, password: str = PASSWORD) -> str:
        return self.url.format(user=user, password=password)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        tls = ssl.create_default_context(cafile=self.trusted)
        reader, writer = await asyncio.open_connection("localhost", self.port, ssl=tls)
        yield reader, writer
        writer.transport.abort()


@pytest.fixture
async def opened(servers: Servers, amqp_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    folder = Folder(tmp_path / "etc", tmp_path / "data")
    folder.make([])
    made = Authority.of(folder, now=utc_now()).issue(["localhost"], now=utc_now())
    certificate = Certificate(certificate=tmp_path / "certificate.pem", key=tmp_path / "key.pem")
    certificate.certificate.write_bytes(made.certificate)
    certificate.key.write_bytes(made.key)
    broker, guest = urlsplit(amqp_url), f"guest.water-{uuid4().hex[:8]}"
    trusted = folder.certificates / "ca.pem"
    gate = Gate(broker_host="127.0.0.1", broker_port=broker.port or 0, broker_tls=None, at_once=3, patience=1.0)
    async with httpx.AsyncClient(base_url=servers.management_url) as management:
        (await management.put(f"/api/users/{guest}", json={"password": PASSWORD, "tags": ""})).raise_for_status()
        nothing = dict.fromkeys(("configure", "write", "read"), "^$")
        (await management.put(f"/api/permissions{broker.path}/{guest}", json=nothing)).raise_for_status()
        async with gate.listening("localhost", 0, certificate.read()) as port:
            url = f"amqps://{{user}}:{{password}}@localhost:{port}{broker.path}?cafile={trusted}"
            yield Opened(url, guest, port, trusted, gate, certificate)
        await management.delete(f"/api/users/{guest}")


async def test_a_guest_comes_in_and_the_broker_still_asks_for_the_password(opened: Opened) -> None:
    async with await aio_pika.connect(opened.url_for(opened.guest), timeout=5) as connection:
        channel = await connection.channel()
        assert not channel.is_closed
    with pytest.raises(AMQPError):
        await aio_pika.connect(opened.url_for(opened.guest, "wrong"), timeout=5)


async def test_users_of_the_county_are_refused_with_their_right_passwords(opened: Opened, amqp_url: str) -> None:
    own = [as_user(party, amqp_url) for party in ("news", "topology")]
    for address in (amqp_url, *own):
        async with await aio_pika.connect(address, timeout=5):
            pass
        who = urlsplit(address)
        with pytest.raises(AMQPError, match="ACCESS_REFUSED"):
            await aio_pika.connect(opened.url_for(who.username or "", who.password or ""), timeout=5)


@pytest.mark.parametrize("first", [b"AMQP\x03\x01\x00\x00", b"AMQP\x00\x01\x00\x00", b"GET / HTTP/1.1\r\n\r\n"])
async def test_no_other_protocol_is_spoken(opened: Opened, first: bytes) -> None:
    async with opened.connected() as (reader, writer):
        writer.write(first)
        assert await reader.read() == HEADER


async def test_whoever_says_nothing_is_let_go_and_makes_room(opened: Opened) -> None:
    async with opened.connected() as (one, _), opened.connected() as (other, _), opened.connected() as (third, _):
        async with opened.connected() as (fourth, writer):
            writer.write(HEADER)
            assert await fourth.read() == b""
        async with asyncio.timeout(5):
            assert [await each.read() for each in (one, other, third)] == [b"", b"", b""]
    async with await aio_pika.connect(opened.url_for(opened.guest), timeout=5):
        pass


async def test_a_new_certificate_is_shown_without_a_restart(opened: Opened, tmp_path: Path) -> None:
    async def shown() -> bytes:
        async with opened.connected() as (_, writer):
            return bytes(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))

    before = await shown()
    made = Authority.of(Folder(tmp_path / "etc"), now=utc_now()).issue(["localhost"], now=utc_now())
    opened.certificate.certificate.write_bytes(made.certificate)
    opened.certificate.key.write_bytes(made.key)
    opened.certificate.read()

    assert await shown() != before


def frame(
    *, mechanism: bytes = b"PLAIN", response: bytes = b"\x00guest.water\x00geheim", kind: bytes = b"\x0b"
) -> bytes:
    words = (
        b"\x00\x00\x00\x00" + bytes([len(mechanism)]) + mechanism + len(response).to_bytes(4) + response + b"\x05en_US"
    )
    return b"\x00\x0a\x00" + kind + words + b"\xce"


def test_only_a_sign_in_of_a_guest_is_read_as_one() -> None:
    assert guest_in(frame()) == "guest.water"
    good = frame()
    bad = [
        frame(mechanism=b"AMQPLAIN"),
        frame(mechanism=b"EXTERNAL"),
        frame(mechanism=b"ANONYMOUS"),
        frame(kind=b"\x15"),
        frame(response=b"\x00ravabet.news\x00guest.water"),
        frame(response=b"ravabet.news\x00guest.water\x00geheim"),
        frame(response=b"\x00guest.water\x00geheim\x00more"),
        frame(response=b"\x00guest\x00guest"),
        frame(response=b"\x00guest.\x00x"),
        frame(response=b"\x00guest.water\nravabet.news\x00x"),
        frame(response=b"\x00GUEST.water\x00x"),
        frame(response=b""),
        b"",
        good[:-1],
        *(good[:end] + b"\xce" for end in range(4, len(good) - 8)),
        good[:4] + b"\xff\xff\xff\xff" + good[8:],
    ]
    for each in bad:
        with pytest.raises(NotAdmitted):
            guest_in(each)
    for head in (b"\x08\x00\x00\x00\x00\x00\x00", b"\x01\x00\x01\x00\x00\x00\x10", b"\x01\x00\x00\xff\xff\xff\xff"):
        with pytest.raises(NotAdmitted):
            length_of(head)
