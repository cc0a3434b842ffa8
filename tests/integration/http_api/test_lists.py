"""The other paths of the earlier web client, and the genres: their fields, and where they agree."""

import pytest
from tests.api_in_process import GENRES
from tests.described import CheckedClient
from tests.integration.http_api.contract import SERVICES, STATE
from tests.shapes import TIME, URL, misfits

LIST = {
    "genre_name": frozenset(GENRES),
    "service_name": frozenset(SERVICES),
    "insert_timestamp": (TIME, None),
    "playlist_name": str,
    "playlist_url": str,
    "status": frozenset({"fresh", "stale", "missing"}),
    "tracks": [
        {
            "rank": int,
            "isrc": (str, None),
            "track_name": str,
            "artist_name": str,
            "album_cover_url": (URL, None),
            "track_url": (URL, None),
            "youtube_url": (URL, None),
        }
    ],
}
PLAYED = {
    "isrc": (str, None),
    "track_name": str,
    "artist_name": str,
    "youtube_url": (URL, None),
    "album_cover_url": (URL, None),
    "view_counts": {"Youtube": [list], "Spotify": [list], "SoundCloud": [list]},
}
HEADER = {
    "playlist_cover_url": str,
    "playlist_cover_description_text": str,
    "playlist_name": str,
    "playlist_url": str,
    "service_name": frozenset(SERVICES),
}
GENRE = {
    "name": frozenset(GENRES),
    "title": str,
    "services": dict.fromkeys(SERVICES, STATE),
    "tracks": int,
    "last_updated": (TIME, None),
}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("genre", GENRES)
def test_a_services_list_has_the_fields_that_clients_rely_on(
    api: CheckedClient, genre: str, service: str
) -> None:
    answer = api.get(f"/service-playlist/{genre}/{service}")
    assert not list(misfits(answer.data, [LIST]))
    (listed,) = answer.data
    assert (listed["genre_name"], listed["service_name"], listed["status"]) == (genre, service, "fresh")
    ranks = [track["rank"] for track in listed["tracks"]]
    assert len(ranks) >= 50
    assert ranks == sorted({*ranks})


def test_a_service_is_found_in_any_case(api: CheckedClient) -> None:
    listed = api.get("/service-playlist/rap/AppleMusic").body
    assert api.get("/service-playlist/Rap/applemusic").body == listed
    assert api.get("/service-playlist/RAP/APPLEMUSIC/").body == listed


def test_a_list_names_the_recordings_of_the_chart_at_their_positions(api: CheckedClient) -> None:
    (listed,) = api.get("/service-playlist/dance/Spotify").data
    shown = {track["rank"]: track["isrc"] for track in listed["tracks"]}
    tracks = api.get("/playlist-data/dance").data[0]["tracks"]
    on_spotify = [track for track in tracks if "Spotify" in track["sources"]]
    assert len(on_spotify) > 20
    assert [shown[track["sources"]["Spotify"]] for track in on_spotify] == [
        track["isrc"] for track in on_spotify
    ]


@pytest.mark.parametrize("genre", GENRES)
def test_plays_are_told_for_every_track_of_the_chart(api: CheckedClient, genre: str) -> None:
    answer = api.get(f"/graph-data/{genre}")
    assert not list(misfits(answer.data, [PLAYED]))
    chart = api.get(f"/playlist-data/{genre}").data[0]["tracks"]
    assert [track["isrc"] for track in answer.data] == [track["isrc"] for track in chart]


@pytest.mark.parametrize("genre", GENRES)
def test_headers_stand_under_their_services_names(api: CheckedClient, genre: str) -> None:
    data = api.get(f"/header-art/{genre}").data
    assert not list(misfits(data, {"genre_name": frozenset(GENRES), **dict.fromkeys(SERVICES, HEADER)}))
    assert data["genre_name"] == genre
    assert [data[service]["service_name"] for service in SERVICES] == list(SERVICES)
    assert all(data[service]["playlist_name"] for service in SERVICES)


@pytest.mark.parametrize("genre", GENRES)
def test_the_last_update_is_that_of_the_chart(api: CheckedClient, genre: str) -> None:
    data = api.get(f"/last-updated/{genre}").data
    assert not list(misfits(data, {"last_updated": TIME}))
    assert data["last_updated"] == api.get(f"/playlist-data/{genre}").data[0]["insert_timestamp"]


def test_genres_tell_how_their_lists_stand_and_how_long_their_charts_are(api: CheckedClient) -> None:
    data = api.get("/genres").data
    assert not list(misfits(data, [GENRE]))
    assert [genre["name"] for genre in data] == list(GENRES)
    for genre in data:
        (chart,) = api.get(f"/playlist-data/{genre['name']}").data
        assert genre["tracks"] == len(chart["tracks"])
        assert genre["last_updated"] == chart["insert_timestamp"]
        assert genre["services"] == chart["sources"]


def test_the_welcome_names_the_genres_and_where_to_go_on(api: CheckedClient) -> None:
    data = api.get("/").data
    assert data["genres"] == list(GENRES)
    assert api.get(data["documentation"]).status == 200
    assert api.get(data["openapi"]).document["info"]["version"] == data["version"]
