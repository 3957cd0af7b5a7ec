"""The rooms of features, as the lint holds files to them."""

import pytest
from grimp import ImportGraph

from deploy.rooms.contract import faults_of, room_of


def graph_of(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for importer, imported in imports:
        for module in (importer, imported):
            if module not in graph.modules:
                graph.add_module(module)
        graph.add_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("services.news.articles.domain", "domain"),
        ("services.news.articles.desk_pages", "pages"),
        ("services.notifier.channels.bale_outside", "outside"),
    ],
)
def test_a_room_is_the_last_word_of_a_files_name(module: str, room: str) -> None:
    assert room_of(module) == room


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("services.news.articles.text_domain", "shared.store.store"),
        ("services.news.articles.domain", "services.news.articles.usecases"),
        ("services.news.articles.usecases", "pymongo"),
        ("services.news.articles.desk_queries", "fastapi"),
        ("services.news.articles.mongo", "services.news.publishers.pages"),
        ("services.news.articles.desk_pages", "pymongo.errors"),
        ("services.news.articles.jobs", "shared.web.shell.shell"),
    ],
)
def test_what_a_room_may_not_import_is_told(importer: str, imported: str) -> None:
    (fault,) = faults_of(graph_of((importer, imported), ("services.news.main", "fastapi")), "services")

    assert fault.startswith(importer)
    assert fault.endswith(imported)


def test_a_file_in_no_room_is_told() -> None:
    graph = graph_of(("services.news.articles.helpers", "shared.persian.text"))

    assert faults_of(graph, "services")[0].startswith("services.news.articles.helpers stands in no room")


def test_what_rooms_may_import_is_not_told() -> None:
    graph = graph_of(
        ("services.news.articles.pages", "services.news.articles.usecases"),
        ("services.news.articles.usecases", "services.news.articles.domain"),
        ("services.news.articles.mongo", "pymongo"),
        ("services.news.main", "services.news.articles.feature"),
    )

    assert faults_of(graph, "services") == []
