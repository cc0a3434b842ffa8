"""What the earlier TuneMeld's backend sees of our charts, in the collections that it always read."""

from datetime import UTC
from typing import Any

import pytest
from tests.builders import A_SATURDAY, a_header, a_listing, a_recording, a_snapshot
from tests.integration.mongo_projections.conftest import Deployment, shown
from tests.integration.mongo_projections.earlier import SERVICES, contents
from tests.worlds import DAY, WEEK, World

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.lists import SAMPLE
from tunemeld.domain.chart import chart_document

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")
OURS = {"seq", "source"}
"""What we write into a document beside the fields that the earlier TuneMeld knows."""


def codes(*numbers: int) -> list[str]:
    """The ISRCs of numbered tunes."""
    return [f"QZTM424{number:05d}" for number in numbers]


def page(document: dict[str, Any]) -> dict[str, Any]:
    """What the page makes of a chart: all but what we added."""
    return {name: value for name, value in document.items() if name not in OURS}


def test_the_page_shows_the_chart_as_every_client_of_ours_gets_it(deployment: Deployment) -> None:
    world = deployment.world(genres=("country", "rap"))
    world.show("Spotify", range(3, 13))

    world.run(run_id="run-1")

    for genre in ("country", "rap"):
        assert page(deployment.backend.chart(genre)) == chart_document(world.chart(genre))


def test_each_list_is_there_by_the_positions_of_its_service(deployment: Deployment) -> None:
    world = deployment.world()
    world.show("Spotify", [7, 3, 5])

    world.run(run_id="run-1")

    assert deployment.backend.ranks("country", "Spotify") == [
        {"isrc": isrc, "rank": rank, "sources": {"Spotify": rank}}
        for rank, isrc in enumerate(codes(7, 3, 5), start=1)
    ]
    assert deployment.backend.isrcs("country", "AppleMusic") == codes(*range(1, 11))


def test_the_aggregate_list_is_in_the_order_of_the_chart(deployment: Deployment) -> None:
    world = deployment.world()
    world.show("Spotify", [7, 3, 5])
    world.show("SoundCloud", [5, 20])

    world.run(run_id="run-1")

    tracks = world.chart().tracks
    assert [t.isrc for t in tracks][:3] == codes(5, 7, 3)
    assert deployment.backend.ranks("country", "Aggregate") == [
        {
            "isrc": t.isrc,
            "rank": t.rank,
            "sources": t.sources,
            "raw_aggregate_rank": t.raw_aggregate_rank,
            "aggregate_service_name": t.aggregate_service_name,
        }
        for t in tracks
    ]


def test_every_track_that_a_list_names_is_known_with_each_services_own_words(deployment: Deployment) -> None:
    spotify = a_listing(
        "Spotify",
        title="Gravel and Gold",
        artists=("Mara Quill", "Ann Ode"),
        url="https://open.spotify.com/track/1",
        cover_url="https://img.example/1.jpg",
        isrc="QZTM42400001",
    )
    soundcloud = a_listing("SoundCloud", title="Gravel & Gold [OUT NOW]", artists=("quill",))

    deployment.stores.projections.follow(shown(a_snapshot(a_recording(spotify, soundcloud))))

    track = deployment.backend.track("QZTM42400001")
    assert track["spotify_track_data"] == {
        "service_name": "Spotify",
        "track_name": "Gravel and Gold",
        "artist_name": "Mara Quill, Ann Ode",
        "track_url": "https://open.spotify.com/track/1",
        "album_cover_url": "https://img.example/1.jpg",
    }
    assert track["soundcloud_track_data"]["track_name"] == "Gravel & Gold [OUT NOW]"
    assert "apple_music_track_data" not in track
    assert track["insert_timestamp"].replace(tzinfo=UTC) == A_SATURDAY


def test_what_stands_above_the_lists_is_there_and_empty_where_nobody_said_it(deployment: Deployment) -> None:
    world = deployment.world()
    header = a_header("Dusty Hits", url="https://open.spotify.com/playlist/d", description="All dust")
    world.catalogues["Spotify"].headers["country"] = header.model_dump_json()

    world.run(run_id="run-1")

    art = deployment.backend.header_art("country")
    assert sorted(art) == sorted(SERVICES)
    assert art["Spotify"] == {
        "playlist_name": "Dusty Hits",
        "playlist_url": "https://open.spotify.com/playlist/d",
        "playlist_cover_url": "",
        "playlist_cover_description_text": "All dust",
    }


def test_the_next_chart_takes_the_place_of_the_last_one_and_a_shorter_list_leaves_no_tail(
    deployment: Deployment,
) -> None:
    world = deployment.world()
    world.run(run_id="run-1")
    before = {name: [d["_id"] for d in held] for name, held in contents(deployment.database).items()}
    for service in world.catalogues:
        world.show(service, range(4, 11))
    world.clock.put_forward(WEEK)

    world.run(run_id="run-2")

    after = {name: [d["_id"] for d in held] for name, held in contents(deployment.database).items()}
    assert after == before
    assert deployment.backend.isrcs("country", "Spotify") == codes(*range(4, 11))
    assert deployment.backend.isrcs("country", "Aggregate") == codes(*range(4, 11))
    assert page(deployment.backend.chart("country")) == chart_document(world.chart())


