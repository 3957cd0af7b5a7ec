"""Reads letters of every kind for those on whom they were served."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.membership.letters.domain import Letter
from services.membership.service_records.domain import LetterKey
from services.membership.service_records.usecases import LettersOfAKind


@dataclass(frozen=True, slots=True)
class LetterReader:
    """Finds a registered letter by its kind."""

    letters: Mapping[str, LettersOfAKind]

    async def of(self, key: LetterKey) -> Letter:
        """The letter. Raises what its kind raises when there is none."""
        return (await self.letters[key.kind].served(key.id)).letter
