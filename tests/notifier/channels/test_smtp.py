"""E-mail against an SMTP server that takes letters, refuses them, goes silent and goes down."""

import asyncio
import logging
import ssl
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.local.mail_catcher.post_office import Behaviour
from deploy.local.mail_catcher.running import MailCatcher, running_mail_catcher
from services.notifier.channels.domain import Later, Message, Rejected, Sent, Unknown
from services.notifier.channels.smtp_outside import MailServer, SmtpChannel

SARA = "sara@example.org"
SENDER = "روابط عمومی شهرستان بهاردشت <news@bahardasht.example>"
MakeMessage = Callable[..., Message]


async def test_a_letter_arrives_once(mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage) -> None:
    outcome = await mail.send(SARA, a_message(), key="k1")

    assert outcome == Sent("k1@bahardasht.example")
    [letter] = catcher.letters.to()
    assert (letter.to, letter.sender) == ((SARA,), "news@bahardasht.example")
    assert letter.subject == "قطع آب محلهٔ شهدا"
    assert letter.from_ == SENDER


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (550, Rejected("recipient refused: 550", address_dead=True)),
        (551, Rejected("recipient refused: 551", address_dead=True)),
        (553, Rejected("recipient refused: 553", address_dead=True)),
        (f"550 5.1.1 <{SARA}> unknown", Rejected("recipient refused: 550 5.1.1", address_dead=True)),
        (f"550 5.7.1 we do not like you, {SARA}", Rejected("recipient refused: 550 5.7.1", address_dead=False)),
        ("552 5.2.2 mailbox full", Rejected("recipient refused: 552 5.2.2", address_dead=False)),
        (554, Rejected("recipient refused: 554", address_dead=False)),
        ("450 4.2.0 greylisted", Later(None, "recipient not now: 450 4.2.0", "recipient")),
        (421, Later(None, "mail server is closing: 421", "account")),
    ],
)
async def test_what_the_server_says_about_the_recipient(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage, reply: int | str, outcome: Later | Rejected
) -> None:
    """The reason carries codes only: servers repeat the address in their sentence."""
    catcher.behave(Behaviour(rcpt={SARA: reply}))

    assert await mail.send(SARA, a_message(), key="k1") == outcome
    assert await mail.send("reza@example.org", a_message(), key="k2") == Sent("k2@bahardasht.example")


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [
        (Behaviour(data=451), Later(None, "letter not now: 451", "recipient")),
        (Behaviour(data="452 4.3.1 no space left"), Later(None, "mail server refuses us: 452 4.3.1", "account")),
        (Behaviour(data="550 5.1.1 unknown"), Rejected("letter refused: 550 5.1.1", address_dead=True)),
        (Behaviour(data=554), Rejected("letter refused: 554", address_dead=False)),
        (Behaviour(data=550), Rejected("letter refused: 550", address_dead=False)),
        (Behaviour(mail=421), Later(None, "mail server refuses us: 421", "account")),
        (Behaviour(mail=550), Later(None, "mail server refuses us: 550", "account")),
    ],
)
async def test_what_the_server_says_about_the_letter_and_us(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage, behaviour: Behaviour, outcome: Later | Rejected
) -> None:
    catcher.behave(behaviour)

    assert await mail.send(SARA, a_message(), key="k1") == outcome
    assert catcher.letters.to() == []


@pytest.mark.parametrize("behaviour", [Behaviour(hang_after_data=True), Behaviour(drop_after_data=True)])
async def test_no_answer_after_the_letter_left_is_unknown(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage, behaviour: Behaviour
) -> None:
    """It may well have been delivered, and here it was."""
    catcher.behave(behaviour)

    outcome = await mail.send(SARA, a_message(), key="k1")

    assert isinstance(outcome, Unknown)
    assert len(catcher.letters.to(SARA)) == 1


async def test_after_an_unknown_the_next_letter_goes_its_way(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage
) -> None:
    catcher.behave(Behaviour(hang_after_data=True, times=1))
    await mail.send(SARA, a_message(), key="k1")

    assert await mail.send("reza@example.org", a_message(), key="k2") == Sent("k2@bahardasht.example")


async def test_no_server_means_later(a_message: MakeMessage, unused_tcp_port: int) -> None:
    channel = SmtpChannel(f"smtp://127.0.0.1:{unused_tcp_port}", sender=SENDER, now=now)

    outcome = await channel.send(SARA, a_message(), key="k1")

    assert isinstance(outcome, Later)
    assert outcome.whose == "account"