def test_a_track_without_isrc_is_on_the_page_and_leaves_a_gap_where_tracks_are_found_by_it(
    deployment: Deployment,
) -> None:
    nameless = a_recording(a_listing("Spotify", 2, title="B"), a_listing("AppleMusic", 1, title="B"))
    named = [a_listing("Spotify", 3, isrc="QZTM42400001"), a_listing("AppleMusic", 2)]

    deployment.stores.projections.follow(shown(a_snapshot(nameless, a_recording(*named))))

    assert [t["isrc"] for t in deployment.backend.chart("country")["tracks"]] == [None, "QZTM42400001"]
    (spotify,) = deployment.backend.ranks("country", "Spotify")
    (aggregate,) = deployment.backend.ranks("country", "Aggregate")
    assert (spotify["isrc"], spotify["rank"]) == ("QZTM42400001", 3)
    assert (aggregate["isrc"], aggregate["rank"]) == ("QZTM42400001", 2)
    assert deployment.database["track"].count_documents({}) == 1


@pytest.mark.parametrize("order", [1, -1], ids=["lower first", "higher first"])
def test_of_two_versions_under_one_code_a_list_names_the_one_that_stands_higher(
    deployment: Deployment, order: int
) -> None:
    versions = [
        a_recording(
            a_listing("Spotify", position, title=title, isrc="QZTM42400001"),
            a_listing("AppleMusic", position, title=title),
        )
        for title, position in (("Gravel (Live)", 4), ("Gravel", 2))
    ]

    deployment.stores.projections.follow(shown(a_snapshot(*versions[::order])))

    assert [(p["isrc"], p["rank"]) for p in deployment.backend.ranks("country", "Spotify")] == [
        ("QZTM42400001", 2)
    ]
    assert [(p["isrc"], p["rank"]) for p in deployment.backend.ranks("country", "Aggregate")] == [
        ("QZTM42400001", 1)
    ]
    assert deployment.backend.track("QZTM42400001")["spotify_track_data"]["track_name"] == "Gravel"


def test_a_track_of_two_genres_shows_the_newest_chart_of_each(deployment: Deployment) -> None:
    follow = deployment.stores.projections.follow
    country = a_recording(a_listing("Spotify", isrc="QZTM42400001", title="A"))
    rap = a_recording(a_listing("AppleMusic", isrc="QZTM42400001", title="A"))
    older = a_recording(a_listing("Spotify", isrc="QZTM42400001", title="An older spelling"))

    follow(shown(a_snapshot(country), seq=7))
    follow(shown(a_snapshot(rap, genre="rap"), seq=2))
    follow(shown(a_snapshot(older), seq=6))

    track = deployment.backend.track("QZTM42400001")
    assert track["spotify_track_data"]["track_name"] == "A"
    assert track["apple_music_track_data"]["track_name"] == "A"


def test_a_list_that_counts_no_more_stays_as_it_last_was_with_its_age(deployment: Deployment) -> None:
    world = deployment.world()
    world.run(run_id="run-1")
    seen = world.clock.now()
    world.catalogues["SoundCloud"].bodies["country"] = AWAY
    world.stale_after_days = 21
    world.clock.put_forward(22 * DAY)

    world.run(run_id="run-2")

    document = deployment.database["track_playlist"].find_one({"service_name": "SoundCloud"})
    assert "SoundCloud" not in world.snapshot().lists
    assert deployment.backend.isrcs("country", "SoundCloud") == codes(*range(1, 11))
    assert document["insert_timestamp"].replace(tzinfo=UTC) == seen
    assert {s for t in deployment.backend.chart("country")["tracks"] for s in t["sources"]} == {
        "Spotify",
        "AppleMusic",
    }


def test_the_age_of_an_unchanged_list_begins_anew(deployment: Deployment) -> None:
    world = deployment.world()
    world.run(run_id="run-1")
    world.clock.put_forward(DAY)

    world.run(run_id="run-2")

    document = deployment.database["track_playlist"].find_one({"service_name": "Spotify"})
    assert document["insert_timestamp"].replace(tzinfo=UTC) == world.clock.now()


def test_how_the_lists_stand_is_told_also_where_the_chart_is_the_same(deployment: Deployment) -> None:
    world = deployment.world()
    world.run(run_id="run-1")
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.clock.put_forward(DAY)

    world.run(run_id="run-2")

    chart = deployment.backend.chart("country")
    assert (chart["complete"], chart["sources"]["Spotify"]["status"]) == (False, "stale")
    assert page(chart) == chart_document(world.chart())


def test_what_is_told_again_changes_nothing(deployment: Deployment) -> None:
    world = deployment.world()
    world.run(run_id="run-1")
    before = contents(deployment.database)

    deployment.stores.projections.follow(world.charts.published("country"))

    assert contents(deployment.database) == before


def test_an_invented_chart_is_shown_where_there_is_no_other(deployment: Deployment) -> None:
    world: World = deployment.world(genres=("country", "rap"), source=SAMPLE)

    world.run(run_id="run-1")

    for genre in ("country", "rap"):
        assert page(deployment.backend.chart(genre)) == chart_document(world.chart(genre))
    assert deployment.database["track"].find_one({"seq.country": 1, "seq.rap": 1})


def test_a_real_chart_takes_the_place_of_an_invented_one(deployment: Deployment) -> None:
    deployment.world(source=SAMPLE).run(run_id="run-1")
    world = deployment.world()
    world.show("Spotify", range(3, 13))

    world.run(run_id="run-2")

    assert page(deployment.backend.chart("country")) == chart_document(world.chart())
    assert {d["source"] for held in contents(deployment.database).values() for d in held} == {"rapidapi"}
