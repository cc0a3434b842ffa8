"""How uploaders on SoundCloud write: as they please."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import joined

# Each as often as it stands here.
_STYLES = (
    *("song",) * 48,
    *("artist - song",) * 38,
    *("artist – song",) * 4,
    *("artist | song",) * 3,
    *("song - artist",) * 3,
    *("artist - artist - song",) * 4,
)
_FEATURES = (
    "(feat. {})",
    "(ft. {})",
    "[feat. {}]",
    "ft. {}",
    "featuring {}",
    "(with {})",
    "before",
    "twice",
    "",
)
_SEPARATORS = (", ", ", ", " & ", " & ", " x ", " + ")


@dataclass(frozen=True, slots=True)
class Upload:
    """What an uploader typed: the title, the publisher's artist (None where empty), the account's name."""

    title: str
    artist: str | None
    account: str


def upload(recording: Recording, edition: int, *, fancy_names: Mapping[str, str], decoration: str) -> Upload:
    """The upload as it reads in an edition; case and order of the credits drift over the weeks."""
    chance = Chance(f"soundcloud/{recording.number}")
    names = tuple(fancy_names.get(name, name) for name in recording.artists)
    style, account = _style(recording, chance), names[0]
    credit = joined(names) if chance.happens(30) else chance.one_of(_SEPARATORS).join(names)
    guests, before = _guests(recording, style, chance)
    song = _decorated(_tagged(recording, guests, chance), decoration, chance)
    result = Upload(_TITLES[style](credit + before, song), _publisher(names, recording, chance), account)
    if chance.happens(25):
        result = replace(result, account=recording.label)
    return _drifted(_sometimes_without_publisher(result, style, chance), recording, edition)


def _style(recording: Recording, chance: Chance) -> str:
    style = chance.one_of(_STYLES)
    # Behind a dash, a name and a version could not be told apart.
    return "artist - song" if recording.versions and style == "song - artist" else style


def _guests(recording: Recording, style: str, chance: Chance) -> tuple[str, str]:
    """What names the guests: behind the song, and behind the artist in front of it."""
    spelling = chance.one_of(_FEATURES)
    if not recording.featured or not spelling:
        return "", ""
    names = joined(recording.featured)
    if spelling in {"before", "twice"}:
        if style in {"song", "song - artist"}:
            return f" (ft. {names})", ""
        return (f" (ft. {names})" if spelling == "twice" else ""), f" feat. {names}"
    return " " + spelling.format(names), ""


def _tagged(recording: Recording, guests: str, chance: Chance) -> str:
    """The song with guests and version, in either order; a bare `ft. B` can only come last."""
    bracket = " [{}]" if chance.happens(25) else " ({})"
    tags = "".join(bracket.format(tag) for tag in recording.versions)
    if guests and not guests.endswith((")", "]")):
        return recording.title + tags + guests
    return recording.title + (guests + tags if chance.happens(70) else tags + guests)


def _decorated(song: str, decoration: str, chance: Chance) -> str:
    ornament = chance.below(40)
    ornaments = {
        0: f"{song} ★OUT NOW★",
        1: f"{song} [OUT NOW]",
        2: f"{song} {decoration}",
        3: f"{decoration} {song}",
    }
    return ornaments.get(ornament, song)


_TITLES: dict[str, Callable[[str, str], str]] = {
    "song": lambda _, song: song,
    "artist - song": lambda credit, song: f"{credit} - {song}",
    "artist – song": lambda credit, song: f"{credit} – {song}",
    "artist | song": lambda credit, song: f"{credit} | {song}",
    "song - artist": lambda credit, song: f"{song} - {credit}",
    "artist - artist - song": lambda credit, song: f"{credit} - {credit} - {song}",
}


def _publisher(names: tuple[str, ...], recording: Recording, chance: Chance) -> str:
    """The publisher's artist: everybody, the first one alone, or guests and all."""
    kind = chance.below(10)
    if kind < 2:
        return names[0]
    return ", ".join((*names, *recording.featured) if kind < 4 else names)


def _sometimes_without_publisher(upload_: Upload, style: str, chance: Chance) -> Upload:
    """Leave the publisher empty where title or account still say whose song it is."""
    if not chance.happens(6):
        return upload_
    says_so = style in {"artist - song", "artist – song", "artist | song"}
    return replace(upload_, artist=None) if says_so else upload_


def _drifted(upload_: Upload, recording: Recording, edition: int) -> Upload:
    """Some publishers shout for four weeks in eight, others turn their artists round."""
    if upload_.artist is None or edition % 8 < 4:
        return upload_
    if recording.number % 9 == 0:
        return replace(upload_, artist=upload_.artist.upper())
    if recording.number % 9 == 1:
        return replace(upload_, artist=", ".join(reversed(upload_.artist.split(", "))))
    return upload_
