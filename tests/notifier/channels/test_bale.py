"""Bale against a server that answers, refuses and goes silent as the real one does."""

import asyncio
import logging
import traceback
from collections.abc import Callable

import httpx
import pytest

from deploy.local.bale_peer.interface import Behaviour, Failure
from deploy.local.bale_peer.running import BalePeer
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.bale_updates_domain import Start, Stop
from services.notifier.channels.domain import Earlier, Later, Message, Outcome, Rejected, Sent, Unknown

MakeMessage = Callable[..., Message]
SARA = "12"
TOKEN = "1405:a-token-nobody-may-see"


async def test_a_message_arrives_once(bale: BaleChannel, peer: BalePeer, a_message: MakeMessage) -> None:
    await peer.chats.person_writes(12, "/start")

    outcome = await bale.send(SARA, a_message(), key="k1")

    [post] = peer.chats.by_bot(12)
    assert outcome == Sent(str(post.id))
    assert post.text.startswith("قطع آب محلهٔ شهدا\n\nدوشنبه")


async def test_the_longest_message_is_still_taken(bale: BaleChannel, peer: BalePeer, a_message: MakeMessage) -> None:
    await peer.chats.person_writes(12, "/start")

    assert isinstance(await bale.send(SARA, a_message(text="واژه 🌊 " * 200_000), key="k1"), Sent)


async def test_a_message_that_continues_another_answers_it(
    bale: BaleChannel, peer: BalePeer, a_message: MakeMessage
) -> None:
    await peer.chats.person_writes(12, "/start")
    first = await bale.send(SARA, a_message(), key="k1")
    assert isinstance(first, Sent)

    await bale.send(SARA, a_message(earlier=Earlier("k1", first.provider_id)), key="k2")
    await bale.send(SARA, a_message(earlier=Earlier("k0", None)), key="k3")

    assert [str(post.answers) for post in peer.chats.by_bot(12)] == ["None", first.provider_id, "None"]


async def test_when_the_earlier_message_is_gone_the_next_one_arrives_by_itself(
    bale: BaleChannel, peer: BalePeer, a_message: MakeMessage
) -> None:
    await peer.chats.person_writes(12, "/start")

    outcome = await bale.send(SARA, a_message(earlier=Earlier("k1", "999")), key="k2")

    assert isinstance(outcome, Sent)
    assert [post.answers for post in peer.chats.by_bot(12)] == [None]


@pytest.mark.parametrize("before", [[], ["سلام"]])
async def test_who_never_pressed_start_cannot_be_reached(
    bale: BaleChannel, peer: BalePeer, a_message: MakeMessage, before: list[str]
) -> None:
    for text in before:
        await peer.chats.person_writes(12, text)

    outcome = await bale.send(SARA, a_message(), key="k1")

    assert outcome == Rejected("bale: no chat with this person: 400", address_dead=True)


async def test_who_blocked_the_bot_cannot_be_reached(bale: BaleChannel, peer: BalePeer, a_message: MakeMessage) -> None:
    await peer.chats.person_writes(12, "/start")
    peer.chats.block(12, blocked=True)

    outcome = await bale.send(SARA, a_message(), key="k1")

    assert outcome == Rejected("bale: no chat with this person: 403", address_dead=True)


SLOW_DOWN = "bale asks us to slow down"
OUR_BOT = "bale does not know our bot or is busy with it"


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Failure(error_code=429, description="Too Many Requests", retry_after=7), Later(7.0, SLOW_DOWN, "account")),
        (Failure(error_code=429, description="Too Many Requests"), Later(None, SLOW_DOWN, "account")),
        (Failure(error_code=400, description="bot limit exceed"), Later(None, SLOW_DOWN, "account")),
        (Failure(error_code=403, description="local_rate_limited"), Later(None, SLOW_DOWN, "account")),
        (
            Failure(error_code=400, description="Bad Request: Token not found"),
            Later(None, f"{OUR_BOT}: 400", "account"),
        ),
        (Failure(error_code=404, description="Not Found"), Later(None, f"{OUR_BOT}: 404", "account")),
        (
            Failure(error_code=403, description="permission_denied"),
            Rejected("bale: no chat with this person: 403", address_dead=True),
        ),
        (
            Failure(error_code=400, description="Bad Request: message is too long"),
            Rejected("bale refuses the message: 400", address_dead=False),
        ),
        (Failure(error_code=500, description="Internal"), Unknown("bale failed after the request left: 500")),
    ],
)
async def test_what_bale_refuses(
    bale: BaleChannel, peer: BalePeer, a_message: MakeMessage, failure: Failure, outcome: Outcome
) -> None:
    """Without `parameters` a description alone says that it was too much."""
    await peer.chats.person_writes(12, "/start")
    peer.behave(Behaviour(error=failure))

    assert await bale.send(SARA, a_message(), key="k1") == outcome
    assert peer.chats.by_bot(12) == []


async def test_a_wrong_token_makes_everything_wait(peer: BalePeer, a_message: MakeMessage) -> None:
    channel = BaleChannel(peer.base_url, token="1405:another")

    assert await channel.send(SARA, a_message(), key="k1") == Later(None, f"{OUR_BOT}: 401", "account")
    assert await channel.poll(0, wait=0) == Later(None, f"{OUR_BOT}: 401", "account")
    await channel.close()


