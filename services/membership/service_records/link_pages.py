"""`/l/<token>`: the one-time address by which somebody opens a letter without signing in (ADR 47)."""

from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.service_records.api import Served
from services.membership.service_records.domain import TO_NAMES, LetterOver, NotForYou, RecordId, ServiceRecord
from services.membership.service_records.letters_pages import Files, Letters, pdf
from services.membership.service_records.links_domain import LetterLinkOver
from services.membership.service_records.links_usecases import LinkDoor
from shared.web.identity import Visitor
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

_LIMIT = Limit("letter links", times=30, seconds=60)
router = page_router("/l", needs=[Depends(_LIMIT)])

_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}

Door = Annotated[LinkDoor, part(LinkDoor)]
Key = Annotated[str, Form(max_length=100)]


@router.get("/{token}")
async def look(page: OnPage, token: str, visitor: Visitor, door: Door) -> Response:
    """A page with one button. Programs that look at addresses in mail see no letter, and use no link up."""
    try:
        await door.look(token, by=visitor)
    except (LetterLinkOver, NotForYou) as over:
        return _over(page, over)
    return page.show("membership/letter-link.html", headers=_HEADERS, token=token)


@router.post("/{token}")
async def open_it(page: OnPage, token: str, visitor: Visitor, door: Door, served: Served, letters: Letters) -> Response:
    try:
        record, key = await door.open(token, by=visitor)
    except (LetterLinkOver, NotForYou) as over:
        return _over(page, over)
    return await _letter(page, token, key, await served.one(record), letters)


@router.post("/{token}/acknowledgement")
async def acknowledge(
    page: OnPage, token: str, _: Visitor, door: Door, served: Served, letters: Letters, key: Key = ""
) -> Response:
    try:
        record = await door.acknowledge(token, key)
    except (LetterLinkOver, LetterOver) as over:
        return _over(page, over)
    return await _letter(page, token, key, await served.one(record.id), letters)


@router.post("/{token}/letter.pdf")
async def page_of_letter(
    page: OnPage, token: str, _: Visitor, door: Door, served: Served, letters: Letters, files: Files, key: Key = ""
) -> Response:
    """The stored page of the letter, for the hour in which the opened page is good."""
    try:
        record = await served.one(RecordId(await door.go_on(token, key)))
    except LetterLinkOver as over:
        return _over(page, over)
    letter = await letters.of(record.letter)
    document = letter.page_for(record.guest_id)
    if document is None:
        return await _letter(page, token, key, record, letters)
    return pdf(await files.read(document.sha256), record.register_no)


@router.post("/{token}/answer")
async def answer(page: OnPage, token: str, _: Visitor, door: Door, key: Key = "") -> Response:
    """Lead whoever opened the letter to where they answer it."""
    try:
        return page.go(await door.answering_at(token, key) or f"/l/{token}")
    except LetterLinkOver as over:
        return _over(page, over)


async def _letter(page: Page, token: str, key: str, record: ServiceRecord, letters: Letters) -> Response:
    return page.show(
        "membership/linked-letter.html",
        headers=_HEADERS,
        record=record,
        letter=await letters.of(record.letter),
        token=token,
        key=key,
        to_names=TO_NAMES,
    )


def _over(page: Page, over: Exception) -> Response:
    return page.show("membership/letter-link-over.html", status=page.status_of(over), headers=_HEADERS, error=str(over))
