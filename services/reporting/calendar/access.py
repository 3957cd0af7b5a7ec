"""Who may read the calendar, and who may change it."""

from shared.runtime.access import ANY, SECRETARIAT, WHOEVER_SIGNED_IN, Action

KEEP_CALENDAR = Action("reporting.calendar.keep", "تقویم اداری را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})
READ_CALENDAR = Action(
    "reporting.calendar.read", "تقویم اداری برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False
)

ACTIONS = (KEEP_CALENDAR, READ_CALENDAR)
