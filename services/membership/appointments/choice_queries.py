"""Reads what the form of an appointment offers: places, and the people whom a typed name may mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.domain import Person
from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.domain import OF_BODIES, OF_COUNTY, OF_OFFICES, POST_NAMES, Place, Post, Role
from services.membership.posts.queries import PostQueries
from shared.language.speech import gettext as _

Options = Sequence[tuple[str, str]]
_MOST_NAMESAKES = 8


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody whom a typed name may mean, with the posts by which the reader tells people apart."""

    person: Person
    posts: Sequence[str]


@dataclass(frozen=True, slots=True)
class AppointmentChoices:
    """Reads places and people."""

    people: PersonQueries
    offices: OfficeQueries
    bodies: BodyQueries
    posts: PostQueries

    async def namesakes(self, name: str) -> Sequence[Namesake]:
        """The people who are found by a name."""
        if not name.strip():
            return []
        found = await self.people.some(name, limit=_MOST_NAMESAKES)
        held = await self.held_by([person.id for person in found])
        return [Namesake(each, held.get(each.id, ())) for each in found]

    async def held_by(self, people: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """What the posts are called that each of these people holds now."""
        held = await self.posts.present_of(people)
        titles = await self.titles([post for posts in held.values() for post in posts])
        return {person: [titles[post.id] for post in posts] for person, posts in held.items()}

    async def titles(self, posts: Sequence[Post]) -> dict[str, str]:
        """What each post is called: «مدیر روابط عمومی اداره آب»."""
        offices = await self.offices.names({post.office_id for post in posts if post.office_id})
        bodies = {str(body.id): body.name for body in await self.bodies.all()} if any(p.body_id for p in posts) else {}
        names = {**offices, **bodies}
        places = {post.id: post.office_id or post.body_id or "" for post in posts}
        return {post.id: title_of(post.role, names.get(places[post.id], places[post.id])) for post in posts}

    async def title(self, role: Role, place: Place) -> str:
        """What one post is called."""
        post = Post(place.post_id(role, ""), role, place.office_id, place.body_id)
        return (await self.titles([post]))[post.id]

    async def places(self, role: Role | None, today: date) -> Options:
        """Where there may be such a post."""
        county = [] if role and role in OF_OFFICES | OF_BODIES else [("county", "شهرستان")]
        offices = [] if role and role in OF_BODIES else await self.offices.choices(today=today)
        bodies = [] if role and role in OF_OFFICES else await self.bodies.all()
        return [
            *county,
            *((f"body/{body.id}", body.name) for body in bodies),
            *((f"office/{office_id}", name) for office_id, name in offices),
        ]


def title_of(role: Role, place: str) -> str:
    """The name of a post and of its place, in the language of the reader."""
    name = _(POST_NAMES[role])
    if not place:
        return name
    return _("%(post)s، %(place)s", post=name, place=place) if role in OF_COUNTY else f"{name} {place}"
