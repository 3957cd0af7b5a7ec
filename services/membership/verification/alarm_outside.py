"""How operators are told that a stored letter is not what was signed."""

import structlog
from prometheus_client import Counter

ALTERED = Counter("letters_altered_total", "Checks of a letter whose stored content no longer has the signed hash")

log = structlog.get_logger()


class LoggedAlarm:
    """Writes it into the log, and counts it."""

    def sound(self, letter_id: str) -> None:
        """Tell it, with the id alone."""
        ALTERED.inc()
        log.error("letter.altered", letter_id=letter_id)
