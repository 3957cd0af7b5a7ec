"""The notifier, which after seconds gives up a sender that died: with its minutes a storm would last too long."""

from datetime import timedelta

from services.notifier.deliveries import domain

domain.CLAIM = domain._UNKNOWN_PAUSE = timedelta(seconds=5)  # type: ignore[misc]

from services.notifier.main import run  # noqa: E402 - other modules take these times over when they are imported

if __name__ == "__main__":
    run()
