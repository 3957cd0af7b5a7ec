"""The manifest of verification."""

from pathlib import Path

from services.membership.verification import pages
from shared.web.feature import Feature
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="verification",
    routers=(pages.router,),
    folder=Path(__file__).parent,
    menu=(Link(label="استعلام حکم", href="/v", icon="shield-check", order=4),),
    deeds={"POST /v": "بررسی PDF یک حکم"},
)
