"""What an operator wrote down: which lists there are, and what is to be put right in them."""

from collections.abc import Mapping
from typing import TypeAlias

from dependency_injector import containers, providers

from tunemeld.adapters.catalogues.charts_file import load_charts
from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.playlists import load_playlists
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES as SAMPLE_GENRES
from tunemeld.adapters.corrections_file import load_corrections
from tunemeld.domain.list_kind import OPEN
from tunemeld.wiring.process import Process

Playlists: TypeAlias = Mapping[str, Mapping[str, PlaylistRef]]
# Those with editors' playlists, and those with public charts.
SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
CHARTING = ("Deezer", "AppleMusic")


def _services(source: str) -> tuple[str, ...]:
    return CHARTING if source == OPEN else SERVICES


def _services_by_genre(playlists: Playlists) -> dict[str, tuple[str, ...]]:
    return {genre: tuple(s for s in SERVICES if s in refs) for genre, refs in playlists.items()}


def _charting_by_genre(charts: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    return {genre: tuple(of) for genre, of in charts.items()}


class Files(containers.DeclarativeContainer):
    """Lists by genre and service, and corrections."""

    services = providers.Callable(_services, Process.settings.provided.source)
    playlists = providers.ThreadSafeSingleton(
        load_playlists, Process.settings.provided.tunemeld_playlists_file
    )
    public_charts = providers.ThreadSafeSingleton(
        load_charts, CHARTING, Process.settings.provided.tunemeld_charts_file
    )
    corrections = providers.ThreadSafeSingleton(
        load_corrections,
        Process.settings.provided.tunemeld_corrections_file,
        dict.fromkeys((*SERVICES, *CHARTING)),
    )
    # Made once, since a worker asks for them with each part, and a file may have a thousand genres.
    rapidapi_configured = providers.ThreadSafeSingleton(_services_by_genre, playlists)
    configured = providers.Selector(
        Process.settings.provided.source,
        rapidapi=rapidapi_configured,
        open=providers.ThreadSafeSingleton(_charting_by_genre, public_charts),
        sample=providers.Object(dict.fromkeys(SAMPLE_GENRES, SERVICES)),
    )
    genres = providers.Callable(tuple, configured)
