"""One office has a new manager since yesterday; what the last one left open waits to be taken over."""

from datetime import timedelta
from functools import partial

from deploy.local.county.directory import open_account
from deploy.local.county.scene import Scene, until
from services.membership.main import Parts, real_parts
from services.membership.posts.domain import Place, PostId
from services.membership.settings import Settings
from services.news.articles.writing_domain import content
from services.news.main import real_parts as news_parts
from services.news.publishers.domain import publisher_id
from services.news.settings import Settings as NewsSettings
from shared.runtime.viewer import Viewer


async def hand_over(scene: Scene) -> None:
    """Begin an article, then replace its writer, and wait until every service has listed what is open."""
    parts = real_parts(Settings(), now=scene.clock)
    told = scene.county.handover
    post_id = Place(told.office_id).post_id("pr_manager", told.successor.id)
    with scene.days_ago(told.days_ago):
        post = await parts.personnel.get(post_id)
        if post.holder and post.holder.person_id != told.successor.id:
            await _begin_article(scene, writer=post.holder.person_id)
            await open_account(scene, parts, told.successor)
            since = scene.today - timedelta(days=told.days_ago)
            succeed = partial(parts.personnel.succeed, post_id, told.successor.id, since=since, by=scene.secretary)
            await parts.platform.store.run_again(succeed)
    await until(partial(_is_answered, parts, post_id), "the answers to the handover")
    await parts.platform.store.close()


async def _begin_article(scene: Scene, *, writer: str) -> None:
    parts = news_parts(NewsSettings(), now=scene.clock)
    told = scene.county.handover
    written = content(headline=told.draft.headline, lead=told.draft.lead, text=told.draft.text)
    person = next(person for person in scene.county.people if person.id == writer)
    by = Viewer(person.id, person.name, frozenset({"pr_manager"}), frozenset({told.office_id}))
    draft = partial(parts.news_desk.draft, publisher_id("office", told.office_id), written, topics=(), by=by)
    await parts.platform.store.run_again(draft)
    await parts.platform.store.close()


async def _is_answered(parts: Parts, post_id: PostId) -> bool:
    handover = await parts.handover_desk.handovers.open_of(post_id)
    return handover is None or not handover.unanswered
