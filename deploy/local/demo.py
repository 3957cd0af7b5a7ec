"""`make demo`: the main job from end to end, seen only through the public interface and the peers' mailboxes.

Exit code 0 only if everyone was told once of what concerns them, and nobody of what does not.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx

from deploy.local.control import find_running
from deploy.local.county.data import County, load
from deploy.local.county.facts import Office, Person
from deploy.local.county.passwords import DEMO_PASSWORD
from deploy.local.neighbour import Neighbour, NotLetIn
from deploy.local.progress import Progress
from deploy.local.stack import home_asked_for, throw_away_stack
from deploy.local.trouble import CannotStart
from shared.persian.digits import persian_digits

_WAIT_SECONDS = 20.0
_QUIET_SECONDS = 3.0

Messages = Callable[[], list[dict[str, Any]]]


class Broken(Exception):
    """The demo did not go as it must; the message says what."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What one person gets."""

    who: str
    way: str
    messages: Messages

    def about(self, words: str) -> list[dict[str, Any]]:
        """Those that mention these words."""
        return [message for message in self.messages() if words in message.get("subject", "") + message.get("text", "")]


def main() -> int:
    """Run the demo on the running stack, or on one of its own."""
    try:
        with _some_stack() as url, httpx.Client(base_url=url, timeout=30) as web:
            Demo(web).run()
    except (Broken, CannotStart) as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print("Each message arrived once, and nobody got one that they do not follow.")
    return 0


