"""Who may do what with invitations. Whoever drafts does not sign; guests answer for themselves."""

from services.membership.letters.access import LetterRights
from shared.runtime.access import ANY, AUDITOR, GOVERNOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

DRAFT_INVITATION = Action(
    "membership.invitation.draft", "پیش‌نویس دعوت‌نامه را فقط دبیرخانه می‌نویسد.", {SECRETARIAT: ANY}
)
SIGN_INVITATION = Action(
    "membership.invitation.sign",
    "دعوت‌نامه را فقط فرماندار یا کسی امضا می‌کند که فرماندار امضا را به او تفویض کرده است.",
    {GOVERNOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
)
REVOKE_INVITATION = Action("membership.invitation.revoke", "دعوت‌نامه را فقط فرماندار لغو می‌کند.", {GOVERNOR: ANY})
READ_INVITATION = Action(
    "membership.invitation.read",
    "شما به این دعوت‌نامه دسترسی ندارید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
ANSWER_INVITATION = Action(
    "membership.invitation.answer", "هر مهمان فقط به دعوت‌نامه خود پاسخ می‌دهد.", {WHOEVER_SIGNED_IN: ITSELF}
)

RIGHTS = LetterRights(DRAFT_INVITATION, SIGN_INVITATION, REVOKE_INVITATION, READ_INVITATION)
ACTIONS = (DRAFT_INVITATION, SIGN_INVITATION, REVOKE_INVITATION, READ_INVITATION, ANSWER_INVITATION)
