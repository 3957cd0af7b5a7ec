"""An article, its states, and what can be done with it in each."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NewType

from services.news.articles.access import APPROVE, OVERRIDE, READ_DRAFTS
from services.news.articles.errors_domain import Incomplete, WrongState, WrongTime
from services.news.articles.media_domain import Shown
from services.news.articles.parts_domain import Assignee, Content, Correction, Partner, Plan, Return, Withdrawal
from services.news.articles.states_domain import PLANNED, STANDING_NAMES, Kind, Standing, State
from services.news.articles.writing_domain import answered
from services.news.publishers.domain import Publisher, PublisherId
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.events.news import Publisher as PublisherRef
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer

ArticleId = NewType("ArticleId", str)

KEPT_AFTER_DELETION: Final = timedelta(days=30)
_PLANNED_AHEAD: Final = timedelta(days=366)
_WRITING: Final = (Standing.DRAFT, Standing.SUBMITTED, Standing.RETURNED, Standing.APPROVED)
_CLEARED: Final = (Standing.APPROVED, *PLANNED)


@dataclass(slots=True)
class Article:
    """One item of county news."""

    id: ArticleId
    publisher_id: PublisherId
    author_id: str
    content: Content
    topics: tuple[str, ...] = ()
    kind: Kind = Kind.NEWS
    answers: str = ""
    """What a reply answers: where it stood and when, as readers see it."""
    state: State = State.DRAFT
    approval_asked_at: datetime | None = None
    """Since when it waits for approval; None when nobody asked for it."""
    returned: Return | None = None
    """What the desk wants changed; None once it was submitted again."""
    approved_by: str | None = None
    approved_at: datetime | None = None
    """When it was first approved. None also for what was approved before this was noted."""
    plan: Plan | None = None
    published_at: datetime | None = None
    due_at: datetime | None = None
    """For when its publication had been planned, when it was published by itself."""
    on_front: bool = False
    """Whether the desk approved it for the front page and the county-wide topics."""
    channels: tuple[str, ...] | None = None
    """By which channels followers are told of it; None by all, empty by none."""
    corrections: list[Correction] = field(default_factory=list)
    withdrawal: Withdrawal | None = None
    deleted_at: datetime | None = None
    """When the draft was deleted; it can be restored for thirty days."""
    assignee: Assignee | None = None
    partners: tuple[Partner, ...] = ()
    due_told_for: datetime | None = None
    """For which time of its plan it was told that it is nearly due and not approved."""
    created_at: datetime | None = None
    author_was: tuple[str, ...] = ()
    """Whose it was before the author's entries were merged, the first one at the beginning."""
    revisions: int = 0
    """How many of its versions are kept. 0 for what was stored before they were."""
    media: tuple[Shown, ...] = ()
    """What it shows beside its text, the first one also on lists and cards."""
    version: int = 0

    @property
    def path(self) -> str:
        """Its address on the portal; it never changes."""
        return f"/n/{self.id}"

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.deleted_at:
            return Standing.DELETED
        if self.state in {State.PUBLISHED, State.WITHDRAWN}:
            return Standing(self.state.value)
        if self.plan:
            return Standing.EMBARGOED if self.plan.embargo else Standing.SCHEDULED
        if self.state is State.APPROVED:
            return Standing.APPROVED
        if self.approval_asked_at:
            return Standing.SUBMITTED
        return Standing.RETURNED if self.returned else Standing.DRAFT

    @property
    def co_publishers(self) -> tuple[PublisherId, ...]:
        """The other offices in whose name it stands too."""
        return tuple(each.publisher_id for each in self.partners if each.agreed_at)

    def pass_on(self, author_id: str) -> None:
        """Let another entry of the same person be its author, since the two were merged."""
        self.author_was, self.author_id = (*self.author_was, self.author_id), author_id

    def give_back(self, merged: str, into: str) -> bool:
        """Let the merged entry be its author again, and say whether it had passed from that one to the other."""
        authors = (*self.author_was, self.author_id)
        place = authors.index(merged) if merged in authors else -1
        if place < 0 or authors[place + 1 :][:1] != (into,):
            return False
        self.author_was, self.author_id = authors[:place], merged
        return True

    def says(
        self,
        written: Content,
        topics: tuple[str, ...],
        kind: Kind | None = None,
        answers: str = "",
        media: tuple[Shown, ...] | None = None,
    ) -> bool:
        """Whether it says and shows all of this already; None stands for any kind, and for any media."""
        if (self.content, self.topics) != (written, topics) or media not in {None, self.media}:
            return False
        return kind is None or (self.kind, self.answers) == (kind, answered(kind, answers))

    def show(self, media: tuple[Shown, ...] | None) -> bool:
        """Show these beside the text, and say whether anything changed; None changes nothing."""
        if media is None or media == self.media:
            return False
        self.media = media
        return True

    def rewrite(
        self,
        new: Content,
        topics: tuple[str, ...],
        kind: Kind | None = None,
        answers: str = "",
        media: tuple[Shown, ...] | None = None,
    ) -> None:
        """Change a draft. An approval holds for what was read, so a change takes the approval back.

        The plan of an article that was approved goes with the approval; without a `kind` kind and answers stay, and
        without media those that it shows.
        """
        self._must_be("ویرایش", *_WRITING, *PLANNED)
        self.content = new
        self.topics = topics
        if kind is not None:
            self.kind, self.answers = kind, answered(kind, answers)
        self.show(media)
        if self.state is State.APPROVED:
            self.plan = None
        self.state = State.DRAFT
        self.approved_by = self.approved_at = None

    def ask_for_approval(self, *, at: datetime) -> None:
        """Ask for approval: of a draft to be published, of a published article for the front page."""
        if self.standing is not Standing.PUBLISHED:
            self._must_be("ارسال", Standing.DRAFT, Standing.RETURNED, Standing.SUBMITTED)
            self._must_be_whole()
        elif self.on_front:
            raise WrongState("این خبر در صفحه نخست است.")
        self.approval_asked_at = self.approval_asked_at or at
        self.returned = None

    def take_back(self) -> None:
        """Ask no longer for approval."""
        self._must_be("پس گرفتن", Standing.SUBMITTED, Standing.PUBLISHED)
        if not self.approval_asked_at:
            raise WrongState("برای این خبر تأییدی خواسته نشده است.")
        self.approval_asked_at = None

    def send_back(self, *, by: Viewer, note: str, at: datetime) -> None:
        """Return it to its writer with a note. Of a published article, only the front page is declined."""
        APPROVE.require(by)
        self._must_be("برگرداندن", Standing.SUBMITTED, Standing.APPROVED, *PLANNED, Standing.PUBLISHED)
        if self.standing is Standing.PUBLISHED and not self.approval_asked_at:
            raise WrongState("این خبر منتشر شده است و در انتظار تأیید نیست.")
        if self.state is not State.PUBLISHED:
            self.state, self.plan = State.DRAFT, None
            self.approved_by = self.approved_at = None
        self.approval_asked_at = None
        self.returned = Return(at, by.person_id, note)

    def approve(self, *, by: Viewer, at: datetime, alone_because: str = "") -> None:
        """Approve the article for the front page. Nobody approves their own, except for a reason that is noted."""
        APPROVE.require(by)
        if by.person_id == self.author_id:
            if not alone_because:
                raise NotAllowed("نویسنده نمی‌تواند خبر خودش را تأیید کند.")
            OVERRIDE.require(by)
        self._must_be("تأیید", *_WRITING, *PLANNED, Standing.PUBLISHED)
        self._must_be_whole()
        if not self.approved_by:
            self.approved_by, self.approved_at = by.person_id, at
        self.approval_asked_at = self.returned = None
        if self.state is State.PUBLISHED:
            self.on_front = True
        else:
            self.state = State.APPROVED

    def schedule(self, plan: Plan, *, publisher: Publisher, now: datetime) -> None:
        """Let it be published by itself at an instant to come. Raises WrongTime."""
        self._must_be("زمان‌بندی", *_WRITING, *PLANNED)
        self._must_be_cleared(publisher)
        if self.approval_asked_at and self.state is State.DRAFT:
            raise WrongState("این خبر نزد دبیرخانه است؛ ابتدا آن را پس بگیرید.")
        if not now < plan.at <= now + _PLANNED_AHEAD:
            raise WrongTime("زمان انتشار باید در آینده و حداکثر تا یک سال دیگر باشد؛ تاریخ شمسی است.")
        must_be_open(publisher, at=plan.at)
        self.plan = plan

    def unschedule(self) -> None:
        """Publish it by itself no more. It stands where it stood before it was planned."""
        self._must_be("برداشتن زمان‌بندی", *PLANNED)
        self.plan = None

    def publish(
        self,
        *,
        at: datetime,
        publisher: Publisher,
        url: str,
        channels: tuple[str, ...] | None = None,
    ) -> NewsPublished | None:
        """Publish it. Without approval it goes to the publisher's own page only, where that publisher may do so.

        When its plan is due, it is published as planned. Returns None when it is public already.
        """
        if self.state is State.PUBLISHED:
            return None
        self._must_be("انتشار", *_WRITING, *PLANNED)
        must_be_open(publisher, at=at)
        self._must_be_cleared(publisher)
        if self.plan and self.plan.embargo and at < self.plan.at:
            raise WrongState("این خبر تا زمان تعیین‌شده ممنوع‌الانتشار است؛ ابتدا زمان‌بندی آن را بردارید.")
        if self.plan and self.plan.at <= at:
            self.due_at, channels = self.plan.at, self.plan.channels
        self.plan = self.returned = None
        self.on_front = self.state is State.APPROVED
        self.state = State.PUBLISHED
        self.published_at = at
        self.channels = channels
        return NewsPublished(
            article_id=self.id,
            publisher=self._publisher,
            headline=self.content.headline,
            lead=self.content.lead,
            url=url,
            topics=self.topics,
            county_wide=self.on_front,
            published_at=at,
            channels=channels,
            partners=self._partners,
        )

    def correct(
        self, new: Content, *, note: str, major: bool, at: datetime, url: str, is_shown_anew: bool = False
    ) -> NewsCorrected | None:
        """Change a published article. Returns None when the last correction was exactly this one.

        With `is_shown_anew`, its pictures were changed before, which is a correction, too. Readers are told of a major
        one, which needs a note. Raises Incomplete.
        """
        self._must_be("تصحیح", Standing.PUBLISHED)
        if major and not note:
            raise Incomplete("برای تصحیح مهم بنویسید چه بود و چه شد؛ مردم آن را می‌خوانند.", field="note")
        last = self.corrections[-1] if self.corrections else None
        is_the_same = new == self.content and (not note or bool(last and (last.note, last.major) == (note, major)))
        if is_the_same and not is_shown_anew:
            return None
        self.content = new
        self.corrections.append(Correction(at=at, note=note, major=major))
        return NewsCorrected(
            article_id=self.id,
            publisher=self._publisher,
            revision=len(self.corrections),
            headline=new.headline,
            note=note,
            major=major,
            url=url,
            topics=self.topics,
            county_wide=self.on_front,
            corrected_at=at,
            channels=self.channels,
            partners=self._partners,
        )

    def withdraw(self, *, explanation: str, at: datetime, url: str) -> NewsWithdrawn | None:
        """Withdraw it. Its page stays and shows the explanation. Returns None when that was done already."""
        if self.withdrawal and self.withdrawal.explanation == explanation:
            return None
        self._must_be("برداشتن", Standing.PUBLISHED)
        self.state = State.WITHDRAWN
        self.approval_asked_at = None
        self.withdrawal = Withdrawal(at=at, explanation=explanation)
        return NewsWithdrawn(
            article_id=self.id,
            publisher=self._publisher,
            headline=self.content.headline,
            explanation=explanation,
            url=url,
            withdrawn_at=at,
        )

    def delete(self, *, at: datetime) -> bool:
        """Delete a draft. It can be restored for thirty days. False when it was deleted already."""
        if self.deleted_at:
            return False
        self._must_be("حذف", Standing.DRAFT, Standing.RETURNED)
        self.deleted_at = at
        return True

    def restore(self) -> bool:
        """Take a deletion back. False when it is not deleted."""
        was_deleted, self.deleted_at = self.deleted_at is not None, None
        return was_deleted

    def assign(self, to: Assignee | None) -> None:
        """Note who works on it."""
        self._must_be("سپردن", *_WRITING, *PLANNED, Standing.PUBLISHED)
        self.assignee = to

    def ask_partner(self, publisher_id: PublisherId, *, by_owner: bool, at: datetime) -> None:
        """Ask that the article stand in the name of another office too."""
        self._must_be("هم‌انتشاری", *_WRITING, *PLANNED, Standing.PUBLISHED)
        if publisher_id == self.publisher_id or any(each.publisher_id == publisher_id for each in self.partners):
            raise WrongState("این دستگاه از پیش در این خبر هست.")
        self.partners = (*self.partners, Partner(publisher_id, at, by_owner))

    def agree(self, publisher_id: PublisherId, *, at: datetime) -> None:
        """Let it stand in the name of that office too. Whoever calls it has asked the other side."""
        self._must_be("هم‌انتشاری", *_WRITING, *PLANNED, Standing.PUBLISHED)
        self.partner(publisher_id)
        self.partners = tuple(
            replace(each, agreed_at=each.agreed_at or at) if each.publisher_id == publisher_id else each
            for each in self.partners
        )

    def part_from(self, publisher_id: PublisherId) -> None:
        """Let it stand in the name of that office no more, or decline that it should."""
        self.partner(publisher_id)
        self.partners = tuple(each for each in self.partners if each.publisher_id != publisher_id)

    def partner(self, publisher_id: PublisherId) -> Partner:
        """The partner of this id. Raises WrongState."""
        for each in self.partners:
            if each.publisher_id == publisher_id:
                return each
        raise WrongState("برای این دستگاه درخواست هم‌انتشاری ثبت نشده است.")

    @property
    def _publisher(self) -> PublisherRef:
        return _in_events(self.publisher_id)

    @property
    def _partners(self) -> tuple[PublisherRef, ...]:
        return tuple(_in_events(each) for each in self.co_publishers)

    def _must_be(self, deed: str, *standings: Standing) -> None:
        if self.standing not in standings:
            stands = _(STANDING_NAMES[self.standing])
            raise WrongState(_("%(deed)s خبری که %(state)s ممکن نیست.", deed=_(deed), state=stands))

    def _must_be_whole(self) -> None:
        if self.kind is Kind.REPLY and not self.answers:
            raise Incomplete("بنویسید این جوابیه پاسخ به چیست: کدام رسانه، چه روزی.", field="answers")

    def _must_be_cleared(self, publisher: Publisher) -> None:
        self._must_be_whole()
        if self.state is State.DRAFT and not publisher.publishes_directly:
            raise WrongState("ابتدا باید دبیرخانه این خبر را تأیید کند.")


def must_be_open(publisher: Publisher, *, at: datetime) -> None:
    """Raise NotAllowed when the publisher is closed on that day."""
    if publisher.is_closed_on(day_of(at)):
        raise NotAllowed("این دستگاه بسته شده است و دیگر خبری منتشر نمی‌کند.")


def may_read_unpublished(viewer: Viewer | None, article: Article) -> bool:
    """Whether somebody may read the article before it is published: its offices and the desk."""
    return READ_DRAFTS.allows(viewer, article.publisher_id, *(each.publisher_id for each in article.partners))


def _in_events(publisher_id: PublisherId) -> PublisherRef:
    kind, _, slug = publisher_id.partition("/")
    return PublisherRef(kind="office" if kind == "office" else "body", id=slug)
