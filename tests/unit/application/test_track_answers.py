"""One recording with all that is known of it, in the fields that clients read."""

from typing import Any

import orjson
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.worlds import World

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.tracks import FoundTrack, TrackAnswer, found_answer, track_answer
from tunemeld.application.explain import Explain
from tunemeld.application.search import Found
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.ranking import Strategy
from tunemeld.domain.recording import Join, Recording, Refusal, Rule

GENRES = ("country", "pop")
CODE, OTHER_CODE = "QZTM42400001", "QZTM42400002"
WHY = Join(rule=Rule.ISRC, left="AppleMusic:gravel", right="Spotify:gravel", why="one code")
WHY_NOT = Refusal(left="Spotify:gravel", right="Spotify:gravel-live", why="live is another version")


def gravel(*services: str, positions: tuple[int, ...] = (1, 2, 3), recording_id: str = "gravel") -> Recording:
    """The recording on these services."""
    listings = [
        a_listing(s, p, isrc=CODE, track_id="gravel", url=f"https://{s.lower()}.example/gravel")
        for s, p in zip(services, positions, strict=False)
    ]
    return a_recording(*listings, recording_id=recording_id, joins=(WHY,))


def answer(sought: str, **recordings: tuple[Recording, ...]) -> TrackAnswer:
    """What is told of it where each genre has these recordings."""
    world = World(genres=GENRES)
    for genre, each in recordings.items():
        refusals = (WHY_NOT,) if each[0].id == "gravel" else ()
        world.stores.charts.publish(a_draft(a_snapshot(*each, genre=genre, refusals=refusals)))
    return track_answer(Explain(world.charts).run(sought, GENRES))


def as_json(told: TrackAnswer | FoundTrack) -> Any:
    """An answer as a client reads it."""
    return orjson.loads(json_bytes(told))


def test_a_recording_is_told_with_all_that_is_known_of_it() -> None:
    told = as_json(answer(CODE, country=(gravel("AppleMusic", "Spotify", positions=(4, 1)),)))

    assert told == {
        "id": "gravel",
        "isrc": CODE,
        "isrcs": [CODE],
        "track_name": "Gravel and Gold",
        "artist_name": "Mara Quill",
        "album_cover_url": None,
        "youtube_url": None,
        "track_url": "https://spotify.example/gravel",
        "source_name": "Spotify",
        "additional_sources": {
            "Spotify": "https://spotify.example/gravel",
            "AppleMusic": "https://applemusic.example/gravel",
        },
        "charts": [
            {
                "genre_name": "country",
                "ranks": dict.fromkeys(Strategy, 1),
                "sources": {"AppleMusic": 4, "Spotify": 1},
            }
        ],
        "entries": [
            {
                "genre_name": "country",
                "service_name": service,
                "position": position,
                "track_name": "Gravel and Gold",
                "artist_name": "Mara Quill",
                "isrc": CODE,
                "duration_seconds": 192.0,
                "track_url": f"https://{service.lower()}.example/gravel",
                "album_cover_url": None,
            }
            for service, position in (("AppleMusic", 4), ("Spotify", 1))
        ],
        "joined": [WHY.model_dump(mode="json")],
        "kept_apart": [WHY_NOT.model_dump(mode="json")],
        "other_recordings": [],
    }


def test_a_recording_on_a_single_service_has_no_rank() -> None:
    told = answer("gravel", country=(gravel("Spotify"),))

    assert told.charts[0].ranks == dict.fromkeys(Strategy)


def test_a_recording_in_two_genres_is_told_once_with_its_place_in_each() -> None:
    told = answer(
        CODE, country=(gravel("AppleMusic", "Spotify"),), pop=(gravel("SoundCloud", "Spotify", "AppleMusic"),)
    )

    assert [(each.genre_name, sorted(each.sources)) for each in told.charts] == [
        ("country", ["AppleMusic", "Spotify"]),
        ("pop", ["AppleMusic", "SoundCloud", "Spotify"]),
    ]
    assert [entry.genre_name for entry in told.entries] == ["country"] * 2 + ["pop"] * 3
    assert (told.joined, told.kept_apart) == ((WHY,), (WHY_NOT,))


def test_of_two_recordings_under_one_code_the_one_on_more_services_is_told_and_the_other_named() -> None:
    cut = gravel("SoundCloud", recording_id="another cut")
    told = answer(CODE, country=(cut, gravel("AppleMusic", "Spotify", positions=(4, 2))))

    assert (told.id, told.other_recordings) == ("gravel", ("another cut",))
    assert {entry.service_name for entry in told.entries} == {"AppleMusic", "Spotify"}


def test_of_two_on_as_many_services_the_one_at_the_better_place_is_told() -> None:
    better = gravel("Spotify", positions=(1,), recording_id="zz at the top")
    told = answer(CODE, country=(gravel("AppleMusic", positions=(2,)), better))

    assert (told.id, told.other_recordings) == ("zz at the top", ("gravel",))


def test_all_codes_of_a_recording_are_told_sorted_and_the_shown_one_first_of_all() -> None:
    both = gravel("AppleMusic", "Spotify").model_copy(
        update={"isrc": Isrc(OTHER_CODE), "isrcs": (Isrc(CODE), Isrc(OTHER_CODE))}
    )
    told = answer(CODE, country=(both,))

    assert (told.isrc, told.isrcs) == (OTHER_CODE, (CODE, OTHER_CODE))


def test_an_entry_of_unknown_length_and_code_has_null_there() -> None:
    bare = a_recording(a_listing(seconds=None), recording_id="bare")
    entry = answer("bare", country=(bare,)).entries[0]

    assert (entry.duration_seconds, entry.isrc, entry.track_url) == (None, None, None)


def test_what_a_search_found_is_told_with_its_rank_in_each_genre() -> None:
    told = as_json(found_answer(Found(gravel("Spotify"), ranks={"country": 3, "pop": None})))

    assert told == {
        "id": "gravel",
        "isrc": CODE,
        "track_name": "Gravel and Gold",
        "artist_name": "Mara Quill",
        "album_cover_url": None,
        "track_url": "https://spotify.example/gravel",
        "charts": {"country": 3, "pop": None},
    }
