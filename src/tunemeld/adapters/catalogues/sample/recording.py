"""One invented recording, as its makers would describe it; how the services spell it is another matter."""

from typing import NamedTuple

from tunemeld.domain.isrc import Isrc

# Bouvet Island: a country code without a country, where nobody lives and no agency allocates codes. So these
# look like any ISRC, pass every check of form, and can never be anybody's.
_NOBODYS_PREFIX = "BV"


class Recording(NamedTuple):
    """The truth about one audio.

    `number` is its own in the whole world. `genre` is where it comes from; pop's lists borrow from others.
    `versions` are tags such as `Nuvelomo Remix`, and `remixers` are credited for them. `born` is the week
    of the cycle in which it comes out. `soundcloud_isrc` is what SoundCloud's uploader typed in, mistaken
    or not, None where nothing; `soundcloud_shift_ms` is by how much that upload is longer.
    """

    number: int
    genre: str
    title: str
    artists: tuple[str, ...]
    duration_ms: int
    label: str
    isrc: Isrc
    featured: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    remixers: tuple[str, ...] = ()
    born: int = 0
    soundcloud_isrc: Isrc | None = None
    soundcloud_shift_ms: int = 0
    length_on_soundcloud: bool = True
    credits_in_bracket: bool = False
    twice_on_apple: bool = False


def isrc_of(number: int, registrant: str = "TM0") -> Isrc:
    """The code of a recording: nobody's prefix, the year 2023, the recording's number."""
    return Isrc(f"{_NOBODYS_PREFIX}{registrant}23{number:05d}")
