"""Who may merge people."""

from shared.runtime.access import ANY, SECRETARIAT, Action

MERGE_PEOPLE = Action(
    "membership.person.merge", "همکاری را که دو بار ثبت شده است دبیرخانه ادغام می‌کند.", {SECRETARIAT: ANY}
)

ACTIONS = (MERGE_PEOPLE,)
