"""A browser in which people have signed in before, which is not stopped by what strangers try elsewhere.

It keeps a signed note of them for half a year (OWASP, «Slow Down Online Guessing Attacks with Device Cookies»). Whoever
has the note has no way in, only tries of their own: as many as somebody who tries from anywhere.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from services.membership.sign_ins.domain import hash_of

REMEMBERED = timedelta(days=180)
_MOST_PEOPLE = 20
_LONG_ENOUGH = 16


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser; `people` are marks of those who signed in, which tell nobody who they are."""

    id: str
    people: tuple[str, ...] = ()

    def knows(self, person_id: str) -> bool:
        """Whether this person has signed in here before."""
        return self._mark_of(person_id) in self.people

    def remembering(self, person_id: str) -> "Browser":
        """The browser after this person has signed in; it forgets whoever has not for the longest."""
        mark = self._mark_of(person_id)
        others = tuple(each for each in self.people if each != mark)
        return replace(self, people=(*others, mark)[-_MOST_PEOPLE:])

    def _mark_of(self, person_id: str) -> str:
        return hash_of(f"{self.id}:{person_id}")[:_LONG_ENOUGH]
