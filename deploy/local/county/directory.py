"""Offices, bodies, people and posts."""

from functools import partial

from deploy.local.county.facts import Office, Person
from deploy.local.county.passwords import DEMO_PASSWORD
from deploy.local.county.scene import Scene, until
from services.membership.accounts.usecases import NewPerson
from services.membership.bodies.domain import Body, BodyId, BodyRole, LetterTexts
from services.membership.main import Parts, real_parts
from services.membership.office_kinds.usecases import KindFacts
from services.membership.posts.domain import OF_BODIES, OF_OFFICES, Place
from services.membership.settings import Settings
from services.news.main import real_parts as news_parts
from services.news.settings import Settings as NewsSettings
from services.notifier.main import real_parts as notifier_parts
from services.notifier.settings import Settings as NotifierSettings
from services.reporting.main import real_parts as reporting_parts
from services.reporting.settings import Settings as ReportingSettings
from shared.events.membership import OfficeFacts
from shared.store.store import Store

_OLDEST_DAYS = 1_500


async def fill_directory(scene: Scene) -> None:
    """Register everything, then wait until the other services have heard of it."""
    parts = real_parts(Settings(), now=scene.clock)
    store = parts.platform.store
    county = scene.county
    with scene.days_ago(_OLDEST_DAYS):
        for kind in county.kinds:
            facts = KindFacts(name=kind.plural, order=kind.order, executive=kind.executive)
            await store.run_again(partial(parts.kind_directory.add, kind.id, facts, by=scene.secretary))
        for office in county.offices:
            await store.run_again(partial(parts.directory.register, _facts(scene, office), by=scene.secretary))
        for body in _bodies(scene):
            await store.run_again(partial(parts.body_directory.register, body, by=scene.secretary))
        for person in county.people:
            await _settle(scene, parts, person)
    await _until_heard(scene)
    await store.close()


async def close_offices(scene: Scene) -> None:
    """Let those cease that ceased; their news came before."""
    parts = real_parts(Settings(), now=scene.clock)
    store = parts.platform.store
    for office in scene.county.offices:
        closed_on = office.active_to(scene.today)
        if closed_on and office.active_to_days_ago:
            with scene.days_ago(office.active_to_days_ago):
                close = partial(parts.directory.close, office.id, on=closed_on, successor_id=office.successor_id)
                await store.run_again(partial(close, by=scene.secretary))
    await store.close()


async def open_account(scene: Scene, parts: Parts, person: Person) -> None:
    """Give a person an account."""
    new = NewPerson(
        id=person.id,
        username=person.username,
        name=person.name,
        honorific=person.honorific,
        pronoun=person.pronoun,
        email=person.email,
        # Members are told by e-mail here; their chats stay for those who press start.
        bale=None,
    )
    open_it = partial(parts.accounts.open, new, password=DEMO_PASSWORD, by=scene.secretary)
    await parts.platform.store.run_again(open_it)


async def _settle(scene: Scene, parts: Parts, person: Person) -> None:
    """Give a person an account and the posts."""
    await open_account(scene, parts, person)
    store = parts.platform.store
    for post in person.posts:
        place = Place(post.office_id, post.body_id)
        by = scene.secretary if post.role in OF_OFFICES | OF_BODIES else scene.operator
        appoint = partial(parts.personnel.appoint, person.id, post.role, place, acting=post.acting)
        with scene.days_ago(post.since_days_ago):
            await store.run_again(partial(appoint, since=post.since(scene.today), by=by))


def _facts(scene: Scene, office: Office) -> OfficeFacts:
    kind = next(kind for kind in scene.county.kinds if kind.id == office.kind)
    return OfficeFacts(
        id=office.id,
        name=office.name,
        short_name=office.short_name,
        kind=kind.id,
        kind_name=kind.plural,
        kind_order=kind.order,
        executive=office.executive,
        size_class=office.size_class,
        head_title=office.head_title,
        address=office.address,
        phone=office.phone,
        publishes_directly=office.publishes_directly,
        active_from=office.active_from(scene.today),
        aliases=office.aliases,
        email=office.email,
        website=office.website,
        hall_capacity=office.hall_capacity,
        can_host=office.hall_capacity is not None,
        work_week=office.work_week,
    )


def _bodies(scene: Scene) -> list[Body]:
    roles = tuple(BodyRole(role.id, role.name) for role in scene.county.bodies.roles)
    return [
        Body(
            id=BodyId(body.id),
            name=body.name,
            kind=body.kind,
            roles=roles,
            short_name=body.short_name,
            roster_public=body.roster_public,
            term_months=body.term_months,
            series=scene.county.decrees.series if body.id == "media_hq" else "ش",
            texts=LetterTexts(legal_basis=(body.legal_basis,), duties=body.duties),
        )
        for body in scene.county.bodies.bodies
    ]


async def _until_heard(scene: Scene) -> None:
    """What follows needs the offices where it happens."""
    offices, bodies = len(scene.county.offices), len(scene.county.bodies.bodies)
    expected = (
        (news_parts(NewsSettings()).platform.store, "publishers", offices + bodies),
        (notifier_parts(NotifierSettings()).platform.store, "topics", offices + bodies),
        (notifier_parts(NotifierSettings()).platform.store, "contacts", len(scene.county.people)),
        (reporting_parts(ReportingSettings()).platform.store, "offices", offices),
    )
    for store, collection, number in expected:

        async def heard(store: Store = store, collection: str = collection, number: int = number) -> bool:
            return await store.count(collection, {}) >= number

        await until(heard, f"{number} {collection}")
        await store.close()
