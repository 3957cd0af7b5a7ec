"""What each answer of Bale, or of something before it, means for the message."""

import pytest

from services.notifier.channels.bale_answers_domain import Answer, Result, meaning
from services.notifier.channels.domain import Later, Rejected, Unknown


def refusal(code: object, description: str = "", **parameters: object) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (Answer(200, {"ok": True, "result": {"message_id": 1}}), Result({"message_id": 1})),
        (Answer(504, {"ok": True, "result": {"message_id": 1}}), Unknown),
        *((Answer(status, None), Unknown) for status in (500, 501, 502, 503, 504, 520, 524, 599)),
        *((Answer(status, refusal(status)), Unknown) for status in (500, 502, 503, 504)),
        (Answer(200, refusal(504)), Unknown),
        (Answer(200, refusal("504")), Unknown),
        (Answer(502, {"error": "upstream"}), Unknown),
        (Answer(200, None), Unknown),
        (Answer(204, None), Unknown),
        (Answer(200, ["ok"]), Unknown),
        (Answer(503, None, retry_after="20"), Later(20.0, "bale is down: 503", "account")),
        (Answer(503, refusal(503, retry_after=20)), Later(20.0, "bale is down: 503", "account")),
        (Answer(429, None, retry_after="7"), Later(7.0, "bale asks us to slow down", "account")),
        (Answer(429, refusal(429, retry_after=7)), Later(7.0, "bale asks us to slow down", "account")),
        (Answer(502, refusal(500, "Too Many Requests")), Later(None, "bale asks us to slow down", "account")),
        (
            Answer(429, None, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"),
            Later(None, "bale asks us to slow down", "account"),
        ),
        *(
            (Answer(429, None, retry_after=odd), Later(None, "bale asks us to slow down", "account"))
            for odd in ("nan", "inf")
        ),
        (Answer(429, None, retry_after="-5"), Later(0.0, "bale asks us to slow down", "account")),
        *((Answer(status, None), Later) for status in (301, 302, 400, 401, 403, 404, 407, 408, 425)),
        *((Answer(status, refusal(status)), Later) for status in (401, 404, 408, 409)),
        *((Answer(status, None), Rejected) for status in (413, 414)),
        (
            Answer(403, refusal(403, "Forbidden: bot was blocked by the user")),
            Rejected("bale: no chat with this person: 403", address_dead=True),
        ),
        (
            Answer(400, refusal(400, "Bad Request: message is too long")),
            Rejected("bale refuses the message: 400", address_dead=False),
        ),
    ],
)
def test_an_answer_says_what_became_of_the_message(answer: Answer, means: object) -> None:
    """Refused is only what somebody says was refused; whatever failed later may have been posted."""
    found = meaning(answer)

    assert type(found) is means if isinstance(means, type) else found == means
