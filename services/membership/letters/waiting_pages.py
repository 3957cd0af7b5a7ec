"""Letters of one kind on the desk: those to sign, to check, and those that came back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.letters.access import LetterRights
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.standing_domain import Standing
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, When


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said of so many letters; `%(number)s` is filled in."""

    to_sign: str
    returned: str
    to_check: str


@dataclass(frozen=True, slots=True)
class WaitingDrafts:
    """Makes the entries of one person: one for all that wait in the same way, since they come by the dozen."""

    here: str
    """The address of the list, which takes `?state=`."""
    sentences: Sentences
    rights: LetterRights
    chancery: ChanceryQueries
    counts: Callable[[], Awaitable[Mapping[Standing, int]]]
    """How many letters of the kind stand in each way."""

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """What this person is to sign, or to check and edit."""
        del now
        said = self.sentences
        if await self.chancery.may_sign(viewer, self.rights.signing):
            return await self._some([(Standing.CHECKED, said.to_sign, "writing")], "/membership/signatures")
        if self.rights.drafting.is_open_to(viewer):
            return await self._some(
                [(Standing.RETURNED, said.returned, "pencil"), (Standing.DRAFT, said.to_check, "check")]
            )
        return []

    async def _some(self, asked: Sequence[tuple[Standing, str, str]], href: str = "") -> Sequence[Entry]:
        counts = await self.counts()
        return [
            Entry(
                When.TODAY,
                icon,
                _(title, number=digits(counts[standing])),
                "",
                href or f"{self.here}?state={standing.value}",
                "دیدن",
                state=standing.word,
                stands_for=counts[standing],
            )
            for standing, title, icon in asked
            if counts[standing]
        ]
