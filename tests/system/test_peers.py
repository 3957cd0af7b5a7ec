"""The peers of the local stack as programs: what they print, keep and show."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import async_playwright

from deploy.local.bale_peer.running import BalePeer, running_bale_peer
from deploy.local.mail_catcher.letters import Letters
from deploy.local.mail_catcher.running import MailCatcher, running_mail_catcher
from deploy.local.peer.serving import serving
from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.domain import Message, Sent
from services.notifier.channels.smtp_outside import SmtpChannel

CHROMIUM = Path("/usr/bin/chromium")
SARA = "sara@example.org"
MAIL_API = "/peers/mail/api"
BALE_API = "/peers/bale/api"


@pytest.mark.system
async def test_the_mail_catcher_keeps_letters_over_a_restart_and_prints_nothing(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    smtp, web = unused_tcp_port_factory(), unused_tcp_port_factory()
    program = ("mail_catcher", "--smtp-port", f"{smtp}", "--http-port", f"{web}", "--store", f"{tmp_path}")
    async with started(*program, port=web) as first:
        outcome = await send_a_letter(smtp)
        before = await ask(web, f"{MAIL_API}/messages?to={SARA}")
    async with started(*program, port=web) as second:
        after = await ask(web, f"{MAIL_API}/messages?to={SARA.upper()}")

    assert isinstance(outcome, Sent)
    assert before["total"] == 1
    assert after == before
    assert first == second == {"code": 0, "said": ""}


@pytest.mark.system
async def test_the_bale_peer_keeps_chats_over_a_restart_and_prints_nothing(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    program = ("bale_peer", "--http-port", f"{unused_tcp_port}", "--token", "t:1", "--store", f"{tmp_path}")
    channel = BaleChannel(f"http://127.0.0.1:{unused_tcp_port}", token="t:1")
    async with started(*program, port=unused_tcp_port) as first, httpx.AsyncClient() as http:
        await http.post(f"http://127.0.0.1:{unused_tcp_port}{BALE_API}/chats/12/messages", json={"text": "/start"})
        await channel.post("12", "خوش آمدید")
    async with started(*program, port=unused_tcp_port) as second:
        messages = await ask(unused_tcp_port, f"{BALE_API}/messages?chat_id=12")
        updates = await channel.poll(0, wait=0)
        await channel.close()

    assert [message["text"] for message in messages["items"]] == ["خوش آمدید"]
    assert isinstance(updates, list)
    assert [update.text for update in updates] == ["/start"]
    assert first == second == {"code": 0, "said": ""}


@pytest.mark.system
async def test_a_poll_that_waits_does_not_hold_up_the_end(unused_tcp_port: int) -> None:
    channel = BaleChannel(f"http://127.0.0.1:{unused_tcp_port}", token="t:1")
    async with started("bale_peer", "--http-port", f"{unused_tcp_port}", "--token", "t:1", port=unused_tcp_port) as run:
        polling = asyncio.create_task(channel.poll(0, wait=50))
        await ask(unused_tcp_port, f"{BALE_API}/messages")

    assert run == {"code": 0, "said": ""}
    await asyncio.wait_for(polling, timeout=5)
    await channel.close()


@pytest.mark.system
@pytest.mark.parametrize("peer", ["mail_catcher", "bale_peer"])
async def test_the_peers_explain_themselves(peer: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"deploy.local.{peer}", "--help", stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()

    assert process.returncode == 0
    assert b"--http-port N" in said
    assert b"127.0.0.1" in said


@pytest.mark.system
async def test_a_taken_port_is_one_sentence() -> None:
    async with running_bale_peer(token="t:1") as holder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.local.bale_peer", "--http-port", f"{holder.http_port}", "--token", "t:1"),
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()

    assert process.returncode == 1
    assert said == b"A port is taken: end the program that holds it, or choose another number.\n"


async def test_the_peers_listen_on_loopback_only() -> None:
    async with running_mail_catcher() as catcher, running_bale_peer(token="t:1") as bale:
        for port in (catcher.smtp_port, catcher.http_port, bale.http_port):
            with socket.socket() as other, pytest.raises(ConnectionRefusedError):
                other.connect(("127.0.0.2", port))


async def test_the_peers_answer_to_no_name_of_another_site() -> None:
    async with running_mail_catcher() as catcher, httpx.AsyncClient(base_url=catcher.page_url) as http:
        by_name = await http.get("", headers={"Host": "localhost:8000"})
        by_another = await http.get("", headers={"Host": "evil.example"})

    assert (by_name.status_code, by_another.status_code) == (200, 400)


async def test_the_mailbox_is_a_persian_page_that_asks_nobody_else() -> None:
    async with running_mail_catcher() as catcher, httpx.AsyncClient(base_url=catcher.page_url) as http:
        empty = (await http.get("")).text
        await send_a_letter(catcher.smtp_port)
        page = await http.get("", params={"to": SARA})

    assert "هنوز ایمیلی نرسیده است" in empty
    assert '<html lang="fa" dir="rtl">' in page.text
    assert "قطع آب" in page.text
    assert "۱ ایمیل" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text.replace(catcher.page_url, "")


async def test_a_letters_html_is_shown_but_cannot_act() -> None:
    async with running_mail_catcher() as catcher, httpx.AsyncClient(base_url=catcher.page_url) as http:
        evil = "Subject: <b>x</b>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<script>x()</script>"
        letter = await catcher.letters.add(sender="a@b.ir", to=[SARA], raw=evil.encode())
        page = await http.get(f"letters/{letter.id}")
        frame = await http.get(f"letters/{letter.id}/html")
        missing = await http.get("letters/999")

    assert 'sandbox="allow-top-navigation-by-user-activation"' in page.text
    assert "<script>" not in page.text
    assert "<b>x</b>" not in page.text
    assert "sandbox allow-top-navigation" in frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]
    assert missing.status_code == 404


async def test_scripts_can_wait_for_letters_read_them_and_empty_the_box() -> None:
    async with running_mail_catcher() as catcher, httpx.AsyncClient(base_url=catcher.page_url) as http:
        waiting = asyncio.create_task(http.get("api/messages", params={"to": SARA, "at_least": 1, "wait": 10}))
        await send_a_letter(catcher.smtp_port)
        [letter] = (await waiting).json()["items"]
        raw = (await http.get(f"api/messages/{letter['id']}")).json()["raw"]
        nobody = (await http.get("api/messages", params={"to": "x@y.ir", "at_least": 1, "wait": 0.05})).json()
        await http.delete("api/messages")
        emptied = (await http.get("api/messages")).json()

    assert letter["subject"] == "قطع آب"
    assert letter["links"] == ["https://bahardasht.example/n/1", "https://bahardasht.example/u/1"]
    assert "List-Unsubscribe" not in raw
    assert nobody == emptied == {"items": [], "total": 0}


async def test_failures_are_asked_for_over_http_and_end_after_so_many_times() -> None:
    async with running_mail_catcher() as catcher, httpx.AsyncClient(base_url=catcher.page_url) as http:
        asked = await http.post("api/behaviour", json={"rcpt": {SARA: 550}, "times": 1})
        wrong = await http.post("api/behaviour", json={"rctp": {}})
        outcomes = [await send_a_letter(catcher.smtp_port), await send_a_letter(catcher.smtp_port)]

    assert (asked.status_code, wrong.status_code) == (200, 422)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Rejected", "Sent"]


async def test_only_the_last_letters_are_kept(tmp_path: Path) -> None:
    letters = Letters(tmp_path, kept=3)
    for number in range(5):
        await letters.add(sender="a@b.ir", to=[SARA], raw=f"Subject: {number}\r\n\r\n".encode())

    again = Letters(tmp_path, kept=3)
    assert [letter.subject for letter in again.to()] == ["4", "3", "2"]
    assert again.counts() == [(SARA, 3)]


async def test_a_person_talks_with_the_bot_on_the_page() -> None:
    async with running_bale_peer(token="t:1") as peer, httpx.AsyncClient(follow_redirects=True) as http:
        channel = BaleChannel(peer.base_url, token="t:1")
        began = asyncio.create_task(
            http.post(f"{peer.page_url}chats", data={"name": "سارا <احمدی>", "text": "/start office_water"})
        )
        updates = await channel.poll(0, wait=5)
        assert isinstance(updates, list)
        await channel.post(updates[0].chat_id, "خوش آمدید: https://bahardasht.example/n/1")
        chat = (await began).text
        chats = (await http.get(peer.page_url)).text
        await channel.close()

    assert "/start office_water" in chat
    assert "سارا &lt;احمدی&gt;" in chat
    assert '<a href="https://bahardasht.example/n/1"' in chat
    assert "بازو: " in chats


async def test_the_bot_may_be_called_back_instead_of_asking() -> None:
    """With a webhook an update is posted to it, as the real one does."""
    called: list[dict[str, Any]] = []
    bot = FastAPI()

    @bot.post("/hook")
    async def hook(update: dict[str, Any]) -> None:
        called.append(update)

    async with serving(bot) as port, running_bale_peer(token="t:1") as peer, httpx.AsyncClient() as http:
        await http.post(f"{peer.base_url}/bott:1/setWebhook", json={"url": f"http://127.0.0.1:{port}/hook"})
        written = await http.post(f"{peer.page_url}api/chats/12/messages", json={"text": "/start"})
        polled = await http.post(f"{peer.base_url}/bott:1/getUpdates")

    assert called == [written.json()]
    assert called[0]["message"]["text"] == "/start"
    assert polled.json()["error_code"] == 409


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
async def test_the_pages_fit_a_phone_and_a_letters_button_leads_out_of_its_frame() -> None:
    async with (
        running_mail_catcher() as catcher,
        running_bale_peer(token="t:1") as peer,
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
    ):
        await send_a_letter(catcher.smtp_port, link=peer.page_url)
        await peer.chats.person_writes(12, "/start " + "long" * 30)
        page = await browser.new_page(viewport={"width": 390, "height": 800})
        for url in pages_of(catcher, peer):
            await page.goto(url)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390, url
        await page.goto(f"{catcher.page_url}letters/1")
        await page.frame_locator("iframe").get_by_role("link", name="متن کامل").click()
        await page.wait_for_url(peer.page_url)


def pages_of(catcher: MailCatcher, peer: BalePeer) -> list[str]:
    return [
        catcher.page_url,
        f"{catcher.page_url}?to={SARA}",
        f"{catcher.page_url}letters/1",
        peer.page_url,
        f"{peer.page_url}chats/12",
    ]


async def send_a_letter(smtp_port: int, *, link: str = "https://bahardasht.example/n/1") -> object:
    channel = SmtpChannel(f"smtp://127.0.0.1:{smtp_port}", sender="روابط <news@bahardasht.example>", now=now)
    message = Message("قطع آب", "دوشنبه.", link=link, stop_url="https://bahardasht.example/u/1")
    outcome = await channel.send(SARA, message, key="k1")
    await channel.close()
    return outcome


@asynccontextmanager
async def started(peer: str, *arguments: str, port: int) -> AsyncIterator[dict[str, object]]:
    """Run a peer as a program; after the block, what it yielded holds its exit code and all that it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"deploy.local.{peer}",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    end: dict[str, object] = {}
    try:
        await listening(port)
        yield end
    finally:
        process.terminate()
        said, _ = await asyncio.wait_for(process.communicate(), timeout=10)
        end.update(code=process.returncode, said=said.decode())


async def listening(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def ask(port: int, path: str) -> dict[str, Any]:
    async with httpx.AsyncClient() as http:
        answer: dict[str, Any] = (await http.get(f"http://127.0.0.1:{port}{path}")).json()
        return answer


def now() -> datetime:
    return datetime.now(UTC)
