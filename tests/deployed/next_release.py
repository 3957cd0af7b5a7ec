"""The release after this one, as it is played for upgrades: a second version of a contract, and a document change.

It is this release with a few lines changed, by the recipes of CONTRIBUTING. `news.published.v2` is published beside v1
and heard by those who hear v1. Articles get a field that a migration gives to those of the release before.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.images.building import PROJECT

VERSION: Final = "0.1.1"
"""What it says of itself."""
NEW_TYPE: Final = "news.published.v2"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a file: this text, which stands there once, becomes that."""

    file: str
    before: str
    after: str


_CONTRACT = '''

class NewsPublishedTo(Event):
    """An article became visible. Says to whom in place of `county_wide`, which is why it is another version."""

    type: ClassVar[str] = "news.published.v2"
    about: ClassVar[tuple[str, str]] = ("article", "article_id")

    article_id: str
    publisher: Publisher
    headline: str
    lead: str = ""
    url: WebAddress
    topics: tuple[str, ...] = ()
    audience: Literal["followers", "county"]
    published_at: Instant


class NewsCorrected(Event):'''

_SECOND = """                second = NewsPublishedTo(
                    article_id=event.article_id,
                    publisher=event.publisher,
                    headline=event.headline,
                    lead=event.lead,
                    url=event.url,
                    topics=event.topics,
                    audience="county" if event.county_wide else "followers",
                    published_at=event.published_at,
                )
                await self.articles.save(article, event, second)"""

_MIGRATION = '''"""Articles of the release before get the number of their letters."""

from collections.abc import Sequence

from services.news.articles.mongo import ARTICLES, to_article
from shared.store.driver import Document
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store


async def _with_letters(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change({"letters": len(to_article(document).content.text)}) for document in documents]


MIGRATIONS = (
    Migration(
        name="0001-articles-letters",
        says="Adds the number of letters to each article.",
        collection=ARTICLES,
        left={"letters": {"$exists": False}},
        change=_with_letters,
    ),
)
'''

_LISTENERS = {
    "services/notifier/announcing/feature.py": "NewsSource, NewsSource.published",
    "services/reporting/activity/feature.py": "ActivityCounter, ActivityCounter.count_news",
}

EDITS: Final = (
    Edit("shared/events/news.py", "\n\nclass NewsCorrected(Event):", _CONTRACT),
    Edit(
        "shared/events/catalogue.py",
        "NewsPublished, NewsWithdrawn\n",
        "NewsPublished, NewsPublishedTo, NewsWithdrawn\n",
    ),
    Edit(
        "shared/events/catalogue.py",
        '    CatalogueEntry(NewsCorrected, "news"',
        '    CatalogueEntry(NewsPublishedTo, "news", ("reporting", "notifier")),\n'
        '    CatalogueEntry(NewsCorrected, "news"',
    ),
    Edit(
        "services/news/articles/usecases.py",
        "from shared.events import Event\n",
        "from shared.events import Event\nfrom shared.events.news import NewsPublishedTo\n",
    ),
    Edit(
        "services/news/articles/usecases.py",
        "publisher=publisher, url=self.url(article))\n            if event:\n"
        "                await self.articles.save(article, event)",
        "publisher=publisher, url=self.url(article))\n            if event:\n" + _SECOND,
    ),
    *(
        edit
        for file, handler in _LISTENERS.items()
        for edit in (
            Edit(file, "NewsPublished, NewsWithdrawn\n", "NewsPublished, NewsPublishedTo, NewsWithdrawn\n"),
            Edit(
                file,
                f"        on(NewsPublished, {handler}),\n",
                f"        on(NewsPublished, {handler}),\n        on(NewsPublishedTo, {handler}),\n",
            ),
        )
    ),
    Edit(
        "services/news/articles/mongo.py",
        '| {"tokens": tokens}\n',
        '| {"tokens": tokens, "letters": len(said.text)}\n',
    ),
    Edit(
        "services/news/articles/feature.py",
        "desk_section_pages, mongo, pages\n",
        "desk_section_pages, migrations_mongo, mongo, pages\n",
    ),
    Edit(
        "services/news/articles/feature.py",
        "    indexes=mongo.INDEXES,\n",
        "    indexes=mongo.INDEXES,\n    migrations=migrations_mongo.MIGRATIONS,\n",
    ),
    Edit("pyproject.toml", '\nversion = "0.1.0"\n', f'\nversion = "{VERSION}"\n'),
)


def write_next_release(folder: Path) -> None:
    """Write its sources into a new folder. Raises ValueError when a changed line is not where it was."""
    tracked = subprocess.run(
        [
            "git",
            "-C",
            str(PROJECT),
            "ls-files",
            "deploy",
            "services",
            "shared",
            "requirements",
            "*.md",
            "LICENSE",
            "pyproject.toml",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in tracked.stdout.splitlines():
        if (PROJECT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    (folder / "services/news/articles/migrations_mongo.py").write_text(_MIGRATION, encoding="utf-8")
    for edit in EDITS:
        file = folder / edit.file
        text = file.read_text(encoding="utf-8")
        if text.count(edit.before) != 1:
            raise ValueError(f"{edit.file} holds {edit.before!r} {text.count(edit.before)} times: mend {__name__}.")
        file.write_text(text.replace(edit.before, edit.after), encoding="utf-8")
