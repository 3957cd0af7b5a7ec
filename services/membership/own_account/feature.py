"""The manifest of the own account."""

from pathlib import Path

from services.membership.own_account import access, pages
from shared.web.feature import Feature

FEATURE = Feature(
    name="own_account",
    routers=(pages.router,),
    folder=Path(__file__).parent,
    deeds={
        "POST /membership/account/app": "راه انداختن برنامه رمزساز",
        "POST /membership/account/app/removal": "کنار گذاشتن برنامه رمزساز",
        "POST /membership/account/password": "عوض کردن گذرواژه",
        "POST /membership/account/language": "برگزیدن زبان",
        "POST /membership/account/programs": "ساختن نشان برنامه",
        "POST /membership/account/programs/{token_id}/revocation": "پایان نشان برنامه",
    },
    actions=access.ACTIONS,
)
