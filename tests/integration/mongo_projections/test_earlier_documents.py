"""Documents that the earlier TuneMeld left: they give way to a chart of ours, and lose nothing else."""

from typing import Any

import pytest
from bson.datetime_ms import DatetimeMS
from tests.builders import a_header, a_listing, a_recording, a_snapshot
from tests.integration.mongo_projections.conftest import Deployment, shown
from tests.integration.mongo_projections.earlier import (
    AN_OLD_COVER,
    COLLECTIONS,
    LONG_AGO,
    SERVICES,
    VIEWS,
    contents,
    leave_behind,
)

from tunemeld.application.lists import SAMPLE
from tunemeld.domain.chart import chart_document

ISRC = "QZTM42400001"


def ids(deployment: Deployment) -> list[Any]:
    """The `_id` of every document that the earlier TuneMeld's backend may read."""
    return [document["_id"] for held in contents(deployment.database).values() for document in held]


def test_earlier_documents_show_our_chart_and_keep_their_ids(deployment: Deployment) -> None:
    left = leave_behind(deployment.database)
    world = deployment.world()
    for service in SERVICES:
        world.show(service, [1])

    world.run(run_id="run-1")

    assert set(ids(deployment)) == set(left.values())
    assert deployment.backend.chart("country")["tracks"] == chart_document(world.chart())["tracks"]
    assert deployment.backend.ranks("country", "Spotify") == [
        {"isrc": ISRC, "rank": 1, "sources": {"Spotify": 1}}
    ]
    assert deployment.backend.ranks("country", "Aggregate")[0]["aggregate_service_name"] == "AppleMusic"
    assert deployment.backend.header_art("country")["Spotify"]["playlist_name"] == "Spotify country"


def test_what_the_earlier_one_fetched_stays_and_says_when(deployment: Deployment) -> None:
    leave_behind(deployment.database)
    before = {d["service_name"]: d for d in deployment.database["raw_playlists"].find()}

    deployment.world().run(run_id="run-1")

    for document in deployment.database["raw_playlists"].find():
        earlier = before[document["service_name"]]
        kept = ("_id", "data_json", "insert_timestamp", "playlist_stream_url")
        assert {name: document[name] for name in kept} == {name: earlier[name] for name in kept}


def test_a_header_that_nobody_said_this_time_wipes_none_that_was_said_earlier(deployment: Deployment) -> None:
    leave_behind(deployment.database)
    world = deployment.world()
    unsaid = a_header("Dusty Hits", url="https://open.spotify.com/playlist/d", cover_url="", description="")
    world.catalogues["Spotify"].headers["country"] = unsaid.model_dump_json()

    world.run(run_id="run-1")

    assert deployment.backend.header_art("country")["Spotify"] == {
        "playlist_name": "Dusty Hits",
        "playlist_url": "https://open.spotify.com/playlist/d",
        "playlist_cover_url": AN_OLD_COVER,
        "playlist_cover_description_text": "What it said then",
    }


def test_of_a_track_only_what_was_seen_changes(deployment: Deployment) -> None:
    leave_behind(deployment.database)
    seen = a_recording(
        a_listing("Spotify", title="A New Name", url="https://open.spotify.com/track/new", isrc=ISRC),
        a_listing("AppleMusic", title="A New Name"),
    )

    deployment.stores.projections.follow(shown(a_snapshot(seen)))

    track = deployment.backend.track(ISRC)
    assert track["spotify_track_data"] == {
        "service_name": "Spotify",
        "track_name": "A New Name",
        "artist_name": "Mara Quill",
        "track_url": "https://open.spotify.com/track/new",
        "album_cover_url": AN_OLD_COVER,
    }
    assert track["apple_music_track_data"] == {
        "service_name": "AppleMusic",
        "track_name": "A New Name",
        "artist_name": "Mara Quill",
    }
    assert track["soundcloud_track_data"] == {
        "service_name": "SoundCloud",
        "track_name": None,
        "artist_name": None,
        "track_url": None,
        "album_cover_url": None,
    }
    assert track["youtube_url"] == "https://www.youtube.com/watch?v=oldoldoldol"
    assert track["spotify_view"] == VIEWS
    assert track["insert_timestamp"] == LONG_AGO


