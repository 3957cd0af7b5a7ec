"""Answers to errors: RFC 9457 problems in JSON for programs, a page for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.language.speech import Catalogues, gettext
from shared.persian.jalali import NotADate
from shared.runtime.access import NotAllowed
from shared.runtime.later import TryLater
from shared.runtime.stale import Stale
from shared.store.errors import AlreadyExists, Unavailable
from shared.store.slices import BadPlace
from shared.web.limits import TooManyRequests
from shared.web.parts import parts_of
from shared.web.validation import sentence_of

URN = "urn:ravabet:problem:"
_RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of a service's table of errors: the status, the machine name and the Persian title."""

    status: int
    name: str
    title: str


Problems = Mapping[type[Exception], Problem]


@dataclass(frozen=True, slots=True)
class ErrorPages:
    """The part of every service that shows a problem as a page."""

    show: Callable[[Request, Problem, str, str], Response]
    """Takes the request, the problem, the detail of this case, and the number by which operators find the request."""
    catalogues: Catalogues
    problems: Problems
    """The service's own table of errors."""

    def status_of(self, error: Exception) -> int:
        """Return the status of an error. Raises KeyError when no table has it."""
        return {**EVERYWHERE, **self.problems}[type(error)].status


class NotSignedIn(Exception):
    """Nobody is signed in, or the token is not valid."""


class Forbidden(Exception):
    """The request is refused whoever sends it; the message is a Persian sentence."""


class FormTooOld(Exception):
    """The form is of another sign-in than the one that sends it; the message is a Persian sentence."""


EVERYWHERE: Problems = {
    NotSignedIn: Problem(401, "not-signed-in", "برای این کار باید وارد شوید."),
    Forbidden: Problem(403, "forbidden", "اجازه این کار را ندارید."),
    FormTooOld: Problem(403, "form-too-old", "این فرم قدیمی شده است."),
    NotAllowed: Problem(403, "not-allowed", "اجازه این کار را ندارید."),
    AlreadyExists: Problem(409, "already-exists", "چنین موردی از پیش ثبت شده است."),
    Stale: Problem(409, "stale", "این مورد را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید."),
    BadPlace: Problem(422, "bad-place", "ادامه فهرست از این نشانه ممکن نیست."),
    NotADate: Problem(422, "not-a-day", "چنین روزی در تقویم نیست."),
    OverflowError: Problem(422, "out-of-range", "یکی از مقدارها بیرون از محدوده مجاز است."),
    TooManyRequests: Problem(429, "too-many-requests", "تعداد درخواست‌ها بیش از حد است؛ کمی بعد دوباره تلاش کنید."),
    Unavailable: Problem(503, "unavailable", "سامانه برای چند لحظه در دسترس نیست؛ کمی بعد دوباره تلاش کنید."),
}

_BY_STATUS = {
    400: Problem(400, "bad-request", "این درخواست خوانده نشد."),
    403: EVERYWHERE[Forbidden],
    404: Problem(404, "not-found", "این نشانی پیدا نشد."),
    405: Problem(405, "method-not-allowed", "این کار برای این نشانی تعریف نشده است."),
    413: Problem(413, "too-large", "حجم این درخواست بیش از حد مجاز است."),
}
_INVALID = Problem(422, "invalid", "بعضی از فیلدها درست پر نشده‌اند.")
_MALFORMED = Problem(400, "malformed-json", "بدنه درخواست JSON درستی نیست.")


def install_problems(app: FastAPI, problems: Problems) -> None:
    """Answer all errors in the same form: those of the table and those of the framework."""
    for error, problem in {**EVERYWHERE, **problems}.items():
        app.add_exception_handler(error, _answering(problem))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_framework)


def retry_after(error: Exception | None) -> dict[str, str]:
    """Return the header that says when to ask again; nothing for an error that is not about asking too often."""
    return {"Retry-After": str(error.seconds)} if isinstance(error, TryLater) else {}


def answer(
    request: Request,
    problem: Problem,
    *,
    detail: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    cause: Exception | None = None,
) -> Response:
    """Return the problem as JSON under `/api` and as a page elsewhere, in the language of the request."""
    title, detail = gettext(problem.title), gettext(detail)
    headers = retry_after(cause)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_SECONDS)
    reference: str | None = getattr(request.state, "request_id", None)
    if not request.scope["path"].startswith("/api/"):
        shown = parts_of(request.app)[ErrorPages].show(request, problem, detail, reference or "")
        shown.headers.update(headers)
        return shown
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    body: dict[str, Any] = {"type": URN + problem.name, "title": title, "status": problem.status}
    if detail and detail != title:
        body["detail"] = detail
    if errors:
        body["errors"] = list(errors)
    if reference:
        body["instance"] = f"urn:ravabet:request:{reference}"
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


def _answering(problem: Problem) -> Any:
    async def handle(request: Request, error: Exception) -> Response:
        if isinstance(error, Stale):
            return answer(
                request, replace(problem, name="-".join(filter(None, (problem.name, error.of)))), detail=str(error)
            )
        detail = str(error) if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR else ""
        return answer(request, problem, detail=detail, cause=error)

    return handle


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return answer(request, _MALFORMED)
    errors = [
        {"field": ".".join(str(step) for step in fault["loc"][1:]) or "body", "message": sentence_of(fault)}
        for fault in faults
    ]
    return answer(request, _INVALID, errors=errors)


async def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    known = _BY_STATUS.get(error.status_code)
    response = answer(request, known or Problem(error.status_code, "http", "این درخواست پذیرفته نشد."))
    # Such as `Allow`, which belongs to each answer 405 (RFC 9110).
    response.headers.update(error.headers or {})
    return response
