"""Every route of membership, as every role, on what is about the person and on what is not."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.membership.certificates.domain import Form
from services.membership.certificates.usecases import NewCertificates
from services.membership.decrees.granting_domain import NewDecree
from services.membership.imports.usecases import Upload
from services.membership.invitations.domain import Meeting
from services.membership.invitations.usecases import NewInvitation
from services.membership.layouts.domain import shipped_design
from services.membership.letters.chancery_usecases import NewDelegation
from services.membership.main import FEATURES, OWN, Parts
from services.membership.nominations.domain import Scan
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.posts.domain import Place
from services.membership.service_records.domain import LetterKey, RecordId
from shared.persian.jalali import day_of
from shared.runtime.access import AUDITOR, GOVERNOR, JURY, OPERATOR, PR_MANAGER, ROLES, Action
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.web.routes import api_routes, methods_of
from shared.web.rules import rules_of
from tests.identity import GOVERNOR as NADER
from tests.identity import MANAGER, SECRETARY, bearer
from tests.matrix import Ask, changes_by, somebody, walk
from tests.membership.county import SETUP, person
from tests.membership.leaving import a_handover
from tests.set_aside_asks import asks_of_set_aside

ACTIONS = tuple(action for feature in OWN for action in feature.actions)
GRANT = {"person_id": "p-water", "body_id": "media_hq", "role": "member", "valid_from": "2026-11-22"}


@pytest.mark.slow("asks every route of the service as every role")
async def test_each_role_reaches_what_the_table_says_and_no_more(  # noqa: C901, PLR0915 - one small way of asking after another
    app: FastAPI, parts: Parts, membership: AsyncClient
) -> None:
    signing = somebody(GOVERNOR)
    for role in ROLES:
        await parts.accounts.open(person(somebody(role).person_id, "کسی"), by=SETUP)
    governor = Place(office_id="governorate").post_id("governor", signing.person_id)
    await parts.personnel.succeed(governor, signing.person_id, since=date(2026, 1, 1), by=SETUP)

    numbers = count()
    member = NewDecree(somebody(PR_MANAGER).person_id, ("roads",), "council", "member", date(2026, 11, 22))
    drafted = await parts.platform.store.run_again(lambda: parts.secretariat.draft(member, by=SECRETARY))
    letter = str(drafted.id)
    await parts.platform.store.run_again(lambda: parts.registry.sign(drafted.id, by=signing))

    async def decree(by: Viewer | None, body: str = "media_hq") -> str:
        # Nobody is a member of a body by two decrees, so each is somebody else's.
        key = f"p-member-{next(numbers)}"
        await parts.accounts.open(person(key, "کسی"), by=SETUP)
        new = NewDecree(key, ("water",), body, "member", date(2026, 11, 22))
        drafted = await parts.platform.store.run_again(lambda: parts.secretariat.draft(new, by=SECRETARY))
        if by:
            await parts.platform.store.run_again(lambda: parts.registry.sign(drafted.id, by=by))
        return str(drafted.id)

    def on(*, signed: bool, **how: object) -> Callable[[str], Awaitable[Ask]]:
        async def ask(_: str) -> Ask:
            return Ask(path={"decree_id": await decree(signing if signed else None)}, things=(), **how)  # type: ignore[arg-type]

        return ask

    async def service_record(to: str, **how: object) -> Ask:
        """The record of a letter to a PR manager; whom it is about, may see it."""
        member = somebody(PR_MANAGER).person_id
        await parts.platform.store.run_again(lambda: parts.courier.serve(LetterKey("decree", letter)))
        (record,) = await parts.platform.store.find(
            "service_records", {"letter.id": letter, "person_id": member if to == "person" else None}
        )
        path = {"decree_id": letter, "record_id": record["_id"]}
        return Ask(path=path, things=(f"person/{member}",), **how)  # type: ignore[arg-type]

    async def of_own_letter(_: str) -> Ask:
        return await service_record("person", form={})

    async def of_paper(_: str) -> Ask:
        return replace(await service_record("office", form={}), things=())

    async def plain_letter(kind: str, member: str | None) -> str:
        """A signed certificate of a member, or an invitation to one; without one, of somebody from outside."""
        people, others = ((member,), "") if member else ((), "جناب آقای علی رضایی")
        if kind == "certificate":
            award = NewCertificates(form=Form.APPRECIATION, occasion="پوشش خبری", person_ids=people, others=others)
            (certificate,) = (await parts.certificate_desk.draft(award, by=SECRETARY)).drafts
            await parts.certificate_registry.check(certificate.id, by=SECRETARY)
            await parts.certificate_registry.sign(certificate.id, by=signing)
            return certificate.id
        meeting = Meeting("نشست", "سالن", utc_now() + timedelta(days=9), "فرماندار", day_of(utc_now()))
        called = NewInvitation(meeting=meeting, person_ids=people, others=others)
        invitation = await parts.invitation_desk.draft(called, by=SECRETARY)
        await parts.invitation_registry.check(invitation.id, by=SECRETARY)
        await parts.invitation_registry.sign(invitation.id, by=signing)
        return invitation.id

    def of_plain(kind: str, to: str) -> Callable[[str], Awaitable[Ask]]:
        async def ask(_: str) -> Ask:
            """The record of a certificate of a PR manager, or of an invitation to one."""
            member, store = somebody(PR_MANAGER).person_id, parts.platform.store
            key = await plain_letter(kind, member if to == "person" else None)
            await store.run_again(lambda: parts.courier.serve(LetterKey(kind, key)))
            (record,) = await store.find(
                "service_records",
                {"letter.id": key, "person_id": member if to == "person" else None, "to": "addressee"},
            )
            things = (f"person/{member}",) if to == "person" else ()
            typed = {"receiver": "دبیرخانه", "on": day_of(utc_now()).isoformat()}
            return Ask(path={f"{kind}_id": key, "record_id": record["_id"]}, things=things, form=typed)

        return ask

    async def of_scan(_: str) -> Ask:
        ask = await of_paper("")
        key, record, png = LetterKey("decree", letter), RecordId(ask.path["record_id"]), b"\x89PNG\r\n\x1a\n"
        await parts.receipt_desk.enter(key, record, "دبیرخانه", day_of(utc_now()), png, by=SECRETARY)
        return ask

    async def draft(_: str) -> Ask:
        return Ask(json={**GRANT, "office_ids": ["water"]}, form={})

    async def nothing(_: str) -> Ask:
        return Ask()

    async def as_csv(_: str) -> Ask:
        return Ask(path={"as_": "csv"})

    async def of_a_member(_: str) -> Ask:
        (granted,) = await parts.platform.store.find("memberships", {"decree_id": await decree(signing)})
        reason = {"reason": "resigned"}
        return Ask(path={"membership_id": granted["_id"]}, json=reason, form=reason, things=())

    async def of_a_public_member(_: str) -> Ask:
        (granted,) = await parts.platform.store.find("memberships", {"decree_id": await decree(signing, "council")})
        return Ask(path={"membership_id": granted["_id"]})

    async def of_the_council(_: str) -> Ask:
        return Ask(
            path={"body_id": "council"}, json={"name": "شورا", "kind": "council", "roster_public": True}, form={}
        )

    async def new_body(_: str) -> Ask:
        return Ask(json={"id": f"b{next(numbers)}", "name": "کمیته", "kind": "committee"}, form={})

    async def new_nomination(office: str) -> Ask:
        key = f"p-nominee-{next(numbers)}"
        await parts.accounts.open(person(key, "کسی"), by=SETUP)
        json = {"person_id": key, "body_id": "council", "office_id": office}
        return Ask(json=json, form={}, things=(f"office/{office}",))

    async def of_a_nomination(office: str) -> Ask:
        key = f"p-nominee-{next(numbers)}"
        await parts.accounts.open(person(key, "کسی"), by=SETUP)
        letter = Letter("۱", date(2026, 11, 1), Scan("image/png", b"png"))
        new = NewNomination((office,), key, "council", "member", letter=letter)
        made = await parts.platform.store.run_again(lambda: parts.nomination_desk.nominate(new, by=SECRETARY))
        return Ask(
            path={"nomination_id": made.id},
            json={"reasons": ["ناقص است"]},
            form={"reasons": "ناقص است"},
            things=(f"office/{office}",),
        )

    async def of_a_nomination_without_reasons(office: str) -> Ask:
        return replace(await of_a_nomination(office), json={}, form=None)

    async def handover(**how: object) -> Ask:
        coming = somebody(PR_MANAGER).person_id
        path = {"handover_id": await a_handover(parts, to=coming), "number": "1", "item_id": "1"}
        return Ask(path=path, things=(f"person/{coming}",), **how)  # type: ignore[arg-type]

    async def item_by_program(_: str) -> Ask:
        return await handover(json={"remark": "ن"})

    async def of_handover(_: str) -> Ask:
        return await handover(form={"remark": "ن"})

    async def program(_: str) -> Ask:
        owner = somebody(PR_MANAGER)
        token, _text = await parts.program_desk.make("ب", ["news:read"], days=9, by=owner)
        return Ask(path={"token_id": token.id}, form={}, things=(f"person/{owner.person_id}",))

    def a_certificate(*, signed: bool = False, **how: object) -> Callable[[str], Awaitable[Ask]]:
        async def ask(_: str) -> Ask:
            new = NewCertificates(form=Form.APPRECIATION, occasion="پوشش خبری", others="جناب آقای علی رضایی")
            (one,) = (await parts.certificate_desk.draft(new, by=SECRETARY)).drafts
            if signed:
                await parts.certificate_registry.check(one.id, by=SECRETARY)
                await parts.certificate_registry.sign(one.id, by=signing)
            return Ask(path={"letter_id": one.id}, things=(), **how)  # type: ignore[arg-type]

        return ask

    def an_invitation(*, signed: bool = False, **how: object) -> Callable[[str], Awaitable[Ask]]:
        async def ask(_: str) -> Ask:
            meeting = Meeting("نشست", "سالن", utc_now() + timedelta(days=9), "فرماندار", day_of(utc_now()))
            new = NewInvitation(meeting=meeting, others="جناب آقای علی رضایی")
            one = await parts.invitation_desk.draft(new, by=SECRETARY)
            if signed:
                await parts.invitation_registry.check(one.id, by=SECRETARY)
                await parts.invitation_registry.sign(one.id, by=signing)
            path = {"letter_id": one.id, "guest_id": one.guests[0].id, "kind": "csv"}
            return Ask(path=path, things=(), **how)  # type: ignore[arg-type]

        return ask

    async def new_certificates(_: str) -> Ask:
        new = {"form": "certificate", "occasion": "دوره خبرنویسی", "others": ["جناب آقای علی رضایی"]}
        return Ask(json=new, form={})

    async def an_import(_: str) -> Ask:
        content = b"name,kind\ngas,office\n"
        one = await parts.import_desk.take(Upload("x.csv", content), is_dry_run=True, by=SECRETARY)
        return Ask(path={"import_id": one.id}, form={})

    async def csv_template(_: str) -> Ask:
        return Ask(query={"kind": "offices"})

    async def a_delegation(_: str) -> Ask:
        new = NewDelegation(signing.person_id, "p-roads", "12", date(2026, 1, 1), date(2026, 12, 1))
        given = await parts.chancery.delegate(new, by=SECRETARY)
        return Ask(path={"delegation_id": given.id}, form={})

    async def a_scanned_delegation(_: str) -> Ask:
        ask = await a_delegation(_)
        await parts.chancery.attach_scan(ask.path["delegation_id"], b"%PDF-1.7 scan", by=SECRETARY)
        return ask

    async def a_draft(_: str) -> Ask:
        source = shipped_design("decree")
        made = await parts.platform.store.run_again(lambda: parts.typographer.draft("decree", source, by=SECRETARY))
        return Ask(path={"kind": "decree", "edition": str(made.edition)}, json={}, form={})

    async def first_step(_: str) -> Ask:
        return Ask(path={"step": "bale"}, form={})

    async def signatures(_: str) -> Ask:
        return Ask(json={"decree_ids": [await decree(None)]}, things=())

    async def chosen(_: str) -> Ask:
        return Ask(form={"chosen": f"{await decree(None)}.1", "what": "chosen"}, things=())

    async def a_batch(_: str) -> Ask:
        asked = await parts.batch_desk.sign([await decree(None)], by=signing)
        return Ask(path={"batch_id": asked.id}, form={}, things=())

    comes = {"reply": "accepted"}
    reason, note = {"reason": "اشتباه بود"}, {"note": "نام دستگاه درست شد"}
    wrong = await walk(
        app,
        membership,
        {
            "POST /membership/first-steps/{step}/aside": first_step,
            "POST /membership/first-steps/{step}/again": first_step,
            "POST /api/membership/decrees": draft,
            "GET /api/membership/decrees": nothing,
            "GET /api/membership/decrees/{decree_id}": on(signed=True),
            "POST /api/membership/decrees/{decree_id}/signature": on(signed=False),
            "POST /api/membership/decrees/{decree_id}/amendment": on(signed=True, json=note),
            "POST /api/membership/decrees/{decree_id}/revocation": on(signed=True, json=reason),
            "GET /api/membership/decrees/{decree_id}/service": of_own_letter,
            "POST /api/membership/decrees/{decree_id}/acknowledgement": of_own_letter,
            "POST /api/membership/decrees/{decree_id}/service/{record_id}/paper": of_paper,
            **{
                route.format(kind): of_plain(kind, to)
                for kind in ("certificate", "invitation")
                for route, to in (
                    ("GET /api/membership/{0}s/{{{0}_id}}/service", "person"),
                    ("POST /api/membership/{0}s/{{{0}_id}}/acknowledgement", "person"),
                    ("POST /api/membership/{0}s/{{{0}_id}}/service/{{record_id}}/paper", "office"),
                )
            },
            "GET /membership/service": nothing,
            "GET /membership/service/{record_id}": of_paper,
            "POST /membership/service/{record_id}/paper": of_paper,
            "POST /membership/service/{record_id}/link": of_paper,
            "GET /membership/service/{record_id}/scan": of_scan,
            "GET /membership/my-letters": nothing,
            "GET /membership/my-letters/{record_id}": of_own_letter,
            "GET /membership/my-letters/{record_id}/letter.pdf": of_own_letter,
            "POST /membership/my-letters/{record_id}/acknowledgement": of_own_letter,
            "POST /api/membership/old-decrees": nothing,
            "GET /membership/decrees/old": nothing,
            "POST /membership/decrees/old": nothing,
            "GET /api/membership/letter-series": nothing,
            "PUT /api/membership/letter-series": nothing,
            "GET /api/membership/delegations": nothing,
            "POST /api/membership/delegations": nothing,
            "POST /api/membership/delegations/{delegation_id}/withdrawal": a_delegation,
            "GET /membership/letters": nothing,
            "POST /membership/letters/series": nothing,
            "POST /membership/letters/delegations": nothing,
            "POST /membership/letters/scans": nothing,
            "GET /membership/letters/delegations/{delegation_id}/scan": a_scanned_delegation,
            "POST /membership/letters/delegations/{delegation_id}/withdrawal": a_delegation,
            "PUT /api/membership/decrees/{decree_id}": on(signed=False, json={**GRANT, "office_ids": ["water"]}),
            "DELETE /api/membership/decrees/{decree_id}": on(signed=False),
            "POST /api/membership/decrees/{decree_id}/check": on(signed=False),
            "POST /api/membership/decrees/{decree_id}/return": on(signed=False, json=note),
            "POST /api/membership/decrees/{decree_id}/annulment": on(signed=True, json=reason),
            "POST /api/membership/decrees/{decree_id}/supersession": on(signed=True, json=note),
            "GET /api/membership/decrees/{decree_id}/letter.pdf": on(signed=True),
            "GET /api/membership/decrees/{decree_id}/proof.pdf": on(signed=True),
            "GET /membership/decrees/{decree_id}/letter.pdf": on(signed=True),
            "GET /membership/decrees/{decree_id}/proof.pdf": on(signed=True),
            "POST /membership/decrees/{decree_id}/scan": on(signed=True, form={}),
            "GET /api/membership/register": nothing,
            "GET /membership/register": nothing,
            "GET /membership/register/book": nothing,
            "GET /membership/register/check": nothing,
            "GET /membership/decrees": nothing,
            "GET /membership/decrees/new": nothing,
            "POST /membership/decrees/new": draft,
            "GET /membership/decrees/{decree_id}": on(signed=False),
            "POST /membership/decrees/{decree_id}/signature": on(signed=False, form={}),
            "POST /membership/decrees/{decree_id}/amendment": on(signed=True, form=note),
            "POST /membership/decrees/{decree_id}/revocation": on(signed=True, form=reason),
            "GET /membership/decrees/{decree_id}/edit": on(signed=False),
            "POST /membership/decrees/{decree_id}/edit": on(signed=False, form={}),
            "POST /membership/decrees/{decree_id}/deletion": on(signed=False, form={}),
            "POST /membership/decrees/{decree_id}/check": on(signed=False, form={}),
            "POST /membership/decrees/{decree_id}/return": on(signed=False, form=note),
            "POST /membership/decrees/{decree_id}/annulment": on(signed=True, form=reason),
            "POST /membership/decrees/{decree_id}/supersession": on(signed=True, form=note),
            "POST /api/membership/invitations": unfit,
            "GET /api/membership/invitations": nothing,
            "GET /api/membership/invitations/{letter_id}": an_invitation(),
            "GET /api/membership/invitations/{letter_id}/letter.pdf": an_invitation(),
            "PUT /api/membership/invitations/{letter_id}": an_invitation(json={}),
            "DELETE /api/membership/invitations/{letter_id}": an_invitation(),
            "POST /api/membership/invitations/{letter_id}/check": an_invitation(),
            "POST /api/membership/invitations/{letter_id}/return": an_invitation(json=note),
            "POST /api/membership/invitations/{letter_id}/signature": an_invitation(signed=True),
            "POST /api/membership/invitations/{letter_id}/revocation": an_invitation(signed=True, json=reason),
            "POST /api/membership/invitations/{letter_id}/answer": an_invitation(signed=True, json=comes),
            "POST /api/membership/invitations/{letter_id}/guests/{guest_id}/address": an_invitation(signed=True),
            "GET /membership/invitations": nothing,
            "GET /membership/invitations/new": nothing,
            "POST /membership/invitations/new": nothing,
            "GET /membership/invitations/{letter_id}": an_invitation(),
            "GET /membership/invitations/{letter_id}/letter.pdf": an_invitation(),
            "GET /membership/invitations/{letter_id}/guests.{kind}": an_invitation(),
            "GET /membership/invitations/{letter_id}/edit": an_invitation(),
            "POST /membership/invitations/{letter_id}/edit": an_invitation(form={}),
            "POST /membership/invitations/{letter_id}/scan": an_invitation(signed=True, form={}),
            "POST /membership/invitations/{letter_id}/check": an_invitation(form={}),
            "POST /membership/invitations/{letter_id}/signature": an_invitation(signed=True, form={}),
            "POST /membership/invitations/{letter_id}/return": an_invitation(form=note),
            "POST /membership/invitations/{letter_id}/revocation": an_invitation(signed=True, form=reason),
            "POST /membership/invitations/{letter_id}/deletion": an_invitation(form={}),
            "POST /membership/invitations/{letter_id}/answer": an_invitation(signed=True, form=comes),
            "POST /membership/invitations/{letter_id}/guests/{guest_id}/address": an_invitation(signed=True, form={}),
            "POST /api/membership/certificates": new_certificates,
            "GET /api/membership/certificates": nothing,
            "GET /api/membership/certificates/{letter_id}": a_certificate(),
            "GET /api/membership/certificates/{letter_id}/letter.pdf": a_certificate(),
            "PUT /api/membership/certificates/{letter_id}": a_certificate(json={}),
            "DELETE /api/membership/certificates/{letter_id}": a_certificate(),
            "POST /api/membership/certificates/{letter_id}/check": a_certificate(),
            "POST /api/membership/certificates/{letter_id}/return": a_certificate(json=note),
            "POST /api/membership/certificates/{letter_id}/signature": a_certificate(signed=True),
            "POST /api/membership/certificates/{letter_id}/revocation": a_certificate(signed=True, json=reason),
            "GET /membership/certificates": nothing,
            "GET /membership/certificates/new": nothing,
            "GET /membership/certificates/drafted": nothing,
            "POST /membership/certificates/new": new_certificates,
            "GET /membership/certificates/{letter_id}": a_certificate(),
            "GET /membership/certificates/{letter_id}/letter.pdf": a_certificate(),
            "GET /membership/certificates/{letter_id}/edit": a_certificate(),
            "POST /membership/certificates/{letter_id}/edit": a_certificate(form={}),
            "POST /membership/certificates/{letter_id}/scan": a_certificate(signed=True, form={}),
            "POST /membership/certificates/{letter_id}/check": a_certificate(form={}),
            "POST /membership/certificates/{letter_id}/batch-check": a_certificate(form={}),
            "POST /membership/certificates/{letter_id}/signature": a_certificate(signed=True, form={}),
            "POST /membership/certificates/{letter_id}/batch-signature": a_certificate(form={}),
            "POST /membership/certificates/{letter_id}/return": a_certificate(form=note),
            "POST /membership/certificates/{letter_id}/revocation": a_certificate(signed=True, form=reason),
            "POST /membership/certificates/{letter_id}/deletion": a_certificate(form={}),
            "GET /api/membership/layouts": nothing,
            "GET /api/membership/layouts/{kind}": of_a_layout,
            "POST /api/membership/layouts/{kind}": of_a_layout,
            "GET /api/membership/layouts/{kind}/{edition}": of_a_layout,
            "PUT /api/membership/layouts/{kind}/{edition}": of_a_layout,
            "DELETE /api/membership/layouts/{kind}/{edition}": a_draft,
            "POST /api/membership/layouts/{kind}/choice": of_a_layout,
            "POST /api/membership/layouts/{kind}/proof": of_a_layout,
            "GET /membership/layouts": nothing,
            "GET /membership/layouts/{kind}": of_a_layout,
            "GET /membership/layouts/{kind}/new": of_a_layout,
            "POST /membership/layouts/{kind}/new": of_a_layout,
            "GET /membership/layouts/{kind}/{edition}": of_a_layout,
            "POST /membership/layouts/{kind}/{edition}": a_draft,
            "POST /membership/layouts/{kind}/{edition}/removal": a_draft,
            "POST /membership/layouts/{kind}/choice": of_a_layout,
            "POST /membership/layouts/{kind}/preview": of_a_layout,
            "POST /membership/layouts/{kind}/proof": of_a_layout,
            "GET /membership/layouts/{kind}/{edition}/preview": of_a_layout,
            "GET /membership/layouts/{kind}/{edition}/proof.pdf": of_a_layout,
            "POST /api/membership/bodies": new_body,
            "PUT /api/membership/bodies/{body_id}": of_the_council,
            "GET /membership/bodies": nothing,
            "GET /membership/new-body": nothing,
            "POST /membership/new-body": new_body,
            "GET /membership/bodies/{body_id}": of_the_council,
            "GET /membership/bodies/{body_id}/edit": of_the_council,
            "POST /membership/bodies/{body_id}/edit": of_the_council,
            "POST /api/membership/members/{membership_id}/suspension": of_a_member,
            "POST /api/membership/members/{membership_id}/resumption": of_a_member,
            "POST /api/membership/members/{membership_id}/ending": of_a_member,
            "GET /membership/members": nothing,
            "GET /membership/members/files/{as_}": as_csv,
            "GET /membership/members/{membership_id}": of_a_public_member,
            "POST /membership/members/{membership_id}/suspension": of_a_member,
            "POST /membership/members/{membership_id}/resumption": of_a_member,
            "POST /membership/members/{membership_id}/ending": of_a_member,
            "POST /api/membership/nominations": new_nomination,
            "GET /api/membership/nominations": nothing,
            "GET /api/membership/nominations/{nomination_id}": of_a_nomination,
            "POST /api/membership/nominations/{nomination_id}/return": of_a_nomination,
            "POST /api/membership/nominations/{nomination_id}/resubmission": of_a_nomination_without_reasons,
            "POST /api/membership/nominations/{nomination_id}/approval": of_a_nomination,
            "POST /api/membership/nominations/{nomination_id}/rejection": of_a_nomination,
            "POST /api/membership/nominations/{nomination_id}/withdrawal": of_a_nomination,
            "POST /api/membership/nominations/{nomination_id}/decree": of_a_nomination_without_reasons,
            "GET /membership/nominations": nothing,
            "GET /membership/nominations/new": nothing,
            "POST /membership/nominations/new": nothing,
            "POST /membership/nominations/approvals": nothing,
            "GET /membership/nominations/{nomination_id}": of_a_nomination,
            "GET /membership/nominations/{nomination_id}/scan": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/return": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/resubmission": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/approval": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/rejection": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/withdrawal": of_a_nomination,
            "POST /membership/nominations/{nomination_id}/decree": of_a_nomination,
            "POST /api/membership/posts": unfit,
            "POST /api/membership/posts/{post_id}/succession": unfit_of_water,
            "POST /api/membership/posts/{post_id}/correction": unfit_of_water,
            "POST /api/membership/posts/{post_id}/vacancy": unfit_of_water,
            "GET /membership/posts": nothing,
            "GET /membership/posts/history": of_water_post,
            "GET /membership/posts/new": nothing,
            "POST /membership/posts/new": nothing,
            "GET /membership/posts/succession": of_water_post,
            "POST /membership/posts/succession": of_water_post,
            "GET /membership/posts/correction": calling_off,
            "POST /membership/posts/correction": calling_off,
            "POST /membership/posts/vacancy": of_water_post,
            "POST /membership/posts/calling-off": calling_off,
            "GET /membership/county-posts": nothing,
            "GET /api/membership/people": nothing,
            "POST /api/membership/people": unfit,
            "GET /api/membership/people/{person_id}": of_p_roads,
            "PATCH /api/membership/people/{person_id}": json_of_p_roads,
            "GET /desk": nothing,
            "GET /membership/desk-part": nothing,
            "GET /membership/account": nothing,
            "GET /membership/account/app": nothing,
            "POST /membership/account/app": nothing,
            "POST /membership/account/app/removal": nothing,
            "POST /membership/account/email": nothing,
            "POST /membership/account/password": nothing,
            "POST /membership/account/provider": nothing,
            "POST /membership/account/provider/removal": nothing,
            "POST /membership/account/language": persian,
            "POST /membership/account/sign-ins/ending": nothing,
            "POST /membership/account/programs": nothing,
            "POST /membership/account/programs/{token_id}/revocation": program,
            "POST /api/membership/office-kinds": nothing,
            "PUT /api/membership/office-kinds/{kind_id}": of_a_kind,
            "DELETE /api/membership/office-kinds/{kind_id}": of_a_kind,
            "GET /membership/office-kinds": nothing,
            "POST /membership/office-kinds": nothing,
            "GET /membership/office-kinds/{kind_id}": of_a_kind,
            "POST /membership/office-kinds/{kind_id}": of_a_kind,
            "POST /membership/office-kinds/{kind_id}/removal": of_a_kind,
            "POST /api/membership/offices": nothing,
            "PUT /api/membership/offices/{office_id}": of_water,
            "POST /api/membership/offices/{office_id}/closing": of_water,
            "POST /api/membership/offices/{office_id}/reopening": of_water,
            "GET /membership/offices": nothing,
            "GET /membership/offices/list.xlsx": nothing,
            "GET /membership/offices/list.csv": nothing,
            "GET /membership/offices/new": nothing,
            "POST /membership/offices/new": nothing,
            "GET /membership/offices/{office_id}": of_water,
            "GET /membership/offices/{office_id}/edit": of_water,
            "POST /membership/offices/{office_id}/edit": of_water,
            "GET /membership/offices/{office_id}/closing": of_water,
            "POST /membership/offices/{office_id}/closing": of_water,
            "POST /membership/offices/{office_id}/reopening": of_water,
            "GET /membership/people": nothing,
            "GET /membership/people.{kind}": sheet,
            "GET /membership/people/{person_id}": of_p_roads,
            "GET /membership/people/{person_id}/editing": of_p_roads,
            "POST /membership/people/{person_id}/editing": of_p_roads,
            "GET /membership/people/duplicates": nothing,
            "GET /membership/people/{person_id}/merge": of_p_roads,
            "POST /membership/people/{person_id}/merge": with_himself,
            "POST /membership/people/{person_id}/merge-undo": of_p_roads,
            "POST /api/membership/people/{person_id}/merge": json_of_p_roads,
            "POST /api/membership/people/{person_id}/merge-undo": of_p_roads,
            "GET /membership/people/new": nothing,
            "POST /membership/people/new": nothing,
            "POST /membership/people/{person_id}/invitation": of_p_roads,
            "POST /membership/people/{person_id}/printed-link": of_p_roads,
            "POST /membership/people/{person_id}/closing": of_p_roads,
            "POST /membership/people/{person_id}/reopening": of_p_roads,
            "POST /membership/people/{person_id}/app-removal": of_p_roads,
            "POST /membership/people/{person_id}/provider-removal": of_p_roads,
            "GET /api/membership/handovers": nothing,
            "GET /api/membership/handovers/{handover_id}": of_handover,
            "POST /api/membership/handovers/{handover_id}/items/{item_id}/acceptance": item_by_program,
            "POST /api/membership/handovers/{handover_id}/items/{item_id}/refusal": item_by_program,
            "GET /membership/handovers": nothing,
            "GET /membership/handovers/{handover_id}": of_handover,
            "GET /membership/handovers/{handover_id}/record": of_handover,
            "POST /membership/handovers/{handover_id}/acceptance": of_handover,
            "GET /membership/handovers/{handover_id}/items/{number}": of_handover,
            "POST /membership/handovers/{handover_id}/items/{number}/acceptance": of_handover,
            "POST /membership/handovers/{handover_id}/items/{number}/refusal": of_handover,
            "POST /api/membership/imports": nothing,
            "GET /api/membership/imports/{import_id}": an_import,
            "POST /api/membership/imports/{import_id}/confirmation": an_import,
            "POST /api/membership/imports/{import_id}/cancellation": an_import,
            "GET /membership/imports": nothing,
            "POST /membership/imports": nothing,
            "GET /membership/imports/template.xlsx": nothing,
            "GET /membership/imports/template.csv": csv_template,
            "GET /membership/imports/{import_id}": an_import,
            "GET /membership/imports/{import_id}/faulty.xlsx": an_import,
            "POST /membership/imports/{import_id}/confirmation": an_import,
            "POST /membership/imports/{import_id}/cancellation": an_import,
            "POST /api/membership/decrees/bulk": nothing,
            "POST /api/membership/signatures": signatures,
            "GET /api/membership/jobs/{batch_id}": a_batch,
            "POST /api/membership/jobs/{batch_id}/cancellation": a_batch,
            "POST /api/membership/jobs/{batch_id}/continuation": a_batch,
            "GET /membership/bulk-drafts": nothing,
            "POST /membership/bulk-drafts": nothing,
            "GET /membership/signatures": signatures,
            "POST /membership/signatures": chosen,
            "GET /membership/batches/{batch_id}": a_batch,
            "POST /membership/batches/{batch_id}/cancellation": a_batch,
            "POST /membership/batches/{batch_id}/continuation": a_batch,
            "GET /membership/audit": nothing,
            "GET /membership/audit.csv": nothing,
            **asks_of_set_aside("/membership"),
        },
    )

    assert wrong == []


async def json_of_p_roads(_: str) -> Ask:
    return Ask(path={"person_id": "p-roads"}, json={})


async def of_water_post(_: str) -> Ask:
    return Ask(query={"post": "office/water:pr_manager"}, form={})


async def calling_off(_: str) -> Ask:
    return Ask(query={"post": "office/water:pr_manager", "since": "2030-01-01"}, form={})


async def unfit(_: str) -> Ask:
    return Ask(json={})


async def unfit_of_water(_: str) -> Ask:
    return Ask(path={"post_id": "office/water:pr_manager"}, json={})


async def sheet(_: str) -> Ask:
    return Ask(path={"kind": "csv"})


async def of_water(_: str) -> Ask:
    return Ask(path={"office_id": "water"}, form={})


async def of_a_kind(_: str) -> Ask:
    return Ask(path={"kind_id": "office"}, form={})


async def nothing(_: str) -> Ask:
    return Ask()


async def persian(_: str) -> Ask:
    return Ask(form={"language": "fa"})


async def of_a_layout(_: str) -> Ask:
    return Ask(path={"kind": "decree", "edition": "0"}, json={}, form={"edition": "0"})


async def with_himself(_: str) -> Ask:
    return Ask(path={"person_id": "p-roads"}, form={"duplicate": "p-roads"})


async def of_p_roads(_: str) -> Ask:
    return Ask(path={"person_id": "p-roads"}, form={})


async def test_a_decree_is_for_whom_it_is_about_once_it_is_signed(membership: AsyncClient) -> None:
    roads = Viewer("p-roads", "بهرام سپیدرو", frozenset({"pr_manager"}), frozenset({"roads"}))
    drafted = await membership.post(
        "/api/membership/decrees", json={**GRANT, "office_ids": ["water"]}, headers=bearer(SECRETARY)
    )
    path = f"/api/membership/decrees/{drafted.json()['id']}"

    assert (await membership.get(path, headers=bearer(MANAGER))).status_code == 404
    await membership.post(f"{path}/signature", headers=bearer(NADER))

    assert (await membership.get(path, headers=bearer(MANAGER))).status_code == 200
    assert (await membership.get(path, headers=bearer(roads))).status_code == 404


def test_some_roles_change_nothing_of_others() -> None:
    """But for accounts and the county's own posts, which an operator sets up.

    Whoever has the governor's signature by a delegation may hold any post, or none.
    """
    own = {
        "membership.decree.sign",
        "membership.certificate.sign",
        "membership.invitation.sign",
        "membership.batch.stop",
        "membership.contact.change",
        "membership.handover.take_over",
        "membership.letter.acknowledge",
        "membership.invitation.answer",
        "membership.account.keep",
        "membership.program_token.keep",
        "membership.sign_in.end",
    }
    assert set(changes_by(ACTIONS, AUDITOR)) == set(changes_by(ACTIONS, JURY)) == own
    assert set(changes_by(ACTIONS, OPERATOR)) - own == {
        "membership.account.open",
        "membership.account.close",
        "membership.app.take_off",
        "membership.provider_link.take_off",
        "membership.county_post.fill",
        "membership.post.give",
    }


def test_each_place_of_the_menu_is_for_those_whom_its_page_lets_in(app: FastAPI) -> None:
    links = {link.href: link.action for feature in FEATURES for link in feature.menu if link.action}
    guards = {route.path: rules_of(route) for route in api_routes(app) if methods_of(route) == ["GET"]}

    for href, action in links.items():
        (guard,) = guards[href]
        assert isinstance(guard, Action)
        assert (href, guard.name, guard.roles) == (href, action.name, action.roles)
