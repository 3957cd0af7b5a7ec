"""Who may do what with reports: with those of the own offices, or with any."""

from shared.runtime.access import (
    ANY,
    AUDITOR,
    GOVERNOR,
    HEAD_OF_OFFICE,
    OWN_OFFICES,
    PR_MANAGER,
    SECRETARIAT,
    WHOEVER_SIGNED_IN,
    Action,
)

WRITE_REPORT = Action(
    "reporting.report.write",
    "گزارش هر دستگاه را مدیر روابط عمومی همان دستگاه می‌نویسد.",
    {PR_MANAGER: OWN_OFFICES},
)
READ_REPORT = Action(
    "reporting.report.read",
    "شما به گزارش این دستگاه دسترسی ندارید.",
    {PR_MANAGER: OWN_OFFICES, HEAD_OF_OFFICE: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)
READ_ALL_REPORTS = Action(
    "reporting.reports.read",
    "گزارش همه دستگاه‌ها را دبیرخانه، فرماندار و بازرس می‌بینند.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)
SEE_DESK_PART = Action("reporting.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)
"""See what waits for oneself; the actions above say on which reports."""

ACTIONS = (WRITE_REPORT, READ_REPORT, READ_ALL_REPORTS, SEE_DESK_PART)
