"""Runs by workers, which a scheduler waits for."""

from collections.abc import Callable

from tunemeld.application.pipeline import Order
from tunemeld.application.report import RunReport
from tunemeld.container import Container


class RunsByWorkers:
    """Has orders carried out by workers; `check` is asked all the while.

    Raises:
        NotDistributed: settings or packages do not allow workers.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        container.work_queue()

    def __call__(self, order: Order, check: Callable[[], None]) -> RunReport:
        """The report of the run, once it has ended.

        Raises:
            KeyboardInterrupt, LeaseLost: `check` says that it shall end.
            TuneMeldError: it failed, such as for want of workers.
        """
        report: RunReport = self._container.distribute().run(order, check)
        return report

    def close(self) -> None:
        """Nothing is left to write down: whoever waits for workers hears at once that it shall end."""
