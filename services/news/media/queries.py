"""Reads media for pages, programs and articles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.news.media.access import CHANGE, SEE
from services.news.media.domain import Licence, Media, MediaId, MediaNotFound, State
from services.news.media.kinds_domain import KINDS, Kind
from services.news.media.mongo import MEDIA, to_media
from services.news.media.usecases import Uses
from shared.persian.text import tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_TYPES = {kind: [each for each, (of, _) in KINDS.items() if of is kind] for kind in Kind}
LISTED: Mapping[str, Mapping[str, Any]] = {
    "undescribed": {
        "said.alt": "",
        "said.decorative": False,
        "media_type": {"$nin": _TYPES[Kind.DOCUMENT]},
        "state": {"$nin": [State.REFUSED.value, State.WITHDRAWN.value]},
    },
    State.REFUSED.value: {"state": State.REFUSED.value},
    State.WITHDRAWN.value: {"state": State.WITHDRAWN.value},
}
"""What is looked for in the library: work that is left, and what went wrong."""
_NEWEST = [("uploaded_at", -1), ("_id", -1)]


class RenditionView(BaseModel):
    """A file that readers get, and its address."""

    url: str
    type: str
    width: int
    height: int
    use: str
    size: int
    """Bytes."""


class Shows(BaseModel):
    """What readers get of media."""

    id: str
    kind: Kind
    alt: str
    decorative: bool
    credit: str
    licence: Licence
    width: int
    height: int
    seconds: float | None
    size: int
    renditions: list[RenditionView]

    @property
    def is_described(self) -> bool:
        """Whether readers who do not see it are told what it shows."""
        return self.kind is Kind.DOCUMENT or bool(self.alt) or self.decorative

    @property
    def sources(self) -> list[tuple[str, str]]:
        """For each type of picture, best first, the type and the text of `srcset`."""
        pages = [each for each in self.renditions if each.use == "page"]
        return [
            (kind, ", ".join(f"{each.url} {each.width}w" for each in sorted(pages, key=_width) if each.type == kind))
            for kind in dict.fromkeys(each.type for each in pages)
        ]

    @property
    def usual(self) -> RenditionView | None:
        """The picture for whoever does not choose: WebP of the middle width, or the file itself."""
        pages = sorted((each for each in self.renditions if each.type == "image/webp"), key=_width)
        if self.kind is Kind.PICTURE:
            return pages[len(pages) // 2] if pages else None
        return self.renditions[0] if self.renditions else None

    @property
    def small(self) -> RenditionView | None:
        """The smallest picture, for lists of the desk."""
        return min((each for each in self.renditions if each.type == "image/webp"), key=_width, default=None)

    @property
    def card(self) -> RenditionView | None:
        """The picture for cards of messengers."""
        return next((each for each in self.renditions if each.use == "card"), None)


class MediaView(Shows):
    """Media as the library shows it. A picture has no renditions while its state is `preparing`."""

    state: State
    name: str
    refusal: str
    focus: tuple[float, float]
    poster: str | None
    uploaded_at: datetime
    version: int


def _width(rendition: RenditionView) -> int:
    return rendition.width


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One line of the library, and what this viewer may do with it."""

    media: MediaView
    may_change: bool
    is_withdrawn: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class MediaQueries:
    """Reads media, straight to views."""

    store: Store
    uses: Uses

    async def by_id(self, media_ids: Collection[MediaId]) -> Mapping[MediaId, Media]:
        """Return these, and the posters of videos among them; what is gone is left out."""
        found = {media.id: media for media in await self._by_id(media_ids)}
        posters = {media.poster for media in found.values() if media.poster} - found.keys()
        return found | {media.id: media for media in await self._by_id(posters)}

    async def one(self, media_id: MediaId, viewer: Viewer | None) -> LibraryItem:
        """Return one of the library, if this person may see it there. Raises MediaNotFound."""
        found = await self._by_id([media_id])
        if not found or not await self.may_see(found[0], viewer):
            raise MediaNotFound
        return _item(found[0], viewer)

    async def same(self, media_id: MediaId, viewer: Viewer) -> MediaView | None:
        """Return the oldest other one of the library with the same bytes, of those that this viewer sees there."""
        found = await self._by_id([media_id])
        where: dict[str, Any] = {"sha256": {"$in": [each.sha256 for each in found]}, "_id": {"$ne": media_id}}
        where["state"] = {"$in": [State.READY.value, State.PREPARING.value]}
        others = await self.store.find(MEDIA, where | self._seen_by(viewer), sort=[("uploaded_at", 1)], limit=1)
        return view_of(to_media(others[0])) if others else None

    async def file(self, media_id: MediaId) -> Media:
        """Return media for whoever serves its files. Raises MediaNotFound."""
        found = await self._by_id([media_id])
        if not found:
            raise MediaNotFound
        return found[0]

    async def is_public(self, media_id: MediaId) -> bool:
        """Return whether a published article shows it, or shows a video for which it stands."""
        rows = await self.store.find(MEDIA, {"poster": media_id, "state": State.READY.value}, limit=20)
        return await self.uses.is_public([media_id, *(MediaId(row["_id"]) for row in rows)])

    async def may_see(self, media: Media, viewer: Viewer | None) -> bool:
        """Return whether this person may see it though it may not be public."""
        return SEE.allows(viewer, *media.owners) or await self.is_public(media.id)

    async def listed(
        self,
        viewer: Viewer,
        *,
        words: str = "",
        kind: Kind | None = None,
        state: str = "",
        skip: int = 0,
        limit: int,
    ) -> tuple[int, list[LibraryItem]]:
        """Return how many of the library this viewer sees that fit, and some of them, the newest first.

        `state` is a key of LISTED, or empty for all.
        """
        where = self._seen_by(viewer)
        if words:
            tokens = tokens_for_finding(words)
            where["tokens"] = {"$all": tokens} if tokens else {"$in": []}
        if kind:
            where["media_type"] = {"$in": _TYPES[kind]}
        if state:
            where = {"$and": [where, LISTED[state]]}
        found = await self.store.find(MEDIA, where, sort=_NEWEST, skip=skip, limit=limit)
        return await self.store.count(MEDIA, where), [_item(to_media(each), viewer) for each in found]

    def _seen_by(self, viewer: Viewer) -> dict[str, Any]:
        return {} if SEE.is_open_on_any(viewer) else {"owners": {"$in": SEE.own_of(viewer)}}

    async def _by_id(self, media_ids: Collection[MediaId]) -> list[Media]:
        if not media_ids:
            return []
        return [to_media(each) for each in await self.store.find(MEDIA, {"_id": {"$in": list(media_ids)}})]


