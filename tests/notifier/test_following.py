"""Following: only who confirmed is told anything, and stopping always works."""

import asyncio

import pytest

from deploy.local.mail_catcher.post_office import Behaviour
from services.notifier.main import FEATURES, Parts, real_parts
from services.notifier.subscriptions.askings_domain import OF_PLACE
from services.notifier.subscriptions.domain import CONFIRMED_WITHIN
from services.notifier.topics.domain import TopicId
from shared.runtime.viewer import Viewer
from tests.eventually import eventually
from tests.identity import MANAGER, OPERATOR, SECRETARY, bearer
from tests.notifier.conftest import World
from tests.notifier.events import published, withdrawn

CITIZEN = "citizen@example.ir"


async def ask(world: World, address: str = CITIZEN, topic: str = "office/water") -> str:
    body = {"channel": "email", "address": address, "topic": topic}
    answer = await world.client.post("/api/notifier/subscriptions", json=body)
    assert (answer.status_code, answer.json().get("state")) == (201, "pending"), answer.text
    subscription: str = answer.json()["id"]
    return subscription


async def the_link(world: World, address: str = CITIZEN, *, deed: str = "confirm") -> str:
    letters = await world.mail.letters.arrived(address)
    (link,) = {link for letter in letters for link in letter.links if f"/u/{deed}." in link}
    return link.removeprefix("http://ravabet.test")


async def follow(world: World, address: str = CITIZEN, topic: str = "office/water") -> None:
    await ask(world, address, topic)
    assert (await world.client.post(await the_link(world, address))).status_code == 200


async def test_nothing_is_sent_before_the_owner_confirms(world: World) -> None:
    await ask(world)
    link = await the_link(world)
    await world.tell(published("a1"))
    await eventually(lambda: world.store.find("notices", {"_id": "news:a1", "is_expanded": True}))
    assert (await world.client.get(link)).status_code == 200

    await world.tell(published("a2"))
    await eventually(lambda: world.store.find("notices", {"_id": "news:a2", "is_expanded": True}))
    assert len(world.mail.letters.to(CITIZEN)) == 1

    assert (await world.client.post(link)).status_code == 200
    await world.tell(published("a3"))
    letters = await world.mail.letters.arrived(CITIZEN, count=2)

    assert letters[0].subject == "خبر a3" or letters[-1].subject == "خبر a3"


async def test_asking_again_and_again_sends_one_confirmation(world: World) -> None:
    first = await ask(world)
    assert await asyncio.gather(*(ask(world) for _ in range(6))) == [first] * 6
    await the_link(world)

    assert await world.store.count("notices", {"kind": "confirmation"}) == 1


async def test_a_follower_who_stops_is_told_no_more(world: World) -> None:
    await follow(world)
    await world.tell(published("a1"))
    await world.mail.letters.arrived(CITIZEN, count=2)
    stop = await the_link(world, deed="stop")
    assert (await world.client.get(stop)).status_code == 200

    one_click = await world.client.post(stop, data={"List-Unsubscribe": "One-Click"})

    assert one_click.text == "ok"
    await world.tell(published("a2"))
    await eventually(lambda: world.store.find("notices", {"_id": "news:a2", "is_expanded": True}))
    assert await world.store.count("deliveries", {"notice": "news:a2"}) == 0


async def test_an_old_confirmation_revives_nothing_that_was_stopped(world: World) -> None:
    await follow(world)
    confirm = await the_link(world)
    assert (await world.client.post(confirm)).status_code == 200
    await world.tell(published("a1"))
    await world.mail.letters.arrived(CITIZEN, count=2)
    await world.client.post(await the_link(world, deed="stop"))

    answers = [await world.client.get(confirm), await world.client.post(confirm)]
    await ask(world)
    answers.append(await world.client.post(confirm))

    assert [answer.status_code for answer in answers] == [410] * 3
    assert "این پیوند دیگر معتبر نیست" in answers[0].text
    (kept,) = await world.store.find("subscriptions", {})
    assert kept["state"] == "pending"
    letters = await world.mail.letters.arrived(CITIZEN, count=3)
    (new,) = {
        link for letter in letters for link in letter.links if "/u/confirm." in link and not link.endswith(confirm)
    }
    assert (await world.client.post(new.removeprefix("http://ravabet.test"))).status_code == 200


async def test_a_confirmation_is_good_for_three_days(world: World) -> None:
    await ask(world)
    confirm = await the_link(world)
    long_ago = world.store.now() - CONFIRMED_WITHIN
    await world.store.driver.collection("subscriptions").update_one({}, {"$set": {"asked_at": long_ago}})

    assert (await world.client.post(confirm)).status_code == 410


