"""What a letter looks like on the wire."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest

from services.notifier.channels.domain import Earlier, Message
from services.notifier.channels.letter_domain import Sender, as_letter, is_address
from services.notifier.channels.smtp_outside import letterhead_of
from shared.runtime.county import County, Emblem
from shared.web.shell.assets import emblem_url
from tests.pictures import a_png, an_svg

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SENDER = Sender("روابط عمومی شهرستان بهاردشت", "news@bahardasht.example")
MakeMessage = Callable[..., Message]


def test_persian_subject_and_sender_arrive_as_they_were_written(a_message: MakeMessage) -> None:
    subject = "اطلاعیهٔ «می‌شود» دربارهٔ قطع آب محله‌های شهدا، آزادی و انقلاب؛ دوشنبه ساعت ۱۰ تا ۱۲"

    raw = written(a_message(subject=subject))

    assert decoded(raw, "Subject") == subject
    assert decoded(raw, "From") == "روابط عمومی شهرستان بهاردشت <news@bahardasht.example>"
    assert max(len(line) for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")) <= 78


def test_the_unsubscribe_address_stays_on_one_line(a_message: MakeMessage) -> None:
    """A folded one broke signatures and the button of mail programs."""
    url = f"https://bahardasht.example/api/notifier/stop/{'k' * 150}"

    raw = written(a_message(one_click_url=url))

    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_a_letter_nobody_asked_for_offers_no_button(a_message: MakeMessage) -> None:
    """The letter that asks for confirmation goes to an address that follows nothing yet."""
    raw = written(a_message(one_click_url=None, stop_url=None))

    assert b"List-Unsubscribe" not in raw
    assert "لغو دنبال کردن" not in body(raw, "plain") + body(raw, "html")


def test_the_same_delivery_has_the_same_message_id(a_message: MakeMessage) -> None:
    first, again = written(a_message(), key="d41d8c"), written(a_message(subject="دیگر"), key="d41d8c")

    assert b"\r\nMessage-ID: <d41d8c@bahardasht.example>\r\n" in b"\r\n" + first
    assert decoded(first, "Message-ID") == decoded(again, "Message-ID")


def test_a_letter_says_that_a_machine_wrote_it_and_when(a_message: MakeMessage) -> None:
    raw = written(a_message())

    assert decoded(raw, "Auto-Submitted") == "auto-generated"
    assert decoded(raw, "Date") == "Mon, 23 Nov 2026 08:30:00 +0000"


def test_both_bodies_hold_text_link_and_the_way_to_stop(a_message: MakeMessage) -> None:
    raw = written(a_message())

    for kind in ("plain", "html"):
        assert "آب مورد نیاز را ذخیره کنید." in body(raw, kind)
        assert "https://bahardasht.example/n/8k2f" in body(raw, kind)
        assert "https://bahardasht.example/u/s1" in body(raw, kind)
        assert "لغو دنبال کردن" in body(raw, kind)
    assert '<html lang="fa" dir="rtl">' in body(raw, "html")


def test_the_governorate_stands_below_every_letter_and_its_emblem_above(a_message: MakeMessage) -> None:
    county = County("بهاردشت", address="میدان آزادی", phone="021-7628", emblem=Emblem("png", a_png()))
    head = letterhead_of(county, "https://bahardasht.example/")

    raw = as_letter(a_message(), to="sara@example.org", sender=SENDER, key="k", at=AT, head=head)

    for kind in ("plain", "html"):
        for line in ("فرمانداری شهرستان بهاردشت", "نشانی: میدان آزادی", "تلفن: \u2066۰۲۱-۷۶۲۸\u2069"):
            assert line in body(raw, kind)
    assert f'<img src="https://bahardasht.example{emblem_url(Emblem("png", a_png()))}"' in body(raw, "html")
    drawn = letterhead_of(County("بهاردشت", emblem=Emblem("svg", an_svg())), "https://bahardasht.example")
    assert drawn == ("فرمانداری شهرستان بهاردشت", "", "", ""), "mail programs show no SVG"


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_line_end_in_a_headline_starts_no_header(a_message: MakeMessage, line_end: str) -> None:
    raw = written(a_message(subject=f"آب{line_end}Bcc: other@example.org{line_end}{line_end}سلام"))

    head = message_from_bytes(raw, _class=EmailMessage, policy=default)
    assert head["Bcc"] is None
    assert decoded(raw, "Subject") == "آب Bcc: other@example.org سلام"


def test_a_line_end_in_the_senders_name_starts_no_header(a_message: MakeMessage) -> None:
    sender = Sender.parse("بهاردشت\r\nBcc: other@example.org <news@bahardasht.example>")

    raw = as_letter(a_message(), to="sara@example.org", sender=sender, key="k", at=AT)

    assert sender == ("بهاردشت Bcc: other@example.org", "news@bahardasht.example")
    assert message_from_bytes(raw, _class=EmailMessage, policy=default)["Bcc"] is None


def test_a_headline_cannot_turn_its_direction_around(a_message: MakeMessage) -> None:
    assert decoded(written(a_message(subject="\u202eآب\u202c وصل شد")), "Subject") == "آب وصل شد"


def test_a_headline_that_begins_with_latin_letters_runs_from_right(a_message: MakeMessage) -> None:
    raw = written(a_message(subject="Wi-Fi رایگان در کتابخانه", text="آب\n\nWi-Fi رایگان است."))

    assert decoded(raw, "Subject") == "\u200fWi-Fi رایگان در کتابخانه"
    assert "\n\u200fWi-Fi رایگان است." in body(raw, "plain")


def test_the_name_of_the_sender_is_written_in_words_of_mail_headers(a_message: MakeMessage) -> None:
    head = written(a_message()).partition(b"\r\n\r\n")[0]

    assert head.isascii()
    assert b"From: =?utf-8?b?" in head
    assert decoded(head, "From") == "روابط عمومی شهرستان بهاردشت <news@bahardasht.example>"


@pytest.mark.parametrize(
    "changes",
    [
        {"one_click_url": "https://x.example/\r\nBcc: other@example.org"},
        {"one_click_url": "https://x.example/a>,<mailto:other@example.org"},
        {"one_click_url": "javascript:alert(1)"},
    ],
)
def test_an_unfit_unsubscribe_address_is_refused(a_message: MakeMessage, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not fit"):
        written(a_message(**changes))


def test_html_in_a_headline_or_text_stays_text(a_message: MakeMessage) -> None:
    html = body(written(a_message(subject="<b>آب</b>", text="<script>x()</script>")), "html")

    assert "<script>" not in html
    assert "&lt;b&gt;آب&lt;/b&gt;" in html


def test_only_web_addresses_become_links(a_message: MakeMessage) -> None:
    assert "javascript:" not in body(written(a_message(link="javascript:alert(1)")), "html")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sara",
        "sara@",
        "@x.org",
        "a b@x.org",
        "a@x.org\r\nRCPT TO:<b@x.org>",
        "a@x.org>",
        "ساره@x.org",
        "a@x.org,b@x.org",
    ],
)
def test_what_is_no_address_is_recognised(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize(
    "text", ["news@bahardasht.example", "<news@bahardasht.example>", '"روابط" <news@bahardasht.example>']
)
def test_a_sender_is_read_with_or_without_a_name(text: str) -> None:
    assert Sender.parse(text).address == "news@bahardasht.example"
    assert Sender.parse(text).domain == "bahardasht.example"
    assert '"' not in Sender.parse(text).name


def test_a_sender_needs_an_address() -> None:
    with pytest.raises(ValueError, match="sender needs an address"):
        Sender.parse("روابط عمومی")


def written(message: Message, *, key: str = "k1") -> bytes:
    return as_letter(message, to="sara@example.org", sender=SENDER, key=key, at=AT)


def decoded(raw: bytes, name: str) -> str:
    value = str(message_from_bytes(raw)[name])
    return str(make_header(decode_header("".join(value.splitlines()))))


def body(raw: bytes, kind: str) -> str:
    part = message_from_bytes(raw, _class=EmailMessage, policy=default).get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("provider_id", [None, "d41d8c@bahardasht.example"], ids=["not answered", "sent"])
def test_a_letter_that_continues_another_names_it(a_message: MakeMessage, provider_id: str | None) -> None:
    raw = written(a_message(earlier=Earlier("d41d8c", provider_id)), key="e52e9d")

    for name in ("In-Reply-To", "References"):
        assert f"\r\n{name}: <d41d8c@bahardasht.example>\r\n".encode() in raw
    assert b"In-Reply-To" not in written(a_message())


def test_no_name_of_an_earlier_letter_becomes_a_header(a_message: MakeMessage) -> None:
    with pytest.raises(ValueError, match="header"):
        written(a_message(earlier=Earlier("k", "a@b>\r\nBcc: x@y.z")))
