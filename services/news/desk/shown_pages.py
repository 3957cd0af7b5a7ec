"""How an article is shown at the desk: with what was typed, what was refused, and what differs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Response
from markupsafe import Markup

from services.news.articles.access import APPROVE, EDIT
from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import Incomplete, Unreadable, WrongState, WrongTime
from services.news.articles.history_domain import history
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import KIND_NAMES
from services.news.articles.text_domain import shown
from services.news.colleagues.domain import Colleague
from services.news.colleagues.usecases import Teller
from services.news.conversations.queries import ConversationQueries
from services.news.conversations.usecases import VisitorBook
from services.news.desk.forms import (
    CHANNEL_NAMES,
    EVERYBODY,
    PORTAL_ALONE,
    Typed,
    TypedArticle,
    TypedAssignment,
    TypedCorrection,
    TypedPlan,
    TypedReturn,
    TypedWithdrawal,
    channels_of,
)
from services.news.desk.likeness_queries import LikenessQueries
from services.news.desk.queries import DeskItem, DeskQueries
from services.news.followers.queries import FollowerQueries
from services.news.previews.domain import DAYS
from services.news.previews.usecases import PreviewDesk
from services.news.revisions.difference_domain import FieldChange, difference
from services.news.revisions.domain import Said
from services.news.revisions.merging_domain import merged
from services.news.revisions.queries import RevisionQueries
from services.news.writing.copies_api import Deposit
from services.news.writing.editor_pages import Editor
from services.news.writing.usecases import SafeDeposit
from shared.runtime.access import NotAllowed
from shared.runtime.ids import new_id
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.parts import part
from shared.web.shell.page import OnPage, Page

Items = Annotated[DeskQueries, part(DeskQueries)]
Revisions = Annotated[RevisionQueries, part(RevisionQueries)]
Followed = Annotated[FollowerQueries, part(FollowerQueries)]
Likeness = Annotated[LikenessQueries, part(LikenessQueries)]
Previews = Annotated[PreviewDesk, part(PreviewDesk)]
Talks = Annotated[ConversationQueries, part(ConversationQueries)]
Visitors = Annotated[VisitorBook, part(VisitorBook)]
Telling = Annotated[Teller, part(Teller)]


@dataclass(frozen=True, slots=True)
class Merge:
    """What two people wrote at once: the other one's version and the own one."""

    theirs: Said
    mine: Said

    @property
    def changes(self) -> list[FieldChange]:
        """From the other one's version to the own one."""
        return difference(self.theirs, self.mine)

    @property
    def sides(self) -> list[tuple[Content, Markup]]:
        """Both, each with its text as HTML."""
        return [(said.content, shown(said.content.text)) for said in (self.theirs, self.mine)]


@dataclass(frozen=True, slots=True)
class Together:
    """What an item's page shows of the people who work with it."""

    talks: ConversationQueries
    visitors: VisitorBook
    teller: Teller

    async def around(self, item: DeskItem) -> Mapping[str, Any]:
        """Note the visit, and return the conversation and to whom the item can be given."""
        article, viewer = item.article, item.viewer
        since = await self.visitors.come(article.id, viewer)
        found: Sequence[Colleague] = ()
        if APPROVE.allows(viewer):
            found = (await self.teller.colleagues(article.publisher_id)).everyone
        return {
            "talk": await self.talks.talk(article, viewer, since),
            "comment_key": new_id(),
            "since": since,
            "own": await self.talks.own_entries(viewer),
            "colleagues": [(each.person_id, each.name) for each in found if each.person_id != viewer.person_id],
        }


