"""Pages on which the secretariat finds people who were entered twice, and merges them."""

from typing import Annotated

from fastapi import Depends, Form, Query, Response

from services.membership.accounts.domain import PersonId
from services.membership.accounts.queries import PersonQueries
from services.membership.appointments.choice_queries import AppointmentChoices
from services.membership.merges.api import Merges, MergingPeople
from services.membership.merges.domain import CannotMerge, Given, must_fit
from services.membership.merges.queries import MergeQueries
from shared.language.speech import gettext as _
from shared.runtime.access import NotAllowed
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/people")

HERE = "/membership/people"
_CHECKED = [Depends(checked_form)]
_CONFLICT = 409
_MOST_FOUND = 12

Everybody = Annotated[PersonQueries, part(PersonQueries)]
Found = Annotated[MergeQueries, part(MergeQueries)]
Titles = Annotated[AppointmentChoices, part(AppointmentChoices)]
PersonKey = Annotated[str, Query(alias="with", max_length=60)]
Words = Annotated[str, Query(max_length=120)]


@router.get("/duplicates")
async def duplicates(page: OnPage, _viewer: MergingPeople, found: Found, titles: Titles) -> Response:
    groups = await found.likely()
    posts = await titles.held_by([person.id for group in groups for person in group.people])
    return page.show("membership/duplicates.html", groups=groups, posts=posts)


@router.get("/{person_id:person}/merge")
async def ask(
    page: OnPage,
    _viewer: MergingPeople,
    person_id: str,
    everybody: Everybody,
    found: Found,
    titles: Titles,
    other: PersonKey = "",
    q: Words = "",
) -> Response:
    if other:
        return await _both(page, person_id, other, everybody, found, titles)
    person = await everybody.one(PersonId(person_id))
    namesakes = await everybody.some(q or person.name, limit=_MOST_FOUND)
    others = [each for each in namesakes if each.id != person.id]
    return page.show(
        "membership/merge-choice.html",
        person=person,
        others=others,
        posts=await titles.held_by([each.id for each in others]),
        are_more=len(namesakes) == _MOST_FOUND,
        words=q,
    )


@router.post("/{person_id:person}/merge", dependencies=_CHECKED)
async def merge(
    page: OnPage,
    viewer: MergingPeople,
    person_id: str,
    everybody: Everybody,
    found: Found,
    titles: Titles,
    merges: Merges,
    duplicate: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    try:
        done = await merges.merge(person_id, duplicate, by=viewer)
    except (CannotMerge, NotAllowed) as refusal:
        return await _both(page, person_id, duplicate, everybody, found, titles, refusal=str(refusal))
    said = _("«%(name)s» ادغام شد؛ تا یک روز می‌توان آن را بازگرداند.", name=done.merged_name)
    return page.go(f"{HERE}/{done.stays_id}", said=said)


@router.post("/{person_id:person}/merge-undo", dependencies=_CHECKED)
async def undo(page: OnPage, viewer: MergingPeople, person_id: str, merges: Merges) -> Response:
    done = await merges.undo(person_id, by=viewer)
    said = _("ادغام بازگردانده شد؛ «%(name)s» دوباره جداست.", name=done.merged_name)
    return page.go(f"{HERE}/{done.stays_id}", said=said)


async def _both(
    page: Page,
    stays_id: str,
    going_id: str,
    everybody: PersonQueries,
    found: MergeQueries,
    titles: AppointmentChoices,
    *,
    refusal: str = "",
) -> Response:
    """Both people side by side, what goes over, and why it cannot be where that is known already."""
    stays, going = await everybody.one(PersonId(stays_id)), await everybody.one(PersonId(going_id))
    kept, moving = await found.belongings(stays.id), await found.belongings(going.id)
    try:
        must_fit(stays, going, kept, moving)
    except CannotMerge as reason:
        refusal = refusal or str(reason)
    return page.show(
        "membership/merge.html",
        status=_CONFLICT if page.request.method == "POST" else 200,
        stays=stays,
        going=going,
        kept=kept,
        moving=moving,
        given=Given.between(stays, going),
        titles=await titles.titles([*kept.posts, *moving.posts]),
        refusal=refusal,
    )
