"""Who may do what with what all letters go by."""

from dataclasses import dataclass

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, SECRETARIAT, Action


@dataclass(frozen=True, slots=True)
class LetterRights:
    """The actions of one kind of letters."""

    drafting: Action
    signing: Action
    """Open to whoever signed in: who has the signature by delegation, the signatories know."""
    revoking: Action
    reading: Action


KEEP_SERIES = Action("membership.letter_series.keep", "شماره‌گذاری نامه‌ها را دبیرخانه تعیین می‌کند.", {SECRETARIAT: ANY})
KEEP_DELEGATIONS = Action(
    "membership.delegation.keep",
    "تفویض امضا را دبیرخانه یا فرماندار ثبت می‌کند.",
    {SECRETARIAT: ANY, GOVERNOR: ANY},
)
READ_CHANCERY = Action(
    "membership.chancery.read",
    "شماره‌گذاری و تفویض امضا برای دبیرخانه، فرماندار و بازرس است.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)

ACTIONS = (KEEP_SERIES, KEEP_DELEGATIONS, READ_CHANCERY)
