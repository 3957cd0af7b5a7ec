"""Copies contacts and posts from membership's events."""

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
    """Knows how people are reached and who holds which post."""

    recipients: RecipientRepository
    decrypt: Callable[[str], bytes]
    """Decrypts what membership encrypted for this notifier. Raises ContactUnreadable."""

    async def change_contact(self, event: MemberContactChanged) -> None:
        """Take the contact that the person has now."""
        await self.recipients.put_contact(contact_of(event.person_id, self.decrypt(event.contact)))

    async def change_holder(self, event: PostHolderChanged) -> None:
        """Take the holder that the post has now."""
        holder = PersonId(event.person_id) if event.person_id else None
        await self.recipients.put_post(Post(event.post_id, event.role, holder))
