"""The rules of invitations and of the answers to them, without a server."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.membership.invitations.answers_domain import Answer, NoAnswer, Reply, Said, must_be_open, tally
from services.membership.invitations.domain import (
    SERIES,
    Called,
    Guest,
    Invitation,
    InvitationId,
    InvitationNotFound,
    Meeting,
    WrongTime,
    may_read,
)
from services.membership.invitations.page_domain import page_of, statement_of
from services.membership.invitations.printing_usecases import drawing
from services.membership.invitations.wording_domain import InvitationComposer
from services.membership.letters.domain import DocumentRef, Place, WrongState
from services.membership.letters.signature_domain import SignatureMode
from services.membership.register.domain import Kind
from services.membership.verification.content_domain import is_whole
from shared.runtime.county import County
from shared.runtime.viewer import Viewer
from tests.membership.letters import NADER, NOON

MEETING = Meeting("نشست فصلی", "سالن جلسات", NOON + timedelta(days=5), "فرماندار", date(2026, 12, 2))
SARA = Guest("g1", "سارا", "سرکار خانم سارا مهرگان‌پور", "مدیر محترم", "p-water")
ALI = Guest("g2", "علی", "جناب آقای علی رضایی")


def an_invitation(*guests: Guest, is_signed: bool = True) -> Invitation:
    """An invitation of today."""
    called = Called(MEETING, guests or (SARA, ALI))
    wording = InvitationComposer(is_demo=False).write(MEETING, called.guests, "دستور جلسه:\n\nگزارش دبیر")
    one = Invitation(
        id=InvitationId("i1"), series=SERIES, wording=wording, called=called, drafted_by="p-desk", drafted_at=NOON
    )
    if is_signed:
        one.enter(Place(1405, 4, "1405/د/004", NOON), by=NADER, code="8347221096", mode=SignatureMode.NONE)
    return one


def test_all_guests_have_one_number_and_stand_in_one_row_of_the_register() -> None:
    invitation = an_invitation()

    entry = invitation.entry()
    event = invitation.issued(verify_url="http://ravabet.test/v/8347221096")

    assert (entry.kind, entry.recipients) == (Kind.INVITATION, (SARA.addressed, ALI.addressed))
    assert (event.person_ids, event.url) == (["p-water"], "http://ravabet.test/membership/invitations/i1")
    assert is_whole(invitation)
    invitation.called = replace(invitation.called, guests=(SARA,))
    assert not is_whole(invitation)


def test_the_letter_says_what_it_is_about_and_names_a_single_guest() -> None:
    words = an_invitation().wording

    assert words.recipient == "مدعوین محترم"
    assert words.paragraphs[1:-1] == ("دستور جلسه:", "گزارش دبیر")
    assert an_invitation(SARA).wording.recipient == SARA.addressed


def test_each_guest_has_a_page() -> None:
    page = page_of(an_invitation(), [SARA, ALI], County("بهاردشت"))

    assert page.extra["guests"] == [[SARA.addressed, SARA.post], [ALI.addressed, ""]]
    assert page.number == "۱۴۰۵/د/۰۰۴"
    assert statement_of(an_invitation()).valid_until == date(2026, 12, 4)


def test_each_guest_has_the_own_page_kept_once() -> None:
    invitation = an_invitation()
    made = {key: DocumentRef(f"sha-{key}", NOON) for key in ("", "g1", "g2")}

    assert invitation.take_pages(made)
    assert not invitation.take_pages({key: DocumentRef("other", NOON) for key in made})

    pages = [invitation.page_for(key) for key in ("", "g1", "g2", "g3")]
    assert [page.sha256 if page else None for page in pages] == ["sha-", "sha-g1", "sha-g2", None]
    assert list(drawing(invitation, County("بهاردشت"))) == ["", "g1", "g2"]


@pytest.mark.parametrize(
    ("mode", "waits"), [(SignatureMode.COUNTY_KEY, True), (SignatureMode.WET, True), (SignatureMode.NONE, False)]
)
def test_guests_are_told_with_their_pages_where_there_are_pages(mode: SignatureMode, *, waits: bool) -> None:
    invitation = an_invitation(is_signed=False)

    invitation.enter(Place(1405, 4, "1405/د/004", NOON), by=NADER, code="8347221096", mode=mode)

    assert (invitation.waits_for_page, invitation.is_told_with_page) == (waits, waits)
    assert invitation.issued(verify_url="http://ravabet.test/v/8347221096").link_follows


def test_whoever_stands_for_a_guest_is_the_guest_and_what_was_signed_stays() -> None:
    stays = Viewer("p-again", "سارا", frozenset())
    invitation = an_invitation()

    invitation.pass_on("p-water", "p-again")
    assert invitation.guest_who_is("p-again") == SARA
    assert (invitation.person_ids, is_whole(invitation), may_read(stays, invitation)) == (["p-again"], True, True)
    assert Answer.of(SARA, invitation).person_id == "p-again"
    invitation.pass_on("p-again", "p-third")
    assert invitation.stands_for("p-water") == "p-third"

    invitation.take_back("p-again", "p-third")
    invitation.take_back("p-water", "p-again")
    assert (invitation.heirs, may_read(stays, invitation)) == ((), False)


def test_guests_read_a_signed_invitation_and_nobody_else_does() -> None:
    sara, someone = (Viewer(key, "کسی", frozenset({"pr_manager"})) for key in ("p-water", "p-roads"))

    assert may_read(sara, an_invitation())
    assert not may_read(sara, an_invitation(is_signed=False))
    assert not may_read(someone, an_invitation())
    with pytest.raises(InvitationNotFound):
        an_invitation().guest_who_is("")


def test_a_meeting_is_to_come_and_answers_are_awaited_before_it() -> None:
    MEETING.must_come(at=NOON)
    for wrong in (
        replace(MEETING, starts_at=NOON),
        replace(MEETING, answer_until=date(2026, 11, 28)),
        replace(MEETING, answer_until=date(2026, 12, 5)),
    ):
        with pytest.raises(WrongTime):
            wrong.must_come(at=NOON)


def test_an_answer_is_told_when_it_is_new() -> None:
    invitation = an_invitation()
    answer = Answer.of(SARA, invitation)

    first = answer.give(Said(Reply.ACCEPTED, 2), invitation, at=NOON)
    again = answer.give(Said(Reply.ACCEPTED, 2), invitation, at=NOON)
    other = answer.give(Said(Reply.DECLINED, 2, "کسی"), invitation, at=NOON)

    assert first is not None
    assert (first.person_id, first.reply, first.companions) == ("p-water", "accepted", 2)
    assert again is None
    assert other is not None
    assert answer.said == Said(Reply.DECLINED)


@pytest.mark.parametrize(
    "said", [Said(Reply.NONE), Said(Reply.ACCEPTED, 11), Said(Reply.ACCEPTED, -1), Said(Reply.SUBSTITUTE, 0, "  ")]
)
def test_an_answer_that_says_nothing_or_too_much_is_refused(said: Said) -> None:
    with pytest.raises(NoAnswer):
        Answer.of(SARA, an_invitation()).give(said, an_invitation(), at=NOON)


def test_answers_are_taken_until_the_deadline_and_of_signed_invitations_that_hold() -> None:
    revoked = an_invitation()
    revoked.end_force("موکول شد", by="p-gov", at=NOON)

    must_be_open(an_invitation(), at=NOON + timedelta(days=3))
    for invitation, day in ((an_invitation(), 4), (an_invitation(is_signed=False), 0), (revoked, 0)):
        with pytest.raises(WrongState):
            must_be_open(invitation, at=NOON + timedelta(days=day))


def test_chairs_are_for_those_who_come_with_their_companions() -> None:
    said = [Said(Reply.ACCEPTED, 2), Said(Reply.DECLINED), Said(Reply.SUBSTITUTE, 0, "کسی"), Said(Reply.NONE)]

    found = tally([Answer(str(key), "i1", said=each) for key, each in enumerate(said)], guests=6)

    assert (found.accepted, found.declined, found.substitutes, found.silent, found.chairs) == (1, 1, 1, 3, 4)
