"""Seventy items of news, as they came in over the last weeks."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from deploy.local.county.facts import Article, Publisher
from deploy.local.county.gallery import shown_by
from deploy.local.county.scene import Scene
from services.news.articles.domain import ArticleId
from services.news.articles.writing_domain import content
from services.news.desk.partners_usecases import Partnership
from services.news.desk.usecases import NewsDesk
from services.news.feedback.usecases import SuggestionBox
from services.news.main import real_parts
from services.news.publishers.domain import publisher_id
from services.news.settings import Settings
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_APART = 5
"""Of the items of those who publish directly, one in so many stays on its own page, without the desk."""
_ANSWERED = 14
"""How many of the newest articles readers have said something of."""


async def fill_portal(scene: Scene) -> None:
    """Write, approve and publish every item in the order of its time, then correct and withdraw."""
    parts = real_parts(Settings(), now=scene.clock)
    store, desk = parts.platform.store, parts.news_desk
    in_time = sorted(scene.county.articles, key=lambda article: scene.county.published_at(article, scene.now))
    for place, article in enumerate(in_time):
        key = _id(article)
        if await store.get("articles", key) is None:
            own_desk = replace(desk, new_id=partial(_id, article))
            await _publish(scene, store, own_desk, parts.partnership, article, apart=place % _APART == 0)
    await _hear_readers(scene, store, parts.suggestion_box, in_time[-_ANSWERED:])
    await store.close()


async def _hear_readers(scene: Scene, store: Store, box: SuggestionBox, articles: Sequence[Article]) -> None:
    """Let readers answer under the newest articles, on some more than on others; what has answers already is left."""
    remarks = scene.county.remarks
    for place, article in enumerate(articles):
        key = _id(article)
        if article.withdrawal or await store.get("feedback", key):
            continue
        answers = [place * 5 % 4 < reader for reader in range(4 + place * 7 % 17)]
        written = {0: remarks[place % len(remarks)]} if place % 3 else {}
        for reader, helped in enumerate(answers):
            remark = written.get(reader)
            take = partial(
                box.take, key, helped=remark.helped if remark else helped, missing=remark.text if remark else ""
            )
            await store.run_again(take)


async def _publish(
    scene: Scene, store: Store, desk: NewsDesk, partnership: Partnership, article: Article, *, apart: bool
) -> None:
    publisher = publisher_id(article.publisher.kind, article.publisher.id)
    author = scene.writer_of(article.publisher)
    key = _id(article)
    names = {topic.id: topic.name for topic in scene.county.topics}
    written = content(headline=article.headline, lead=article.lead, text=article.whole_text)
    topics = tuple(names[topic] for topic in article.topics)
    office = next((office for office in scene.county.offices if office.id == article.publisher.id), None)
    with scene.at(scene.county.published_at(article, scene.now)):
        write = partial(desk.draft, publisher, written, topics=topics, kind=article.kind, answers=article.answers)
        await store.run_again(partial(write, media=shown_by(scene, article), by=author))
        if article.together_with:
            other = Publisher(kind="office", id=article.together_with)
            partner = publisher_id(other.kind, other.id)
            await store.run_again(partial(partnership.ask, key, partner, by=author))
            await store.run_again(partial(partnership.agree, key, partner, by=scene.writer_of(other)))
        if not (apart and office and office.publishes_directly):
            await store.run_again(partial(desk.approve, key, by=scene.governor))
        await store.run_again(partial(desk.publish, key, by=author))
    changed_at = scene.county.changed_at(article, scene.now)
    if changed_at:
        with scene.at(changed_at):
            await store.run_again(partial(_change, desk, key, article, author))


async def _change(desk: NewsDesk, key: ArticleId, article: Article, author: Viewer) -> None:
    if article.correction:
        correction = article.correction
        await desk.correct(
            key, headline=None, lead=None, text=None, note=correction.note, major=correction.major, by=author
        )
    if article.withdrawal:
        await desk.withdraw(key, explanation=article.withdrawal.explanation, by=author)


def _id(article: Article) -> ArticleId:
    """The same at every filling, so that one that was interrupted goes on."""
    return ArticleId(hashlib.blake2b(article.id.encode(), digest_size=8, person=b"ravabet-demo").hexdigest())