def view_of(media: Media) -> MediaView:
    """Return the view of media that was read already."""
    return MediaView(
        state=media.state,
        **shown_of(media),
        name=media.name,
        refusal=media.refusal,
        focus=(media.focus.x, media.focus.y),
        poster=media.poster,
        uploaded_at=media.uploaded_at,
        version=media.version,
    )


def shown_of(media: Media) -> dict[str, Any]:
    """Return the fields of `Shows`."""
    said = media.said
    return {
        "id": media.id,
        "kind": media.kind,
        "alt": said.alt,
        "decorative": said.decorative,
        "credit": said.credit,
        "licence": said.licence,
        "width": media.width,
        "height": media.height,
        "seconds": media.seconds,
        "size": media.size,
        "renditions": [
            RenditionView(
                url=path_of(media.id, each.name),
                type=each.media_type,
                width=each.width,
                height=each.height,
                use=each.use,
                size=each.size,
            )
            for each in media.renditions
        ],
    }


def path_of(media_id: MediaId, name: str) -> str:
    """Return the address of a file."""
    return f"/media/{media_id}/{name}"


def _item(media: Media, viewer: Viewer | None) -> LibraryItem:
    return LibraryItem(
        media=view_of(media),
        may_change=CHANGE.allows(viewer, *media.owners),
        is_withdrawn=media.state is State.WITHDRAWN,
        explanation=media.withdrawal.explanation if media.withdrawal else "",
    )
