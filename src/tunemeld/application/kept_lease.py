"""Keeping a lease while work goes on: when it is renewed, and from when on it counts as lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from tunemeld.application.errors import LeaseLost, StoreError
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.ports.schedule import Leases
from tunemeld.domain.lease import Fence, Lease

_TURNS = 3  # in the time of a lease, so that one that fails loses nothing yet


class KeptLease:
    """A lease that was asked for at `taken_at` by the process's own clock, for so many seconds.

    While the store is away the work may go on until the lease has run out by that clock: somebody else can
    have it from then on.
    """

    def __init__(
        self, leases: Leases, lease: Lease, seconds: float, clock: Clock, *, taken_at: float
    ) -> None:
        self._leases = leases
        self._lease = lease
        self._seconds = seconds
        self._clock = clock
        self._sure_until = taken_at + seconds
        self._turn = Lock()
        self._lost = ""

    @property
    def fence(self) -> Fence:
        """The number under which the work is done."""
        return self._lease.fence

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """A context in which the lease is renewed every third of its time, in a thread."""
        over = Event()
        thread = Thread(target=self._renew_until, args=[over], name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def renew(self) -> None:
        """Renew it once, unless it is lost already."""
        with self._turn:
            if not self._lost:
                self._try()

    def check(self) -> None:
        """Do nothing while the lease is ours.

        Raises:
            LeaseLost: it is not, or may not be any more; the message says why.
        """
        if self._clock.monotonic() >= self._sure_until:  # as after a pause of the whole process
            self.renew()
        if self._lost:
            raise LeaseLost(self._lost)

    def _renew_until(self, over: Event) -> None:
        while not self._lost and not over.wait(self._seconds / _TURNS):
            self.renew()

    def _try(self) -> None:
        began, job = self._clock.monotonic(), self._lease.job
        try:
            renewed = self._leases.renew(self._lease, self._seconds)
        except StoreError as error:
            if self._clock.monotonic() >= self._sure_until:
                self._lost = (
                    f"the lease of {job} ran out while the store was away, so that others may take over: "
                    f"{error}"
                )
        else:
            if renewed:
                self._sure_until = began + self._seconds
            else:
                self._lost = (
                    f"another process has taken over {job}, since this one said nothing for "
                    f"{self._seconds:g} seconds: nothing more is done here, and it goes on there"
                )
