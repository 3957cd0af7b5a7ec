"""The manifest of deliveries: the ledger, and the jobs that write to people."""

from pathlib import Path

from services.notifier.deliveries import access, api, mongo, pages
from services.notifier.deliveries.expanding_jobs import Expander
from services.notifier.deliveries.sending_jobs import Senders
from shared.web.feature import Feature
from shared.web.parts import job
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="deliveries",
    routers=(api.router, pages.router),
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Messages are sent without anybody's doing.",
    folder=Path(__file__).parent,
    menu=(Link(label="پیام‌های ارسالی", href=pages.HERE, icon="send", order=70, action=access.READ_NOTICES),),
    actions=access.ACTIONS,
    jobs=(job(Expander, Expander.run), job(Senders, Senders.run)),
)
