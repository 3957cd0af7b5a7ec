"""What lies on the news desk and is not published yet: returned with a note, planned, or under an embargo.

And what was said about it there, and to whom it was given.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

from deploy.local.county.newsroom_facts import DeskItem, Said
from deploy.local.county.scene import Scene, until
from services.news.articles.domain import ArticleId
from services.news.articles.writing_domain import content
from services.news.conversations.domain import CommentId
from services.news.main import Parts, real_parts
from services.news.publishers.domain import publisher_id
from services.news.settings import Settings


async def fill_newsroom(scene: Scene) -> None:
    """Write each draft, and do with it what the desk did; what was begun at an earlier filling goes on."""
    parts = real_parts(Settings(), now=scene.clock)
    for draft in scene.county.drafts:
        written_at = scene.now - timedelta(hours=draft.hours_ago)
        with scene.at(written_at):
            if await parts.platform.store.get("articles", _id(draft)) is None:
                await _write(scene, parts, draft)
        with scene.at(written_at + timedelta(hours=1)):
            await _decide(scene, parts, draft)
        with scene.at(written_at + timedelta(hours=2)):
            await _give(scene, parts, draft)
        for number, said in enumerate(draft.talk, start=1):
            with scene.at(written_at + timedelta(hours=2, minutes=25 * number)):
                await _say(scene, parts, draft, said, number)
    await parts.platform.store.close()


async def _write(scene: Scene, parts: Parts, draft: DeskItem) -> None:
    desk = replace(parts.news_desk, new_id=partial(_id, draft))
    names = {topic.id: topic.name for topic in scene.county.topics}
    written = content(headline=draft.headline, lead=draft.lead, text="\n\n".join(draft.text))
    write = partial(
        desk.draft,
        publisher_id(draft.publisher.kind, draft.publisher.id),
        written,
        topics=tuple(names[topic] for topic in draft.topics),
        kind=draft.kind,
        by=scene.writer_of(draft.publisher),
    )
    await parts.platform.store.run_again(write)


async def _decide(scene: Scene, parts: Parts, draft: DeskItem) -> None:
    """Let the secretariat return it, or approve it so that its writer can plan it."""
    key, writer, again = _id(draft), scene.writer_of(draft.publisher), parts.platform.store.run_again
    article = await parts.news_desk.journal.articles.get(key)
    if article.plan or article.returned:
        return
    await again(partial(parts.news_desk.ask_for_approval, key, by=writer))
    if draft.outcome == "returned":
        await again(partial(parts.news_desk.send_back, key, note=draft.note, by=scene.secretary))
        return
    await again(partial(parts.news_desk.approve, key, by=scene.secretary))
    at, embargo = draft.planned_at(scene.now), draft.outcome == "embargoed"
    await again(partial(parts.planner.schedule, key, at=at, embargo=embargo, by=writer))


async def _give(scene: Scene, parts: Parts, draft: DeskItem) -> None:
    """Let the secretariat give it to its writer, once news knows that this is one of its colleagues."""
    if not draft.given:
        return
    publisher, writer = publisher_id(draft.publisher.kind, draft.publisher.id), scene.writer_of(draft.publisher)

    async def known() -> bool:
        return (await parts.teller.colleagues(publisher)).find(writer.person_id) is not None

    await until(known, f"The post of {writer.person_id}")
    give = partial(parts.planner.assign_other, _id(draft), writer.person_id, note=draft.given, by=scene.secretary)
    await parts.platform.store.run_again(give)


async def _say(scene: Scene, parts: Parts, draft: DeskItem, said: Said, number: int) -> None:
    """Write a comment; one that is there already stays."""
    writer = scene.writer_of(draft.publisher)
    by, other = (writer, scene.secretary) if said.side == "writer" else (scene.secretary, writer)
    key, again = f"{_id(draft)}{number}", parts.platform.store.run_again
    await again(partial(parts.comment_desk.write, _id(draft), said.text, by=by, key=key))
    if said.settled:
        await again(partial(parts.comment_desk.resolve, _id(draft), CommentId(key), by=other))


def _id(draft: DeskItem) -> ArticleId:
    """The same at every filling."""
    return ArticleId(hashlib.blake2b(draft.id.encode(), digest_size=8, person=b"ravabet-drafts").hexdigest())
