"""How Spotify and Apple Music write a recording's title and credits."""

from collections.abc import Sequence
from functools import lru_cache

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording

_FEATURES = ("feat.", "feat.", "feat.", "with", "")


def spotify_title(recording: Recording) -> str:
    """`Song (feat. B) - C Remix`."""
    title = recording.title + _bracket_of_credits(recording) + _feature(recording, "({})")
    inner, outer = recording.versions[:-1], recording.versions[-1:]
    return _typeset(title + "".join(f" ({tag})" for tag in inner) + "".join(f" - {tag}" for tag in outer))


def spotify_artists(recording: Recording) -> tuple[str, ...]:
    """Everybody with a name in it, each for himself: main artists, guests, remixers."""
    return (*recording.artists, *recording.featured, *recording.remixers)


def apple_title(recording: Recording) -> str:
    """`Song (feat. B) [C Remix]`: square brackets where round ones are taken."""
    title = recording.title
    title += _feature(recording, "[{}]" if "(" in title else "({})")
    for tag in recording.versions:
        title += f" [{tag}]" if title.endswith(")") and len(recording.versions) == 1 else f" ({tag})"
    return _typeset(title)


def apple_artist(recording: Recording) -> str:
    """`A, B & C` in one text; remixers are credited more often than not."""
    remixers = recording.remixers if _habit(recording, "apple").happens(60) else ()
    return _typeset(joined((*recording.artists, *remixers)))


def joined(names: Sequence[str], last: str = " & ") -> str:
    """`A, B & C`."""
    return last.join(filter(None, (", ".join(names[:-1]), names[-1])))


def _feature(recording: Recording, bracket: str) -> str:
    # Both services take the title from the label, so they agree on the word, or on leaving guests out.
    word = feature_word(recording)
    if not recording.featured or not word:
        return ""
    return " " + bracket.format(f"{word} {joined(recording.featured)}")


@lru_cache(maxsize=4096)
def feature_word(recording: Recording) -> str:
    """How the label introduces guests; "" where the title leaves them out."""
    return _habit(recording, "feature").one_of(_FEATURES)


def _bracket_of_credits(recording: Recording) -> str:
    if not recording.credits_in_bracket:
        return ""
    first, *others = recording.artists
    return f" [{first} with {joined(others, ' and ')}]"


def _habit(recording: Recording, what: str) -> Chance:
    return Chance(f"spelling/{what}/{recording.number}")


def _typeset(text: str) -> str:
    return text.replace("'", "\u2019")
