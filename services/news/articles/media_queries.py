"""Which articles show which media."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from services.news.articles.access import READ_DRAFTS
from services.news.articles.domain import may_read_unpublished
from services.news.articles.media_domain import Shown
from services.news.articles.mongo import ARTICLES, to_article
from services.news.articles.states_domain import State
from services.news.media.domain import Media, MediaId
from services.news.media.queries import Shows, path_of, shown_of
from services.news.media.usecases import Use
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_SHOWN = 50


class ShownView(Shows):
    """Media where it stands in an article, as readers get it."""

    caption: str
    poster_url: str | None
    """The picture that stands for a video until it is played."""
    withdrawn: str | None
    """Why it was taken back; it then has no renditions."""


@dataclass(frozen=True, slots=True)
class MediaUses:
    """Answers the library of media, which knows no articles."""

    store: Store

    async def is_used(self, media_id: MediaId) -> bool:
        """Return whether any article shows it, published or not."""
        return bool(await self.store.find(ARTICLES, {"media.id": media_id}, limit=1))

    async def is_public(self, media_ids: Collection[MediaId]) -> bool:
        """Return whether a published article shows one of these. It is never remembered: an embargo must not leak."""
        where = {"media.id": {"$in": list(media_ids)}, "state": State.PUBLISHED.value}
        return bool(await self.store.find(ARTICLES, where, limit=1))

    async def of(self, media_id: MediaId, viewer: Viewer) -> list[Use]:
        """Return the articles that show it, those that this person may read, the newest first."""
        found = await self.store.find(ARTICLES, {"media.id": media_id}, sort=[("created_at", -1)], limit=_SHOWN)
        articles = [to_article(each) for each in found]
        return [
            Use(
                headline=each.content.headline,
                path=each.path,
                desk_path=f"/n/desk/{each.id}" if READ_DRAFTS.allows(viewer, each.publisher_id) else "",
                is_public=each.state is State.PUBLISHED,
            )
            for each in articles
            if each.state is State.PUBLISHED or may_read_unpublished(viewer, each)
        ]


def shown_views(shown: Iterable[Shown], media: Mapping[MediaId, Media]) -> list[ShownView]:
    """Return what readers get of media: nothing of what was refused, is not ready or is gone."""
    found = [(each, media[each.id]) for each in shown if each.id in media]
    return [
        ShownView(
            **shown_of(one),
            caption=each.caption,
            poster_url=_poster_of(one, media),
            withdrawn=one.withdrawal.explanation if one.withdrawal else None,
        )
        for each, one in found
        if one.renditions or one.withdrawal
    ]


def _poster_of(one: Media, media: Mapping[MediaId, Media]) -> str | None:
    picture = media.get(one.poster) if one.poster else None
    if picture is None:
        return None
    pages = [each for each in picture.renditions if each.media_type == "image/webp"]
    largest = max(pages, key=lambda each: each.width, default=None)
    return path_of(picture.id, largest.name) if largest else None
