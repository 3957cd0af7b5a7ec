"""Wagtail's page of an article: gunicorn with one worker, DEBUG off, SQLite, cached templates, no cache of pages."""

import json
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from typing_extensions import override

from tests.bench.contestants import payload
from tests.bench.contestants.life import READY, say

_SQLITE = {"ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": 60}


class _NoMigrations(dict[str, None]):
    """Every table is made as it is today: an application without migrations cannot build on one that has some."""

    @override
    def __contains__(self, key: object) -> bool:
        return True

    @override
    def __getitem__(self, key: str) -> None:
        return None


class _Served(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    @override
    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self._port}")
        self.cfg.set("workers", 1)
        self.cfg.set("loglevel", "critical")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("post_worker_init", lambda _: say(READY))

    @override
    def load(self) -> object:
        return get_wsgi_application()


def main(port: int, articles: int) -> None:
    """Serve until killed. The address of a page is `/article-<number>/`."""
    with tempfile.TemporaryDirectory(prefix="ravabet-wagtail-") as folder:
        settings.configure(
            DEBUG=False,
            SECRET_KEY="of-a-benchmark",
            ALLOWED_HOSTS=["127.0.0.1"],
            ROOT_URLCONF="tests.bench.contestants.wagtail_articles.urls",
            USE_TZ=True,
            LANGUAGE_CODE="fa",
            STATIC_URL="/static/",
            WAGTAIL_SITE_NAME="bench",
            WAGTAILADMIN_BASE_URL="http://127.0.0.1",
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            DATABASES={
                "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(folder, "db"), "CONN_MAX_AGE": 60}
            },
            MIGRATION_MODULES=_NoMigrations(),
            INSTALLED_APPS=[
                "tests.bench.contestants.wagtail_articles",
                *(f"wagtail.{name}" for name in ("users", "images", "documents", "search", "admin")),
                "wagtail",
                "taggit",
                "modelcluster",
                *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")),
            ],
            TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
            MIDDLEWARE=[
                "django.middleware.security.SecurityMiddleware",
                "django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
            ],
        )
        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        _fill(port, articles)
        _Served(port).run()


def _fill(port: int, articles: int) -> None:
    from wagtail.models import Locale, Page, Site  # noqa: PLC0415 - they can be imported only after django.setup()

    from tests.bench.contestants.wagtail_articles.models import ArticlePage  # noqa: PLC0415

    Locale.objects.create(language_code="fa")
    home = Page.add_root(instance=Page(title="root", slug="root")).add_child(instance=Page(title="home", slug="home"))
    for number in range(articles):
        said = payload.an_article(number)
        home.add_child(
            instance=ArticlePage(
                title=said.headline, slug=f"article-{number}", lead=said.lead, text=said.text, publisher="اداره آب"
            )
        )
    Site.objects.create(hostname="127.0.0.1", port=port, root_page=home, is_default_site=True)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
