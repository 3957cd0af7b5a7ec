"""`/v`: anybody asks about a letter by the code at its foot, or by its PDF, without signing in."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response, UploadFile

from services.membership.verification.domain import code_in
from services.membership.verification.usecases import Answer, EnquiryDesk, Examined
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import Visitor
from shared.web.limits import Guesses, Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

_LIMIT = Limit("checks of letters", times=30, seconds=60)
_GUESSES = Guesses("unknown codes of letters", times=60, seconds=3600)
"""Ten digits and this limit: ADR 43 has the arithmetic."""
_PDF_LIMIT = Limit("examined PDFs", times=10, seconds=60)
_MOST_BYTES: Final = 10 * 1024 * 1024
_UNKNOWN_STATUS: Final = 404
_TEMPLATE: Final = "membership/check.html"

router = page_router(needs=[Depends(_LIMIT)])

Desk = Annotated[EnquiryDesk, part(EnquiryDesk)]


@router.get("/v")
async def ask(page: OnPage, _: Visitor, code: Annotated[str | None, Query(max_length=80)] = None) -> Response:
    if code is None:
        return _shown(page)
    if found := code_in(code):
        return page.go(f"/v/{found}")
    return _shown(page, status=UNFIT_STATUS, code=code, error="کد اصالت‌سنجی ده رقم است؛ آن را از پایین حکم وارد کنید.")


@router.get("/v/{code:code}", dependencies=[Depends(_GUESSES)])
async def check(page: OnPage, request: Request, code: str, _: Visitor, desk: Desk) -> Response:
    answer = await desk.by_code(code)
    if answer is None:
        _GUESSES.missed(request)
    return _shown(page, status=200 if answer else _UNKNOWN_STATUS, code=code_in(code) or "", answer=answer, asked=True)


@router.get("/V/{code:code}")
async def scanned(page: OnPage, code: str, _: Visitor) -> Response:
    """The address in a QR code. Browsers keep what stands after `#` to themselves, and take it along."""
    return page.go(f"/v/{quote(code_in(code) or code, safe='')}")


@router.post("/v", dependencies=[Depends(_PDF_LIMIT)])
async def examine(page: OnPage, _: Visitor, desk: Desk, file: UploadFile) -> Response:
    content = await file.read(_MOST_BYTES + 1)
    if not content or len(content) > _MOST_BYTES:
        sentence = "حجم فایل حداکثر ۱۰ مگابایت است." if content else "فایل PDF حکم را انتخاب کنید."
        return _shown(page, status=UNFIT_STATUS, file_error=sentence)
    examined = await desk.of_pdf(content)
    return _shown(page, answer=examined.answer, examined=examined)


def _shown(
    page: Page,
    *,
    status: int = 200,
    code: str = "",
    error: str | None = None,
    file_error: str | None = None,
    answer: Answer | None = None,
    examined: Examined | None = None,
    asked: bool = False,
) -> Response:
    return page.show(
        _TEMPLATE,
        status=status,
        code=code,
        error=error,
        file_error=file_error,
        record=answer.record if answer else None,
        verdict=answer.verdict.value if answer else None,
        seal=examined.seal.value if examined and examined.seal else None,
        is_page=bool(examined and answer),
        is_unknown=asked and answer is None,
    )
