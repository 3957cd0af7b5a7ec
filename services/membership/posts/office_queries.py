"""The posts of offices, as the directory of offices shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.membership.accounts.queries import PersonQueries
from services.membership.offices.queries import HoldingLine, PostLine
from services.membership.posts.domain import Holding
from services.membership.posts.mongo import POSTS, to_post
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OfficePostQueries:
    """Reads the posts of offices, with the names of the people."""

    store: Store
    people: PersonQueries

    async def offices_with(self, role: Literal["pr_manager"]) -> frozenset[str]:
        """The offices where somebody holds this post."""
        held = {"role": role, "office_id": {"$gt": ""}, "holder.person_id": {"$gt": ""}}
        together = {"$group": {"_id": None, "offices": {"$addToSet": "$office_id"}}}
        rows = await self.store.aggregate(POSTS, [{"$match": held}, together])
        return frozenset(office for row in rows for office in row["offices"])

    async def of_office(self, office_id: str) -> Sequence[PostLine]:
        """The posts of an office that were ever held, those with a holder first."""
        posts = [to_post(each) for each in await self.store.find(POSTS, {"office_id": office_id}, sort=[("_id", 1)])]
        names = await self.people.names({each.person_id for post in posts for each in post.holdings})
        lines = [
            PostLine(
                id=post.id,
                role=post.role,
                holder=_line(post.holder, names) if post.holder else None,
                past=[_line(each, names) for each in reversed(post.past)],
                planned=[_line(each, names) for each in post.planned],
            )
            for post in posts
        ]
        return sorted(lines, key=lambda line: line.holder is None)

    async def managers_of(self, office_ids: Sequence[str]) -> Mapping[str, HoldingLine]:
        """The present PR managers of these offices, by office."""
        where = {"role": "pr_manager", "office_id": {"$in": list(office_ids)}, "holder": {"$ne": None}}
        posts = [to_post(document) for document in await self.store.find(POSTS, where)]
        names = await self.people.names({post.holder.person_id for post in posts if post.holder})
        return {str(post.office_id): _line(post.holder, names) for post in posts if post.holder}


def _line(holding: Holding, names: Mapping[str, str]) -> HoldingLine:
    return HoldingLine(
        person_id=holding.person_id,
        name=names[holding.person_id],
        since=holding.since,
        until=holding.until,
        acting=holding.acting,
    )
