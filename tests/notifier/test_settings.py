"""What people see as the sender of letters, and which links are good."""

import pytest

from services.notifier.channels.letter_domain import Sender
from services.notifier.settings import Settings
from services.notifier.subscriptions.domain import SubscriptionId, SubscriptionNotFound
from services.notifier.subscriptions.links_domain import Links

KEPT = {"mongo_url": "", "amqp_url": "", "contact_key_file": "x", "link_key": "x", "smtp_url": "x", "mail_from": "a@x"}


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
    settings = Settings.model_validate(KEPT | given)

    assert Sender.parse(settings.sender) == (name, "news@x.example")


def test_links_of_other_keys_that_are_named_are_good_and_no_others() -> None:
    settings = Settings.model_validate(KEPT | {"link_keys_also": "the-next, the-last"})
    links = Links(b"x", "https://x.example", [key.encode() for key in settings.link_keys_also])
    subscription = SubscriptionId("s1")

    for key in (b"x", b"the-next", b"the-last"):
        token = Links(key, "https://x.example").token("stop", subscription, stops=2)
        assert links.read(token) == ("stop", subscription, 2)
    assert links.token("stop", subscription) == Links(b"x", "").token("stop", subscription)
    for key in (b"forged", b""):
        with pytest.raises(SubscriptionNotFound):
            links.read(Links(key, "").token("stop", subscription))
    assert Settings.model_validate(KEPT).link_keys_also == ()
