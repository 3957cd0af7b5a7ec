"""What people do at the sign-in page of the demo county; the page's context knows the address of the stack."""

from playwright.sync_api import Page

from deploy.local.county.passwords import DEMO_PASSWORD


def sign_in(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Go there, and send name and password."""
    page.goto("/membership/sign-in")
    fill_in(page, username, password)


def fill_in(page: Page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Send name and password on the sign-in page that is open."""
    page.get_by_label("نام کاربری").fill(username)
    page.get_by_label("گذرواژه").fill(password)
    page.get_by_role("button", name="ورود", exact=True).click()
