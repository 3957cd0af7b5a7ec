"""Giving guests a webhook, and posting once more what they missed."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.guests.domain import Guest, GuestName
from services.news.guests.usecases import new_secret
from services.news.webhooks.domain import Webhook, WebhookUnfit, fit_url, types_for
from shared.language.speech import gettext as _


class Guests(Protocol):
    """Where guests are found."""

    async def get(self, name: GuestName) -> Guest:
        """The guest. Raises GuestNotFound."""


class WebhookRepository(Protocol):
    """Where webhooks are kept."""

    async def get(self, name: GuestName) -> Webhook:
        """The webhook of a guest. Raises WebhookNotFound."""

    async def find(self, name: GuestName) -> Webhook | None:
        """The webhook of a guest, if it has one."""

    async def save(self, webhook: Webhook) -> None:
        """Keep it. Raises Stale."""

    async def remove(self, name: GuestName) -> None:
        """Forget it, with all that is on its way there."""

    async def forget_deliveries(self, name: GuestName, since: datetime) -> None:
        """Forget those of events since then, since all of them are posted once more."""


@dataclass(frozen=True, slots=True)
class Switchboard:
    """Keeps the webhooks of guests."""

    guests: Guests
    webhooks: WebhookRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def connect(self, name: str, url: str) -> str:
        """Post the public events that a guest may read to this address from now on, and return the new secret.

        Raises GuestNotFound, WebhookUnfit, Stale.
        """
        async with self.transaction():
            guest, secret = await self.guests.get(GuestName(name)), new_secret()
            if not types_for(guest):
                raise WebhookUnfit(_("این سامانه اجازه خواندن هیچ رویدادی را ندارد که به نشانی آن ارسال شود."))
            webhook = await self.webhooks.find(guest.id)
            if webhook is None:
                webhook = Webhook(guest.id, fit_url(url), secret, self.now())
            else:
                webhook.turn_to(url)
                webhook.secret = secret
                webhook.switch_on()
            await self.webhooks.save(webhook)
        return secret

    async def switch_on(self, name: str) -> None:
        """Post again, beginning with what waited. Raises WebhookNotFound, Stale."""
        async with self.transaction():
            webhook = await self.webhooks.get(GuestName(name))
            webhook.switch_on()
            await self.webhooks.save(webhook)

    async def switch_off(self, name: str) -> None:
        """Post nothing until it is switched on again. Raises WebhookNotFound, Stale."""
        async with self.transaction():
            webhook = await self.webhooks.get(GuestName(name))
            webhook.switch_off(_("به دست راهبر سامانه"))
            await self.webhooks.save(webhook)

    async def replay(self, name: str, since: datetime) -> None:
        """Post once more all that was sent since then. Raises WebhookNotFound, WebhookUnfit, Stale."""
        if since > self.now():
            raise WebhookUnfit(_("این روز هنوز نیامده است."))
        async with self.transaction():
            webhook = await self.webhooks.get(GuestName(name))
            webhook.replay(since)
            await self.webhooks.save(webhook)
            await self.webhooks.forget_deliveries(webhook.id, since)

    async def disconnect(self, name: str) -> None:
        """Forget the address, and what is on its way there. Raises WebhookNotFound."""
        async with self.transaction():
            await self.webhooks.remove((await self.webhooks.get(GuestName(name))).id)
