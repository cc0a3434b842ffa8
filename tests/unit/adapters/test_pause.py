"""A pause lasts as long as it should, unless the run is stopped."""

import threading

import pytest

from tunemeld.adapters.http.pause import Pause, RunStopped


class NotedEvent(threading.Event):
    """Notes how long it was waited for, and does not make anyone wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        return self.is_set()


def test_a_pause_lasts_as_long_as_asked() -> None:
    stop = NotedEvent()

    Pause(stop)(7.5)

    assert stop.waited == [7.5]


@pytest.mark.parametrize("seconds", [0, 3600])
def test_a_stopped_run_has_no_pauses(seconds: float) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(RunStopped):
        Pause(stop)(seconds)
