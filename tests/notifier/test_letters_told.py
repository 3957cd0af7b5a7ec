"""Certificates and invitations as their people hear of them: one message with one address, by mail and by Bale."""

from datetime import UTC, date, datetime, timedelta

from shared.events.membership import (
    CertificateIssued,
    CertificateRevoked,
    InvitationIssued,
    InvitationRevoked,
    LetterLinkIssued,
    MemberContactChanged,
)
from tests.notifier.conftest import World

LINK = "http://ravabet.test/l/abc.secret"
DESK = "desk@bahardasht.example"
CHAT = 4711


def link_to(world: World, kind: str, title: str, note: str) -> LetterLinkIssued:
    """The link to a letter, for the member of the secretariat."""
    return LetterLinkIssued(
        link_id="abc",
        record_id=f"r-{kind}",
        person_id="p-desk",
        letter_kind=kind,
        letter_id="x1",
        register_no="1405/گ/003",
        title=title,
        note=note,
        to="addressee",
        link=world.seal(LINK),
        page=f"http://ravabet.test/membership/my-letters/r-{kind}",
        verify_url="http://ravabet.test/v/8347221097",
        expires_at=datetime.now(UTC) + timedelta(days=5),
    )


async def test_of_a_certificate_its_person_hears_once_and_of_its_end(world: World) -> None:
    issued = CertificateIssued(
        certificate_id="x1",
        register_no="1405/گ/003",
        jalali_date="1405-09-08",
        form="appreciation",
        person_id="p-desk",
        occasion="هفته دولت",
        verify_url="http://ravabet.test/v/8347221097",
        link_follows=True,
    )
    await world.tell(issued)
    await world.tell(link_to(world, "certificate", "تقدیرنامه", "بابت «هفته دولت»."), seq=2)
    (letter,) = await world.mail.letters.arrived(DESK)

    assert (LINK in letter.links, "هفته دولت" in letter.text, "رؤیت شد" in letter.text) == (True, True, True)
    assert await world.store.count("notices", {"subject": "certificate/x1"}) == 1
    (notice,) = await world.store.find("notices", {})
    assert "secret" not in str(notice)
    revoked = CertificateRevoked(
        certificate_id="x1",
        register_no="1405/گ/003",
        form="appreciation",
        person_id="p-desk",
        reason="نام نادرست",
        revoked_on=date(2026, 11, 29),
    )
    await world.tell(revoked, seq=2)
    await world.kept("deliveries", notice="certificate:x1:revoked", state="sent")
    assert ["لغو شد" in each.text for each in world.mail.letters.to(DESK)] == [True, False], "the latest comes first"


async def test_of_an_invitation_each_guest_hears_once_when_and_where(world: World) -> None:
    await world.bale.chats.person_writes(CHAT, "/start office_water")
    await world.bale.chats.answered(CHAT, count=1)
    contact = f'{{"name": "رضا نیک‌روش", "bale": "{CHAT}"}}'
    await world.tell(MemberContactChanged(person_id="p-desk", contact=world.seal(contact)), seq=2)
    await world.kept("contacts", bale=str(CHAT))
    issued = InvitationIssued(
        invitation_id="x1",
        register_no="1405/د/003",
        jalali_date="1405-09-08",
        title="نشست فصلی",
        place="سالن جلسات",
        starts_at=datetime.now(UTC) + timedelta(days=5),
        answer_until=date(2026, 12, 4),
        person_ids=["p-desk"],
        url="http://ravabet.test/membership/invitations/x1",
        link_follows=True,
    )
    await world.tell(issued)
    await world.tell(link_to(world, "invitation", "دعوت به نشست فصلی", "فردا، سالن جلسات."), seq=3)
    await world.kept("deliveries", state="sent")

    revoked = InvitationRevoked(
        invitation_id="x1",
        register_no="1405/د/003",
        title="نشست فصلی",
        person_ids=["p-desk"],
        reason="به زمان دیگری موکول شد",
        revoked_on=date(2026, 11, 29),
    )
    await world.tell(revoked, seq=2)
    await world.kept("deliveries", notice="invitation:x1:revoked", state="sent")
    _hello, called, off = [message.text for message in world.bale.chats.by_bot(CHAT)]
    assert all(each in called for each in ("دعوت به نشست فصلی", "سالن جلسات", "پاسخ دهید", LINK))
    assert "لغو دعوت" in off
    assert world.mail.letters.to(DESK) == []
