"""How a part that runs for ever says whether it is well."""

from dataclasses import dataclass, field


@dataclass
class Pulse:
    """The state of a relay or a consumer, as readiness asks for it."""

    name: str
    trouble: str | None = field(default="not started")
    """A sentence, or None when it is well."""

    def well(self) -> None:
        """It works."""
        self.trouble = None

    def unwell(self, sentence: str) -> None:
        """It does not work, and why."""
        self.trouble = sentence
