"""What people see as the sender of letters."""

import pytest

from services.notifier.channels.letter_domain import Sender
from services.notifier.settings import Settings


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"mail_from": "news@x.example"}, "روابط عمومی شهرستان بهاردشت"),
        ({"mail_from": "<news@x.example>", "county": "سبزدشت"}, "روابط عمومی شهرستان سبزدشت"),
        ({"mail_from": "فرمانداری <news@x.example>"}, "فرمانداری"),
        ({"mail_from": '"فرمانداری" <news@x.example>'}, "فرمانداری"),
        ({"mail_from": "فرمانداری <news@x.example>", "mail_name": "روابط عمومی"}, "روابط عمومی"),
        ({"mail_from": "news@x.example", "mail_name": " روابط <عمومی> "}, "روابط <عمومی>"),
    ],
)
def test_a_letter_comes_from_somebody_with_a_name(given: dict[str, str], name: str) -> None:
    kept = {"mongo_url": "", "amqp_url": "", "contact_key_file": "x", "link_key": "x", "smtp_url": "x"}
    settings = Settings.model_validate(kept | given)

    assert Sender.parse(settings.sender) == (name, "news@x.example")
