"""What people mean by what they write to the bot."""

import pytest

from services.notifier.channels.bale_updates_domain import Said, Start, Stop, Update, Wish, update_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/start", Start(None)),
        ("/start office_12", Start("office_12")),
        ("/START@ravabet_bot  office_water ", Start("office_water")),
        ("لغو", Stop()),
        ("«لغو»", Stop()),
        (" لغو دنبال کردن. ", Stop()),
        ("/stop", Stop()),
        ("/stop@ravabet_bot", Stop()),
        *(
            (text, Stop())
            for text in (
                "STOP",
                "Stop.",
                "/STOP",
                "/stop office_water",
                "\u200f/stop",
                "stop!!",
                "UNSUBSCRIBE",
                "/لغو",
                "/ لغو",
                "لغو!",
                "لغو 🙏",
                "\u202bلغو\u202c",
                "لغـو",
                "لغو\u200c",
                "لطفاً لغو کنید",
                "لغو عضويت",
                "لغو۱۱",
                "لغو ١١",
                "توقف",
                "/توقف",
                "انصراف",
                "انصراف از عضویت.",
                "انصراف می دهم",
                "نمي‌خواهم",
                "نمیخواهم",
                "لغو\nدنبال کردن",
            )
        ),
        *(
            (text, Said(text))
            for text in (
                "stop sign where?",
                "توقف خودرو کجا آزاد است؟",
                "انصراف از خرید زمین",
                "/stopwatch",
                "/help",
                "111",
                "😀",
            )
        ),
        ("\u200f/start office_water", Start("office_water")),
        ("لغو جلسهٔ شورا کی است؟", Said("لغو جلسهٔ شورا کی است؟")),
        ("/starter", Said("/starter")),
        ("", Said("")),
    ],
)
def test_a_text_is_a_wish(text: str, wish: Wish) -> None:
    assert Update(1, "12", text).wish == wish


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 7, "callback_query": {"id": "1"}},
        {"update_id": 7, "message": None},
        {"update_id": 7, "message": {"chat": 5}},
    ],
)
def test_what_is_no_text_still_moves_the_offset(raw: dict[str, object]) -> None:
    assert update_of(raw) == Update(7, "", "")


def test_a_picture_has_a_chat_but_no_text() -> None:
    assert update_of({"update_id": 8, "message": {"chat": {"id": 12}, "photo": []}}) == Update(8, "12", "")
