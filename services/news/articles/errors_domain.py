"""What can be wrong when somebody works with an article."""

from shared.runtime.stale import Stale


class ArticleNotFound(Exception):
    """There is no such article, or it is not for this reader."""


class WrongState(Exception):
    """The article is not in a state in which this can be done."""


class Incomplete(Exception):
    """Something is missing before this can be done; `field` says what."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


class WrongTime(Exception):
    """An article cannot be planned for this instant."""


class Unreadable(Exception):
    """Nothing is left of the text of `field` after it was cleaned."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def stale_article() -> Stale:
    """Make the error for a person who changes an article that somebody else has changed meanwhile."""
    return Stale("این خبر را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="article")
