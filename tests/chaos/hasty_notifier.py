"""The notifier, which after seconds gives up a sender that died: with its minutes a storm would last too long."""

from datetime import timedelta
from typing import Final

from services.notifier.deliveries import domain, mongo
from services.notifier.main import run

_SOON: Final = timedelta(seconds=5)


def main() -> None:
    mongo.CLAIM = _SOON  # type: ignore[misc]  # final for everybody but this campaign
    domain._UNKNOWN_PAUSE = _SOON  # type: ignore[misc]
    run()


if __name__ == "__main__":
    main()
