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
    channels: tuple[str, ...] | None = None
    partners: tuple[Publisher, ...] = ()


class NewsCorrected(Event):'''

_KEPT = (
    "            return await self.journal.keep(taken, Happening.PUBLISHED, event, by=by, to_front=article.on_front)\n"
)

_SECOND = """            second = NewsPublishedTo(
                article_id=event.article_id,
                publisher=event.publisher,
                headline=event.headline,
                lead=event.lead,
                url=event.url,
                topics=event.topics,
                audience="county" if event.county_wide else "followers",
                published_at=event.published_at,
                channels=event.channels,
                partners=event.partners,
            )
            to_front = article.on_front
            return await self.journal.keep(taken, Happening.PUBLISHED, event, second, by=by, to_front=to_front)
"""

_LETTERS = """

async def _with_letters(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change({"letters": len(to_article(document).content.text)}) for document in documents]


MIGRATIONS = (
"""

_MIGRATION = """        change=_found_by_the_desk,
    ),
    Migration(
        name="0002-articles-letters",
        says="Adds the number of letters to each article.",
        collection=ARTICLES,
        left={"letters": {"$exists": False}},
        change=_with_letters,
    ),
"""

_LISTENERS = {
    "services/notifier/announcing/feature.py": "NewsSource, NewsSource.published",
    "services/reporting/activity/feature.py": "ActivityCounter, ActivityCounter.count_news",
}

EDITS: Final = (
    Edit("shared/events/news.py", "\n\nclass NewsCorrected(Event):", _CONTRACT),
    Edit(
        "shared/events/catalogue.py",
        "    NewsPublished,\n    NewsReleased,\n",
        "    NewsPublished,\n    NewsPublishedTo,\n    NewsReleased,\n",
    ),
    Edit(
        "shared/events/catalogue.py",
        '    CatalogueEntry(NewsCorrected, "news"',
        '    CatalogueEntry(NewsPublishedTo, "news", ("reporting", "notifier")),\n'
        '    CatalogueEntry(NewsCorrected, "news"',
    ),
    Edit(
        "services/news/desk/usecases.py",
        "from services.news.publishers.domain import PublisherId\n",
        "from services.news.publishers.domain import PublisherId\nfrom shared.events.news import NewsPublishedTo\n",
    ),
    Edit("services/news/desk/usecases.py", _KEPT, _SECOND),
    Edit(
        "services/notifier/announcing/feature.py",
        "    NewsPublished,\n",
        "    NewsPublished,\n    NewsPublishedTo,\n",
    ),
    Edit(
        "services/reporting/activity/feature.py",
        "NewsPublished, NewsWithdrawn\n",
        "NewsPublished, NewsPublishedTo, NewsWithdrawn\n",
    ),
    *(
        Edit(
            file,
            f"        on(NewsPublished, {handler}),\n",
            f"        on(NewsPublished, {handler}),\n        on(NewsPublishedTo, {handler}),\n",
        )
        for file, handler in _LISTENERS.items()
    ),
    Edit(
        "services/news/articles/mongo.py",
        '| {"tokens": tokens} |',
        '| {"tokens": tokens, "letters": len(article.content.text)} |',
    ),
    Edit("services/news/articles/migrations_mongo.py", "\n\nMIGRATIONS = (\n", _LETTERS),
    Edit("services/news/articles/migrations_mongo.py", "        change=_found_by_the_desk,\n    ),\n", _MIGRATION),
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
    for edit in EDITS:
        file = folder / edit.file
        text = file.read_text(encoding="utf-8")
        if text.count(edit.before) != 1:
            raise ValueError(f"{edit.file} holds {edit.before!r} {text.count(edit.before)} times: mend {__name__}.")
        file.write_text(text.replace(edit.before, edit.after), encoding="utf-8")
