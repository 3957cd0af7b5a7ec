"""What two people meet who change the same thing at the same moment."""


class Stale(Exception):
    """Somebody else changed it since it was read; `sentence` is Persian and says what to do.

    `of` names the thing in the problem that programs read: `stale-article`; without it the problem is `stale`.
    """

    def __init__(self, sentence: str, *, of: str = "") -> None:
        super().__init__(sentence)
        self.of = of
