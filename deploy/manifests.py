"""The manifests of all four services side by side, for what is made from them: access, menu, languages."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.membership.main import FEATURES as MEMBERSHIP
from services.news.main import FEATURES as NEWS
from services.notifier.main import FEATURES as NOTIFIER
from services.reporting.main import FEATURES as REPORTING
from shared.web.feature import Feature

FEATURES: Final[Mapping[str, Sequence[Feature]]] = {
    "membership": MEMBERSHIP,
    "news": NEWS,
    "reporting": REPORTING,
    "notifier": NOTIFIER,
}
