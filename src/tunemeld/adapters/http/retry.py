"""How often, and after which waits, a call that failed in passing is made again."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import tenacity


class PassingTrouble(Exception):
    """Raised by one attempt that may go better the next time.

    `asked_wait` is the wait that the upstream asked for, None where it did not. The message is the end of a
    sentence that begins with the upstream's name.
    """

    def __init__(self, what: str, *, asked_wait: timedelta | None = None) -> None:
        super().__init__(what)
        self.asked_wait = asked_wait


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Attempts in all, the first wait, and the longest wait that is still waited rather than recorded."""

    attempts: int
    delay_seconds: float
    retry_after_cap_seconds: float

    @property
    def longest_wait(self) -> timedelta:
        """The cap as a duration."""
        return timedelta(seconds=self.retry_after_cap_seconds)

    def retrying(
        self, *, sleep: Callable[[float], None], before_wait: Callable[[int, float, str], None]
    ) -> tenacity.Retrying:
        """A caller that repeats after passing trouble only, and raises the last one when attempts run out.

        `before_wait` hears the number of the attempt that failed, the seconds to wait, and why. All other
        exceptions, Ctrl-C among them, pass through at once.
        """

        def tell(state: tenacity.RetryCallState) -> None:
            before_wait(state.attempt_number, state.upcoming_sleep, str(_trouble(state)))

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingTrouble),
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=self._wait,
            sleep=sleep,
            before_sleep=tell,
            reraise=True,
        )

    def _wait(self, state: tenacity.RetryCallState) -> float:
        trouble = _trouble(state)
        if isinstance(trouble, PassingTrouble) and trouble.asked_wait is not None:
            return trouble.asked_wait.total_seconds()
        # Jitter as long as the first wait, so that threads that failed together do not return together.
        doubled: float = self.delay_seconds * 2.0 ** min(state.attempt_number - 1, 30)
        jitter = random.uniform(0, self.delay_seconds)  # noqa: S311 - spreads load, guards nothing
        return min(doubled + jitter, max(self.delay_seconds, self.retry_after_cap_seconds))


def _trouble(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
