"""The rules of service: delivered, seen and accepted, on paper or not, reminders and ends. No servers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.membership.letters.domain import (
    Letter,
    LetterId,
    Registration,
    Signatory,
    State,
    Wording,
)
from services.membership.service_records.copies_domain import named_in, phrases, post_in
from services.membership.service_records.domain import (
    AlreadyOnPaper,
    LetterKey,
    LetterOver,
    Receipt,
    Recipient,
    Scan,
    Served,
    ServiceRecord,
    WrongReceipt,
)
from services.membership.service_records.links_domain import LetterLink, LetterLinkId, LetterLinkOver
from services.membership.service_records.receipts_domain import LARGEST_SCAN, NotAReceipt, media_type_of
from services.membership.service_records.stages_domain import Stage
from services.membership.service_records.telling_domain import accepted, delivered

NOON = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
KEY = LetterKey("decree", "d1")
SARA = Recipient("addressee", "سارا مهرگان‌پور", person_id="p-water", has_account=True)
STRANGER = replace(SARA, has_account=False)
VACANT = Recipient("head", "اداره آب", office_id="water", post="ریاست اداره آب")


def a_record(recipient: Recipient = SARA, *, ends_on: date | None = None) -> ServiceRecord:
    return ServiceRecord.make(KEY, replace(a_served(), ends_on=ends_on), recipient, at=NOON)


def a_served() -> Served:
    wording = Wording("شورا", "حکم عضویت", "سرکار خانم", "مدیر", "با سلام", ("متن",), ())
    entry = Registration(1405, 24, "1405/ق/024", NOON, Signatory("p-gov", "نادر", "فرماندار"), "1234567890", "ab")
    letter = Letter(
        id=LetterId("d1"), series="ق", wording=wording, drafted_by="p-desk", drafted_at=NOON, state=State.REGISTERED
    )
    letter.registration = entry
    return Served(letter, "سارا")


def a_receipt(**changes: Any) -> Receipt:
    receipt = Receipt("مسئول دبیرخانه", TODAY, None, "p-desk", NOON + timedelta(hours=1))
    return replace(receipt, **changes)


def later(**past: int) -> datetime:
    return NOON + timedelta(**past)


def test_who_is_shown_at_the_desk_that_the_letter_is_there_has_it_and_has_not_seen_it() -> None:
    record = a_record()
    assert (record.stage, [each.way for each in record.attempts]) == (Stage.WAITING, ["portal"])

    assert record.deliver("portal", at=NOON)
    assert not record.deliver("link", at=later(hours=1))

    assert (record.delivered_at, record.way, record.seen_at, record.stage) == (NOON, "portal", None, Stage.DELIVERED)
    assert delivered(record) is not None


def test_a_link_that_was_sent_has_not_arrived() -> None:
    record = a_record(STRANGER)
    record.try_way("link", at=NOON)

    assert (record.delivered_at, record.stage) == (None, Stage.WAITING)
    assert delivered(record) is None


def test_delivered_seen_and_accepted_come_one_after_the_other_and_each_once() -> None:
    record = a_record(STRANGER)

    assert record.see("link", at=later(hours=1))
    assert not record.see("portal", at=later(hours=2))
    assert (record.delivered_at, record.seen_at, record.way) == (later(hours=1), later(hours=1), "link")
    assert record.stage is Stage.SEEN
    assert accepted(record, "link") is None
    assert record.accept("portal", at=later(hours=3))
    assert not record.accept("link", at=later(hours=4))
    assert (record.accepted_at, record.stage) == (later(hours=3), Stage.ACCEPTED)


def test_nothing_goes_backwards_when_the_clock_does() -> None:
    record = a_record()
    record.deliver("portal", at=NOON)
    record.accept("portal", at=NOON - timedelta(hours=1))

    assert record.delivered_at is not None
    assert record.seen_at is not None
    assert record.accepted_at is not None
    assert record.delivered_at <= record.seen_at <= record.accepted_at


def test_whoever_accepts_without_having_opened_it_has_seen_it() -> None:
    record = a_record(STRANGER)

    record.accept("portal", at=later(hours=1))

    assert record.delivered_at == record.seen_at == record.accepted_at == later(hours=1)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"on": date(2026, 11, 24)}, WrongReceipt),
        ({"on": date(2026, 11, 22)}, WrongReceipt),
        ({"receiver": ""}, WrongReceipt),
    ],
)
def test_a_receipt_is_of_a_day_between_the_letter_and_today(
    changes: dict[str, Any], refused: type[Exception] | None
) -> None:
    record = a_record(VACANT)
    assert record.stage is Stage.NEEDS_PAPER

    if refused:
        with pytest.raises(refused):
            record.take_receipt(a_receipt(**changes), today=TODAY)
        assert record.delivered_at is None
    else:
        assert record.take_receipt(a_receipt(**changes), today=TODAY)
        assert (record.stage, record.way, record.seen_at) == (Stage.ON_PAPER, "paper", None)


def test_a_receipt_stays_as_it_was_entered_but_may_get_its_scan() -> None:
    record = a_record(VACANT)
    record.take_receipt(a_receipt(), today=TODAY)

    assert not record.take_receipt(a_receipt(), today=TODAY)
    assert record.take_receipt(a_receipt(scan=Scan("ab", "image/png")), today=TODAY)
    assert not record.take_receipt(a_receipt(scan=Scan("cd", "image/png")), today=TODAY)
    with pytest.raises(AlreadyOnPaper):
        record.take_receipt(a_receipt(receiver="دیگری"), today=TODAY)
    assert record.receipt is not None
    assert record.receipt.scan == Scan("ab", "image/png")


def test_a_letter_that_lost_its_force_is_neither_accepted_nor_served_any_more() -> None:
    record = a_record()

    assert record.end("revoked")
    assert not record.end("annulled")

    assert (record.stage, record.must_be_accepted, record.remind_at) == (Stage.OVER, False, None)
    with pytest.raises(LetterOver):
        record.accept("portal", at=later(days=1))
    with pytest.raises(LetterOver):
        record.take_receipt(a_receipt(), today=TODAY)


def test_what_was_accepted_stays_accepted_when_the_letter_is_revoked() -> None:
    record = a_record()
    record.accept("portal", at=NOON)

    record.end("revoked")

    assert record.stage is Stage.ACCEPTED


def test_who_has_not_seen_it_is_reminded_after_three_and_seven_days_and_then_no_more() -> None:
    record = a_record()
    assert record.remind_at == later(days=3)

    assert record.remind(at=later(days=3)) == 1
    assert record.remind_at == later(days=7)
    assert record.remind(at=later(days=7)) == 2
    assert record.remind_at is None


def test_reminders_that_were_missed_are_not_caught_up_one_by_one() -> None:
    record = a_record()

    assert record.remind(at=later(days=30)) == 2
    assert record.remind_at is None


@pytest.mark.parametrize("how", ["seen", "paper", "office"])
def test_nobody_is_reminded_of_what_they_have(how: str) -> None:
    record = a_record(VACANT if how == "office" else SARA)
    if how == "seen":
        record.see("portal", at=NOON)
    if how == "paper":
        record.take_receipt(a_receipt(), today=TODAY)

    assert record.remind_at is None


def test_an_end_is_told_thirty_and_seven_days_before_each_once() -> None:
    ends_on = TODAY + timedelta(days=100)
    record = a_record(ends_on=ends_on)

    told = [(left, record.tell_ending(ends_on - timedelta(days=left))) for left in (31, 30, 29, 8, 7, 6, 0)]

    assert told == [(31, None), (30, 30), (29, None), (8, None), (7, 7), (6, None), (0, None)]
    assert record.ending_told_on is None


def test_an_end_that_was_missed_is_told_by_the_nearer_one() -> None:
    ends_on = TODAY + timedelta(days=100)
    record = a_record(ends_on=ends_on)
    over = a_record(ends_on=ends_on)

    assert record.tell_ending(ends_on - timedelta(days=3)) == 7
    assert record.ending_told_on is None
    assert over.tell_ending(ends_on + timedelta(days=1)) is None
    assert over.ending_told_on is None


def test_a_term_that_is_short_from_its_beginning_is_not_told_at_once() -> None:
    record = a_record(ends_on=TODAY + timedelta(days=20))

    assert record.endings_told == (30,)
    assert record.ending_told_on == TODAY + timedelta(days=13)


def test_only_the_addressees_record_knows_the_end() -> None:
    assert a_record(VACANT, ends_on=TODAY + timedelta(days=100)).ending_told_on is None


def test_a_link_opens_once_and_goes_on_for_an_hour_where_it_was_opened() -> None:
    link = LetterLink.make(LetterLinkId("l"), "r", "p", secret="s", at=NOON)

    link.must_be_good("s", at=NOON)
    link.open("s", key="k", at=NOON)

    link.must_go_on("s", "k", at=later(minutes=59))
    for secret, key, at in (("s", "x", NOON), ("x", "k", NOON), ("s", "k", later(hours=1)), ("s", "", NOON)):
        with pytest.raises(LetterLinkOver):
            link.must_go_on(secret, key, at=at)
    with pytest.raises(LetterLinkOver, match="پیش از این"):
        link.open("s", key="k2", at=later(minutes=1))


def test_a_link_to_what_is_over_soon_lasts_until_the_end_of_that_day_in_tehran() -> None:
    link = LetterLink.make(LetterLinkId("l"), "r", "p", secret="s", at=NOON, last_day=TODAY + timedelta(days=2))

    assert link.expires_at == datetime(2026, 11, 25, 20, 30, tzinfo=UTC)
    far = LetterLink.make(LetterLinkId("l"), "r", "p", secret="s", at=NOON, last_day=TODAY + timedelta(days=90))
    assert far.expires_at == later(days=14)


def test_nobody_is_asked_about_what_is_over_and_who_accepted_it_keeps_that() -> None:
    record, answered = (replace(a_record(), serve_until=TODAY + timedelta(days=5)) for _ in range(2))
    answered.accept("link", at=NOON)

    assert (record.past_on, answered.past_on, a_record().past_on) == (TODAY + timedelta(days=6), None, None)
    assert record.end("past")
    assert (record.stage, record.past_on, record.remind_at) == (Stage.OVER, None, None)
    assert not record.must_be_accepted


def test_a_letter_is_served_until_its_last_day() -> None:
    served = replace(a_served(), serve_until=TODAY)

    assert [served.has_force(TODAY + timedelta(days=days)) for days in (-1, 0, 1)] == [True, True, False]


def test_guests_of_one_letter_are_told_apart_and_nobody_is_two_of_them() -> None:
    outsiders = [Recipient("addressee", "علی رضایی", guest_id=key) for key in ("g1", "g2")]
    twice = [replace(SARA, guest_id=key) for key in ("g3", "g4")]

    keys = {a_record(each).key for each in (*outsiders, *twice)}

    assert keys == {"guest/g1", "guest/g2", "person/p-water"}
    assert a_record(outsiders[0]).stage is Stage.NEEDS_PAPER
    assert a_record(outsiders[0]).id != a_record(outsiders[1]).id


def test_a_link_that_nobody_opened_goes_on_for_nobody() -> None:
    link = LetterLink.make(LetterLinkId("l"), "r", "p", secret="s", at=NOON)

    with pytest.raises(LetterLinkOver):
        link.must_go_on("s", "", at=NOON)
    with pytest.raises(LetterLinkOver, match="درست نیست"):
        link.must_be_good("x", at=NOON)
    with pytest.raises(LetterLinkOver, match="مهلت"):
        link.must_be_good("s", at=later(days=14))


def test_the_secrets_of_a_link_are_not_kept() -> None:
    link = LetterLink.make(LetterLinkId("l"), "r", "p", secret="geheim", at=NOON)
    link.open("geheim", key="schluessel", at=NOON)

    assert "geheim" not in repr(link)
    assert "schluessel" not in repr(link)


OFFICES = {"اداره آب و فاضلاب": "water", "اداره آب": "old", "فرمانداری شهرستان": "gov"}


@pytest.mark.parametrize(
    ("line", "office", "post"),
    [
        ("ریاست محترم اداره آب و فاضلاب جهت استحضار", "water", "head_of_office"),
        ("مدیر محترم روابط عمومی اداره آب و فاضلاب، برای اقدام", "water", "pr_manager"),
        ("اداره آب؛ برای اطلاع", "old", "head_of_office"),
        ("دبیرخانه شورا جهت درج در پرونده", None, ""),
        ("", None, ""),
    ],
)
def test_a_line_of_copies_names_the_office_that_fits_best_and_a_post_of_it(
    line: str, office: str | None, post: str
) -> None:
    found = named_in(line, OFFICES)
    name = next((name for name, key in OFFICES.items() if key == found), "")

    assert found == office
    assert not name or post_in(line, name) == post


def test_an_office_that_has_public_relations_in_its_name_is_meant_by_its_head() -> None:
    assert post_in("ریاست محترم اداره روابط عمومی استان", "اداره روابط عمومی استان") == "head_of_office"


def test_a_long_line_has_a_bounded_number_of_phrases() -> None:
    assert len(phrases("واژه " * 10_000 + " ".join(map(str, range(500))))) < 500


def test_a_scan_is_known_by_what_it_holds() -> None:
    assert media_type_of(b"%PDF-1.7 ...") == "application/pdf"
    for content in (b"<html>", b"%PDF-" + b"0" * LARGEST_SCAN):
        with pytest.raises(NotAReceipt):
            media_type_of(content)
