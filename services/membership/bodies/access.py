"""Who may do what with the list of bodies."""

from shared.runtime.access import ANY, SECRETARIAT, Action

KEEP_BODIES = Action("membership.body.keep", "فهرست نهادها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

ACTIONS = (KEEP_BODIES,)
