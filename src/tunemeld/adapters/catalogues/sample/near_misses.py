"""Recordings that look alike and are not, or look different and are one.

Each kind has been seen in the services' lists; docs/matching.md tells what decides them. All of them can be
decided by its rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tunemeld.adapters.catalogues.sample.recording import Recording, isrc_of
from tunemeld.adapters.catalogues.sample.songbook import Songbook

_BOTH = frozenset({"Spotify", "AppleMusic"})
_SPOTIFY = frozenset({"Spotify"})
_APPLE = frozenset({"AppleMusic"})
_SOUNDCLOUD = frozenset({"SoundCloud"})
_SPOTIFY_SOUNDCLOUD = frozenset({"Spotify", "SoundCloud"})


@dataclass(frozen=True, slots=True)
class Part:
    """One recording of a near miss, and the services that it must appear on to be one.

    On one service means on that one alone; `on_no_other` says the same of several.
    """

    recording: Recording
    on: frozenset[str]
    on_no_other: bool = False


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Recordings that belong into the same weeks; `kind` says what is special about them."""

    kind: str
    parts: tuple[Part, ...]


def near_misses(book: Songbook) -> Iterator[NearMiss]:
    """Every kind, in a fixed order, with songs of the book."""
    for kind, invent in _KINDS.items():
        yield NearMiss(kind, invent(book))
    for title in book.words.phrases["inside"]:
        yield NearMiss("version words inside the title", (Part(book.song(title), _SPOTIFY_SOUNDCLOUD),))


def _remix_of_equal_length(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    remix = book.version(book.other_recording(song), "{act} Remix")
    return Part(song, _BOTH), Part(remix, _APPLE)


def _remix_on_soundcloud(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    remix = book.version(book.other_recording(song, longer_ms=11_378), "{act} Remix")
    return Part(song, _BOTH), Part(remix, _SOUNDCLOUD)


def _namesake(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    stranger = book.other_recording(song, longer_ms=160)
    others = book.acts_unlike((*song.artists, *song.featured), 1)
    return Part(song, _SPOTIFY), Part(stranger._replace(artists=others, featured=()), _APPLE)


def _extended_cut(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    return Part(song, _BOTH), Part(book.other_recording(song, longer_ms=121_204), _SOUNDCLOUD)


def _longer_cut_on_apple(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    return Part(song, _SPOTIFY), Part(book.other_recording(song, longer_ms=62_500), _APPLE)


def _edit_spelled_twice(book: Songbook) -> tuple[Part, ...]:
    return (Part(book.version(book.song(), "Edit"), _SPOTIFY_SOUNDCLOUD),)


def _two_version_tags(book: Songbook) -> tuple[Part, ...]:
    edit = book.version(book.song(), "Edit")
    remix = book.version(book.other_recording(edit._replace(versions=()), longer_ms=55_009), "{act} Remix")
    return Part(edit, _SPOTIFY), Part(book.version(remix, "Edit"), _SOUNDCLOUD)


def _one_code_two_cuts(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    cut = book.other_recording(song, longer_ms=58_686)
    return Part(song, _BOTH), Part(cut._replace(soundcloud_isrc=song.isrc), _SOUNDCLOUD)


def _remix_under_the_songs_code(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    remix = book.version(book.other_recording(song, longer_ms=-21_444), "{act} Remix")
    return Part(song, _SPOTIFY), Part(remix._replace(soundcloud_isrc=song.isrc), _SOUNDCLOUD)


def _two_codes_one_audio(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    return (Part(song._replace(soundcloud_isrc=isrc_of(song.number, "TN9")), _SPOTIFY_SOUNDCLOUD),)


def _one_code_another_fade(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    faded = song._replace(soundcloud_isrc=song.isrc, soundcloud_shift_ms=1_500)
    # With Apple Music and without Spotify, for a week, nothing could tell that these two are one.
    return (Part(faded, _SPOTIFY_SOUNDCLOUD, on_no_other=True),)


def _no_length_on_soundcloud(book: Songbook) -> tuple[Part, ...]:
    song = book.song()
    endless = song._replace(soundcloud_isrc=song.isrc, length_on_soundcloud=False)
    return (Part(endless, _SPOTIFY_SOUNDCLOUD, on_no_other=True),)


def _no_code_on_soundcloud(book: Songbook) -> tuple[Part, ...]:
    return (Part(book.song()._replace(soundcloud_isrc=None), _SPOTIFY_SOUNDCLOUD),)


def _credits_in_a_bracket(book: Songbook) -> tuple[Part, ...]:
    song = book.song(book.words.bracketed)
    acts = book.acts_unlike((), 3)
    return (Part(song._replace(artists=acts, featured=(), credits_in_bracket=True), _SPOTIFY_SOUNDCLOUD),)


def _twice_in_apples_list(book: Songbook) -> tuple[Part, ...]:
    return (Part(book.song()._replace(twice_on_apple=True), _BOTH),)


_KINDS: dict[str, Callable[[Songbook], tuple[Part, ...]]] = {
    "remix of equal length": _remix_of_equal_length,
    "remix on SoundCloud": _remix_on_soundcloud,
    "namesake of nearly equal length": _namesake,
    "extended cut without a version word": _extended_cut,
    "longer cut on Apple Music": _longer_cut_on_apple,
    "edit, spelled two ways": _edit_spelled_twice,
    "two version tags": _two_version_tags,
    "one ISRC on two cuts": _one_code_two_cuts,
    "remix under the song's ISRC": _remix_under_the_songs_code,
    "two ISRCs for one audio": _two_codes_one_audio,
    "one ISRC, another fade": _one_code_another_fade,
    "no length on SoundCloud": _no_length_on_soundcloud,
    "no ISRC on SoundCloud": _no_code_on_soundcloud,
    "credits in a bracket": _credits_in_a_bracket,
    "twice in Apple's list": _twice_in_apples_list,
}
