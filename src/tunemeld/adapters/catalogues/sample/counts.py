"""How often the invented recordings are played, and how popular that makes them."""

from dataclasses import dataclass

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS

# How many parts a week adds: most while a recording is new. None is 0, so that counts never stand still.
_PARTS = (12, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1)
_SUMS = tuple(sum(_PARTS[:week]) for week in range(EDITIONS))
_POPULARITY = (70, 88, 97, 100, 99, 97, 94, 91, 88, 85, 82, 79, 76, 74, 72, 70)
_SIZES = (2, 4, 10, 25, 60, 150, 400, 1_500, 5_000)


@dataclass(frozen=True, slots=True)
class Counts:
    """What SoundCloud has counted; None where it keeps counts to itself."""

    plays: int | None
    likes: int | None
    comments: int | None
    reposts: int


def soundcloud_counts(recording: Recording, week: int) -> Counts:
    """The counts in a week since the epoch; they only ever grow."""
    chance = Chance(f"counts/{recording.number}")
    size = chance.one_of(_SIZES) * chance.between(60, 140)
    likes_in_plays, hidden = chance.between(18, 60), chance.below(150) == 0
    if hidden:
        return Counts(plays=None, likes=None, comments=None, reposts=0)
    weeks_out = max(0, week + EDITIONS - recording.born)
    cycles, phase = divmod(weeks_out, EDITIONS)
    whole_parts = 2 + cycles * sum(_PARTS) + _SUMS[phase]
    plays = size * whole_parts + Chance(f"plays/{recording.number}/{week}").below(size)
    return Counts(plays, plays // likes_in_plays, plays // 1_900, plays // 700)


def spotify_popularity(recording: Recording, edition: int) -> int:
    """Spotify's index from 0 to 100, which also falls; a new recording may have none yet, which is 0."""
    chance = Chance(f"popularity/{recording.number}")
    best, slow = chance.between(30, 88), chance.happens(20)
    phase = (edition - recording.born) % EDITIONS
    return 0 if slow and phase == 0 else best * _POPULARITY[phase] // 100
