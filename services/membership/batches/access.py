"""Who sees how far a batch is, and stops it. Who may begin one, the actions of decrees say."""

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

READ_BATCH = Action(
    "membership.batch.read",
    "کار گروهی را کسی می‌بیند که آن را آغاز کرده است، و دبیرخانه، فرماندار و بازرس.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
STOP_BATCH = Action(
    "membership.batch.stop",
    "کار گروهی را کسی متوقف می‌کند که آن را آغاز کرده است، یا دبیرخانه و فرماندار.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
)

ACTIONS = (READ_BATCH, STOP_BATCH)