async def test_who_stops_one_of_two_that_ask_for_the_same_news_still_gets_it_once(world: World) -> None:
    """They stop after the news was written down for them, and before it leaves."""
    for topic in ("all", "office/water"):
        await world.parts.follower.start("email", CITIZEN, TopicId(topic))
        await world.parts.follower.start("email", "other@example.ir", TopicId(topic))
    world.mail.behave(Behaviour(rcpt={CITIZEN: 450, "other@example.ir": 450}))
    await world.tell(published("a1"))
    rows = await world.kept("deliveries", 2, attempts=1, notice="news:a1")
    for row in rows:
        stop = world.parts.follower.links.token("stop", row["subscription_id"])
        assert (await world.client.post(f"/u/{stop}")).status_code == 200
    await world.parts.follower.stop_all("email", "other@example.ir")

    world.mail.behave(Behaviour())
    await world.store.driver.collection("deliveries").update_many({}, {"$set": {"not_before": world.store.now()}})
    (sent,) = await world.kept("deliveries", state="sent", notice="news:a1")
    await world.kept("deliveries", state="suppressed", to="other@example.ir")

    assert sent["to"] == CITIZEN
    assert sent["subscription_id"] not in {row["subscription_id"] for row in rows}
    await world.tell(withdrawn("a1"), seq=2)
    await world.kept("deliveries", state="sent", notice="news:a1:withdrawn", to=CITIZEN)


async def test_who_stops_one_topic_is_told_what_is_still_followed(world: World) -> None:
    for topic in ("all", "office/water"):
        await world.parts.follower.start("email", CITIZEN, TopicId(topic))
    keys = {row["topic"]: row["_id"] for row in await world.store.find("subscriptions", {})}
    links = world.parts.follower.links

    first = await world.client.post(f"/u/{links.token('stop', keys['all'])}")
    second = await world.client.post(f"/u/{links.token('stop', keys['office/water'])}")

    assert "اداره آب و فاضلاب" in first.text
    assert "هنوز این موارد را دنبال می‌کند" in first.text
    assert "هنوز این موارد را دنبال می‌کند" not in second.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channel": "email", "address": "no address", "topic": "all"}, 422),
        ({"channel": "email", "address": "a@b.example\r\nBcc: x@y.example", "topic": "all"}, 422),
        ({"channel": "bale", "address": "4711", "topic": "all"}, 422),
        ({"channel": "email", "address": CITIZEN, "topic": "office/nowhere"}, 404),
        ({"channel": "email", "address": CITIZEN}, 422),
    ],
)
async def test_what_cannot_be_followed_is_refused(world: World, body: dict[str, str], status: int) -> None:
    refused = await world.client.post("/api/notifier/subscriptions", json=body)

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert await world.store.count("subscriptions", {}) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ali@مثال.ایران", "ali@xn--mgbh0fb.xn--mgba3a4f16a"),
        ("\u200fCitizen@Example.IR\u200f", CITIZEN),
        ("Citizen <mailto:citizen@example.ir>", CITIZEN),
    ],
)
async def test_an_address_is_taken_as_it_is_pasted_and_written_to(world: World, typed: str, kept: str) -> None:
    await ask(world, typed)

    assert await the_link(world, kept)
    page = await world.client.post("/notifier/follow", data={"topic": "all", "address": typed})
    assert page.status_code == 200
    assert {row["address"] for row in await world.store.find("subscriptions", {})} == {kept}


async def test_a_link_that_is_not_ours_does_nothing(world: World) -> None:
    subscription = await ask(world)
    link = await the_link(world)
    forged = [f"/u/stop.{subscription}.{'0' * 32}", link[:-1] + "x", link.replace("confirm", "stop"), "/u/", "/u/x"]

    assert {(await world.client.post(path)).status_code for path in forged} <= {404, 405}
    (kept,) = await world.store.find("subscriptions", {})
    assert kept["state"] == "pending"


async def test_bale_is_followed_and_stopped_inside_the_messenger(world: World) -> None:
    await world.bale.chats.person_writes(4711, "/start office_water")
    await world.bale.chats.answered(4711, count=1)
    await world.tell(published("a1"))
    posts = await world.bale.chats.answered(4711, count=2)
    assert "خبر a1" in posts[-1].text

    await world.bale.chats.person_writes(4711, "STOP")
    await world.bale.chats.answered(4711, count=3)
    await world.tell(published("a2"))
    await eventually(lambda: world.store.find("notices", {"_id": "news:a2", "is_expanded": True}))
    assert await world.store.count("deliveries", {"notice": "news:a2"}) == 0


