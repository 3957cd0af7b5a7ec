"""A meter: how much somebody may do at once, and how much in a time (GCRA). Of each, one instant is kept."""

from collections.abc import Hashable

_MOST_KEPT = 50_000


class Meter:
    """Counts in the memory of this process."""

    def __init__(self) -> None:
        self._free_at: dict[Hashable, float] = {}

    def count(self, who: Hashable, *, now: float, step: float, at_once: int, number: int = 1) -> float:
        """Count so many, and return 0; or count none, and return after how many seconds they are admitted.

        One more is admitted every `step` seconds, and `at_once` of them when nothing was counted for long enough.
        """
        free_at = max(self._free_at.get(who, now), now) + number * step
        if (wait := free_at - at_once * step - now) > step / 1_000:
            return wait
        if len(self._free_at) >= _MOST_KEPT:
            self._forget(now)
        self._free_at[who] = free_at
        return 0.0

    def wait(self, who: Hashable, *, now: float, step: float, at_once: int) -> float:
        """Return after how many seconds one more is admitted, and count nothing."""
        wait = max(self._free_at.get(who, now), now) + step - at_once * step - now
        return wait if wait > step / 1_000 else 0.0

    def clear(self) -> None:
        """Forget all."""
        self._free_at.clear()

    def __len__(self) -> int:
        """Return of how many an instant is kept."""
        return len(self._free_at)

    def _forget(self, now: float) -> None:
        busy = {who: free_at for who, free_at in self._free_at.items() if free_at > now}
        self._free_at = busy if len(busy) < _MOST_KEPT else {}
