"""Channels and the peers they speak to, over real sockets."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local.bale_peer.running import BalePeer, running_bale_peer
from deploy.local.mail_catcher.letters import Letters
from deploy.local.mail_catcher.post_office import PostOffice, open_post_office
from deploy.local.mail_catcher.running import MailCatcher
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.domain import Message
from services.notifier.channels.smtp_outside import SmtpChannel

NOON = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TOKEN = "1405:a-token-nobody-may-see"
SENDER = "روابط عمومی شهرستان بهاردشت <news@bahardasht.example>"

MakeMessage = Callable[..., Message]


@pytest.fixture
def a_message() -> MakeMessage:
    def make(**changes: Any) -> Message:
        facts: dict[str, Any] = {
            "subject": "قطع آب محلهٔ شهدا",
            "text": "دوشنبه از ساعت ۱۰ تا ۱۲.\n\nآب مورد نیاز را ذخیره کنید.",
            "link": "https://bahardasht.example/n/8k2f",
            "stop_url": "https://bahardasht.example/u/s1",
            "one_click_url": "https://bahardasht.example/api/notifier/stop/s1",
        }
        return Message(**(facts | changes))

    return make


@pytest.fixture
async def catcher() -> AsyncIterator[MailCatcher]:
    """The mail server alone: its pages, which take a moment to stop, are tested elsewhere."""
    letters = Letters()
    office = PostOffice(letters)
    async with open_post_office(office) as port:
        yield MailCatcher(letters, office, smtp_port=port, http_port=0)


@pytest.fixture
async def mail(catcher: MailCatcher) -> AsyncIterator[SmtpChannel]:
    """E-mail with little patience, so that a silent server does not hold a test up."""
    channel = SmtpChannel(catcher.smtp_url, sender=SENDER, now=lambda: NOON, patience=0.3)
    yield channel
    await channel.close()


@pytest.fixture
async def peer() -> AsyncIterator[BalePeer]:
    async with running_bale_peer(token=TOKEN) as running:
        yield running


@pytest.fixture
async def bale(peer: BalePeer) -> AsyncIterator[BaleChannel]:
    channel = BaleChannel(peer.base_url, token=TOKEN, patience=0.5)
    yield channel
    await channel.close()
