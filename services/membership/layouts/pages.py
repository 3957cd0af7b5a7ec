"""The pages of layouts: the kinds of letters, the editions of one, an edition with its preview, and its form."""

import base64
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Query, Response

from services.membership.accounts.queries import PersonQueries
from services.membership.layouts.access import KEEP_LAYOUTS
from services.membership.layouts.api import PDF, Edition, Keeper, Keeping, Proofs, Queries, Reading
from services.membership.layouts.domain import (
    SHIPPED,
    Design,
    Layout,
    LayoutFixed,
    edition_name,
    field_of,
    lines_around,
)
from services.membership.layouts.forms import TypedChoice, TypedLayout, sample_of, samples_of
from services.membership.layouts.queries import Standing
from services.membership.layouts.samples_domain import Sample
from services.membership.layouts.usecases import Proofreader
from services.membership.typesetting.domain import CannotSet, PressBroken, Template, TemplateFault
from shared.language.speech import gettext as _
from shared.runtime.stale import Stale
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/layouts")

HERE: Final = "/membership/layouts"
_CHECKED = [Depends(checked_form)]
_CHANGED: Final = "این نسخه را همین حالا شخص دیگری تغییر داده است؛ اگر باز ذخیره کنید، نوشته شما جای آن را می‌گیرد."

People = Annotated[PersonQueries, part(PersonQueries)]
Typed = Annotated[TypedLayout, Form()]
SampleName = Annotated[str, Query(alias="sample", max_length=20)]


@router.get("")
async def kinds(page: OnPage, viewer: Reading, layouts: Queries) -> Response:
    return page.show(
        "membership/layouts.html",
        kinds=await layouts.all(),
        may_keep=KEEP_LAYOUTS.allows(viewer),
        edition_name=edition_name,
    )


@router.get("/{kind:slug}")
async def kind(page: OnPage, kind: str, viewer: Reading, layouts: Queries, people: People) -> Response:
    standing = await layouts.standing(kind)
    return page.show(
        "membership/layout-editions.html",
        standing=standing,
        names=await people.names({each.by for each in standing.editions}),
        may_keep=KEEP_LAYOUTS.allows(viewer),
        edition_name=edition_name,
    )


@router.get("/{kind:slug}/new")
async def ask(
    page: OnPage,
    kind: str,
    _viewer: Keeping,
    layouts: Queries,
    of: Annotated[int | None, Query(ge=0, description="the edition to begin with")] = None,
) -> Response:
    standing = await layouts.standing(kind)
    first = await layouts.design(kind, standing.choice.edition if of is None else of)
    return _form(page, standing, TypedLayout.of(first))


@router.post("/{kind:slug}/new", dependencies=_CHECKED)
async def draft(page: OnPage, kind: str, viewer: Keeping, layouts: Queries, keeper: Keeper, typed: Typed) -> Response:
    standing = await layouts.standing(kind)
    design: Design | None = None
    try:
        new = typed.read()
        design = new.design()
        made = await keeper.draft(kind, design, note=new.note, by=viewer)
    except (Unfit, CannotSet, PressBroken, Stale) as refusal:
        return _refused(page, standing, typed, design, refusal)
    return page.go(_path(made), said=_("%(edition)s ساخته شد.", edition=edition_name(made.edition)))


@router.get("/{kind:slug}/{edition:digits}")
async def one(page: OnPage, kind: str, edition: Edition, viewer: Reading, layouts: Queries, people: People) -> Response:
    standing = await layouts.standing(kind)
    layout = await layouts.one(kind, edition) if edition != SHIPPED else None
    if layout and layout.is_draft and KEEP_LAYOUTS.allows(viewer):
        typed = TypedLayout.of(layout.design, note=layout.note, version=layout.version)
        return _form(page, standing, typed, layout=layout)
    return page.show(
        "membership/layout.html",
        standing=standing,
        edition=edition,
        layout=layout,
        design=await layouts.design(kind, edition),
        is_in_force=standing.choice.edition == edition,
        names=await people.names({layout.by} if layout else set()),
        may_keep=KEEP_LAYOUTS.allows(viewer),
        samples=samples_of(kind),
        edition_name=edition_name,
    )


@router.post("/{kind:slug}/{edition:digits}", dependencies=_CHECKED)
async def rewrite(
    page: OnPage, kind: str, edition: Edition, viewer: Keeping, layouts: Queries, keeper: Keeper, typed: Typed
) -> Response:
    """Keep what was typed. When somebody else was faster, it is shown again, and sent a second time it counts."""
    standing = await layouts.standing(kind)
    design: Design | None = None
    try:
        new = typed.read()
        design = new.design()
        made = await keeper.rewrite(kind, edition, design, note=new.note, seen=typed.version, by=viewer)
    except LayoutFixed as fixed:
        # Somebody put it into force meanwhile: what was typed can still become another edition.
        return _form(page, standing, typed, errors={"source": str(fixed)}, status=page.status_of(fixed))
    except (Unfit, CannotSet, PressBroken, Stale) as refusal:
        layout = await layouts.one(kind, edition)
        if isinstance(refusal, Stale):
            typed.version = layout.version
        return _refused(page, standing, typed, design, refusal, layout=layout)
    return page.go(_path(made), said="تغییرها ذخیره شد.")


