"""Who may do what with the list of bodies."""

from shared.runtime.access import ANY, SECRETARIAT, WHOEVER_SIGNED_IN, Action

KEEP_BODIES = Action("membership.body.keep", "فهرست نهادها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})
READ_BODIES = Action("membership.body.read", "فهرست نهادها برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)

ACTIONS = (KEEP_BODIES, READ_BODIES)
