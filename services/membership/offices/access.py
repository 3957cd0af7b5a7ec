"""Who may do what with the directory of offices."""

from shared.runtime.access import ANY, SECRETARIAT, WHOEVER_SIGNED_IN, Action

KEEP_OFFICES = Action("membership.office.keep", "فهرست دستگاه‌ها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

READ_OFFICES = Action(
    "membership.office.read", "فهرست دستگاه‌ها پس از ورود دیده می‌شود.", {WHOEVER_SIGNED_IN: ANY}, changes=False
)

ACTIONS = (KEEP_OFFICES, READ_OFFICES)
