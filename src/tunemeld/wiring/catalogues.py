"""Whose lists are read, and where missing ISRCs and covers are looked up."""

from collections.abc import Mapping
from typing import TypeVar

from dependency_injector import containers, providers

from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.deezer import DeezerCatalog
from tunemeld.adapters.catalogues.itunes import ItunesCatalog
from tunemeld.adapters.catalogues.sample.catalogue import SampleCatalog
from tunemeld.adapters.catalogues.sample.isrc_lookup import SampleIsrcLookup
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.lookups.itunes_covers import ItunesCoverLookup
from tunemeld.adapters.lookups.spotify_search import SpotifyIsrcLookup
from tunemeld.adapters.lookups.spotify_token import SpotifyToken
from tunemeld.application.ports.runtime import Clock
from tunemeld.settings import Settings
from tunemeld.wiring.files import Files
from tunemeld.wiring.process import Process
from tunemeld.wiring.upstreams import Upstreams

_T = TypeVar("_T")


def _token(settings: Settings, accounts: UpstreamClient, clock: Clock) -> SpotifyToken | None:
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        return None
    return SpotifyToken(
        accounts=accounts,
        client_id=settings.spotify_client_id.get_secret_value(),
        client_secret=settings.spotify_client_secret.get_secret_value(),
        clock=clock,
    )


def _of_service(lists: Mapping[str, Mapping[str, _T]], service: str) -> dict[str, _T]:
    """A service's lists by genre."""
    return {genre: of[service] for genre, of in lists.items() if service in of}


def _isrc_lookup(client: UpstreamClient, token: SpotifyToken | None) -> SpotifyIsrcLookup | None:
    return SpotifyIsrcLookup(client=client, token=token) if token else None


class Catalogues(containers.DeclarativeContainer):
    """Catalogues and lookups, by where playlists come from."""

    rapidapi_catalogues = providers.Dict(
        Spotify=providers.ThreadSafeSingleton(
            spotify.RapidApiSpotifyCatalog,
            client=Upstreams.spotify23,
            oembed=Upstreams.spotify_oembed,
            playlists=providers.Callable(_of_service, Files.playlists, "Spotify"),
        ),
        AppleMusic=providers.ThreadSafeSingleton(
            apple_music.RapidApiAppleMusicCatalog,
            client=Upstreams.apple_music24,
            playlists=providers.Callable(_of_service, Files.playlists, "AppleMusic"),
        ),
        SoundCloud=providers.ThreadSafeSingleton(
            soundcloud.RapidApiSoundCloudCatalog,
            client=Upstreams.soundcloud_scraper,
            oembed=Upstreams.soundcloud_oembed,
            playlists=providers.Callable(_of_service, Files.playlists, "SoundCloud"),
        ),
    )
    open_catalogues = providers.Dict(
        Deezer=providers.ThreadSafeSingleton(
            DeezerCatalog,
            client=Upstreams.deezer,
            charts=providers.Callable(_of_service, Files.public_charts, "Deezer"),
        ),
        AppleMusic=providers.ThreadSafeSingleton(
            ItunesCatalog,
            client=Upstreams.itunes,
            charts=providers.Callable(_of_service, Files.public_charts, "AppleMusic"),
        ),
    )
    catalogues = providers.Selector(
        Process.settings.provided.source,
        rapidapi=rapidapi_catalogues,
        open=open_catalogues,
        sample=providers.Dict(
            Spotify=providers.Factory(SampleCatalog, "Spotify", spotify.parse_playlist, Process.clock),
            AppleMusic=providers.Factory(
                SampleCatalog, "AppleMusic", apple_music.parse_playlist, Process.clock
            ),
            SoundCloud=providers.Factory(
                SampleCatalog, "SoundCloud", soundcloud.parse_playlist, Process.clock
            ),
        ),
    )
    token = providers.ThreadSafeSingleton(_token, Process.settings, Upstreams.spotify_accounts, Process.clock)
    isrc_lookup = providers.Selector(
        Process.settings.provided.source,
        rapidapi=providers.Callable(_isrc_lookup, Upstreams.spotify_api, token),
        open=providers.Callable(_isrc_lookup, Upstreams.spotify_api, token),
        sample=providers.Factory(SampleIsrcLookup),
    )
    cover_lookup = providers.Selector(
        Process.settings.provided.source,
        rapidapi=providers.Factory(ItunesCoverLookup, client=Upstreams.itunes),
        open=providers.Object(None),  # charts bring their covers along
        sample=providers.Object(None),
    )
