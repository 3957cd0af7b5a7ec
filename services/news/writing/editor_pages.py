"""What a page opens so that it can hold the editor."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.runtime.ids import new_secret
from shared.web.headers import content_policy


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor on one answer: Trix adds a style of its own, which only the nonce of the answer lets in."""

    nonce: str

    @classmethod
    def new(cls) -> "Editor":
        """An editor for one answer."""
        return cls(new_secret())

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        return {"Content-Security-Policy": content_policy(style_nonce=self.nonce)}