async def test_a_server_that_never_greets_means_later_in_bounded_time(a_message: MakeMessage) -> None:
    left = asyncio.Event()

    async def stay_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    async with await asyncio.start_server(stay_silent, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        channel = SmtpChannel(f"smtp://127.0.0.1:{port}", sender=SENDER, now=now, patience=0.2)
        began = time.monotonic()
        outcome = await channel.send(SARA, a_message(), key="k1")
        spent = time.monotonic() - began
        await left.wait()

    assert isinstance(outcome, Later)
    assert spent < 2


@pytest.mark.parametrize("address", ["sara", "a@x.org\r\nRCPT TO:<b@x.org>", "ساره@example.org"])
async def test_what_is_no_address_is_rejected_unsent(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage, address: str
) -> None:
    assert await mail.send(address, a_message(), key="k1") == Rejected("not an e-mail address", address_dead=True)
    assert catcher.office.connected == 0


async def test_a_persian_domain_is_written_to_in_its_latin_form(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage
) -> None:
    """As addresses were kept before they were brought into that form."""
    assert await mail.send("ali@مثال.ایران", a_message(), key="k1") == Sent("k1@bahardasht.example")

    [letter] = catcher.letters.to()
    assert letter.to == ("ali@xn--mgbh0fb.xn--mgba3a4f16a",)


async def test_two_hundred_letters_go_over_four_connections(
    catcher: MailCatcher, a_message: MakeMessage, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = SmtpChannel(catcher.smtp_url, sender=SENDER, now=now, connections=4)
    began = time.monotonic()

    outcomes = await asyncio.gather(*(channel.send(f"p{n}@example.org", a_message(), key=f"k{n}") for n in range(200)))

    spent = time.monotonic() - began
    with capsys.disabled():
        sys.stdout.write(f" [{200 / spent:,.0f} letters/s over 4 connections] ")
    await channel.close()
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert sorted(letter.to[0] for letter in catcher.letters.to()) == sorted(f"p{n}@example.org" for n in range(200))
    assert catcher.office.connected == 4


async def test_connections_that_the_server_ended_are_replaced(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage
) -> None:
    await asyncio.gather(*(mail.send(SARA, a_message(), key=f"a{n}") for n in range(4)))
    catcher.office.hang_up()

    outcomes = await asyncio.gather(*(mail.send(SARA, a_message(), key=f"b{n}") for n in range(4)))

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert len(catcher.letters.to(SARA)) == 8


async def test_a_restart_of_the_server_is_survived(a_message: MakeMessage, unused_tcp_port: int) -> None:
    channel = SmtpChannel(f"smtp://127.0.0.1:{unused_tcp_port}", sender=SENDER, now=now)
    async with running_mail_catcher(smtp_port=unused_tcp_port):
        assert isinstance(await channel.send(SARA, a_message(), key="k1"), Sent)
    down = await channel.send(SARA, a_message(), key="k2")
    async with running_mail_catcher(smtp_port=unused_tcp_port) as second:
        back = await channel.send(SARA, a_message(), key="k2")
        await channel.close()

    assert isinstance(down, Later)
    assert back == Sent("k2@bahardasht.example")
    assert len(second.letters.to(SARA)) == 1


async def test_a_cancelled_send_leaves_no_broken_connection_behind(
    catcher: MailCatcher, a_message: MakeMessage
) -> None:
    channel = SmtpChannel(catcher.smtp_url, sender=SENDER, now=now, connections=1)
    catcher.behave(Behaviour(hang_after_data=True, times=1))
    sending = asyncio.create_task(channel.send(SARA, a_message(), key="k1"))
    await catcher.letters.arrived(SARA)
    sending.cancel()

    assert await channel.send("reza@example.org", a_message(), key="k2") == Sent("k2@bahardasht.example")
    assert (catcher.office.connected, len(catcher.office.connections)) == (2, 1)
    await channel.close()


async def test_starttls_and_sign_in(a_message: MakeMessage, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    servers, clients = tls
    async with running_mail_catcher(starttls=servers, login=("ravabet", "p@ss")) as catcher:
        where = f"127.0.0.1:{catcher.smtp_port}?starttls=1"
        known = SmtpChannel(f"smtp://ravabet:p%40ss@{where}", sender=SENDER, now=now, trust=clients)
        stranger = SmtpChannel(f"smtp://ravabet:wrong@{where}", sender=SENDER, now=now, trust=clients)

        assert await known.send(SARA, a_message(), key="k1") == Sent("k1@bahardasht.example")
        refused = await stranger.send(SARA, a_message(), key="k2")
        await known.close()

    assert isinstance(refused, Later)
    assert refused.whose == "account"
    assert refused.reason.startswith("mail server refuses us: 535")


async def test_tls_from_the_first_byte(a_message: MakeMessage, tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    servers, clients = tls
    async with running_mail_catcher(implicit_tls=servers) as catcher:
        url = f"smtps://127.0.0.1:{catcher.smtp_port}"
        trusting = SmtpChannel(url, sender=SENDER, now=now, trust=clients)
        careful = SmtpChannel(url, sender=SENDER, now=now)

        assert await trusting.send(SARA, a_message(), key="k1") == Sent("k1@bahardasht.example")
        assert isinstance(await careful.send(SARA, a_message(), key="k2"), Later)
        await trusting.close()
        assert len(catcher.letters.to()) == 1


async def test_a_server_without_starttls_gets_nothing_when_it_is_demanded(
    catcher: MailCatcher, a_message: MakeMessage
) -> None:
    channel = SmtpChannel(f"{catcher.smtp_url}?starttls=1", sender=SENDER, now=now)

    assert isinstance(await channel.send(SARA, a_message(), key="k1"), Later)
    assert catcher.letters.to() == []


async def test_no_address_is_logged(
    mail: SmtpChannel, catcher: MailCatcher, a_message: MakeMessage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    catcher.behave(Behaviour(rcpt={"reza@example.org": f"550 5.1.1 <{SARA}> unknown"}))
    await mail.send(SARA, a_message(), key="k1")
    await mail.send("reza@example.org", a_message(), key="k2")

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert not [line for line in ours if "example.org" in line]


def test_a_password_does_not_travel_in_the_clear() -> None:
    with pytest.raises(ValueError, match="needs smtps") as refused:
        MailServer.parse("smtp://ravabet:secret@mail.example.org")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail.example.org", 25), ("smtp://mail.example.org?starttls=1", 587), ("smtps://mail.example.org", 465)],
)
def test_ports_follow_from_the_kind_of_url(url: str, port: int) -> None:
    assert MailServer.parse(url).port == port


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own, and a client's that trusts just that."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "server.pem"
    file.write_bytes(secret + pem)
    servers = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    servers.load_cert_chain(file)
    return servers, ssl.create_default_context(cadata=pem.decode())


def now() -> datetime:
    return datetime.now(UTC)
