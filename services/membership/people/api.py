"""People over HTTP, for those who keep their accounts."""

from typing import Annotated, Self

from fastapi import Query, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.membership.accounts.access import OPEN_ACCOUNT
from services.membership.accounts.domain import Person, PersonId, UsernameMissing, latin_username, mobile_of
from services.membership.accounts.queries import PersonQueries
from services.membership.accounts.usecases import Accounts, Details, NewPerson
from services.membership.people.access import READ_PEOPLE
from shared.persian.text import for_keeping
from shared.runtime.ids import new_id
from shared.runtime.viewer import Viewer
from shared.web.addresses import email_if_given
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")


def _name(typed: str) -> str:
    name = for_keeping(typed)
    if not name.strip():
        raise ValueError("نام و نام خانوادگی را وارد کنید.")
    return name


def _username(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return latin_username(typed)
    except UsernameMissing as missing:
        raise ValueError(str(missing)) from missing


def _email(typed: str | None) -> str | None:
    return email_if_given(typed or "") or None


def _mobile(typed: str | None) -> str | None:
    return mobile_of(typed) if typed and typed.strip() else None


Name = Annotated[str, Field(max_length=200), AfterValidator(_name)]
Word = Annotated[str, Field(max_length=60), AfterValidator(for_keeping)]
Username = Annotated[str, Field(max_length=60), AfterValidator(_username)]
Email = Annotated[str | None, Field(max_length=320), AfterValidator(_email)]
Mobile = Annotated[str | None, Field(max_length=40), AfterValidator(_mobile)]


class AddedPerson(BaseModel):
    """A person to enter. What is left out is not chosen yet; nothing is guessed from the name."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    honorific: Word = ""
    pronoun: Word = ""
    email: Email = None
    mobile: Mobile = None
    username: Username = ""


class ChangedPerson(BaseModel):
    """What is to be changed of a person; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    honorific: Word | None = None
    pronoun: Word | None = None
    email: Email = None
    mobile: Mobile = None
    username: Username | None = None

    def applied_to(self, known: Details) -> Details:
        """What is known after the change. The e-mail and the mobile number may be taken away with null."""
        return Details(
            name=known.name if self.name is None else self.name,
            honorific=known.honorific if self.honorific is None else self.honorific,
            pronoun=known.pronoun if self.pronoun is None else self.pronoun,
            username=known.username if self.username is None else self.username,
            email=self.email if "email" in self.model_fields_set else known.email,
            mobile=self.mobile if "mobile" in self.model_fields_set else known.mobile,
        )


class PersonAdded(BaseModel):
    """The person who was entered; the username is empty until one is chosen."""

    id: str
    username: str


class PersonView(BaseModel):
    """A person, as those see it who keep the accounts."""

    id: str
    name: str
    honorific: str
    pronoun: str
    username: str
    email: str | None
    mobile: str | None
    mobile_is_confirmed: bool = False
    is_closed: bool
    has_entered: bool
    """Whether the person has a way to sign in: a password, or an account at the outside provider."""

    @classmethod
    def of(cls, person: Person) -> Self:
        """The person as JSON."""
        return cls(
            id=person.id,
            name=person.name,
            honorific=person.honorific,
            pronoun=person.pronoun,
            username=person.username,
            email=person.contact.email,
            mobile=person.contact.mobile,
            is_closed=person.is_closed,
            has_entered=person.has_entered,
        )


def moved_to(address: str) -> Response:
    """Lead to the one into whom a person was merged. A browser must not remember it, since a merge can be undone."""
    return RedirectResponse(address, status_code=301, headers={"Cache-Control": "no-store"})


class PersonList(BaseModel):
    """Some people, and where the next ones begin."""

    items: list[PersonView]
    next: str | None = None


Reading = Annotated[Viewer, may(READ_PEOPLE)]
Opening = Annotated[Viewer, may(OPEN_ACCOUNT)]
Everybody = Annotated[PersonQueries, part(PersonQueries)]
Kept = Annotated[Accounts, part(Accounts)]


@router.get("/people", summary="People by the words of their names")
async def people(
    _: Reading,
    everybody: Everybody,
    q: Annotated[str, Query(max_length=120)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> PersonList:
    found = await everybody.page(q, after=after, limit=limit)
    return PersonList(items=[PersonView.of(each) for each in found.items], next=found.next)


@router.post("/people", status_code=201, summary="Enter a person, who is not invited yet")
async def add(new: AddedPerson, by: Opening, kept: Kept) -> PersonAdded:
    person = await kept.open(NewPerson(id=new_id(), **new.model_dump()), by=by)
    return PersonAdded(id=person.id, username=person.username)


@router.get(
    "/people/{person_id}",
    summary="One person; whoever was merged into another is found there",
    response_model=PersonView,
    responses={301: {"description": "The person was merged into another one, whose address is in `Location`."}},
)
async def person(person_id: str, _: Reading, everybody: Everybody) -> PersonView | Response:
    found = await everybody.one(PersonId(person_id))
    if found.merged_into:
        return moved_to(f"/api/membership/people/{found.merged_into}")
    return PersonView.of(found)


@router.patch("/people/{person_id}", summary="Change what is known of a person")
async def change(person_id: str, new: ChangedPerson, by: Opening, kept: Kept) -> PersonView:
    return PersonView.of(await kept.change(person_id, new.applied_to, by=by))
