"""Forms are read with a sentence beside each field that cannot be taken."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, model_validator

from shared.web.forms import Unfit, fit


class Written(BaseModel):
    """What a form is to hold."""

    name: Annotated[str, Field(min_length=1)]
    days: Annotated[int, Field(le=30)]

    @model_validator(mode="after")
    def _no_day_for_nobody(self) -> "Written":
        if self.name == "-" and self.days:
            raise ValueError("برای هیچ‌کس روزی نیست.")
        return self


def test_what_fits_is_typed() -> None:
    assert fit(Written, {"name": "سارا", "days": "12"}) == Written(name="سارا", days=12)


def test_each_field_that_does_not_fit_has_its_sentence_and_its_name() -> None:
    with pytest.raises(Unfit) as unfit:
        fit(Written, {"name": "", "days": "31"}, labels={"days": "روزها"})

    assert unfit.value.errors == {"name": "این فیلد نباید خالی باشد.", "days": "روزها: عدد باید حداکثر ۳۰ باشد."}


def test_what_is_wrong_with_the_form_as_a_whole_is_told_too() -> None:
    with pytest.raises(Unfit) as unfit:
        fit(Written, {"name": "-", "days": "1"})

    assert unfit.value.errors == {"": "برای هیچ‌کس روزی نیست."}


def test_a_new_line_counts_as_one_letter_as_browsers_count_it() -> None:
    class Said(BaseModel):
        text: Annotated[str, Field(max_length=3)]

    assert fit(Said, {"text": "آ\r\nب"}).text == "آ\nب"
