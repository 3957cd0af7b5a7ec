"""What operators find at their desk: webhooks to which nothing is posted any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.news.guest_desk.access import KEEP_GUESTS
from services.news.webhooks.mongo import MongoWebhookRepository
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When


@dataclass(frozen=True, slots=True)
class SilentWebhooks:
    """Makes entries of webhooks that are off."""

    webhooks: MongoWebhookRepository

    async def entries(self, viewer: Viewer) -> Sequence[Entry]:
        """An entry for each, with the reason."""
        if not KEEP_GUESTS.is_open_on_any(viewer):
            return []
        return [
            Entry(
                When.TODAY,
                "alert-triangle",
                _("ارسال رویداد به سامانه %(name)s متوقف است", name=webhook.id),
                webhook.reason,
                f"/n/guests/{webhook.id}/webhook",
                "دیدن",
                tone="warn",
            )
            for webhook in await self.webhooks.switched_off()
        ]
