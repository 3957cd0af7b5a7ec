"""The page before decrees are drafted for all approved nominations of a body: who, how many, who cannot be."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Form, Query, Response

from services.membership.batches.api import Candidates, Desk, Drafter
from services.membership.batches.candidate_queries import Candidate, CandidateQueries
from services.membership.batches.domain import NothingToDo, Terms
from services.membership.batches.forms import TypedTerms
from services.membership.batches.pages import HERE
from services.membership.decrees.domain import BadTerm
from shared.language.shown import digits
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/bulk-drafts")

_HERE: Final = "/membership/bulk-drafts"
_CHECKED = [Depends(checked_form)]


@router.get("")
async def ask(
    page: OnPage, _viewer: Drafter, candidates: Candidates, asked: Annotated[TypedTerms, Query()]
) -> Response:
    """Who would get a draft; without a body, the body with most approved nominations."""
    return await _form(page, candidates, asked)


@router.post("", dependencies=_CHECKED)
async def begin(
    page: OnPage, viewer: Drafter, desk: Desk, candidates: Candidates, typed: Annotated[TypedTerms, Form()]
) -> Response:
    if not typed.what:
        return Response(status_code=204)
    try:
        batch = await desk.draft_all(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, candidates, typed, errors=unfit.errors)
    except BadTerm as refusal:
        return await _form(page, candidates, typed, errors={"valid_until": str(refusal)})
    except NothingToDo as refusal:
        return await _form(page, candidates, typed, errors={"body_id": str(refusal)})
    return page.go(f"{HERE}/{batch.id}", said="نوشتن پیش‌نویس‌ها آغاز شد؛ می‌توانید این صفحه را ببندید.")


async def _form(
    page: Page, candidates: CandidateQueries, typed: TypedTerms, *, errors: Mapping[str, str] | None = None
) -> Response:
    numbers = await candidates.numbers()
    bodies = await candidates.bodies_with(numbers)
    body_id = typed.body_id or (bodies[0].id if bodies else "")
    terms = Terms(body_id, typed.role)
    found = await candidates.of(terms)
    free = [each for each in found if not each.obstacle]
    left_out = [each for each in found if each.obstacle]
    rules = Rules(_HERE, sorts=(), usual_sort="", filters={"body_id": [body_id], "role": [typed.role]}, size=50)
    listing = rules.read(page.request.query_params).within(len(free))
    return page.show(
        "membership/bulk-drafts.html",
        status=UNFIT_STATUS if errors else 200,
        errors=errors or {},
        typed=typed.model_copy(update={"body_id": body_id}),
        bodies=[(body.id, f"{body.name} ({digits(numbers.get(body.id, 0))})") for body in bodies],
        roles=[(role.id, role.name) for body in bodies if body.id == body_id for role in body.roles],
        free=_page_of(free, listing.skip, rules.size),
        total=len(free),
        left_out=left_out,
        listing=listing,
    )


def _page_of(found: Sequence[Candidate], skip: int, size: int) -> Sequence[Candidate]:
    return found[skip : skip + size]
