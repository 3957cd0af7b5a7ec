"""The pictures of the articles, and the paper of one of them, put into the library of media."""

import asyncio
import hashlib
from datetime import timedelta
from functools import partial
from io import BytesIO

from deploy.local.county.facts import Article
from deploy.local.county.newsroom_facts import Picture
from deploy.local.county.scene import Scene
from deploy.local.county.scenery.painter import Painter, printed
from services.news.articles.media_domain import Shown
from services.news.main import real_parts
from services.news.media.domain import Described, Licence, MediaId, described
from services.news.media.usecases import MediaLibrary
from services.news.settings import Settings
from shared.store.store import Store

_CREDIT = "ساختگی، برای نمونه"


def shown_by(scene: Scene, article: Article) -> tuple[Shown, ...]:
    """Return what an article shows, whether it is in the library already or still to come."""
    county = scene.county
    pictures = [Shown(_id(each.id), each.caption) for each in county.pictures if each.article == article.id]
    return (*pictures, *([Shown(_id("guide"))] if county.guide.article == article.id else []))


async def fill_gallery(scene: Scene) -> None:
    """Paint what is not in the library yet, the newest first; news develops each while the next one is painted."""
    parts = real_parts(Settings(), now=scene.clock)
    store, library = parts.platform.store, parts.media_library
    painter, pictures, guide = Painter(), scene.county.pictures, scene.county.guide
    for place, picture in enumerate(pictures):
        if await store.get("media", _id(picture.id)) is None:
            paint = partial(painter.painted, picture.sky, picture.land, picture.things, seed=picture.id)
            painted = await asyncio.to_thread(paint)
            # News develops first what came first.
            with scene.at(scene.now - timedelta(minutes=len(pictures) - place)):
                await _hang(scene, store, library, picture, painted)
    if await store.get("media", _id("guide")) is None:
        paper = await asyncio.to_thread(printed, guide.model_dump_json())
        said = described(alt=guide.alt, licence=Licence.CC0)
        await _take(scene, store, library, "guide", paper, name=f"{guide.title}.pdf", said=said, article=guide.article)
    await store.close()


async def _hang(scene: Scene, store: Store, library: MediaLibrary, picture: Picture, painted: bytes) -> None:
    """Put a picture into the library, and take it back when that is its story."""
    said = described(alt=picture.alt, credit=_CREDIT, licence=Licence.CC0)
    name = f"{picture.id}.jpg"
    await _take(scene, store, library, picture.id, painted, name=name, said=said, article=picture.article)
    if picture.withdrawn:
        by = scene.writer_of(scene.article(picture.article).publisher)
        await store.run_again(partial(library.withdraw, _id(picture.id), explanation=picture.withdrawn, by=by))


async def _take(
    scene: Scene,
    store: Store,
    library: MediaLibrary,
    key: str,
    content: bytes,
    *,
    name: str,
    said: Described,
    article: str,
) -> None:
    by = scene.writer_of(scene.article(article).publisher)
    await store.run_again(lambda: library.add(BytesIO(content), name=name, said=said, by=by, media_id=_id(key)))


def _id(key: str) -> MediaId:
    """The same at every filling."""
    return MediaId(hashlib.blake2b(key.encode(), digest_size=8, person=b"ravabet-gallery").hexdigest())
