"""All that is derived is deleted, and comes back out of what services answered, on every store."""

from contextlib import ExitStack
from pathlib import Path

from tests.proof.command_line import CommandLine
from tests.proof.contents import everything
from tests.proof.figures import Tell
from tests.proof.installed import opened, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS
from tests.proof.simulated import WITH_SPOTIFY, WITH_YOUTUBE, settings_for, upstreams
from tests.proof.storages import STORAGES

DAYS = (*EARLIER_WEEKS, *WEEKS)
DERIVED = (
    "snapshots",
    "publications",
    "recordings",  # and their keys, which are claims on MongoDB
    "recording_keys",
    "claims",
    "merges",
    "places",
    "track",
    "track_playlist",
)
"""Tables and collections that hold nothing but what can be made once more."""


def settings_at(url: str, number: int, day: str) -> dict[str, str]:
    """The settings of a run: later by a minute each, so that a miss is due again after whole days."""
    now = {"TUNEMELD_NOW": f"{day}T12:{number:02}:00Z"}
    return settings_for(url, day, **WITH_SPOTIFY, **WITH_YOUTUBE) | now


def test_what_is_derived_comes_back_out_of_raw_answers(tell: Tell, tmp_path: Path) -> None:
    with ExitStack() as until_the_end:
        storages = {name: until_the_end.enter_context(empty()) for name, empty in STORAGES.items()}
        with upstreams(DAYS[0]) as simulated:
            simulated.be_generous()
            for number, day in enumerate(DAYS):
                simulated.set(date=day)
                settings = settings_at(simulated.url, number, day)
                for storage in storages.values():
                    with opened({**settings, **storage.settings}) as ours:
                        run(ours, "dance")
            settings = settings_at(simulated.url, len(DAYS), DAYS[-1])
        # From here on there is nobody upstream who could be asked.
        for name, storage in storages.items():
            before = everything(storage, settings)
            commands = CommandLine(tmp_path, {**settings, **storage.settings})
            equal = commands("events", "replay", "--genre", "dance", "--dry-run")
            assert equal.code == 0, equal.err
            for table in DERIVED:
                storage.lose(table)
            lost = commands("events", "replay", "--genre", "dance", "--dry-run")
            assert lost.code == 1, lost.err
            replayed = commands("events", "replay", "--genre", "dance")
            assert replayed.code == 0, replayed.err

            assert everything(storage, settings) == before, name
            tell(
                f"{name}: {len(before['publications'])} charts of {len(DAYS)} days, "
                f"{len({owner for _, owner in before['keys']})} recordings and their copies made once more, "
                "equal apart from times; " + replayed.out.splitlines()[0]
            )