async def together(talks: Talks, visitors: Visitors, teller: Telling) -> Together:
    """Return what shows the people around an item."""
    return Together(talks, visitors, teller)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Shows one article, and answers its forms."""

    page: Page
    items: DeskQueries
    revisions: RevisionQueries
    followers: FollowerQueries
    likeness: LikenessQueries
    previews: PreviewDesk
    deposit: SafeDeposit
    together: Together

    async def answer(
        self,
        article_id: ArticleId,
        by: Viewer,
        deed: Callable[[], Awaitable[str]],
        typed: Typed,
        *,
        to: str = "",
    ) -> Response:
        """Do it and redirect; or show the page again with what was typed and the reason of the refusal."""
        item = await self.items.one(article_id, by)
        try:
            said = await deed()
        except Unfit as error:
            return await self.show(item, typed, status=UNFIT_STATUS, errors=error.errors)
        except (Unreadable, Incomplete) as error:
            now = await self.items.one(article_id, by)
            return await self.show(
                now, typed.against(now.article), status=UNFIT_STATUS, errors={error.field: str(error)}
            )
        except Stale as error:
            return await self._show_both(await self.items.one(article_id, by), typed, error)
        except (NotAllowed, WrongState, WrongTime) as error:
            now = await self.items.one(article_id, by)
            status = self.page.status_of(error)
            return await self.show(now, typed.against(now.article), status=status, refusal=error)
        if typed.draft or typed.correction:
            await self.deposit.drop(article_id, by=by)
        return self.page.go(to or item.href, said=said)

    async def show(
        self,
        item: DeskItem,
        typed: Typed,
        *,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        refusal: Exception | None = None,
        merge: Merge | None = None,
    ) -> Response:
        """Show the article with these forms."""
        correction = typed.correction or TypedCorrection.of(item.article)
        editor = Editor.new()
        return self.page.show(
            "news/desk-article.html",
            status=status,
            headers=editor.headers,
            editor=editor,
            item=item,
            steps=history(item.article, await self.revisions.steps(item.article.id)),
            errors=errors or {},
            refusal=str(refusal) if refusal else "",
            merge=merge,
            draft=typed.draft or TypedArticle.of(item.article),
            is_typed=typed.draft is not None,
            kinds=list(KIND_NAMES.items()),
            kind_names=KIND_NAMES,
            correction=correction,
            is_correcting=typed.correction is not None,
            difference=_correction_of(item, correction) if correction.look else None,
            withdrawal=typed.withdrawal or TypedWithdrawal(),
            is_withdrawing=typed.withdrawal is not None,
            returning=typed.returning or TypedReturn(),
            is_returning=typed.returning is not None,
            plan=typed.plan or TypedPlan.of(item.article.plan),
            assignment=typed.assignment or TypedAssignment(),
            is_assigning=bool(typed.assignment and typed.assignment.person),
            is_planning=typed.plan is not None,
            audiences=await self.audiences(item),
            alike=await self.likeness.of(item.article, item.viewer) if item.is_draft else [],
            partners=await self._partners(item),
            offices=await self._offices_to_ask(item),
            previews=await self.previews.of(item.article.id, by=item.viewer) if item.is_draft else [],
            preview_days=DAYS,
            **await self.together.around(item),
        )

    async def _partners(self, item: DeskItem) -> list[dict[str, Any]]:
        """Return the offices that publish it together, and what this person may answer."""
        found = await self.items.publishers.by_id({each.publisher_id for each in item.article.partners})
        return [
            {
                "publisher": found[each.publisher_id],
                "has_agreed": each.agreed_at is not None,
                "can_agree": not each.agreed_at
                and EDIT.allows(item.viewer, each.publisher_id if each.asked_by_owner else item.article.publisher_id),
                "can_part": EDIT.allows(item.viewer, each.publisher_id, item.article.publisher_id),
            }
            for each in item.article.partners
        ]

    async def _offices_to_ask(self, item: DeskItem) -> list[tuple[str, str]]:
        """Return the open offices that may be asked to publish it too."""
        if not item.can_write or item.is_deleted or item.article.withdrawal:
            return []
        there = {item.article.publisher_id, *(each.publisher_id for each in item.article.partners)}
        offices = await self.items.publishers.offices(on=item.today)
        return [(each.id, each.name) for each in offices if each.id not in there]

    async def ask_about_publication(self, item: DeskItem) -> Response:
        """Show whom a publication reaches, and how many will be told."""
        partners = await self.items.publishers.by_id(item.article.co_publishers)
        audiences = await self.audiences(item)
        return self.page.show("news/desk-publication.html", item=item, partners=partners.values(), audiences=audiences)

    async def audiences(self, item: DeskItem) -> list[dict[str, Any]]:
        """Return the audiences to choose from, each with the number of addresses that are told; None when unknown."""
        counted = await self.followers.counted()
        reached = counted.of({item.article.publisher_id, *item.article.co_publishers})
        found: list[dict[str, Any]] = []
        for audience in (EVERYBODY, *CHANNEL_NAMES, PORTAL_ALONE):
            channels = channels_of(audience)
            chosen = [number for channel, number in reached.items() if channels is None or channel in channels]
            number = sum(chosen) if counted.counted_at or channels == () else None
            found.append({"value": audience, "channel": CHANNEL_NAMES.get(audience, ""), "number": number})
        return found

    async def _show_both(self, item: DeskItem, typed: Typed, error: Stale) -> Response:
        """Show what the other one wrote beside what was typed, and in the form what both of them changed."""
        status = self.page.status_of(error)
        again = typed.against(item.article)
        draft = typed.draft if item.is_draft else None
        correction = typed.correction if item.is_published else None
        written = draft or correction
        if written is None:
            return await self.show(item, again, status=status, refusal=error)
        theirs = Said.by(item.article)
        mine = draft.said if draft else replace(theirs, content=written.content)
        base = await self.revisions.said_at(item.article.id, int(written.version) if written.version.isdecimal() else 0)
        both = merged(base, theirs, mine)
        joined = Typed(
            draft=draft.joined(both, item.article.version) if draft else None,
            correction=correction.joined(both.content, item.article.version) if correction else None,
        )
        return await self.show(item, joined, status=status, refusal=error, merge=Merge(theirs, mine))


async def article_page(
    page: OnPage,
    items: Items,
    revisions: Revisions,
    followers: Followed,
    likeness: Likeness,
    previews: Previews,
    deposit: Deposit,
    people: Annotated[Together, Depends(together)],
) -> ArticlePage:
    """Return what shows an article."""
    return ArticlePage(page, items, revisions, followers, likeness, previews, deposit, people)


def _correction_of(item: DeskItem, typed: TypedCorrection) -> list[FieldChange]:
    return difference(Said(item.article.content), Said(typed.content))
