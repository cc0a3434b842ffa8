"""Any number of invented recordings as three services list them, each in its own spelling."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing

_FIRST = "Mara Opal Dell Juno Ransom Willa Harlan Sadie Boone Fern Emmett Loretta".split()
_LAST = "Quill Haybarrow Fencemoor Saddlewick Cornwhistle Muckleford Tumblecot Oatsworthy".split()
_WORDS = "gravel gold lantern river biscuit copper thunder velvet orchard paper midnight harbour".split()
_VERSIONS = ("", "", "", "", "", "", "", "", "Live", "Acoustic")

_HAS_CODE = {"Spotify": 1.0, "AppleMusic": 0.4, "SoundCloud": 0.95}
_LISTED = 0.45


@dataclass(frozen=True)
class Tune:
    """A recording before anybody spells it: the main artist comes first, the guest second."""

    title: str
    version: str
    artists: tuple[str, str]
    milliseconds: int


def listings(recordings: int, *, seed: int = 1) -> list[Listing]:
    """The entries of all services, in mixed order; every recording is on one service at least."""
    chance = random.Random(seed)  # noqa: S311 - the same world every time
    entries = [entry for number in range(recordings) for entry in _on_services(number, chance)]
    chance.shuffle(entries)
    return entries


def tune(number: int, chance: random.Random) -> Tune:
    """The recording with that number; numbers keep those apart that chance would make the same."""
    main, guest = (f"{chance.choice(_FIRST)} {chance.choice(_LAST)}{n}" for n in (number % 97, number % 89))
    title = f"{chance.choice(_WORDS)} and {chance.choice(_WORDS)} {number // 7}".title()
    return Tune(title, chance.choice(_VERSIONS), (main, guest), chance.randint(120_000, 300_000))


def spelt(service: str, tune: Tune) -> tuple[str, tuple[str, ...]]:
    """Title and artists as the service writes them."""
    main, guest = tune.artists
    if service == "Spotify":
        ending = f" - {tune.version}" if tune.version else ""
        return f"{tune.title} (feat. {guest}){ending}", tune.artists
    bracket = f" ({tune.version})" if tune.version else ""
    if service == "AppleMusic":
        return f"{tune.title} (feat. {guest}){bracket}", (" & ".join(tune.artists),)
    return f"{main} - {tune.title} ft. {guest}{bracket}", (main,)


def _on_services(number: int, chance: random.Random) -> Iterator[Listing]:
    played = tune(number, chance)
    code = Isrc(f"BVTM023{number:05d}")
    listed = [s for s in _HAS_CODE if chance.random() < _LISTED] or [chance.choice(list(_HAS_CODE))]
    for service in listed:
        shown, credited = spelt(service, played)
        coded = chance.random() < _HAS_CODE[service]
        yield Listing(
            service=service,
            position=number + 1,
            track_id=str(number),
            title=shown,
            artists=credited,
            duration=_length(service, played.milliseconds),
            isrc=code if coded else None,
            isrc_from="service" if coded else None,
        )


def _length(service: str, milliseconds: int) -> Duration:
    if service == "AppleMusic":
        return Duration(milliseconds=milliseconds // 1000 * 1000, whole_seconds=True)
    return Duration(milliseconds=milliseconds)
