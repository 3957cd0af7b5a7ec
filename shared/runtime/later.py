"""The error for somebody who asks too often."""


class TryLater(Exception):
    """It may be asked again after `seconds`; `sentence` is Persian and says what to do."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds
