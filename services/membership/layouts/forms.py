"""What is typed into the form of an edition, read with the same limits as the JSON interface."""

from collections.abc import Mapping
from typing import Any, Final, Self

from pydantic import BaseModel

from services.membership.layouts.api import NewEdition
from services.membership.layouts.domain import Design
from services.membership.layouts.samples_domain import SAMPLES, Sample
from shared.web.forms import fit

SAMPLE_NAMES: Final[Mapping[Sample, str]] = {
    "usual": "نامه معمولی",
    "long": "نام‌ها و موضوع بلند",
    "offices": "گیرنده با ده دستگاه",
    "guests": "ده مهمان",
}
_LABELS: Final = {
    "letterhead": "سطرهای سربرگ",
    "salutation": "سطر بالای نامه",
    "paper": "کاغذ",
    "note": "یادداشت",
    "source": "متن قالب",
}


class TypedLayout(BaseModel):
    """The form of an edition, and which sample is shown beside it."""

    letterhead: str = ""
    salutation: str = ""
    paper: str = "a4"
    note: str = ""
    source: str = ""
    version: int = 0
    sample: str = "usual"

    @classmethod
    def of(cls, design: Design, *, note: str = "", version: int = 0) -> Self:
        """The form with a design."""
        return cls(
            letterhead="\n".join(design.letterhead),
            salutation=design.salutation,
            paper=design.paper,
            note=note,
            source=design.source,
            version=version,
        )

    def read(self) -> NewEdition:
        """What was typed. Raises Unfit."""
        typed: dict[str, Any] = self.model_dump(include={"salutation", "paper", "note", "source"})
        lines = [line for line in map(str.strip, self.letterhead.splitlines()) if line]
        return fit(NewEdition, typed | {"letterhead": lines}, labels=_LABELS)

    @property
    def chosen_sample(self) -> Sample:
        """The sample that is shown."""
        return sample_of(self.sample)


class TypedChoice(BaseModel):
    """The button that puts an edition into force, with what was on the screen."""

    edition: int
    version: int | None = None
    instead_of: int | None = None


def samples_of(kind: str) -> list[tuple[str, str]]:
    """The samples of a kind, with their names."""
    return [(name, SAMPLE_NAMES[name]) for name in SAMPLES[kind]]


def sample_of(name: str) -> Sample:
    """The sample of this name; the usual one for any other name."""
    return next((each for each in SAMPLE_NAMES if each == name), "usual")