async def test_the_ledger_is_for_secretariat_and_operators_and_masks_addresses(world: World) -> None:
    await follow(world)
    await world.tell(published("a1"))
    await world.mail.letters.arrived(CITIZEN, count=2)
    await world.kept("deliveries", state="sent", notice="news:a1")
    path, about = "/api/notifier/deliveries", {"subject": "article/a1"}

    for viewer, status in ((SECRETARY, 200), (OPERATOR, 200), (MANAGER, 403), (Viewer("x", "x"), 403)):
        assert (await world.client.get(path, params=about, headers=bearer(viewer))).status_code == status
    page = (await world.client.get(path, params=about, headers=bearer(OPERATOR))).json()

    (line,) = page["items"]
    assert (line["channel"], line["to"], line["state"], line["attempts"]) == ("email", "c…@example.ir", "sent", 1)
    assert line["sent_at"]
    assert page["next"] is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"topic": "office/water", "address": "no address"}, "این نشانی ایمیل درست نیست"),
        ({"topic": "office/water"}, "این نشانی ایمیل درست نیست"),
        ({"topic": "office/nowhere", "address": CITIZEN}, "چنین دستگاه یا نهادی برای دنبال کردن نیست."),
    ],
)
async def test_the_form_comes_back_with_what_was_typed_and_what_is_wrong(
    world: World, typed: dict[str, str], said: str
) -> None:
    page = await world.client.post("/notifier/follow", data=typed)

    assert page.status_code == 422
    assert said in page.text
    assert f'value="{typed.get("address", "")}"' in page.text
    assert ('<option value="office/water" selected>' in page.text) == (typed["topic"] == "office/water")
    assert await world.store.count("subscriptions", {}) == 0


async def test_the_form_sends_the_question_and_leads_to_the_bot(world: World) -> None:
    form = await world.client.get("/notifier/follow?topic=office/water")
    start_url = world.parts.settings.bale_start_url
    assert f'href="{start_url}?start=office_water"' in form.text
    for everything in ("/notifier/follow", "/notifier/follow?topic=office/nowhere"):
        assert f'href="{start_url}"' in (await world.client.get(everything)).text

    asked = await world.client.post("/notifier/follow", data={"topic": "office/water", "address": CITIZEN})

    assert (asked.status_code, CITIZEN in asked.text) == (200, True)
    assert await the_link(world)


async def test_an_address_is_asked_only_so_often(world: World) -> None:
    subscription = await ask(world)
    subscriptions = world.store.driver.collection("subscriptions")
    await subscriptions.update_one({"_id": subscription}, {"$set": {"asked": 5, "state": "stopped"}})

    page = await world.client.post("/notifier/follow", data={"topic": "office/water", "address": CITIZEN})
    body = {"channel": "email", "address": CITIZEN, "topic": "office/water"}

    assert (page.status_code, "چند بار پیام تأیید ارسال شده است" in page.text) == (429, True)
    assert (await world.client.post("/api/notifier/subscriptions", json=body)).status_code == 429


async def test_one_mailbox_is_asked_a_few_times_over_all_topics(world: World) -> None:
    """Whoever signs a stranger up for everything fills no mailbox."""
    topics = ["all", "office/water", "body/council"]
    wishes = [
        {"channel": "email", "address": f"stranger{tag}@example.ir", "topic": topic}
        for tag in ("", "+1", "+2", "+3")
        for topic in topics
    ]
    path = "/api/notifier/subscriptions"

    answers = await asyncio.gather(*(world.client.post(path, json=wish) for wish in wishes))

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [429] * 7
    assert {answer.json()["type"] for answer in answers if answer.status_code == 429} == {
        "urn:ravabet:problem:too-many-asked"
    }
    await world.kept("deliveries", 5, kind="confirmation", state="sent")
    assert await world.store.count("notices", {"kind": "confirmation"}) == 5
    await ask(world, "another@example.ir")


async def test_who_confirms_may_go_on_to_follow(world: World) -> None:
    for tag in range(8):
        await follow(world, f"fan+{tag}@example.ir")

    assert await world.store.count("subscriptions", {"state": "confirmed"}) == 8


async def test_from_one_place_only_so_many_are_asked(world: World) -> None:
    for number in range(OF_PLACE.most):
        await ask(world, f"p{number}@example.ir")

    wish = {"channel": "email", "address": CITIZEN, "topic": "all"}
    refused = await world.client.post("/api/notifier/subscriptions", json=wish)
    page = await world.client.post("/notifier/follow", data={"topic": "all", "address": CITIZEN})

    assert (refused.status_code, refused.json()["type"]) == (429, "urn:ravabet:problem:too-many-from-here")
    assert (page.status_code, "درخواست‌های زیادی از این اتصال ثبت شده است" in page.text) == (429, True)


async def test_without_a_token_there_is_no_bot_and_no_way_to_it(parts: Parts) -> None:
    without = real_parts(parts.settings.model_copy(update={"bale_token": ""}))

    assert [channel.name for channel in without.channels.every] == ["email"]
    assert (list(without.bots.every), without.bale_bot.start_url) == ([], "")
    await without.platform.store.close()


async def test_a_bot_that_ends_leaves_its_chats_to_the_next_one(parts: Parts) -> None:
    """Else the process that comes after an upgrade would be silent until the lease has expired."""
    leases = parts.platform.store.driver.collection("leases")
    await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))
    listening = asyncio.create_task(parts.bots.run())
    await eventually(lambda: leases.find_one({"_id": "bale:updates"}))

    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening

    assert await leases.find_one({"_id": "bale:updates"}) is None