@pytest.mark.parametrize("strange", ["", "a text", ["a", "list"], 7])
def test_a_part_of_a_track_that_is_of_no_known_shape_gives_way(
    deployment: Deployment, strange: object
) -> None:
    deployment.database["track"].insert_one({"isrc": ISRC, "spotify_track_data": strange})

    deployment.stores.projections.follow(shown(a_snapshot(a_recording(a_listing(title="A", isrc=ISRC)))))

    assert deployment.backend.track(ISRC)["spotify_track_data"]["track_name"] == "A"


@pytest.mark.parametrize(
    ("collection", "strange"),
    [
        ("track", {"isrc": [ISRC]}),
        ("track_playlist", {"genre_name": ["country"], "service_name": "Aggregate"}),
    ],
    ids=["codes", "genres"],
)
def test_a_document_with_an_array_for_a_key_keeps_no_chart_away(
    real_deployment: Deployment, collection: str, strange: dict[str, Any]
) -> None:
    real_deployment.database[collection].insert_one(strange)

    real_deployment.stores.projections.follow(shown(a_snapshot(a_recording(a_listing(title="A", isrc=ISRC)))))

    written = real_deployment.database["track"].find_one({"spotify_track_data.track_name": "A"}, {"isrc": 1})
    assert written["isrc"] == ISRC
    assert real_deployment.backend.chart("country")["service_name"] == "Aggregate"


def test_a_date_that_nobody_can_read_is_told_and_costs_no_run(real_deployment: Deployment) -> None:
    beyond_all_years = {"seen": DatetimeMS(10**15)}
    world = real_deployment.world()
    for service in SERVICES:
        world.show(service, [1])
    real_deployment.database["track"].insert_one({"isrc": ISRC, "spotify_track_data": beyond_all_years})

    report = world.run(run_id="run-1")

    assert world.chart().tracks
    assert any("holds a value that this version cannot read" in note for note in report.notes)


def test_documents_of_genres_and_tracks_that_are_not_ours_stay_as_they_are(deployment: Deployment) -> None:
    leave_behind(deployment.database, genre="polka", isrc="QZTM42499999")
    before = contents(deployment.database)

    deployment.world().run(run_id="run-1")

    after = contents(deployment.database)
    assert all(document in after[name] for name in COLLECTIONS for document in before[name])


def test_where_the_earlier_one_left_several_documents_all_of_them_show_our_chart(
    deployment: Deployment,
) -> None:
    left = {*leave_behind(deployment.database).values(), *leave_behind(deployment.database).values()}
    world = deployment.world()
    world.show("Spotify", [1])
    world.show("AppleMusic", [1])
    world.show("SoundCloud", [1])

    world.run(run_id="run-1")

    assert set(ids(deployment)) == left
    for name in COLLECTIONS:
        assert {document["source"] for document in deployment.database[name].find()} == {"rapidapi"}


@pytest.mark.parametrize("source", [SAMPLE, "open"])
def test_what_no_editor_chose_never_takes_the_place_of_an_earlier_one(
    deployment: Deployment, source: str
) -> None:
    leave_behind(deployment.database)
    before = contents(deployment.database)

    report = deployment.world(source=source).run(run_id="run-1")

    after = contents(deployment.database)
    assert report.genres["country"].published
    assert all(document in after[name] for name in COLLECTIONS for document in before[name])
    assert deployment.backend.chart("country")["tracks"][0]["track_name"] == "An Old Name"
    assert len(deployment.database["view_counts_playlists"].distinct("_id")) == 1


def test_an_isrc_that_is_shown_by_ours_alone_joins_the_earlier_ones(deployment: Deployment) -> None:
    leave_behind(deployment.database)

    deployment.world().run(run_id="run-1")

    isrcs = [d["isrc"] for d in deployment.database["track"].find()]
    assert sorted(isrcs) == [f"QZTM424{number:05d}" for number in range(1, 11)]
