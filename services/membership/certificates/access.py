"""Who may do what with certificates. Whoever drafts does not sign."""

from services.membership.letters.access import LetterRights
from shared.runtime.access import ANY, AUDITOR, GOVERNOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

DRAFT_CERTIFICATE = Action(
    "membership.certificate.draft", "پیش‌نویس گواهی و تقدیرنامه را فقط دبیرخانه می‌نویسد.", {SECRETARIAT: ANY}
)
SIGN_CERTIFICATE = Action(
    "membership.certificate.sign",
    "گواهی و تقدیرنامه را فقط فرماندار یا کسی امضا می‌کند که فرماندار امضا را به او تفویض کرده است.",
    {GOVERNOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
)
REVOKE_CERTIFICATE = Action(
    "membership.certificate.revoke", "گواهی و تقدیرنامه را فقط فرماندار لغو می‌کند.", {GOVERNOR: ANY}
)
READ_CERTIFICATE = Action(
    "membership.certificate.read",
    "شما به این گواهی دسترسی ندارید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)

RIGHTS = LetterRights(DRAFT_CERTIFICATE, SIGN_CERTIFICATE, REVOKE_CERTIFICATE, READ_CERTIFICATE)
ACTIONS = (DRAFT_CERTIFICATE, SIGN_CERTIFICATE, REVOKE_CERTIFICATE, READ_CERTIFICATE)
