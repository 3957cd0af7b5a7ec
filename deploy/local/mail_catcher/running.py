"""The mail catcher as something that can be started: by its program, or inside a test."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.mail_catcher.letters import Letters
from deploy.local.mail_catcher.post_office import Behaviour, PostOffice, open_post_office
from deploy.local.mail_catcher.web import ROOT, create_app
from deploy.local.peer.serving import LOOPBACK, serving


@dataclass(frozen=True, slots=True)
class MailCatcher:
    """A running mail catcher."""

    letters: Letters
    office: PostOffice
    smtp_port: int
    http_port: int

    @property
    def smtp_url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.smtp_port}"

    @property
    def page_url(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}{ROOT}/"

    def behave(self, behaviour: Behaviour) -> None:
        """Fail like this from now on."""
        self.office.behaviour = behaviour


@asynccontextmanager
async def running_mail_catcher(
    *,
    smtp_port: int = 0,
    http_port: int = 0,
    store: Path | None = None,
    starttls: ssl.SSLContext | None = None,
    implicit_tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> AsyncIterator[MailCatcher]:
    """Run it on 127.0.0.1; port 0 takes a free one."""
    letters = Letters(store)
    office = PostOffice(letters)
    # The page comes last: whoever sees it answer may hand in a letter.
    async with (
        open_post_office(office, smtp_port, starttls=starttls, implicit_tls=implicit_tls, login=login) as smtp,
        serving(create_app(letters, office), http_port) as web,
    ):
        yield MailCatcher(letters, office, smtp, web)
