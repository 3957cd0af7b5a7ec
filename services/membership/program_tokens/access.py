"""Who may make and end the tokens of programs."""

from shared.runtime.access import ITSELF, WHOEVER_SIGNED_IN, Action

KEEP_PROGRAM_TOKENS = Action(
    "membership.program_token.keep", "توکن دسترسی را صاحب آن ایجاد و لغو می‌کند.", {WHOEVER_SIGNED_IN: ITSELF}
)

ACTIONS = (KEEP_PROGRAM_TOKENS,)
