"""The composition root: everything that TuneMeld is made of, under one roof.

The parts lie in `wiring`, and each says which adapter answers which port there. Every choice follows from the
settings; nothing connects, opens or reads before it is first used. A test replaces any part in one line:
`container.stores.override(MemoryStores())`.
"""

from dependency_injector import providers

from tunemeld.wiring.caches import Caches
from tunemeld.wiring.catalogues import Catalogues
from tunemeld.wiring.counters import Counters
from tunemeld.wiring.events import Events
from tunemeld.wiring.files import Files
from tunemeld.wiring.health import Health
from tunemeld.wiring.paces import SHARED_PACES, Paces
from tunemeld.wiring.past import Past
from tunemeld.wiring.process import Process
from tunemeld.wiring.readers import Readers
from tunemeld.wiring.runs import Runs
from tunemeld.wiring.scheduling import Scheduling
from tunemeld.wiring.stages import Stages
from tunemeld.wiring.storage import Storage
from tunemeld.wiring.upstreams import Upstreams
from tunemeld.wiring.workers import Workers


class Container(
    Process,
    Storage,
    Files,
    Paces,
    Upstreams,
    Counters,
    Catalogues,
    Caches,
    Readers,
    Events,
    Stages,
    Runs,
    Past,
    Health,
    Workers,
    Scheduling,
):
    """All parts, by the names under which entrypoints and tests ask for them."""


def share_paces(container: Container) -> None:
    """Have this process call upstreams at a pace that it shares with all workers, as `RATE_LIMITS` means."""
    rates = container.settings().rate_limits
    for name in SHARED_PACES:
        shared = providers.ThreadSafeSingleton(container.shared_pace, rates[name], upstream=name)
        getattr(container, f"{name}_pace").override(shared)
