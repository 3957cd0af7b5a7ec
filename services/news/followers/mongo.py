"""The numbers of followers in MongoDB."""

from services.news.followers.domain import Followers
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.copies import Copies
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

FOLLOWERS = "followers"
INDEXES: Indexes = {FOLLOWERS: []}
# No request changes them.
AUDITED: Audited = {FOLLOWERS: NOT_AUDITED}

_FOLLOWERS = Shape(Followers)


def follower_copies(store: Store) -> Copies[Followers]:
    """Where the numbers are kept."""
    return Copies(store, FOLLOWERS, _FOLLOWERS, missing=lambda: LookupError(FOLLOWERS))
