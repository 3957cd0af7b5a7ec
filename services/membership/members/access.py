"""Who may read the roster of a body that does not show it to everybody, and who keeps it."""

from shared.runtime.access import (
    ANY,
    AUDITOR,
    COUNCIL_SECRETARY,
    GOVERNOR,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
)

READ_ROSTER = Action(
    "membership.roster.read",
    "فهرست اعضای این نهاد عمومی نیست.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, COUNCIL_SECRETARY: ANY},
    changes=False,
)
READ_PUBLIC_ROSTERS = Action(
    "membership.public_roster.read", "فهرست اعضا برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False
)
"""Every roster that is public; READ_ROSTER says who sees the others, too."""
KEEP_ROLL = Action("membership.roll.keep", "عضویت‌ها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

ACTIONS = (READ_ROSTER, READ_PUBLIC_ROSTERS, KEEP_ROLL)
