"""What the desk says of certificates."""

from typing import Final

from services.membership.letters.waiting_pages import Sentences

SENTENCES: Final = Sentences(
    to_sign="%(number)s گواهی یا تقدیرنامه در انتظار امضای شماست",
    returned="%(number)s گواهی یا تقدیرنامه برای اصلاح بازگشته است",
    to_check="%(number)s گواهی یا تقدیرنامه در انتظار پاراف است",
)
