"""«نامه‌های من»: every signed-in person's letters and memberships, and what they have to acknowledge."""

from typing import Annotated, Final

from fastapi import Depends, Response

from services.membership.bodies.queries import BodyQueries
from services.membership.letters.scan_domain import SUFFIXES, media_type_of
from services.membership.members.queries import MemberQueries
from services.membership.service_records.access import READ_OWN_LETTERS
from services.membership.service_records.api import Acknowledging, Courying, Served
from services.membership.service_records.domain import TO_NAMES, LetterNotReady, RecordId
from services.membership.service_records.letters_queries import LetterReader
from services.membership.service_records.queries import Wanted
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.store.files import FileStore
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage

router = page_router("/membership/my-letters")

HERE: Final = "/membership/my-letters"
_RULES: Final = Rules(HERE, sorts=(), usual_sort="", filters={})
_MOST_TO_ACCEPT: Final = 20

Reading = Annotated[Viewer, may(READ_OWN_LETTERS)]
Letters = Annotated[LetterReader, part(LetterReader)]
Rolls = Annotated[MemberQueries, part(MemberQueries)]
Bodies = Annotated[BodyQueries, part(BodyQueries)]
Files = Annotated[FileStore, part(FileStore)]


@router.get("")
async def letters(
    page: OnPage, viewer: Reading, served: Served, courier: Courying, rolls: Rolls, bodies: Bodies
) -> Response:
    await courier.shown(by=viewer)
    listing = _RULES.read(page.request.query_params)
    wanted = Wanted(words=listing.words, person_id=viewer.person_id)
    total = await served.how_many(wanted)
    listing = listing.within(total)
    number, to_accept = await served.to_accept(viewer.person_id, limit=_MOST_TO_ACCEPT)
    return page.show(
        "membership/my-letters.html",
        records=await served.some(wanted, skip=listing.skip, limit=_RULES.size),
        listing=listing,
        total=total,
        number=number,
        to_accept=to_accept,
        memberships=await rolls.of_person(viewer.person_id, on=day_of(page.now)),
        body_names={body.id: body.name for body in await bodies.all()},
        to_names=TO_NAMES,
        counts={HERE: number},
    )


@router.get("/{record_id:digest}")
async def letter(
    page: OnPage, record_id: str, viewer: Reading, served: Served, courier: Courying, letters: Letters
) -> Response:
    """Show a letter to whom it was served on, which is how it is seen."""
    record = await served.own(record_id, viewer)
    await courier.opened(record.letter, by=viewer)
    return page.show(
        "membership/own-letter.html",
        record=await served.own(record_id, viewer),
        letter=await letters.of(record.letter),
        to_names=TO_NAMES,
    )


@router.get("/{record_id:digest}/letter.pdf")
async def page_of_letter(
    record_id: str, viewer: Reading, served: Served, courier: Courying, letters: Letters, files: Files
) -> Response:
    """The stored page of the letter, byte for byte."""
    record = await served.own(record_id, viewer)
    letter = await letters.of(record.letter)
    document = letter.page_for(record.guest_id)
    if document is None:
        raise LetterNotReady("صفحه این نامه هنوز آماده نشده است.")
    content = await files.read(document.sha256)
    await courier.opened(record.letter, by=viewer)
    return pdf(content, record.register_no)


@router.post("/{record_id:digest}/acknowledgement", dependencies=[Depends(checked_form)])
async def acknowledge(
    page: OnPage, record_id: str, viewer: Acknowledging, served: Served, courier: Courying
) -> Response:
    record = await served.own(record_id, viewer)
    await courier.acknowledge(record.letter, by=viewer)
    return page.go(f"{HERE}/{RecordId(record_id)}", said="رؤیت نامه ثبت شد.")


def pdf(content: bytes, register_no: str) -> Response:
    """The answer with the page of a letter, or its scan, which no proxy keeps."""
    name = "-".join(filter(str.isdigit, register_no.split("/"))) or "letter"
    media_type = media_type_of(content)
    file_name = f"{name}.{SUFFIXES[media_type]}"
    headers = {"Content-Disposition": f'inline; filename="{file_name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)
