"""A search over the invented world that knows ISRCs, and is as unreliable as real ones are."""

from collections.abc import Iterator

from tunemeld.adapters.catalogues.sample.addresses import spotify_track_id
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.finding import recordings_found
from tunemeld.adapters.catalogues.sample.recording import Recording, isrc_of
from tunemeld.adapters.catalogues.sample.spelling import spotify_artists, spotify_title
from tunemeld.application.ports.lookups import IsrcLookup
from tunemeld.domain.listing import Duration, Listing

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
        matching = (r for r in recordings_found(title, artist) if _is_known(r))
        hits = [hit for recording in matching for hit in _hits(recording)]
        return tuple(_listing(hit, position) for position, hit in enumerate(hits, start=1))


def _is_known(recording: Recording) -> bool:
    return not Chance(f"lookup/known/{recording.number}").happens(_PERCENT_NOT_KNOWN)


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
