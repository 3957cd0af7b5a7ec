"""The manifest of recipients."""

from pathlib import Path

from services.notifier.recipients import mongo
from services.notifier.recipients.usecases import RecipientDirectory
from shared.events.membership import MemberContactChanged, PostHolderChanged
from shared.web.feature import Feature
from shared.web.parts import on

FEATURE = Feature(
    name="recipients",
    folder=Path(__file__).parent,
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Copies of what membership tells.",
    things={mongo.CONTACTS: "اطلاعات تماس", mongo.POSTS: "سمت", mongo.MERGED: "ادغام همکاران"},
    listens=(
        on(PostHolderChanged, RecipientDirectory, RecipientDirectory.change_holder),
        on(MemberContactChanged, RecipientDirectory, RecipientDirectory.change_contact),
    ),
)
