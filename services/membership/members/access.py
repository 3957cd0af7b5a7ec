"""Who may read the roster of a body that does not show it to everybody."""

from shared.runtime.access import ANY, AUDITOR, COUNCIL_SECRETARY, GOVERNOR, SECRETARIAT, Action

READ_ROSTER = Action(
    "membership.roster.read",
    "فهرست اعضای این نهاد عمومی نیست.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, COUNCIL_SECRETARY: ANY},
    changes=False,
)

ACTIONS = (READ_ROSTER,)