@router.post("/{kind:slug}/{edition:digits}/removal", dependencies=_CHECKED)
async def remove(page: OnPage, kind: str, edition: Edition, viewer: Keeping, keeper: Keeper) -> Response:
    await keeper.remove(kind, edition, by=viewer)
    return page.go(f"{HERE}/{kind}", said=_("%(edition)s حذف شد.", edition=edition_name(edition)))


@router.post("/{kind:slug}/choice", dependencies=_CHECKED)
async def choose(
    page: OnPage, kind: str, viewer: Keeping, keeper: Keeper, chosen: Annotated[TypedChoice, Form()]
) -> Response:
    await keeper.put_into_force(kind, chosen.edition, seen=chosen.version, instead_of=chosen.instead_of, by=viewer)
    name = edition_name(chosen.edition)
    return page.go(f"{HERE}/{kind}", said=_("%(edition)s نافذ شد؛ نامه‌ها از این پس با آن چاپ می‌شوند.", edition=name))


@router.get("/{kind:slug}/{edition:digits}/preview")
async def preview_of(
    page: OnPage, kind: str, edition: Edition, _viewer: Reading, layouts: Queries, proofs: Proofs, name: SampleName = ""
) -> Response:
    template = await layouts.template(kind, edition)
    return await _preview(page, proofs, template, kind, sample_of(name))


@router.get("/{kind:slug}/{edition:digits}/proof.pdf")
async def proof_of(
    kind: str, edition: Edition, _viewer: Reading, layouts: Queries, proofs: Proofs, name: SampleName = ""
) -> Response:
    return _pdf(await proofs.proof(await layouts.template(kind, edition), kind, sample_of(name)))


@router.post("/{kind:slug}/preview", dependencies=_CHECKED)
async def preview(
    page: OnPage, kind: str, _viewer: Keeping, layouts: Queries, proofs: Proofs, typed: Typed
) -> Response:
    """What is typed, as pictures of the pages: a part of the page of the form."""
    await layouts.choice(kind)
    try:
        template = typed.read().design().template(kind, SHIPPED)
    except Unfit as unfit:
        return _preview_page(page, faults=list(unfit.errors.values()))
    return await _preview(page, proofs, template, kind, typed.chosen_sample)


@router.post("/{kind:slug}/proof", dependencies=_CHECKED)
async def proof(page: OnPage, kind: str, _viewer: Keeping, layouts: Queries, proofs: Proofs, typed: Typed) -> Response:
    """What is typed, as a PDF; it needs no script."""
    standing = await layouts.standing(kind)
    design: Design | None = None
    try:
        design = typed.read().design()
        pdf = await proofs.proof(design.template(kind, SHIPPED), kind, typed.chosen_sample)
    except (Unfit, CannotSet, PressBroken) as refusal:
        return _refused(page, standing, typed, design, refusal)
    return _pdf(pdf)


async def _preview(page: Page, proofs: Proofreader, template: Template, kind: str, name: Sample) -> Response:
    try:
        pictures = await proofs.pictures(template, kind, name)
    except TemplateFault as fault:
        return _preview_page(page, faults=[str(fault)], lines=lines_around(template.source, fault))
    except (CannotSet, PressBroken) as fault:
        return _preview_page(page, faults=[str(fault)])
    return _preview_page(page, pictures=[base64.b64encode(each).decode() for each in pictures])


def _preview_page(page: Page, *, faults: Sequence[str] = (), lines: Any = (), pictures: Sequence[str] = ()) -> Response:
    headers = {"Cache-Control": "private, no-store"}
    return page.show("membership/layout-preview.html", faults=faults, lines=lines, pictures=pictures, headers=headers)


def _refused(
    page: Page,
    standing: Standing,
    typed: TypedLayout,
    design: Design | None,
    refusal: Unfit | CannotSet | PressBroken | Stale,
    *,
    layout: Layout | None = None,
) -> Response:
    if isinstance(refusal, Unfit):
        return _form(page, standing, typed, layout=layout, errors=refusal.errors)
    status = page.status_of(refusal)
    if isinstance(refusal, Stale):
        return _form(page, standing, typed, layout=layout, errors={"note": _CHANGED}, status=status)
    field = field_of(refusal, design) if design and isinstance(refusal, CannotSet) else "source"
    lines = lines_around(design.source, refusal) if design and isinstance(refusal, TemplateFault) else ()
    return _form(page, standing, typed, layout=layout, errors={field: str(refusal)}, lines=lines, status=status)


def _form(
    page: Page,
    standing: Standing,
    typed: TypedLayout,
    *,
    layout: Layout | None = None,
    errors: Mapping[str, str] | None = None,
    lines: Any = (),
    status: int = UNFIT_STATUS,
) -> Response:
    return page.show(
        "membership/layout-form.html",
        status=status if errors else 200,
        standing=standing,
        layout=layout,
        typed=typed,
        errors=errors or {},
        lines=lines,
        samples=samples_of(standing.kind),
        edition_name=edition_name,
    )


def _pdf(content: bytes) -> Response:
    headers = {"Content-Disposition": 'inline; filename="proof.pdf"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=PDF, headers=headers)


def _path(layout: Layout) -> str:
    return f"{HERE}/{layout.kind}/{layout.edition}"
