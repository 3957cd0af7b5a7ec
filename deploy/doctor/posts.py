"""Whether news knows who holds the posts: it began to listen to that later than membership began to tell it."""

from collections.abc import Sequence
from typing import Final

from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, soon
from services.membership.posts.mongo import MongoPostRepository
from services.news.colleagues.domain import WORKING_ROLES
from services.news.colleagues.mongo import MongoPostRepository as MongoCopies
from shared.operations.stores import open_stores, variable_of

_NEEDED: Final = ("membership", "news")


async def check_posts(county: County) -> Sequence[Finding]:
    """Compare the posts of those who work with news, as membership keeps them, with what news was told."""
    if unset := [variable_of(name) for name in _NEEDED if name not in county.mongo_urls]:
        return [not_looked_at("Whether news knows its colleagues was not looked at.", f"Set {' and '.join(unset)}.")]
    try:
        async with open_stores({name: county.mongo_urls[name] for name in _NEEDED}) as stores:
            held = await MongoPostRepository(stores["membership"]).held(sorted(WORKING_ROLES))
            unknown = set(held) - set(await MongoCopies(stores["news"]).known())
    except PyMongoError as error:
        return [hidden_by_database("Whether news knows its colleagues was not looked at", error)]
    if not unknown:
        return []
    sentence = f"News does not know who holds {len(unknown)} posts, so it tells them nothing and gives them no items."
    return [soon(sentence, "Tell it again: ravabet posts tell")]