class Demo:
    """Four people and a stranger."""

    def __init__(self, web: httpx.Client) -> None:
        self._web = web
        self._county = load()
        self.mark = f"{time.time_ns() // 1_000_000 % 100_000_000:08d}"
        """Tells the messages of this run from those of earlier ones."""

    def run(self) -> None:
        """The four deeds: news, an outage that another system tells, decree, report. Raises Broken."""
        manager = self.sign_in("aslani")
        secretary, governor = self.sign_in("dabir"), self.sign_in("farmandar")
        citizen = self._mail("شهروند پیرو آب", f"citizen-{self.mark}@demo.example")
        stranger = self._mail("شهروند پیرو راهداری", f"stranger-{self.mark}@demo.example")
        neighbour = self._chat("همسایه در بله", 8_000_000_000 + int(self.mark))
        self._follow_by_mail(f"citizen-{self.mark}@demo.example", "office/water", citizen)
        self._follow_by_mail(f"stranger-{self.mark}@demo.example", "office/roads", stranger)
        self._follow_in_bale(neighbour, 8_000_000_000 + int(self.mark), "office_water")
        # In Persian digits, since that is how pages show them.
        headline = f"آزمون {persian_digits(self.mark)}: آب محله گلستان امشب برقرار است"
        self._news(manager, headline, [citizen, neighbour], stranger)
        self._outage(stranger)
        self._decree(secretary, governor)
        self._report(secretary)

    def sign_in(self, username: str) -> dict[str, str]:
        """The header with which this person asks. Raises Broken."""
        form = {"username": username, "password": DEMO_PASSWORD}
        token = self._web.post("/api/membership/tokens", data=form)
        if token.status_code != httpx.codes.OK:
            raise Broken(f"{username} cannot sign in: is this the demo county?")
        return {"Authorization": f"Bearer {token.json()['access_token']}"}

    def follower(self, topic: str) -> Mailbox:
        """Somebody new who follows a topic by e-mail, and has confirmed."""
        address = f"follower-{self.mark}@demo.example"
        mailbox = self._mail("پیرو", address)
        self._follow_by_mail(address, topic, mailbox)
        return mailbox

    def stays_so(self, expected: list[tuple[Mailbox, str, int]]) -> None:
        """Nobody gets a second one, and no stranger any, in the seconds in which a duplicate would come."""
        ends_at = time.perf_counter() + _QUIET_SECONDS
        while time.perf_counter() < ends_at:
            for mailbox, words, number in expected:
                found = len(mailbox.about(words))
                if found != number:
                    raise Broken(f"{mailbox.who} got {found} messages by {mailbox.way} instead of {number}")
            time.sleep(0.2)

    def _news(self, manager: dict[str, str], headline: str, followers: list[Mailbox], stranger: Mailbox) -> None:
        draft = {"publisher": {"kind": "office", "id": "water"}, "headline": headline, "text": "کار ترمیم پایان یافت."}
        article = self._post("/api/news/articles", manager, json=draft, status=201)["id"]
        started = time.perf_counter()
        published = self._post(f"/api/news/articles/{article}/publication", manager)
        self._line("خبر", "همه", "پایگاه", started)
        again = self._post(f"/api/news/articles/{article}/publication", manager)
        if published != again:
            raise Broken("the same publication, posted again, was answered differently")
        if headline not in self._web.get(f"/n/{article}").text:
            raise Broken("the portal does not show the article")
        for follower in followers:
            self._arrives("خبر", follower, headline, started)
        self.stays_so([(follower, headline, 1) for follower in followers] + [(stranger, headline, 0)])

    def _outage(self, stranger: Mailbox) -> None:
        """Let another system tell an outage, a change of it and its end to whoever follows power outages."""
        resident = self._mail("ساکن محله", f"resident-{self.mark}@demo.example")
        self._follow_by_mail(f"resident-{self.mark}@demo.example", "kind/outage-electricity", resident)
        system, place = self._neighbour(), f"کوی آزمون {persian_digits(self.mark)}"
        now = datetime.now(UTC)
        outage: dict[str, Any] = {
            "outage_id": self.mark,
            "utility": "electricity",
            "places": [place],
            "begins_at": now.isoformat(),
            "ends_at": (now + timedelta(hours=3)).isoformat(),
        }
        told = [
            ("قطع برق", "outage.announced.v1", outage),
            ("تغییر کرد", "outage.announced.v1", outage | {"reason": "سقوط درخت"}),
            ("رفع شد", "outage.ended.v1", {"outage_id": self.mark, "ended_at": now.isoformat()}),
        ]
        for number, (words, event_type, data) in enumerate(told, start=1):
            started = time.perf_counter()
            answer = system.post(f"{self.mark}-{number}", event_type, data)
            if answer.status_code != httpx.codes.ACCEPTED:
                raise Broken(f"the event of another system was answered {answer.status_code}: {answer.text[:300]}")
            self._arrives("قطعی", replace(resident, messages=partial(resident.about, words)), place, started)
        path = f"/bulletins/outage/{system.name}:{self.mark}"
        if place not in self._web.get(path).text:
            raise Broken("the portal does not show the outage at its address")
        first, *others = sorted(resident.about(place), key=lambda letter: int(letter["id"]))
        if {dict(letter["headers"]).get("In-Reply-To") for letter in others} != {first["message_id"]}:
            raise Broken("what followed the outage does not continue the first message")
        self.stays_so([(resident, place, 3), (stranger, place, 0)])

    def _neighbour(self) -> Neighbour:
        try:
            return Neighbour.let_in(self._web, f"demo{self.mark}", "electricity", self.sign_in("operator"))
        except NotLetIn as reason:
            raise Broken(str(reason)) from None

    def _decree(self, secretary: dict[str, str], governor: dict[str, str]) -> None:
        nominee = _nominee(self._county)
        decree = {
            "person_id": nominee.id,
            "office_ids": [post.office_id for post in nominee.posts if post.office_id],
            "body_id": "media_hq",
            "role": "member",
            "valid_from": time.strftime("%Y-%m-%d"),
        }
        self._end_earlier(nominee, secretary, governor)
        drafted = self._post("/api/membership/decrees", secretary, json=decree, status=201)
        started = time.perf_counter()
        signed = self._post(f"/api/membership/decrees/{drafted['id']}/signature", governor)
        print(f"  شماره ثبت: {signed['register_no']}")
        manager = self._mail(f"سرپرست ({nominee.id})", nominee.email)
        path = signed["verify_url"].removeprefix(str(self._web.base_url).rstrip("/"))
        if self._web.get(path).status_code != httpx.codes.OK:
            raise Broken("the decree cannot be checked at its public address")
        self._arrives("حکم", manager, path, started)
        self.stays_so([(manager, path, 1)])

    def _end_earlier(self, nominee: Person, secretary: dict[str, str], governor: dict[str, str]) -> None:
        """Revoke what an earlier run signed, since nobody is a member of a body by two decrees."""
        members = self._get("/api/membership/members?body=media_hq", secretary)["items"]
        for member in members:
            if member["person_id"] == nominee.id:
                path = f"/api/membership/decrees/{member['decree_id']}/revocation"
                self._post(path, governor, json={"reason": "پایان آزمون پیشین"})

    def _report(self, secretary: dict[str, str]) -> None:
        period = self._open_period(secretary)
        manager, office = self._office_that_has_not_reported(period, secretary)
        path = f"/api/reporting/reports/{period}/{office.id}"
        template = self._get(f"/api/reporting/periods/{period}/template", manager)
        values = {
            item["code"]: _something(item)
            for section in template["sections"]
            for item in section["items"]
            if item["required"] and item["source"] == "declared"
        }
        kept = self._put(path, manager, json={"values": values, "narrative": f"گزارش آزمون {self.mark}"})
        started = time.perf_counter()
        submitted = self._post(f"{path}/submission", manager)
        print(f"  {office.name}: {'به‌موقع' if submitted['on_time'] else 'با تأخیر'}، مهلت {kept['due_at']}")
        link = f"/reporting/{period}/{office.id}"
        secretaries = [
            self._mail(f"دبیرخانه ({each.id})", each.email) for each in _holders(self._county, "secretariat")
        ]
        for each in secretaries:
            self._arrives("گزارش", each, link, started)
        self.stays_so([(each, link, 1) for each in secretaries])

    def _open_period(self, by: dict[str, str]) -> str:
        periods = self._get("/api/reporting/periods", by)["items"]
        is_open = [period["id"] for period in periods if period["state"] == "open"]
        if not is_open:
            raise Broken("no reporting period is open")
        return str(is_open[-1])

    def _office_that_has_not_reported(self, period: str, secretary: dict[str, str]) -> tuple[dict[str, str], Office]:
        reports = self._get("/api/reporting/reports", secretary, params={"period": period, "limit": 100})["items"]
        done = {report["office_id"] for report in reports if report["state"] == "submitted"}
        for office in self._county.offices:
            manager = self._county.pr_manager_of(office.id)
            if manager and office.id not in done and office.active_to_days_ago is None:
                return self.sign_in(manager.username), office
        raise Broken("every office has reported already: start again with an empty RAVABET_HOME")

    def _follow_by_mail(self, address: str, topic: str, mailbox: Mailbox) -> None:
        wish = {"channel": "email", "address": address, "topic": topic}
        self._post("/api/notifier/subscriptions", {}, json=wish, status=201)
        (asked,) = self._wait(mailbox.messages, f"a confirmation for {mailbox.who}")
        link = next(link for link in asked["links"] if "/u/" in link)
        path = "/u/" + link.partition("/u/")[2]
        if self._web.post(path).status_code != httpx.codes.OK:
            raise Broken("the confirmation was not accepted")

    def _follow_in_bale(self, mailbox: Mailbox, chat: int, topic: str) -> None:
        self._web.post(f"/peers/bale/api/chats/{chat}/messages", json={"text": f"/start {topic}"}).raise_for_status()
        self._wait(mailbox.messages, f"an answer of the bot to {mailbox.who}")

    def _arrives(self, what: str, mailbox: Mailbox, words: str, started: float) -> None:
        self._wait(lambda: mailbox.about(words), f"{what} for {mailbox.who} by {mailbox.way}")
        self._line(what, mailbox.who, mailbox.way, started)

    def _line(self, what: str, who: str, way: str, started: float) -> None:
        print(f"✓ {what} → {who} · {way} · {round((time.perf_counter() - started) * 1000)} ms")

    def _wait(self, probe: Messages, what: str) -> list[dict[str, Any]]:
        ends_at = time.perf_counter() + _WAIT_SECONDS
        while time.perf_counter() < ends_at:
            if found := probe():
                return found
            time.sleep(0.02)
        raise Broken(f"{what} did not arrive within {_WAIT_SECONDS:.0f} seconds")

    def _mail(self, who: str, address: str) -> Mailbox:
        return Mailbox(who, "ایمیل", lambda: self._items("mail", {"to": address}))

    def _chat(self, who: str, chat: int) -> Mailbox:
        return Mailbox(who, "بله", lambda: self._items("bale", {"chat_id": chat}))

    def _items(self, peer: str, where: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._web.get(f"/peers/{peer}/api/messages", params={"limit": 500} | where)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        found = answer.raise_for_status().json()
        items: list[dict[str, Any]] = found["items"] if isinstance(found, dict) else found
        return items

    def _get(self, path: str, by: dict[str, str], **options: Any) -> Any:
        return self._asked("GET", path, by, 200, options)

    def _put(self, path: str, by: dict[str, str], **options: Any) -> Any:
        return self._asked("PUT", path, by, 200, options)

    def _post(self, path: str, by: dict[str, str], *, status: int = 200, **options: Any) -> Any:
        return self._asked("POST", path, by, status, options)

    def _asked(self, method: str, path: str, by: dict[str, str], status: int, options: dict[str, Any]) -> Any:
        answer = self._web.request(method, path, headers=by, **options)
        if answer.status_code != status:
            raise Broken(f"{method} {path} was answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()


def _nominee(county: County) -> Person:
    """A «سرپرست» who has no decree yet."""
    decreed = {decree.person_id for decree in county.decrees.decrees}
    return next(
        person for person in county.people if person.id not in decreed and any(post.acting for post in person.posts)
    )


def _holders(county: County, role: str) -> list[Person]:
    return [person for person in county.people if any(post.role == role for post in person.posts)]


def _something(item: dict[str, Any]) -> Any:
    return 3 if item["type"] in {"int", "percent"} else "در این ماه کارها به برنامه پیش رفت."


@contextmanager
def _some_stack() -> Iterator[str]:
    """The stack that runs, or one that is gone afterwards."""
    running = find_running(home_asked_for().folder)
    if running:
        yield running.url
        return
    with throw_away_stack(progress=Progress()) as stack:
        yield stack.url


if __name__ == "__main__":
    sys.exit(main())
