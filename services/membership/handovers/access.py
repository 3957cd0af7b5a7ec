"""Who may see handovers and take over what is in them: the next holder of the post, and the secretariat."""

from shared.runtime.access import ANY, AUDITOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

READ_HANDOVER = Action(
    "membership.handover.read",
    "این تحویل و تحول را تحویل‌گیرنده و دبیرخانه می‌بینند.",
    {SECRETARIAT: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
TAKE_OVER = Action(
    "membership.handover.take_over",
    "موردها را تحویل‌گیرنده می‌پذیرد، یا دبیرخانه به جای او.",
    {SECRETARIAT: ANY, WHOEVER_SIGNED_IN: ITSELF},
)

ACTIONS = (READ_HANDOVER, TAKE_OVER)
