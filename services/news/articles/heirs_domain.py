"""Who stands for people who had been entered twice, in what keeps the id of whoever did it for good."""

from collections.abc import Mapping


class Heirs:
    """Who stands for whom since entries were merged.

    Versions of articles, decisions of the desk and unsaved copies keep the ids under which they were made, and are read
    through this; so nothing has to be given back when a merge is undone.
    """

    def __init__(self, into: Mapping[str, str] | None = None) -> None:
        self._into = into or {}

    def who_stays(self, person_id: str) -> str:
        """The one who stands for this person now; the same person when that is nobody else.

        Events of different merges have no common order, so two people may stand for each other until a late undo has
        come. Then the last one before the circle closes stays.
        """
        way = [person_id]
        while (following := self._into.get(way[-1])) and following not in way:
            way.append(following)
        return way[-1]

    def entries_of(self, person_id: str) -> frozenset[str]:
        """This person, and all entries for which this one stands."""
        return frozenset({person_id, *(each for each in self._into if self.who_stays(each) == person_id)})
