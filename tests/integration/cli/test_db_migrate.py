"""`tunemeld db migrate`: what it says, what charts come of it, and what it refuses."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database
from pytest_httpserver import HTTPServer
from tests.earlier_database import Document, body, contents, fill
from tests.integration.cli.conftest import Ran, Tunemeld
from tests.mongo_servers import fresh_database, standalone, user

PASSWORD = "correct-horse-battery"
CHART = ("aggregate", "-g", "country", "--format", "json")
REAL = {"TUNEMELD_SOURCE": "rapidapi"}


@pytest.fixture
def earlier() -> Iterator[Database[Document]]:
    """The database of an earlier TuneMeld on a server."""
    with MongoClient[Document](standalone()) as client, fresh_database(standalone()) as name:
        fill(client[name])
        yield client[name]


@pytest.fixture
def on_it(earlier: Database[Document]) -> dict[str, str]:
    """The settings that make it our store too."""
    return {"MONGODB_URL": standalone(), "MONGODB_DATABASE": earlier.name}


def sentence(ran: Ran) -> str:
    """The one sentence that a command failed with."""
    assert ran.out == ""
    (said,) = ran.err.splitlines()
    return said.removeprefix("Error: ")


def chart_of(ran: Ran) -> list[dict[str, Any]]:
    """The tracks of a printed chart, without what tells of the moment at which it was made or counted."""
    assert ran.code == 0, ran.err
    tracks: list[dict[str, Any]] = json.loads(ran.out)["tracks"]
    of_the_moment = {"view_count_data_json", "first_seen_at"}
    return [{name: track[name] for name in track.keys() - of_the_moment} for track in tracks]


def test_what_became_of_each_collection_is_a_line(tunemeld: Tunemeld, on_it: dict[str, str]) -> None:
    ran = tunemeld("db", "migrate", **on_it)

    assert (ran.code, ran.err) == (0, "")
    place, schema, origin, *lines, what_next = ran.out.splitlines()
    assert place == "Store: " + origin.removeprefix("From: ")
    assert schema.startswith("Schema: version 4; 11 indexes made: fetches (source, genre, service, n), ")
    assert lines[0] == (
        "raw_playlists: 5 found, 3 carried over, 0 known already, 2 left: the answer is no playlist "
        "(1: pop on Spotify: rapidapi refused in its answer: Invalid API key. Go to docs for info.); "
        "no playlist is configured for its genre and service (1: polka on Spotify)"
    )
    assert lines[1] == (
        "isrc_cache: 8 found, 3 carried over, 0 known already, 5 left: "
        "the title names a version, which the earlier search left out "
        "(1: “Paper Moon Motel (Salt Remix)” by Odd Harbour); "
        "brackets belong to the title, and the earlier search left them out "
        "(1: “Slow Ferry (Part Two)” by Odd Harbour); "
        "nothing was found, nobody knows when (1: “Never Found” by Juno Vale); "
        "the same title and artist with different codes (2: “Two Answers” by Juno Vale)"
    )
    counts = (
        "play counts start anew: YouTube's may be kept for 30 days, and Spotify's were read off its pages"
    )
    assert lines[2:] == [
        f"{name}: {count} found, 0 carried over, 0 known already, {count} left: {why} ({count})"
        for name, count, why in (
            ("youtube_cache", 2, "videos are searched for anew, since nobody checked these"),
            ("historical_track_views", 1, counts),
            ("track", 1, counts),
            ("view_counts_playlists", 1, counts),
            ("track_playlist", 1, "charts are made anew, from the lists that were carried"),
        )
    ]
    assert what_next.startswith("Next: set RAPIDAPI_KEY, since the sample does not go with real lists; then ")


def test_trying_says_the_same_and_changes_nothing(
    tunemeld: Tunemeld, earlier: Database[Document], on_it: dict[str, str]
) -> None:
    before, names = contents(earlier), set(earlier.list_collection_names())

    tried = tunemeld("db", "migrate", "--dry-run", **on_it)

    assert (tried.code, tried.err) == (0, "")
    assert (contents(earlier), set(earlier.list_collection_names())) == (before, names)
    *lines, last = tried.out.splitlines()
    assert last == "Nothing was written. Next: the same without --dry-run."
    done = tunemeld("db", "migrate", **on_it).out.splitlines()
    said = [line.replace("would be carried", "carried").replace("to be made", "made") for line in lines]
    assert said == done[:-1]
    again = tunemeld("db", "migrate", "--dry-run", **on_it).out.splitlines()
    assert again[-1] == "Nothing was written. There is nothing to do."


def test_the_second_time_all_is_known_and_up_to_date(tunemeld: Tunemeld, on_it: dict[str, str]) -> None:
    tunemeld("db", "migrate", **on_it)

    again = tunemeld("db", "migrate", **on_it, **REAL)

    assert again.code == 0
    assert "Schema: version 4, up to date" in again.out
    assert "raw_playlists: 5 found, 0 carried over, 3 known already, 2 left" in again.out
    assert again.out.splitlines()[-1].startswith("Next: `tunemeld etl run aggregate` makes charts of these")


def test_an_index_that_somebody_dropped_is_made_again(
    tunemeld: Tunemeld, earlier: Database[Document], on_it: dict[str, str]
) -> None:
    tunemeld("db", "migrate", **on_it)
    earlier["runs"].drop_indexes()

    assert (
        "Schema: version 4; 2 indexes to be made: runs (n), runs (finished)"
        in tunemeld("db", "migrate", "--dry-run", **on_it).out
    )
    assert (
        "Schema: version 4; 2 indexes made: runs (n), runs (finished)"
        in tunemeld("db", "migrate", **on_it).out
    )
    assert "n_1" in earlier["runs"].index_information()


def test_a_schema_of_an_earlier_version_is_raised_also_where_no_index_is_missing(
    tunemeld: Tunemeld, earlier: Database[Document], on_it: dict[str, str]
) -> None:
    tunemeld("db", "migrate", **on_it)
    (newest,) = (each["version"] for each in earlier["schema"].find())
    earlier["schema"].update_one({}, {"$set": {"version": 1}})

    told = tunemeld("db", "migrate", "--dry-run", **on_it).out
    assert f"Schema: version 1, to be raised to {newest}" in told
    assert told.splitlines()[-1] == "Nothing was written. Next: the same without --dry-run."
    assert f"Schema: version 1, raised to {newest}" in tunemeld("db", "migrate", **on_it).out
    assert f"Schema: version {newest}, up to date" in tunemeld("db", "migrate", **on_it).out


@pytest.mark.parametrize("storage", ["mongo", "sqlite"])
def test_charts_of_carried_lists_equal_those_of_the_same_lists_fetched(
    tunemeld: Tunemeld,
    earlier: Database[Document],
    httpserver: HTTPServer,
    storage: str,
) -> None:
    with fresh_database(standalone()) as name:
        ours = {"MONGODB_URL": standalone(), "MONGODB_DATABASE": name, "TUNEMELD_STORAGE": storage, **REAL}
        migrated = tunemeld("db", "migrate", "--from", earlier.name, **ours)
        made = tunemeld("etl", "run", "aggregate", "-g", "country", **ours)
        carried = chart_of(tunemeld(*CHART, "--offline", **ours))
    assert (migrated.code, made.code) == (0, 0)

    # Fetched, nobody has looked up the one title that words do not join.
    earlier["raw_playlists"].drop()
    with fresh_database(standalone()) as name:
        ours |= {"MONGODB_DATABASE": name, "TUNEMELD_SQLITE_PATH": "fetched.db"}
        tunemeld("db", "migrate", "--from", earlier.name, **ours)
        fetched = chart_of(tunemeld(*CHART, **ours, **_served(httpserver)))

    assert len(carried) == 8
    assert carried == fetched


def _served(server: HTTPServer) -> dict[str, str]:
    """The settings of an installation that fetches the lists that the earlier one has kept."""
    for service, path in (
        ("Spotify", "/playlist_tracks/"),
        ("AppleMusic", "/playlist1/"),
        ("SoundCloud", "/v1/playlist/tracks"),
    ):
        server.expect_request(path).respond_with_json(body(service))
    address = server.url_for("").rstrip("/")
    names = ("SPOTIFY_RAPIDAPI", "APPLE_MUSIC_RAPIDAPI", "SOUNDCLOUD_RAPIDAPI", "ITUNES_API")
    addresses = {f"{name}_URL": address for name in names}
    oembed = {f"{name}_OEMBED_URL": f"{address}/oembed" for name in ("SPOTIFY", "SOUNDCLOUD")}
    unhurried = {"RATE_LIMITS": "rapidapi=5000,itunes=5000", "ETL_RETRY_ATTEMPTS": "1"}
    return {**addresses, **oembed, **unhurried, "RAPIDAPI_KEY": "any"}


def test_the_next_run_fetches_and_its_lists_count(
    tunemeld: Tunemeld, on_it: dict[str, str], httpserver: HTTPServer
) -> None:
    tunemeld("db", "migrate", **on_it)

    chart = json.loads(tunemeld(*CHART, **on_it, **_served(httpserver)).out)

    assert {source["fetched_at"][:10] for source in chart["sources"].values()} == {"2024-06-22"}
    assert {source["reason"] for source in chart["sources"].values()} == {""}
    after = tunemeld("db", "migrate", **on_it, **REAL)

    assert "we have fetched a list of our own (3: " in after.out


def test_lists_too_old_to_count_are_carried_and_said_to_be(tunemeld: Tunemeld, on_it: dict[str, str]) -> None:
    ran = tunemeld("db", "migrate", **on_it, TUNEMELD_NOW="2024-08-01")

    assert (
        "3 carried over (3 too old to count by STALE_AFTER_DAYS=21: country on AppleMusic of 2024-06-20, "
        "country on SoundCloud of 2024-06-20, country on Spotify of 2024-06-20)"
    ) in ran.out
    assert ran.out.splitlines()[-1] == "Next: `tunemeld etl run` fetches the lists of today."


def test_a_key_that_an_upstream_once_refused_is_not_repeated(
    tunemeld: Tunemeld, earlier: Database[Document], on_it: dict[str, str]
) -> None:
    refusal = {"message": "Invalid API key: 0123456789abcdef0123"}
    earlier["raw_playlists"].update_many({"genre_name": "pop"}, {"$set": {"data_json": refusal}})

    ran = tunemeld("db", "migrate", **on_it, RAPIDAPI_KEY="0123456789abcdef0123")

    assert "pop on Spotify: rapidapi refused in its answer: Invalid API key: " in ran.out
    assert "0123456789abcdef0123" not in ran.out + ran.err


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["done", "tried"])
def test_a_sqlite_store_is_made_by_what_is_carried_into_it_and_by_nothing_else(
    tunemeld: Tunemeld, earlier: Database[Document], store: Path, words: tuple[str, ...]
) -> None:
    settings = {"MONGODB_URL": standalone(), "TUNEMELD_STORAGE": "sqlite"}
    nothing = tunemeld("db", "migrate", *words, **settings)
    assert (nothing.code, store.parent.exists()) == (0, False)
    assert "Nothing to carry over, unless --from names the MongoDB database" in nothing.out

    ran = tunemeld("db", "migrate", "--from", earlier.name, *words, **settings)

    assert (ran.code, store.exists()) == (0, not words)
    assert ran.out.startswith(
        f"Store: {store}\nSchema: version 4, made at first use\nFrom: {earlier.name} on"
    )


@pytest.mark.parametrize(
    ("storage", "schema"),
    [("sqlite", "Schema: version 4, made at first use"), ("memory", "Schema: none is needed")],
)
def test_without_mongodb_there_is_nothing_to_carry_over(
    tunemeld: Tunemeld, home: Path, storage: str, schema: str
) -> None:
    ran = tunemeld("db", "migrate", TUNEMELD_STORAGE=storage)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == [
        schema,
        "Nothing to carry over: an earlier TuneMeld kept its data in MongoDB, and MONGODB_URL is not set.",
    ]
    assert list(home.iterdir()) == []


def test_a_store_that_is_there_is_said_to_be_up_to_date(tunemeld: Tunemeld) -> None:
    tunemeld("aggregate", "-g", "pop")

    assert "Schema: version 4, up to date" in tunemeld("db", "migrate").out


def test_where_the_earlier_one_has_left_nothing_the_indexes_are_made_all_the_same(tunemeld: Tunemeld) -> None:
    with fresh_database(standalone()) as name:
        ran = tunemeld("db", "migrate", MONGODB_URL=standalone(), MONGODB_DATABASE=name)

    assert ran.code == 0
    assert "11 indexes made" in ran.out
    assert ran.out.splitlines()[-1].startswith(f"Nothing to carry over: {name} on MongoDB at ")


def test_a_database_that_holds_nothing_is_refused_by_name_and_nothing_is_made(tunemeld: Tunemeld) -> None:
    with MongoClient[Document](standalone()) as client, fresh_database(standalone()) as name:
        settings = {"MONGODB_URL": standalone(), "MONGODB_DATABASE": name}
        ran = tunemeld("db", "migrate", "--from", "playlist_elt", **settings)
        assert name not in client.list_database_names()

    assert ran.code == 2
    assert sentence(ran).startswith("There is nothing of an earlier TuneMeld in playlist_elt on MongoDB at ")


def test_a_database_cannot_be_named_without_a_server(tunemeld: Tunemeld) -> None:
    ran = tunemeld("db", "migrate", "--from", "playlist_etl")

    assert ran.code == 2
    assert sentence(ran) == (
        "--from playlist_etl names a database on a MongoDB server: set MONGODB_URL to that server's address"
    )


def test_nothing_is_carried_into_a_store_that_ends_with_the_process(tunemeld: Tunemeld) -> None:
    settings = {"MONGODB_URL": standalone(), "TUNEMELD_STORAGE": "memory"}

    ran = tunemeld("db", "migrate", "--from", "playlist_etl", **settings)

    assert ran.code == 2
    assert sentence(ran).endswith("set TUNEMELD_STORAGE to sqlite or mongo")


@pytest.mark.parametrize("name", ["a/b", "a.b", "a b", "$a", "", "a" * 64], ids=repr)
def test_what_can_be_no_name_of_a_database_is_wrong_usage(tunemeld: Tunemeld, name: str) -> None:
    ran = tunemeld("db", "migrate", "--from", name, MONGODB_URL=standalone())

    assert (ran.code, ran.out) == (2, "")
    assert f"{name!r} cannot be the name of a database in MongoDB" in ran.err


def test_a_server_that_is_away_is_one_sentence_without_a_password(tunemeld: Tunemeld) -> None:
    ran = tunemeld("db", "migrate", MONGODB_URL=f"mongodb://anna:{PASSWORD}@127.0.0.1:1/")

    assert ran.code == 1
    assert "cannot be reached: start the server, or see MONGODB_URL" in sentence(ran)
    assert PASSWORD not in ran.err


def test_the_earlier_database_needs_no_right_but_to_read(
    tunemeld: Tunemeld, earlier: Database[Document], on_it: dict[str, str]
) -> None:
    with user(standalone(), "anna", PASSWORD) as known:
        rights = [{"role": "read", "db": earlier.name}]
        earlier.client.admin.command("updateUser", "anna", roles=rights)
        settings = {"MONGODB_URL": f"{known}?authSource=admin", "TUNEMELD_STORAGE": "sqlite"}
        ran = tunemeld("db", "migrate", "--from", earlier.name, **settings)

    assert (ran.code, ran.err) == (0, "")
    assert "raw_playlists: 5 found, 3 carried over" in ran.out
    assert PASSWORD not in ran.out
