"""What stands between somebody and their desk: a code, an app, a link, what was kept; each well and gone wrong."""

from datetime import datetime, timedelta
from typing import Any

from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.second_factor_domain import address_for_app
from services.membership.program_tokens.domain import ProgramToken, ProgramTokenId
from services.membership.sign_ins.door_pages import qr_of

_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_CODES = tuple(f"{number}k7-2mq{number}" for number in range(10))
_STEP = {"step": "a-step", "return_to": "/desk", "kept": ""}
_WRONG = "این رمز درست نیست یا قبلاً استفاده شده است؛ رمز تازه را وارد کنید."

_SIGN_IN = {
    "return_to": "/desk",
    "username": "",
    "expired": False,
    "kept": "",
    "error": None,
    "asks_code": False,
    "provider_error": None,
    "has_provider": False,
    "takes_passwords": True,
}


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Addresses, templates and what they show."""
    contact = Contact(email="n.sepehri@mail.example")
    person = Person(PersonId("p-sepehri"), "n.sepehri", "نگار سپهری", "سرکار خانم", "سرکار عالی", contact, "")
    app = {"secret": _SECRET, "code_of_app": qr_of(address_for_app(_SECRET, "n.sepehri", "بهاردشت")), "error": None}
    token = ProgramToken(
        ProgramTokenId("t"), "p-sepehri", "نمودار ماهانه", ("reporting:read",), "hash", now, now + timedelta(days=90)
    )
    typed = [("headline", "آب کوی نرگس فردا قطع است"), ("text", "از ساعت ۸.")]
    resumed = {"to": "/n/desk/new", "fields": typed, "shown": [text for _, text in typed]}
    password = {"person": person, "token": "a-link"}
    wrong = {"password": "گذرواژه حداقل ۱۰ نویسه باشد.", "again": "این دو یکسان نیستند؛ دوباره وارد کنید."}
    return {
        "/membership/sign-in/code": ("membership/sign-in-code.html", _STEP | {"error": None}),
        "/membership/sign-in/code/wrong": ("membership/sign-in-code.html", _STEP | {"error": _WRONG}),
        "/membership/sign-in/app": ("membership/sign-in-app.html", _STEP | app),
        "/membership/sign-in/codes": ("membership/resume.html", resumed | {"fields": (), "codes": _CODES}),
        "/membership/sign-in/resume": ("membership/resume.html", resumed | {"codes": ()}),
        "/membership/account/app": ("membership/account-app.html", app | {"step": "a-step", "error": _WRONG}),
        "/membership/account/codes": ("membership/account-codes.html", {"codes": _CODES}),
        "/membership/account/program": ("membership/account-program.html", {"token": token, "text": "rvb_t.secret"}),
        "/membership/password/a-link": ("membership/password.html", password | {"errors": {}}),
        "/membership/password/wrong": ("membership/password.html", password | {"errors": wrong}),
        "/membership/password/asked": ("membership/password-asked.html", {}),
        "/membership/sign-in/provider": (
            "membership/sign-in.html",
            _SIGN_IN | {"provider_error": _WRONG, "has_provider": True, "takes_passwords": False},
        ),
        "/membership/sign-in/paused": ("membership/sign-in.html", _SIGN_IN | {"error": _WRONG, "asks_code": True}),
        "/membership/sign-in/both": ("membership/sign-in.html", _SIGN_IN | {"has_provider": True}),
        "/membership/password/invited": ("membership/provider-invitation.html", password | {"errors": {}}),
    }
