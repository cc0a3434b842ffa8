"""Workers in this process: parts of runs are done one by one, over the stores of a world."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

from tests.clocks import HandClock
from tests.worlds import World

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.distribute import Distribute
from tunemeld.application.divide import Chain, Part
from tunemeld.application.do_part import DoPart
from tunemeld.application.errors import PartFailed, WorkersAway
from tunemeld.application.look_up_isrcs import LookUpIsrcs
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.ports.runtime import RunObserver
from tunemeld.application.ports.stores import RunLog
from tunemeld.application.ports.work import PartObserver, WorkQueue
from tunemeld.application.report import Step

LEASE_SECONDS = 60.0
_HOLDERS = count(1)


def nothing() -> None:
    """What happens meanwhile, unless a test says otherwise."""


def a_leasing_world(*genres: str) -> World:
    """A world whose leases go by its own clock."""
    clock = HandClock()
    return World(genres=genres or ("country",), clock=clock, stores=MemoryStores(now=clock.now))


def do_part(world: World, *, budget: int = 100, meanwhile: Callable[[], None] = nothing) -> DoPart:
    """Who does parts in a world; `meanwhile` happens once, as the first genre is merged."""
    happening = _Happening(world.observer, meanwhile)

    def new_pipeline(run_id: str, runs: RunLog, may_look_up: Callable[[], bool]) -> Pipeline:
        isrcs = LookUpIsrcs(world.search, world.stores.lookups, world.clock, world.observer, may_look_up)
        return replace(world.pipeline(run_id), runs=runs, isrcs=isrcs, observer=happening)

    return DoPart(
        leases=world.stores.leases,
        runs=world.stores.runs,
        charts=world.stores.charts,
        quotas=world.stores.quotas,
        clock=world.clock,
        lease_seconds=LEASE_SECONDS,
        lookup_budget=budget,
        source=world.source,
        new_holder=lambda: f"holder-{next(_HOLDERS)}",
        new_pipeline=new_pipeline,
    )


class _Happening(RunObserver):
    """Has something happen as the pipeline's own first step begins."""

    def __init__(self, observer: RunObserver, happen: Callable[[], None]) -> None:
        self._observer = observer
        self._happen = happen

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Enter the step; whatever happens is before anything of it is done."""
        with self._observer.step(step):
            happen, self._happen = self._happen, nothing
            happen()
            yield


class Hands(WorkQueue):
    """Workers that do what is asked for when somebody asks whether it has ended.

    `are_there` is whether any answers; for `away_for` questions Redis is gone, and where they `are_emptied`
    it has forgotten what was handed over. `refused` has the parts that cannot be done, by genre and stage,
    `done` the ids of those that were.
    """

    def __init__(self, world: World, *, budget: int = 100) -> None:
        self._do = do_part(world, budget=budget)
        self._parts: dict[str, Part] = {}
        self.are_there = True
        self.away_for = 0
        self.are_emptied = False
        self.refused: set[tuple[str, str]] = set()
        self.done: list[str] = []

    def has_workers(self) -> bool:
        """As the test says."""
        return self.are_there

    def hand_over(self, chains: Sequence[Chain]) -> None:
        """Keep the parts."""
        self._parts |= {part.id: part for chain in chains for part in chain}

    def ended(self, part_ids: Collection[str]) -> Mapping[str, str]:
        """Do them."""
        if self.away_for:
            self.away_for -= 1
            raise WorkersAway("Redis cannot be used: start it")
        if self.are_emptied:
            return {}
        return {each: self._carry_out(self._parts[each]) for each in part_ids}

    def carry_out(self, part: Part) -> None:
        """Do one part, as a worker that is handed it."""
        assert self._do.run(part)

    def _carry_out(self, part: Part) -> str:
        if (part.genre, part.stage) in self.refused:
            return "its worker was stopped"
        try:
            self.carry_out(part)
        except PartFailed as failed:
            return str(failed)
        self.done.append(part.id)
        return ""


class Seen(PartObserver):
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, int, int]] = []

    def ended(self, part: Part, trouble: str, *, done: int, of: int) -> None:
        """Note it."""
        self.told.append((part.id, trouble, done, of))


def distribute(world: World, hands: Hands, observer: PartObserver | None = None) -> Distribute:
    """Whoever hands the runs of a world to these workers; a pause puts its clock forward."""
    return Distribute(
        pipeline=world.pipeline(),
        queue=hands,
        observer=observer or Seen(),
        pause=world.clock.put_forward,
        longest_silence_seconds=2_700.0,
    )
