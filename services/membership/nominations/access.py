"""Who may nominate members, review nominations, and read them."""

from shared.runtime.access import (
    ANY,
    AUDITOR,
    COUNCIL_SECRETARY,
    GOVERNOR,
    HEAD_OF_OFFICE,
    OWN_OFFICES,
    SECRETARIAT,
    Action,
)

NOMINATE = Action(
    "membership.nomination.make",
    "عضو را رئیس دستگاه معرفی می‌کند، یا دبیرخانه از روی نامه او.",
    {HEAD_OF_OFFICE: OWN_OFFICES, SECRETARIAT: ANY},
)
REVIEW_NOMINATION = Action("membership.nomination.review", "معرفی‌ها را دبیرخانه بررسی می‌کند.", {SECRETARIAT: ANY})
READ_NOMINATIONS = Action(
    "membership.nomination.read",
    "شما به این معرفی دسترسی ندارید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, COUNCIL_SECRETARY: ANY, AUDITOR: ANY, HEAD_OF_OFFICE: OWN_OFFICES},
    changes=False,
)

ACTIONS = (NOMINATE, REVIEW_NOMINATION, READ_NOMINATIONS)
