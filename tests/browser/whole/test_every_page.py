"""Every page to which links lead, in a running stack: there for whoever sees the link, fit for everybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from deploy.local.stack import Stack
from tests.browser.fitness import Axe, faults_at_a_glance, faults_on_phone_and_desk
from tests.browser.people import sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.slow("there are many pages, and each is opened"),
]

_NOT_OURS_OR_NO_PAGE = re.compile(r"/(peers|static|api|files)/|\.(csv|xlsx|pdf|rss|atom|json)($|\?)")
_A_NAME = re.compile(r"(?<=/)(?=[^/]*\d)[\w.-]{6,}(?=/|$)")
"""What stands for one of many in an address: an id, a month, a code."""
_ONE_OF_MANY = re.compile(
    r"^/(offices|bodies|council|membership/(?:bodies|offices|people)|reporting/\*)/(?!new$|duplicates$)[^/]+(?=$|/)"
    r"|^/(membership/posts)/.+:.+"
)

_OF_THE_PORTAL = re.compile(r"/($|offices|bodies|council|search|n/\*|v$|demo|notifier/follow|membership/sign-in)")
"""Walked by somebody who is not signed in."""

_OTHER_FOR_EACH = {"/desk"}
"""Made of other templates for each role."""
_WITH_LINKS_FOR_OTHERS = {"/demo", "/shell"}

START = {
    "": {"/", "/search?q=آب", "/search?q=ققنوس", "/v", "/membership/sign-in", "/membership/password", "/demo"},
    "aslani": {"/desk", "/membership/account", "/n/desk/new", "/notifier/notices"},
    "dabir": {"/desk", "/membership/people/new", "/membership/decrees/new", "/n/desk"},
    "farmandar": {"/desk", "/membership/account/app"},
    "operator": {"/desk", "/shell", "/membership/audit"},
}


@contextmanager
def signed_in(browser: Browser, stack: Stack, username: str) -> Iterator[Page]:
    with browser.new_context(base_url=stack.url, locale="fa-IR") as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        if username:
            sign_in(page, username)
            page.wait_for_url("**/desk")
        yield page


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """The kinds of pages that were looked at on a phone and at a desk, in light and dark, as whomever."""
    return set()


def kind_of(address: str) -> str:
    """The same for all pages of one kind."""
    path = _A_NAME.sub("*", urlsplit(address).path)
    return _ONE_OF_MANY.sub(lambda found: f"/{found[1] or found[2]}/*", path)


def links_of(page: Page, stack: Stack) -> set[str]:
    """Where the page leads to within these services."""
    every = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
    ours = {urldefrag(address.removeprefix(stack.url)).url for address in every if address.startswith(stack.url + "/")}
    return {address for address in ours if not _NOT_OURS_OR_NO_PAGE.search(address)}


@pytest.mark.parametrize("username", START)
def test_every_page_that_links_lead_to_is_whole(
    browser: Browser, stack: Stack, axe: Axe, examined: set[str], username: str
) -> None:
    to_see, seen, faults = sorted(START[username]), set[str](), list[str]()
    with signed_in(browser, stack, username) as page:
        while to_see:
            address = to_see.pop()
            answer = page.goto(address)
            assert answer
            seen.add(kind_of(address))
            if not answer.ok:
                faults.append(f"{address}: answered {answer.status}")
                continue
            in_full = kind_of(address) in _OTHER_FOR_EACH or kind_of(address) not in examined
            found = faults_on_phone_and_desk(page, axe) if in_full else faults_at_a_glance(page, axe)
            faults += [f"{address}: {fault}" for fault in found]
            examined.add(kind_of(address))
            if address in _WITH_LINKS_FOR_OTHERS:
                continue
            known = seen | {kind_of(each) for each in to_see}
            for link in sorted(links_of(page, stack)):
                if kind_of(link) not in known and not (username and _OF_THE_PORTAL.match(kind_of(link))):
                    known.add(kind_of(link))
                    to_see.append(link)
    assert not faults, "\n".join(faults)
    assert len(seen) > len(START[username])
