"""People see and keep their own account, and nobody else does."""

from shared.runtime.access import ITSELF, WHOEVER_SIGNED_IN, Action

SEE_ACCOUNT = Action(
    "membership.account.read", "حساب هر شخص فقط در اختیار خود اوست.", {WHOEVER_SIGNED_IN: ITSELF}, changes=False
)
KEEP_ACCOUNT = Action("membership.account.keep", "حساب هر شخص فقط در اختیار خود اوست.", {WHOEVER_SIGNED_IN: ITSELF})

ACTIONS = (SEE_ACCOUNT, KEEP_ACCOUNT)
