"""What the desk says of invitations."""

from typing import Final

from services.membership.letters.waiting_pages import Sentences

SENTENCES: Final = Sentences(
    to_sign="%(number)s دعوت‌نامه در انتظار امضای شماست",
    returned="%(number)s دعوت‌نامه برای اصلاح بازگشته است",
    to_check="%(number)s دعوت‌نامه در انتظار پاراف است",
)
