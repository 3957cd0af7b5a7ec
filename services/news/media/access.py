"""Who may upload media, see those that are not public, and change them."""

from shared.runtime.access import ANY, GOVERNOR, HEAD_OF_OFFICE, OWN_OFFICES, PR_MANAGER, SECRETARIAT, Action

UPLOAD = Action(
    "news.media.upload",
    "بارگذاری تصویر با مدیران روابط عمومی و دبیرخانه است.",
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
)
"""Put a picture, a paper or a recording into the library."""

CHANGE = Action(
    "news.media.change",
    "این پرونده از آنِ دستگاه شما نیست.",
    {PR_MANAGER: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
)
"""Describe, withdraw or delete one: those of the offices of whoever uploaded it."""

SEE = Action(
    "news.media.read",
    "کتابخانه تصویر برای مدیران روابط عمومی و دبیرخانه است.",
    {PR_MANAGER: OWN_OFFICES, HEAD_OF_OFFICE: OWN_OFFICES, SECRETARIAT: ANY, GOVERNOR: ANY},
    changes=False,
)
"""See the library, and in it what no published article shows."""

ACTIONS = (UPLOAD, CHANGE, SEE)
