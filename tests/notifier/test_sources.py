"""What each source writes: for whom, until when, and where it leads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from services.notifier.announcing.accounts_source import AccountSource
from services.notifier.announcing.addresses_source import AddressSource
from services.notifier.announcing.certificates_source import CertificateSource
from services.notifier.announcing.decrees_source import DecreeSource
from services.notifier.announcing.invitations_source import InvitationSource
from services.notifier.announcing.letters_source import LetterSource
from services.notifier.announcing.news_source import NewsSource
from services.notifier.announcing.nominations_source import NominationSource
from services.notifier.announcing.reports_source import ReportSource
from services.notifier.announcing.usecases import Announcer
from services.notifier.main import KINDS
from services.notifier.notices.domain import Audience, Notice
from services.notifier.topics.domain import Topic, TopicId
from shared.events.membership import (
    CertificateIssued,
    DecreeExpiring,
    DecreeRevoked,
    EmailChangeAsked,
    InvitationIssued,
    LetterLinkIssued,
    NominationReturned,
    PasswordLinkIssued,
)
from shared.runtime.context import Cause, caused_by
from tests.notifier.events import (
    NOON,
    corrected,
    decree_issued,
    published,
    report_submitted,
    report_submitted_in_first_version,
    withdrawn,
)

HOST = "http://ravabet.test"


@dataclass
class Notices:
    """Keeps notices in memory."""

    kept: list[Notice] = field(default_factory=list)

    async def add(self, notice: Notice) -> None:
        self.kept.append(notice)


class Topics:
    """Knows one office."""

    async def find(self, key: TopicId) -> Topic | None:
        return Topic(key, "اداره آب و فاضلاب") if key == "office/water" else None

    async def get(self, key: TopicId) -> Topic:
        raise NotImplementedError

    async def by_id(self, keys: Collection[TopicId]) -> Mapping[TopicId, Topic]:
        raise NotImplementedError

    async def put(self, topic: Topic) -> None:
        raise NotImplementedError


@pytest.fixture
def notices() -> Notices:
    return Notices()


@pytest.fixture
def announcer(notices: Notices) -> Announcer:
    return Announcer(notices, lambda: NOON)


async def test_news_goes_to_followers_and_its_withdrawal_to_those_who_were_told(
    announcer: Announcer, notices: Notices
) -> None:
    source = NewsSource(announcer, Topics(), HOST)
    followers = Audience(topics=("office/water", "all"))

    with caused_by(Cause(causation_id="e1")):
        await source.published(published("a1"))
    await source.corrected(corrected("a1", major=True))
    await source.corrected(corrected("a1", major=False, revision=2))
    await source.withdrawn(withdrawn("a1"))

    assert [(each.kind, each.audience, each.recalls) for each in notices.kept] == [
        ("news.published", followers, False),
        ("news.corrected", followers, False),
        ("news.withdrawn", Audience(told_of="article/a1"), True),
    ]
    assert notices.kept[0].event_id == "e1"
    assert notices.kept[0].text.startswith("اداره آب و فاضلاب")
    assert {each.expires_at - each.at for each in notices.kept} == {timedelta(hours=6)}


@pytest.mark.parametrize("url", ["https://elsewhere.example/x", None])
async def test_a_notice_leads_where_its_event_says_and_an_old_event_to_the_known_place(
    announcer: Announcer, notices: Notices, url: str | None
) -> None:
    await NewsSource(announcer, Topics(), HOST).withdrawn(withdrawn("a1").model_copy(update={"url": url}))
    await ReportSource(announcer, HOST).submitted_in_first_version(report_submitted_in_first_version(url=url))

    known = [f"{HOST}/n/a1", f"{HOST}/reporting/1405-08/water"]
    assert [each.link for each in notices.kept] == ([url, url] if url else known)


async def test_a_returned_nomination_goes_to_whoever_made_it(announcer: Announcer, notices: Notices) -> None:
    returned = NominationReturned(
        nomination_id="n1",
        body_id="media_hq",
        body_name="قرارگاه رسانه‌ای شهرستان",
        office_ids=["water"],
        nominated_by="p-head",
        reasons=["شماره نامه خوانا نیست."],
        round=2,
        url=f"{HOST}/membership/nominations/n1",
    )

    await NominationSource(announcer).returned(returned)

    (notice,) = notices.kept
    assert (notice.kind, notice.audience) == ("nomination.returned", Audience(people=("p-head",)))
    assert "شماره نامه خوانا نیست." in notice.text
    assert str(notice.id) == "nomination:n1:returned:2"


async def test_decrees_go_to_their_person_and_reports_to_the_secretariat(
    announcer: Announcer, notices: Notices
) -> None:
    revoked = DecreeRevoked(
        decree_id="d1",
        register_no="1405/ق/024",
        person_id="p-1",
        body_id="media_hq",
        reason="استعفا",
        revoked_on=date(2026, 11, 23),
    )

    await DecreeSource(announcer).issued(decree_issued("p-1"))
    await DecreeSource(announcer).revoked(revoked)
    await ReportSource(announcer, HOST).submitted(report_submitted())

    assert [(each.kind, each.audience) for each in notices.kept] == [
        ("decree.issued", Audience(people=("p-1",))),
        ("decree.revoked", Audience(people=("p-1",))),
        ("report.submitted", Audience(role="secretariat")),
    ]
    assert notices.kept[1].takes_back(notices.kept[0])
    assert {each.expires_at - each.at for each in notices.kept} == {timedelta(hours=72)}
    assert notices.kept[1].text.endswith("لغو شد. دلیل: استعفا")


async def test_a_letter_is_told_with_a_link_that_opens_it_and_at_the_desk_with_its_page(
    announcer: Announcer, notices: Notices
) -> None:
    until = NOON + timedelta(days=14)
    issued = LetterLinkIssued(
        link_id="l",
        record_id="r",
        person_id="p-1",
        letter_kind="decree",
        letter_id="d1",
        register_no="1405/ق/024",
        title="حکم عضویت در قرارگاه",
        to="head",
        link="sealed",
        page="http://ravabet.test/membership/my-letters/r",
        verify_url="http://ravabet.test/v/83472210",
        expires_at=until,
    )

    await LetterSource(announcer).link_issued(issued)
    await LetterSource(announcer).link_issued(issued.model_copy(update={"reminder": 1}))
    await DecreeSource(announcer).issued(decree_issued("p-1").model_copy(update={"link_follows": True}))
    revoked = DecreeRevoked(
        decree_id="d1", register_no="1405/ق/024", person_id="p-1", body_id="hq", reason="استعفا", revoked_on=NOON.date()
    )
    await DecreeSource(announcer).revoked(revoked)

    first, reminder, revocation = notices.kept
    assert (first.is_sealed, first.link, first.public_link, first.desk_link) == (True, "sealed", "", issued.page)
    assert ("رئیس دستگاه" in first.text, issued.verify_url in first.text) == (True, True)
    assert (first.kind, reminder.kind) == ("letter.served", "letter.reminded")
    assert first.id != reminder.id
    assert revocation.takes_back(first)
    assert revocation.takes_back(reminder)


@pytest.mark.parametrize("link_follows", [False, True])
async def test_certificates_and_invitations_of_earlier_releases_are_told_and_others_by_their_links(
    announcer: Announcer, notices: Notices, *, link_follows: bool
) -> None:
    certificate = CertificateIssued(
        certificate_id="c1",
        register_no="1405/گ/003",
        jalali_date="1405-09-08",
        form="certificate",
        person_id="p-1",
        occasion="دوره خبرنویسی",
        verify_url=f"{HOST}/v/8347221097",
        link_follows=link_follows,
    )
    invitation = InvitationIssued(
        invitation_id="i1",
        register_no="1405/د/003",
        jalali_date="1405-09-08",
        title="نشست فصلی",
        place="سالن جلسات",
        starts_at=NOON + timedelta(days=5),
        answer_until=NOON.date(),
        person_ids=["p-1", "p-2"],
        url=f"{HOST}/membership/invitations/i1",
        link_follows=link_follows,
    )

    await CertificateSource(announcer).issued(certificate)
    await CertificateSource(announcer).issued(certificate.model_copy(update={"person_id": None}))
    await InvitationSource(announcer).issued(invitation)
    await InvitationSource(announcer).issued(invitation.model_copy(update={"person_ids": []}))

    told = [(each.kind, each.audience.people) for each in notices.kept]
    expected = [("certificate.issued", ("p-1",)), ("invitation.issued", ("p-1", "p-2"))]
    assert told == ([] if link_follows else expected)


async def test_an_end_is_told_to_the_member_the_heads_and_the_secretariat(
    announcer: Announcer, notices: Notices
) -> None:
    event = DecreeExpiring(
        decree_id="d1",
        register_no="1405/ق/024",
        title="حکم عضویت",
        person_id="p-1",
        head_ids=["p-2"],
        office_ids=["water"],
        valid_until=NOON.date(),
        days_left=30,
    )

    await LetterSource(announcer).expiring(event)
    await LetterSource(announcer).expiring(event.model_copy(update={"days_left": 7}))

    first, second = notices.kept
    assert (first.audience.people, first.audience.role) == (("p-1", "p-2"), "secretariat")
    assert first.id != second.id


async def test_a_password_link_is_worth_sending_while_it_works_and_shown_to_nobody_else(
    announcer: Announcer, notices: Notices
) -> None:
    until = NOON + timedelta(hours=1)
    issued = PasswordLinkIssued(link_id="a", person_id="p-1", purpose="invitation", link="sealed", expires_at=until)

    await AccountSource(announcer).password_link(issued)

    (notice,) = notices.kept
    assert (notice.expires_at, notice.is_sealed, notice.link, notice.public_link) == (until, True, "sealed", "")


async def test_an_invitation_to_link_an_account_does_not_speak_of_passwords(
    announcer: Announcer, notices: Notices
) -> None:
    until = NOON + timedelta(days=7)
    issued = PasswordLinkIssued(link_id="a", person_id="p-1", purpose="link", link="sealed", expires_at=until)

    await AccountSource(announcer).password_link(issued)

    (notice,) = notices.kept
    assert (notice.is_sealed, notice.link_label) == (True, "پیوند دادن حساب")
    assert "گذرواژه" not in notice.text


async def test_a_new_address_is_asked_and_the_old_one_is_told(announcer: Announcer, notices: Notices) -> None:
    until = NOON + timedelta(days=1)
    asked = EmailChangeAsked(person_id="p-1", request_id="r", address="sealed", link="link", expires_at=until)

    await AddressSource(announcer, lambda _: b"new@bahardasht.example").change_asked(asked)

    confirmation, warning = notices.kept
    assert confirmation.audience == Audience(address=("email", "new@bahardasht.example"))
    assert (confirmation.link, confirmation.is_sealed, confirmation.public_link) == ("link", True, "")
    assert (warning.audience, warning.link) == (Audience(people=("p-1",)), "")
    assert "new@" not in warning.text


async def test_a_replayed_event_tells_nobody(announcer: Announcer, notices: Notices) -> None:
    with caused_by(Cause(replay=True)):
        await DecreeSource(announcer).issued(decree_issued("p-1"))

    assert notices.kept == []


def test_a_kind_that_no_source_has_any_more_goes_by_its_name() -> None:
    assert (KINDS.of("news.published").label, KINDS.of("gone").label) == ("خبر تازه", "gone")


async def test_an_audience_that_was_chosen_is_kept(announcer: Announcer, notices: Notices) -> None:
    """What is for the portal alone is told to nobody, neither at first nor when it is corrected."""
    source = NewsSource(announcer, Topics(), HOST)

    await source.published(published("a1").model_copy(update={"channels": ("bale",)}))
    await source.published(published("a2").model_copy(update={"channels": ()}))
    await source.corrected(corrected("a2", major=True).model_copy(update={"channels": ()}))
    await source.published(published("a3"))

    assert [(each.subject, each.audience.channels) for each in notices.kept] == [
        ("article/a1", ("bale",)),
        ("article/a3", None),
    ]
