"""Waiting in a way that the end of a run can cut short."""

import threading


class RunStopped(Exception):
    """Raised instead of waiting on, because the run was stopped."""


class Pause:
    """A sleep that ends as soon as `stop` is set, by raising RunStopped.

    A call asks for a pause, be it of no length, before it is made: so a stopped run makes no further call.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __call__(self, seconds: float) -> None:
        """Wait.

        Raises:
            RunStopped: `stop` is set, or was set meanwhile.
        """
        if self._stop.wait(seconds):
            raise RunStopped
