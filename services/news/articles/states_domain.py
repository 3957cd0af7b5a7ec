"""What kinds of items there are, and where an item stands."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What sort of item it is."""

    NEWS = "news"
    NOTICE = "notice"
    PICTURES = "picture_report"
    VIDEO = "video"
    REPLY = "reply"
    """A «جوابیه»: it answers what somebody else published."""
    INTERVIEW = "interview"


KIND_NAMES: Final[Mapping[Kind, str]] = {
    Kind.NEWS: "خبر",
    Kind.NOTICE: "اطلاعیه",
    Kind.PICTURES: "گزارش تصویری",
    Kind.VIDEO: "ویدئو",
    Kind.REPLY: "جوابیه",
    Kind.INTERVIEW: "مصاحبه",
}


class State(StrEnum):
    """Where an item stands as it is stored. The release before knows these four and no others."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Where an item stands for the people who work with it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


UNPUBLISHED: Final = frozenset(Standing) - {Standing.PUBLISHED, Standing.WITHDRAWN}
PLANNED: Final = frozenset({Standing.SCHEDULED, Standing.EMBARGOED})

STANDING_NAMES: Final[Mapping[Standing, str]] = {
    Standing.DRAFT: "پیش‌نویس است",
    Standing.SUBMITTED: "نزد دبیرخانه است",
    Standing.RETURNED: "برگردانده شده است",
    Standing.APPROVED: "تأیید شده است",
    Standing.SCHEDULED: "زمان‌بندی شده است",
    Standing.EMBARGOED: "تا زمانش ممنوع‌الانتشار است",
    Standing.PUBLISHED: "منتشر شده است",
    Standing.WITHDRAWN: "از انتشار برداشته شده است",
    Standing.DELETED: "حذف شده است",
}
