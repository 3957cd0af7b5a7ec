"""The error for two people who change the same thing at the same moment."""


class Stale(Exception):
    """Somebody else changed the thing since it was read; `sentence` is Persian and says what to do.

    `of` names the thing in the problem type that programs read, such as `article` in `stale-article`. Without it the
    type is `stale`.
    """

    def __init__(self, sentence: str, *, of: str = "") -> None:
        super().__init__(sentence)
        self.of = of