async def test_no_server_means_later(a_message: MakeMessage, unused_tcp_port: int) -> None:
    channel = BaleChannel(f"http://127.0.0.1:{unused_tcp_port}", token=TOKEN)

    outcome = await channel.send(SARA, a_message(), key="k1")

    assert outcome == Later(None, "bale out of reach: ConnectError", "account")
    await channel.close()


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(hang_after_post=True),
        Behaviour(garbage_after_post=True),
        *(Behaviour(http_status_after_post=status) for status in (500, 502, 503, 504)),
    ],
)
async def test_no_answer_after_the_request_left_is_unknown(
    bale: BaleChannel, peer: BalePeer, a_message: MakeMessage, behaviour: Behaviour
) -> None:
    """It may well have been posted, and here it was."""
    await peer.chats.person_writes(12, "/start")
    peer.behave(behaviour)

    assert isinstance(await bale.send(SARA, a_message(), key="k1"), Unknown)
    assert len(peer.chats.by_bot(12)) == 1


async def test_what_people_write_is_read_once(bale: BaleChannel, peer: BalePeer) -> None:
    await peer.chats.person_writes(12, "/start office_12")
    await peer.chats.person_writes(13, "لغو")

    updates = await bale.poll(0, wait=1)

    assert isinstance(updates, list)
    assert [(update.chat_id, update.wish) for update in updates] == [("12", Start("office_12")), ("13", Stop())]
    assert await bale.poll(updates[-1].id + 1, wait=0) == []


async def test_updates_that_were_not_confirmed_come_again(bale: BaleChannel, peer: BalePeer) -> None:
    """The offset moves only when the notifier has written down what it read."""
    await peer.chats.person_writes(12, "/start")

    assert await bale.poll(0, wait=0) == await bale.poll(0, wait=0) != []


async def test_a_waiting_poll_answers_when_someone_writes(bale: BaleChannel, peer: BalePeer) -> None:
    polling = asyncio.create_task(bale.poll(0, wait=30))
    await peer.chats.person_writes(12, "/start")

    updates = await asyncio.wait_for(polling, timeout=5)

    assert isinstance(updates, list)
    assert updates[0].chat_id == "12"


async def test_polling_beside_a_webhook_waits(bale: BaleChannel, peer: BalePeer) -> None:
    peer.bot.webhook = "http://127.0.0.1:9/somewhere"

    assert await bale.poll(0, wait=0) == Later(None, f"{OUR_BOT}: 409", "account")


async def test_the_token_shows_in_no_log_and_no_outcome(
    peer: BalePeer, a_message: MakeMessage, caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    """The library below logs each address at INFO, and ours hold the token."""
    logging.getLogger("httpx").setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)
    await peer.chats.person_writes(12, "/start")
    near, far = (
        BaleChannel(url, token=TOKEN, patience=0.3) for url in (peer.base_url, f"http://127.0.0.1:{unused_tcp_port}")
    )

    outcomes = [await near.send(SARA, a_message(), key="k1"), await far.send(SARA, a_message(), key="k2")]
    peer.behave(Behaviour(hang_after_post=True))
    outcomes.append(await near.send(SARA, a_message(), key="k3"))
    await asyncio.gather(near.close(), far.close())

    assert [type(outcome) for outcome in outcomes] == [Sent, Later, Unknown]
    assert TOKEN not in caplog.text
    assert "a-token" not in f"{outcomes}{near!r}"


async def test_the_token_shows_in_no_traceback(a_message: MakeMessage) -> None:
    channel = BaleChannel("http://127.0.0.1:9", token=TOKEN)
    await channel.close()

    with pytest.raises(RuntimeError) as closed:
        await channel.send(SARA, a_message(), key="k1")
    assert TOKEN not in "".join(traceback.format_exception(closed.value))


@pytest.mark.parametrize("token", ["", "no-colon", "1405:a b", "1405:a/../getMe", "1405:a\n"])
def test_what_is_no_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(ValueError, match="a token of Bale is") as refused:
        BaleChannel("http://127.0.0.1:9", token=token)
    assert not token or token not in str(refused.value)


async def test_the_peer_speaks_the_rest_of_the_interface(bale: BaleChannel, peer: BalePeer) -> None:
    await peer.chats.person_writes(12, "/start")
    await bale.post(SARA, "نخست")
    [post] = peer.chats.by_bot(12)
    async with httpx.AsyncClient(base_url=f"{peer.base_url}/bot{TOKEN}/") as bot:
        me = (await bot.get("GETME")).json()
        edited = (
            await bot.post("editMessageText", data={"chat_id": "12", "message_id": post.id, "text": "دوم"})
        ).json()
        deleted = (await bot.get("deleteMessage", params={"chat_id": 12, "message_id": post.id})).json()
        unknown = (await bot.get("sendTelepathy")).json()

    assert me["result"]["is_bot"] is True
    assert edited["result"]["text"] == "دوم"
    assert deleted == {"ok": True, "result": True}
    assert unknown["error_code"] == 404
    assert peer.chats.by_bot(12) == []
