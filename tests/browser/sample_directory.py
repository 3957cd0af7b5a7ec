"""Pages of the directory to which no link of the demo county leads: namesakes, merges, an office that closes."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.words_domain import OTHER
from services.membership.appointments.choice_queries import Namesake
from services.membership.appointments.forms import NEW_PERSON, TypedAppointment
from services.membership.appointments.pages import Seat
from services.membership.merges.domain import Belongings, Given
from services.membership.merges.queries import Likely
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.forms import TypedClosing
from services.membership.posts.domain import Holding, Post, PostId
from tests.membership.county import office

_TITLE: Final = "مدیر روابط عمومی اداره منابع طبیعی و آبخیزداری بخش بالادست"
_WATER = Post(PostId("office/water:pr_manager"), "pr_manager", "water", holder=Holding("p1", date(2025, 3, 21)))
_MANY: Final = 1_000


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    email = "sara.mehreganpour.ravabet-omoomi@manabe-tabiei.bahardasht.example"
    stays = _person("p1", "سارا مهرگان‌پور", username="s.mehreganpour.ravabet.omoomi.1405", email=email)
    going = _person("p2", "سارا مهرگانپور", username="", email="")
    group = Likely(
        [stays, going, _person("p3", "سارا مهرگان پور", username="")], frozenset({"name", "email", "mobile"})
    )
    held = {"p1": [_TITLE, "دبیر قرارگاه رسانه‌ای شهرستان"]}
    both = {"stays": stays, "going": going, "kept": Belongings(posts=(_WATER,)), "given": Given.between(stays, going)}
    moving = {"moving": Belongings(posts=(_WATER,)), "titles": {_WATER.id: _TITLE}}
    closing = {"office": Office(OfficeId("water"), office("water", "اداره آب و فاضلاب بخش بالادست"))}
    offices = [("", "بدون جانشین"), *((f"o-{number}", f"اداره شماره {number}") for number in range(_MANY))]
    wrong = {"on": "ماه ۱۳ در تقویم نیست؛ ماه‌ها از ۱ تا ۱۲ هستند.", "successor": "این دستگاه پیش از آن روز بسته می‌شود."}
    return {
        "/membership/people/duplicates": ("membership/duplicates.html", {"groups": [group] * 3, "posts": held}),
        "/membership/people/duplicates/none": ("membership/duplicates.html", {"groups": [], "posts": {}}),
        "/membership/people/merge-choice": (
            "membership/merge-choice.html",
            {"person": going, "others": [stays, going], "posts": held, "are_more": True, "words": ""},
        ),
        "/membership/people/merge": ("membership/merge.html", {**both, **moving, "refusal": ""}),
        "/membership/people/merge/refused": (
            "membership/merge.html",
            {**both, **moving, "refusal": "هر دو در روزهای مشترک «مدیر روابط عمومی» بوده‌اند."},
        ),
        "/membership/offices/closing": (
            "membership/office-closing.html",
            {**closing, "typed": TypedClosing(on="۱۴۰۵/۰۹/۰۲"), "choices": offices, "errors": {}},
        ),
        "/membership/offices/closing/wrong": (
            "membership/office-closing.html",
            {**closing, "typed": TypedClosing(on="۱۴۰۵/۱۳/۰۲"), "choices": offices[:2], "errors": wrong},
        ),
        "/membership/posts/succession": (
            "membership/post-give.html",
            _giving(TypedAppointment(since="۱۴۰۵/۰۹/۰۲"), namesakes=(), errors={}),
        ),
        "/membership/posts/namesakes": (
            "membership/post-give.html",
            _giving(
                TypedAppointment(name=stays.name, since="۱۴۰۵/۰۹/۰۲"),
                namesakes=[Namesake(stays, held["p1"]), Namesake(going, ())],
                errors={"person": "شخصی با این نام ثبت شده است؛ او را انتخاب کنید یا «شخص تازه» را بزنید."},
            ),
        ),
        "/membership/posts/day": ("membership/posts.html", _posts(now.date(), stays, offices)),
    }


def _person(key: str, name: str, *, username: str, email: str = "") -> Person:
    contact = Contact(email=email or None, mobile="09121234567" if email else None)
    return Person(PersonId(key), username, name, "سرکار خانم", "سرکار عالی", contact, "")


def _giving(typed: TypedAppointment, **shown: Any) -> dict[str, Any]:
    return {
        "seat": Seat("/membership/posts/succession", _TITLE, _WATER, "سارا مهرگان‌پور"),
        "typed": typed,
        "new_person": NEW_PERSON,
        "another": OTHER,
        "honorifics": [("سرکار خانم", "سرکار خانم")],
        "pronouns": [("سرکار عالی", "سرکار عالی")],
        "invitations": [("mail", "دعوت‌نامه با ایمیل"), ("none", "فعلاً دعوت نشود")],
        "roles": (),
        "places": (),
        **shown,
    }


def _posts(day: date, person: Person, offices: list[tuple[str, str]]) -> dict[str, Any]:
    ended = Holding(person.id, day - timedelta(days=900), acting=True, until=day)
    return {
        "shown": [(_WATER, each) for each in (ended, *_WATER.holdings) * 5],
        "names": {person.id: person.name},
        "titles": {_WATER.id: _TITLE},
        "offices": offices[1:],
        "roles": [("pr_manager", "مدیر روابط عمومی")],
        "asked": {"office": "", "role": "", "on": ""},
        "day": day,
        "on": "۱۴۰۵/۰۹/۰۲",
        "error": "",
        "next": "/membership/posts?after=1",
        "may_fill_county": True,
    }
