"""The manifest of sign-ins."""

from pathlib import Path

from services.membership.sign_ins import access, api, mongo, pages
from services.membership.sign_ins.attempts_domain import TooManyAttempts, WrongPair
from services.membership.sign_ins.domain import SignInOver
from services.membership.sign_ins.provider_usecases import ProviderRefused
from services.membership.sign_ins.reception_usecases import CodeNeeded, SetUpNeeded, WrongCode
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="sign_ins",
    routers=(api.router, pages.router),
    problems={
        WrongPair: Problem(401, "wrong-credentials", "نام کاربری یا گذرواژه درست نیست."),
        CodeNeeded: Problem(401, "otp-needed", "رمز یک‌بارمصرف برنامه خود را هم وارد کنید."),
        WrongCode: Problem(401, "wrong-otp", "این رمز یک‌بارمصرف درست نیست."),
        SetUpNeeded: Problem(403, "second-factor-needed", "برای این نقش ابتدا باید برنامه رمز یک‌بارمصرف را فعال کنید."),
        TooManyAttempts: api.TOO_MANY,
        ProviderRefused: Problem(401, "no-provider", "ورود یکپارچه در این سامانه فعال نیست."),
        SignInOver: Problem(404, "sign-in-not-found", "این نشست پیدا نشد."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A sign-in is the person's own; its rights end with the post.",
    folder=Path(__file__).parent,
    deeds={"POST /membership/sign-in/app": "فعال‌سازی برنامه رمزساز"},
    actions=access.ACTIONS,
)
