"""Settings that lie in files."""

import os
from pathlib import Path

import pytest

from services.news.settings import Settings
from shared.runtime.secret_files import take_secrets
from shared.runtime.settings import ServiceSettings


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RAVABET_SECRETS_DIR", str(tmp_path))
    for name in ("NEWS_MONGO_URL", "NEWS_AMQP_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(folder: Path, name: str, content: str, mode: int = 0o600) -> None:
    (folder / name).write_text(content)
    (folder / name).chmod(mode)


def test_a_service_finds_its_secrets_in_files_and_the_environment_wins(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(secrets, "news_mongo_url", "mongodb://db/ravabet_news\n")
    write(secrets, "news_amqp_url", "amqp://from-the-file/")
    monkeypatch.setenv("NEWS_AMQP_URL", "amqp://from-the-environment/")

    settings = Settings()

    assert (settings.mongo_url, settings.amqp_url) == ("mongodb://db/ravabet_news", "amqp://from-the-environment/")


def test_a_unit_of_systemd_hands_its_credentials_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAVABET_SECRETS_DIR", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    write(tmp_path, "news_mongo_url", "mongodb://db/ravabet_news", 0o400)
    write(tmp_path, "news_amqp_url", "amqp://broker/", 0o400)

    assert Settings().amqp_url == "amqp://broker/"


def test_a_command_finds_them_in_its_environment(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    write(secrets, "news_mongo_url", "mongodb://db/ravabet_news")
    write(secrets, "ca.pem", "not a setting")

    take_secrets()

    assert os.environ["NEWS_MONGO_URL"] == "mongodb://db/ravabet_news"
    assert "CA.PEM" not in os.environ


def test_a_secret_that_everybody_can_read_is_refused_in_one_sentence(secrets: Path) -> None:
    write(secrets, "news_mongo_url", "mongodb://secret@db/ravabet_news", 0o644)

    with pytest.raises(SystemExit, match=r"Everybody can read the secret file .*news_mongo_url: chmod") as refused:
        Settings()
    assert "secret@" not in str(refused.value)


def test_a_folder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RAVABET_SECRETS_DIR", str(tmp_path / "nowhere"))

    with pytest.raises(SystemExit, match="No such file"):
        ServiceSettings()
