"""Any number of invented recordings as three services list them, each in its own spelling."""

import random
from collections.abc import Iterator

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing

_FIRST = "Mara Opal Dell Juno Ransom Willa Harlan Sadie Boone Fern Emmett Loretta".split()
_LAST = "Quill Haybarrow Fencemoor Saddlewick Cornwhistle Muckleford Tumblecot Oatsworthy".split()
_WORDS = "gravel gold lantern river biscuit copper thunder velvet orchard paper midnight harbour".split()
_VERSIONS = ("", "", "", "", "", "", "", "", "Live", "Acoustic")

_HAS_CODE = {"Spotify": 1.0, "AppleMusic": 0.4, "SoundCloud": 0.95}
_LISTED = 0.45


def listings(recordings: int, *, seed: int = 1) -> list[Listing]:
    """The entries of all services, in mixed order; every recording is on one service at least."""
    chance = random.Random(seed)  # noqa: S311 - the same world every time
    entries = [entry for number in range(recordings) for entry in _on_services(number, chance)]
    chance.shuffle(entries)
    return entries


def _on_services(number: int, chance: random.Random) -> Iterator[Listing]:
    artists = tuple(f"{chance.choice(_FIRST)} {chance.choice(_LAST)}{n}" for n in (number % 97, number % 89))
    title = f"{chance.choice(_WORDS)} and {chance.choice(_WORDS)} {number // 7}".title()
    version = chance.choice(_VERSIONS)
    milliseconds = chance.randint(120_000, 300_000)
    code = Isrc(f"BVTM023{number:05d}")
    listed = [s for s in _HAS_CODE if chance.random() < _LISTED] or [chance.choice(list(_HAS_CODE))]
    for service in listed:
        shown, credited = _spelt(service, title, version, artists)
        coded = chance.random() < _HAS_CODE[service]
        yield Listing(
            service=service,
            position=number + 1,
            track_id=str(number),
            title=shown,
            artists=credited,
            duration=_length(service, milliseconds),
            isrc=code if coded else None,
            isrc_from="service" if coded else None,
        )


def _spelt(service: str, title: str, version: str, artists: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    main, guest = artists
    if service == "Spotify":
        return f"{title} (feat. {guest})" + (f" - {version}" if version else ""), artists
    bracket = f" ({version})" if version else ""
    if service == "AppleMusic":
        return f"{title} (feat. {guest}){bracket}", (" & ".join(artists),)
    return f"{main} - {title} ft. {guest}{bracket}", (main,)


def _length(service: str, milliseconds: int) -> Duration:
    if service == "AppleMusic":
        return Duration(milliseconds=milliseconds // 1000 * 1000, whole_seconds=True)
    return Duration(milliseconds=milliseconds)
