"""A search over the invented world that knows ISRCs, and is as unreliable as real ones are."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tunemeld.adapters.catalogues.sample.addresses import spotify_track_id
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording, isrc_of
from tunemeld.adapters.catalogues.sample.spelling import spotify_artists, spotify_title
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES
from tunemeld.adapters.catalogues.sample.world import world
from tunemeld.application.ports.lookups import IsrcLookup
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.text import fold

_PERCENT_NOT_KNOWN = 5
_PERCENT_NOT_FIRST = 30
# Never a code of the lists' own: the registrants of remixers and of those who play other people's songs.
_REMIXERS, _COVER_BANDS = "TR1", "TC1"


class SampleIsrcLookup(IsrcLookup):
    """Finds a title and an artist among all invented recordings, and remixes and covers beside them."""

    @property
    def name(self) -> str:
        """`sample`."""
        return "sample"

    def candidates(self, title: str, artist: str) -> tuple[Listing, ...]:
        """Recordings whose title's words stand in the title asked for and that share a word with the artist.

        Beside each, now and then, another version and somebody else's; the right one is not always first. One
        recording in twenty is not known here.
        """
        words, names = frozenset(fold(title).split()), frozenset(fold(artist).split())
        found = sorted(
            {found for word in words for found in _by_first_word().get(word, ())},
            key=lambda recording: recording.number,
        )
        matching = [r for r in found if _words(r.title) <= words and names & _words(*spotify_artists(r))]
        hits = [hit for recording in matching for hit in _hits(recording)]
        return tuple(_listing(hit, position) for position, hit in enumerate(hits, start=1))


@cache
def _by_first_word() -> dict[str, tuple[Recording, ...]]:
    known: dict[str, dict[int, Recording]] = defaultdict(dict)
    for genre in GENRES:
        for charting in world(genre):
            recording = charting.recording
            if not Chance(f"lookup/known/{recording.number}").happens(_PERCENT_NOT_KNOWN):
                known[fold(recording.title).split()[0]][recording.number] = recording
    return {word: tuple(recordings.values()) for word, recordings in known.items()}


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())


def _hits(recording: Recording) -> Iterator[Recording]:
    """The recording and what a search shows beside it."""
    chance = Chance(f"lookup/hits/{recording.number}")
    others = [_remix(recording)] if chance.happens(50) else []
    others += [_cover(recording)] if chance.happens(35) else []
    if chance.happens(_PERCENT_NOT_FIRST):
        yield from (*others, recording)
    else:
        yield from (recording, *others)


def _remix(recording: Recording) -> Recording:
    tags = (*recording.versions, "Night Porter Remix")
    return recording._replace(
        number=recording.number + 20_000,
        versions=tags,
        remixers=(*recording.remixers, "Night Porter"),
        duration_ms=recording.duration_ms + 17_230,
        isrc=isrc_of(recording.number, _REMIXERS),
    )


def _cover(recording: Recording) -> Recording:
    return recording._replace(
        number=recording.number + 40_000,
        artists=("The Cardboard Covers",),
        featured=(),
        remixers=(),
        duration_ms=recording.duration_ms + 400,
        isrc=isrc_of(recording.number, _COVER_BANDS),
    )


def _listing(recording: Recording, position: int) -> Listing:
    track_id = spotify_track_id(recording.number)
    return Listing(
        service="Spotify",
        position=position,
        track_id=track_id,
        title=spotify_title(recording),
        artists=spotify_artists(recording),
        url=f"https://open.spotify.com/track/{track_id}",
        duration=Duration(milliseconds=recording.duration_ms),
        isrc=recording.isrc,
        isrc_from="service",
    )
