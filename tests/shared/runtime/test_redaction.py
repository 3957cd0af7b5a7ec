"""What a log line never holds."""

import json
import logging

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from shared.runtime.redaction import traceback_without_secrets, without_secrets
from tests.log_lines import lines_of

TOKEN = "confirm.0f1e2d3c4b5a69788796a5b4.c0ffee00c0ffee00c0ffee00c0ffee00"
JWT = "eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJwLXdhdGVyIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        JWT,
        "rvb_0123456789abcdef_c2VjcmV0LXNlY3JldC1zZWNyZXQ",
        "sara@bahardasht.example",
        "09120000000",
        "۰۹۱۲۰۰۰۰۰۰۰",
        "83472210",
    ],
)
@pytest.mark.parametrize(
    "message",
    [
        "no answer to {}",
        "Client error '404 Not Found' for url 'https://tapi.example/bot{}/sendMessage?a=b'",
        'dup key: {{ address: "{}" }}',
        "GET /u/{} failed",
        "POST http://127.0.0.1:8000/v/{}",
        "http://127.0.0.1/search?q={}&after=1",
        "password=('{}',)",
    ],
)
def test_no_secret_is_left_in_a_message(message: str, secret: str) -> None:
    assert secret not in without_secrets(message.format(secret))


def test_an_address_with_a_password_keeps_its_host() -> None:
    said = without_secrets("cannot reach amqp://ravabet.news:pass@10.0.0.7:5672/")

    assert said == "cannot reach amqp://…@10.0.0.7:5672/"


def test_words_stay_readable() -> None:
    said = "connection to the database was lost after 5 tries in services.membership.sign_ins.reception_usecases"

    assert without_secrets(said) == said


class Typed(BaseModel):
    """What somebody typed."""

    age: int


def test_a_traceback_tells_the_place_and_not_what_was_typed() -> None:
    try:
        Typed.model_validate({"age": "sara@bahardasht.example"})
    except ValidationError as error:
        told = traceback_without_secrets((type(error), error, error.__traceback__))

    assert "sara" not in told
    assert f'File "{__file__}", line ' in told
    assert "ValidationError" in told


def test_log_lines_of_ours_and_of_libraries_hold_none(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int(f"'{TOKEN}")
    except ValueError:
        logging.getLogger("library").exception("broke at /u/%s", TOKEN)
        structlog.get_logger().exception("delivery.failed")
        lines = lines_of(caplog)

    assert [line["event"] for line in lines] == ["broke at /u/…", "delivery.failed"]
    assert all("ValueError: invalid literal" in line["exception"] for line in lines)
    assert TOKEN not in json.dumps(lines)
