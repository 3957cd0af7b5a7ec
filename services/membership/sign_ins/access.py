"""Who may end a sign-in."""

from shared.runtime.access import ITSELF, WHOEVER_SIGNED_IN, Action

END_SIGN_IN = Action("membership.sign_in.end", "نشست هر شخص را خود او پایان می‌دهد.", {WHOEVER_SIGNED_IN: ITSELF})

ACTIONS = (END_SIGN_IN,)
