"""Who may do what with decrees. Whoever drafts does not sign."""

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

DRAFT_DECREE = Action("membership.decree.draft", "پیش‌نویس حکم را فقط دبیرخانه می‌نویسد.", {SECRETARIAT: ANY})
SIGN_DECREE = Action(
    "membership.decree.sign",
    "حکم را فقط فرماندار یا کسی امضا می‌کند که فرماندار امضا را به او تفویض کرده است.",
    {GOVERNOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
)
"""Whether somebody has the signature by delegation, the signatories know, who ask when it is used."""
REVOKE_DECREE = Action("membership.decree.revoke", "حکم را فقط فرماندار لغو می‌کند.", {GOVERNOR: ANY})
READ_REGISTER = Action(
    "membership.register.read",
    "دفتر حکم‌ها برای دبیرخانه، فرماندار و بازرس است.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)
READ_DECREE = Action(
    "membership.decree.read",
    "شما به این حکم دسترسی ندارید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)

ACTIONS = (DRAFT_DECREE, SIGN_DECREE, REVOKE_DECREE, READ_REGISTER, READ_DECREE)
