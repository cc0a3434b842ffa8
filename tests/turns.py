"""Turns in a world: at a job that several processes would do."""

from tests.worlds import World

from tunemeld.application.turns import Turns

LEASE_SECONDS = 60.0


def turns_of(world: World, holder: str = "one") -> Turns:
    """The turns that a process of that name gets, by leases of the world's stores."""
    stores = world.stores
    return Turns(stores.leases, stores.charts, world.clock, world.genres, LEASE_SECONDS, holder)
