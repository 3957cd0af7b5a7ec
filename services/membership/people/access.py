"""Who may see who has an account."""

from shared.runtime.access import ANY, OPERATOR, SECRETARIAT, Action

READ_PEOPLE = Action(
    "membership.person.read",
    "فهرست همکاران برای دبیرخانه و راهبر سامانه است.",
    {SECRETARIAT: ANY, OPERATOR: ANY},
    changes=False,
)

ACTIONS = (READ_PEOPLE,)
