"""What an answer of Bale means: a table of all that it, or something on the way to it, can say to a request.

A message was refused only when the answer says so. An error of the 5xx kind, with JSON or with a gateway's page, says
that something went wrong after the request was read: the message may have been posted, so its outcome is unknown.
"""

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from services.notifier.channels.domain import Later, Rejected, Unknown


class Answer(NamedTuple):
    """The HTTP answer: its status, its body when that was JSON, and what Retry-After says."""

    status: int
    body: Any
    retry_after: str | None = None


class Result(NamedTuple):
    """Bale did what was asked, and returned this."""

    value: Any


def meaning(answer: Answer) -> Result | Later | Rejected | Unknown:
    """Return what the answer says about a request that was written in full."""
    body = answer.body
    if not isinstance(body, Mapping) or not isinstance(body.get("ok"), bool):
        return _of_status(answer)
    if not body["ok"]:
        return _of_refusal(answer, body)
    return Result(body.get("result")) if answer.status < HTTPStatus.BAD_REQUEST else _of_status(answer)


def seconds(value: object) -> float | None:
    """Return a pause that the other side asks for; None when it is no number of seconds."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return max(number, 0.0) if math.isfinite(number) else None


def _of_status(answer: Answer) -> Later | Rejected | Unknown:
    match answer.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _slow_down(answer.retry_after)
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE | HTTPStatus.REQUEST_URI_TOO_LONG:
            return Rejected(f"something before bale refuses the message: {answer.status}", address_dead=False)
        case status if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return Unknown("bale answered something unreadable")
        case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _of_failure(status, answer.retry_after)
        case status:
            return Later(None, f"something before bale answered: {status}", "account")


def _of_refusal(answer: Answer, body: Mapping[str, Any]) -> Later | Rejected | Unknown:
    code = _code(body.get("error_code"), otherwise=answer.status)
    description = str(body.get("description") or "").lower()
    parameters = body.get("parameters")
    named = parameters.get("retry_after") if isinstance(parameters, Mapping) else None
    if code == HTTPStatus.TOO_MANY_REQUESTS or any(words in description for words in _TOO_MUCH):
        return _slow_down(named or answer.retry_after)
    if code == HTTPStatus.FORBIDDEN or any(words in description for words in _NOBODY_THERE):
        return Rejected(f"bale: no chat with this person: {code}", address_dead=True)
    if code in _ACCOUNT_TROUBLE or "token not found" in description:
        return Later(None, f"bale does not know our bot or is busy with it: {code}", "account")
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _of_failure(code, named or answer.retry_after)
    return Rejected(f"bale refuses the message: {code}", address_dead=False)


def _of_failure(code: int, retry_after: object) -> Later | Unknown:
    # Only who turns a request away at the door names a time to come again.
    if code == HTTPStatus.SERVICE_UNAVAILABLE and seconds(retry_after) is not None:
        return Later(seconds(retry_after), f"bale is down: {code}", "account")
    return Unknown(f"bale failed after the request left: {code}")


def _slow_down(retry_after: object) -> Later:
    return Later(seconds(retry_after), "bale asks us to slow down", "account")


def _code(value: object, *, otherwise: int) -> int:
    number = seconds(value)
    return otherwise if number is None else int(number)


_TOO_MUCH = ("bot limit exceed", "local_rate_limited", "too many requests")
_NOBODY_THERE = ("no such group or user", "permission_denied")
_ACCOUNT_TROUBLE = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
)
