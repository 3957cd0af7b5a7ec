"""The manifest of signing in by an outside provider."""

from pathlib import Path

from services.membership.provider_links import pages
from services.membership.provider_links.errand_pages import PATH
from shared.web.feature import Feature

FEATURE = Feature(
    name="provider_links",
    routers=(pages.router,),
    folder=Path(__file__).parent,
    deeds={
        f"GET {PATH}/answer": "پیوند دادن حساب یکپارچه",
        "POST /membership/password/{token}/provider": "پذیرفتن دعوت‌نامه پیوند",
    },
)
