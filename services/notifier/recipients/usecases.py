"""Keeps contacts and posts true."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from services.notifier.recipients.domain import Contact, PersonId, Post, contact_of
from shared.events.membership import MemberContactChanged, PostHolderChanged


class RecipientRepository(Protocol):
    """Where contacts and posts are kept."""

    async def put_contact(self, contact: Contact) -> None:
        """Keep how a person is reached."""

    async def put_post(self, post: Post) -> None:
        """Keep who holds a post."""


@dataclass(frozen=True, slots=True)
class RecipientDirectory:
    """Listens to membership."""

    recipients: RecipientRepository
    decrypt: Callable[[str], bytes]
    """Opens what was encrypted for this notifier; raises ContactUnreadable."""

    async def change_contact(self, event: MemberContactChanged) -> None:
        """Take over how a person is reached."""
        await self.recipients.put_contact(contact_of(event.person_id, self.decrypt(event.contact)))

    async def change_holder(self, event: PostHolderChanged) -> None:
        """Know who holds a post now."""
        holder = PersonId(event.person_id) if event.person_id else None
        await self.recipients.put_post(Post(event.post_id, event.role, holder))
