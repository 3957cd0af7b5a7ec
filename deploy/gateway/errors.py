"""What the gateway answers by itself: pages in the look of all pages, and problems (RFC 9457) under `/api`."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from markupsafe import Markup
from starlette.requests import Request

from shared.runtime.clock import utc_now
from shared.runtime.county import County
from shared.web.problems import URN, Problem
from shared.web.shell.assets import ASSETS, emblem_asset
from shared.web.shell.shell import Shell
from shared.web.shell.words import PROBLEMS

FOLDER: Final = "/-"
"""Under this address the gateway finds what it answers by itself; browsers may only ask for the files of the look."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_NUMBER: Final = Markup('<!--# echo var="request_name" -->')
"""nginx puts the number of the request here, by which operators find it."""

ERRORS: Final[Sequence[Problem]] = (
    Problem(400, "bad-request", "این درخواست خوانده نشد."),
    Problem(404, "not-found", "این نشانی پیدا نشد."),
    Problem(405, "method-not-allowed", "این کار برای این نشانی تعریف نشده است."),
    Problem(413, "too-large", "حجم ارسالی بیش از ۱۲ مگابایت است."),
    Problem(414, "address-too-long", "این نشانی درازتر از اندازه است."),
    Problem(421, "unknown-host", "این نشانی از این سامانه نیست."),
    Problem(431, "headers-too-large", "سرآیندهای این درخواست بزرگ‌تر از اندازه است؛ کوکی‌های این سایت را پاک کنید."),
    Problem(500, "internal", "خطایی در درگاه سامانه رخ داد."),
    Problem(501, "not-implemented", "این نوع درخواست پشتیبانی نمی‌شود."),
    Problem(503, "unavailable", "این بخش برای چند لحظه در دسترس نیست؛ کمی بعد دوباره تلاش کنید."),
    Problem(505, "http-version", "این نسخه از HTTP پشتیبانی نمی‌شود."),
)
"""502 and 504 are told as 503, since the service will be back; nginx calls 431 by a number of its own."""
_CAUSES: Final = {431: (494,), 503: (502, 504)}


def error_page_rules() -> Iterator[str]:
    """Return the lines of nginx's configuration that lead each error to its file."""
    for error in ERRORS:
        causes, changed = (_CAUSES[error.status], f" ={error.status}") if error.status in _CAUSES else ((), "")
        codes = " ".join(map(str, causes or (error.status,)))
        yield f"error_page {codes}{changed} {FOLDER}/{error.status}.$kind;"


def write_errors(folder: Path, *, county: County, public_url: str) -> None:
    """Write a page and a problem for each error, and the files of their look, which news may not be there to send."""
    shell = Shell(_TEMPLATES, county=county, demo=False, public_url=public_url, now=utc_now)
    for error in ERRORS:
        (folder / f"{error.status}.html").write_text(_moved(_page(shell, error)), encoding="utf-8")
        (folder / f"{error.status}.json").write_text(_problem(error), encoding="utf-8")
    look = folder / "static"
    look.mkdir(exist_ok=True)
    emblem = {county.emblem.file_name: emblem_asset(county.emblem)} if county.emblem else {}
    for name, asset in {**ASSETS, **emblem}.items():
        if not name.endswith(".js"):
            body = _moved(asset.body.decode()).encode() if name.endswith(".css") else asset.body
            (look / name).write_bytes(body)


def _page(shell: Shell, error: Problem) -> str:
    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []})
    page = shell.page(
        request,
        "gateway/error.html",
        problem=PROBLEMS.get(error.status) or PROBLEMS[400 if error.status < 500 else 500],  # noqa: PLR2004
        detail="" if error.status in PROBLEMS else error.title,
        reference=_NUMBER,
    )
    return bytes(page.body).decode()


def _problem(error: Problem) -> str:
    problem = {
        "type": URN + error.name,
        "title": error.title,
        "status": error.status,
        "instance": f"urn:ravabet:request:{_NUMBER}",
    }
    # nginx reads its own instruction within the JSON, in which quotes have a backslash before them.
    return json.dumps(problem, ensure_ascii=False).replace(json.dumps(str(_NUMBER))[1:-1], str(_NUMBER))


def _moved(text: str) -> str:
    return text.replace("/static/", f"{FOLDER}/static/")
