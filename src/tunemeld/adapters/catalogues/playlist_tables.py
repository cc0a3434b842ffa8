"""What the playlists file says for each service, and where a list is to be found by it."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from tunemeld.adapters.hostile_text import LONGEST_TEXT, https_url

_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_APPLE_URL = re.compile(r"https://music\.apple\.com/[a-z]{2}/playlist/(?:[^/?#]+/)?pl\.[0-9A-Za-z.-]+")
_SOUNDCLOUD_URL = re.compile(r"https://soundcloud\.com/[^/?#]+/sets/[^/?#]+")


@dataclass(frozen=True, slots=True)
class PlaylistRef:
    """Where a list is: Spotify's `id` of it ("" elsewhere), its public `url`, and a `name` to show."""

    id: str
    url: str
    name: str = ""


def _spotify_id(value: str) -> str:
    if not _SPOTIFY_ID.fullmatch(value):
        raise ValueError("expected 22 letters and digits, such as 37i9dQZF1DX1lVhptIYRda")
    return value


def _apple_url(value: str) -> str:
    return _address(
        value, "music.apple.com", _APPLE_URL, "https://music.apple.com/us/playlist/rap-life/pl.abe…"
    )


def _soundcloud_url(value: str) -> str:
    return _address(
        value, "soundcloud.com", _SOUNDCLOUD_URL, "https://soundcloud.com/soundcloud-shine/sets/ear-candy"
    )


def _address(value: str, host: str, shape: re.Pattern[str], example: str) -> str:
    """The address without what sharing hangs on it, since the services are asked by exactly this text."""
    bare = (https_url(value, (host,)) or "").partition("#")[0].partition("?")[0].rstrip("/")
    if not shape.fullmatch(bare):
        raise ValueError(f"expected an address on {host} that begins with https, such as {example}")
    return bare


_Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SpotifyTable(_Table):
    """`[genre.Spotify]`: asked by id; the header brings the name, or else this one stands in."""

    id: Annotated[str, AfterValidator(_spotify_id)]
    name: _Name = ""

    @property
    def ref(self) -> PlaylistRef:
        """The list of that id."""
        return PlaylistRef(self.id, f"https://open.spotify.com/playlist/{self.id}", self.name)


class AppleMusicTable(_Table):
    """`[genre.AppleMusic]`: asked by address; nobody else tells the name."""

    url: Annotated[str, AfterValidator(_apple_url)]
    name: Annotated[_Name, StringConstraints(min_length=1)]

    @property
    def ref(self) -> PlaylistRef:
        """The list at that address."""
        return PlaylistRef("", self.url, self.name)


class SoundCloudTable(_Table):
    """`[genre.SoundCloud]`: asked by address; the header brings the name, or else this one stands in."""

    url: Annotated[str, AfterValidator(_soundcloud_url)]
    name: _Name = ""

    @property
    def ref(self) -> PlaylistRef:
        """The list at that address."""
        return PlaylistRef("", self.url, self.name)


TABLES: dict[str, type[SpotifyTable] | type[AppleMusicTable] | type[SoundCloudTable]] = {
    "Spotify": SpotifyTable,
    "AppleMusic": AppleMusicTable,
    "SoundCloud": SoundCloudTable,
}
"""The services that can be named, by the spelling that data use."""
