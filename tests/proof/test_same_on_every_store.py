"""Equal lists give equal charts, whatever the store: a file, a MongoDB server, a replica set."""

from contextlib import ExitStack
from typing import Any

from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.installed import opened, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, settings_for, upstreams
from tests.proof.storages import STORAGES

DAYS = (*EARLIER_WEEKS, *WEEKS)


def test_the_recorded_weeks_leave_the_same_on_every_store(tell: Tell) -> None:
    seen: dict[str, Any] = {}
    with upstreams(DAYS[0]) as simulated, ExitStack() as until_the_end:
        storages = {name: until_the_end.enter_context(empty()) for name, empty in STORAGES.items()}
        simulated.be_generous()
        for number, day in enumerate(DAYS):
            simulated.set(date=day)
            # Later by a minute each: a miss is due again after whole days, not just before.
            now = {"TUNEMELD_NOW": f"{day}T12:{number:02}:00Z"}
            settings = settings_for(simulated.url, day, **WITH_SPOTIFY, **WITH_YOUTUBE) | now
            for name, storage in storages.items():
                with opened({**settings, **storage.settings}) as ours:
                    run(ours, "dance")
                seen[name] = everything(storage, settings)
            copies = {name: found.pop("copies") for name, found in seen.items()}
            assert all(found == seen["SQLite"] for found in seen.values()), day
            assert copies["MongoDB"] == copies["MongoDB replica set"], day

    left = seen["SQLite"]
    tell(
        f"{len(DAYS)} days on {', '.join(storages)}: {len(left['publications'])} equal snapshots, charts "
        f"under {len(left['charts'])} strategies, {len({owner for _, owner in left['keys']})} recordings "
        f"with {len(left['keys'])} keys, {len(left['lookups'])} lookups, {len(left['videos'])} searches for "
        f"videos, {len(left['readings'])} readings and gaps of {len({t.counter for t in left['readings']})} "
        "counters"
    )
