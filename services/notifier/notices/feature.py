"""The manifest of notices."""

from services.notifier.notices import mongo
from shared.web.feature import Feature

FEATURE = Feature(
    name="notices",
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Notices are sent without anybody's doing.",
)
