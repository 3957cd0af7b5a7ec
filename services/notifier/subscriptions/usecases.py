"""Following and stopping."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from services.notifier.channels.domain import ChannelName
from services.notifier.notices.domain import Notice
from services.notifier.subscriptions.askings_domain import Askings, AskingsId, askings_for, askings_from
from services.notifier.subscriptions.confirmation_source import confirmation
from services.notifier.subscriptions.domain import (
    State,
    Subscription,
    SubscriptionId,
    SubscriptionNotFound,
    subscription_id,
)
from services.notifier.subscriptions.links_domain import Deed, Links
from services.notifier.topics.domain import Topic, TopicId, TopicUnknown
from services.notifier.topics.usecases import TopicRepository, topic_of
from shared.persian.jalali import day_of


class SubscriptionRepository(Protocol):
    """Where subscriptions are kept."""

    async def get(self, key: SubscriptionId) -> Subscription | None:
        """The subscription, if there is one."""

    async def save(self, subscription: Subscription, *notices: Notice) -> None:
        """Keep it, with the notices for its address. Raises Stale."""

    async def of_address(self, channel: ChannelName, address: str) -> list[Subscription]:
        """All of one address."""


class AskingsRepository(Protocol):
    """Where it is counted how many confirmations were asked for."""

    async def of(self, key: AskingsId) -> Askings:
        """Return the count of this name, which begins at none."""

    async def keep(self, askings: Askings) -> None:
        """Keep the count."""

    async def forget(self, key: AskingsId) -> None:
        """Delete the count."""


class Errand(NamedTuple):
    """What a link does, and to which subscription."""

    deed: Deed
    subscription: Subscription
    topic: Topic


@dataclass(frozen=True, slots=True)
class Follower:
    """A citizen who follows, and needs no account for it."""

    subscriptions: SubscriptionRepository
    askings: AskingsRepository
    topics: TopicRepository
    links: Links
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def ask(self, channel: ChannelName, address: str, topic_id: TopicId, *, client: str) -> Subscription:
        """Ask to follow; the owner of the address is sent a confirmation. `client` is from where the wish comes.

        Raises TopicUnknown, and TooManyAsked or TooManyFromHere whether or not the address follows this topic already.
        """
        async with self.transaction():
            topic = await self._open_topic(topic_id)
            subscription = await self._find(channel, address, topic_id)
            counted = [await self.askings.of(key) for key in (askings_for(channel, address), askings_from(client))]
            for each in counted:
                each.must_be_few(at=self.now())
            if subscription.ask(at=self.now()):
                for each in counted:
                    each.count(at=self.now())
                    await self.askings.keep(each)
                link = self.links.make("confirm", subscription.id, stops=subscription.stops)
                notice = confirmation(subscription, topic, link=link, at=self.now())
                await self.subscriptions.save(subscription, notice)
            return subscription

    async def start(self, channel: ChannelName, address: str, topic_id: TopicId) -> Topic:
        """Follow at once. For a messenger: whoever writes to its bot owns the address. Raises TopicUnknown."""
        async with self.transaction():
            topic = await self._open_topic(topic_id)
            subscription = await self._find(channel, address, topic_id)
            if subscription.confirm(at=self.now()):
                await self.subscriptions.save(subscription)
            return topic

    async def look(self, token: str) -> Errand:
        """Find what a link would do. Raises SubscriptionNotFound, and LinkOver when it does nothing any more."""
        deed, key, stops = self.links.read(token)
        subscription = await self.subscriptions.get(key)
        if subscription is None:
            raise SubscriptionNotFound("این درخواست دیگر معتبر نیست؛ می‌توانید دوباره دنبال کنید.")
        if deed == "confirm":
            subscription.must_await(stops=stops, at=self.now())
        return Errand(deed, subscription, await topic_of(self.topics, subscription.topic))

    async def follow_link(self, token: str) -> Errand:
        """Do what a link is for; to do it again changes nothing. Raises SubscriptionNotFound and LinkOver."""
        async with self.transaction():
            errand = await self.look(token)
            deed, subscription, _ = errand
            changed = subscription.confirm(at=self.now()) if deed == "confirm" else subscription.stop()
            if changed and deed == "confirm":
                await self.askings.forget(askings_for(subscription.channel, subscription.address))
            if changed:
                await self.subscriptions.save(subscription)
            return errand

    async def still_followed(self, subscription: Subscription) -> list[Topic]:
        """What else the address of a subscription follows."""
        others = await self.subscriptions.of_address(subscription.channel, subscription.address)
        return [
            await topic_of(self.topics, each.topic)
            for each in others
            if each.state is State.CONFIRMED and each.id != subscription.id
        ]

    async def stop_all(self, channel: ChannelName, address: str) -> int:
        """End all subscriptions of an address, and count those that were not ended before."""
        async with self.transaction():
            stopped = [each for each in await self.subscriptions.of_address(channel, address) if each.stop()]
            for each in stopped:
                await self.subscriptions.save(each)
            return len(stopped)

    async def unreachable(self, channel: ChannelName, address: str) -> None:
        """Stop trying an address that refuses for good."""
        async with self.transaction():
            for each in await self.subscriptions.of_address(channel, address):
                if each.give_up():
                    await self.subscriptions.save(each)

    async def _open_topic(self, topic_id: TopicId) -> Topic:
        topic = await topic_of(self.topics, topic_id)
        if not topic.is_open_on(day_of(self.now())):
            raise TopicUnknown("این دستگاه بسته شده است و خبر تازه‌ای نخواهد داشت.")
        return topic

    async def _find(self, channel: ChannelName, address: str, topic_id: TopicId) -> Subscription:
        key = subscription_id(channel, address, topic_id)
        return await self.subscriptions.get(key) or Subscription(key, channel, address, topic_id)
