"""Recordings are found by the words of their titles and artists, in any spelling, the likeliest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.broken_stores import Unreadable
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.strategies import words
from tests.worlds import World

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.errors import StoreError
from tunemeld.application.search import Found, Search
from tunemeld.domain.recording import Recording
from tunemeld.domain.text import fold

GENRES = ("country", "pop")
EVERYTHING = 1_000


def on(*services: str, title: str, artists: tuple[str, ...] = ("Mara Quill",), first: int = 1) -> Recording:
    """A recording on these services, at `first` on each, known by its title."""
    listings = [a_listing(service, first, title=title, artists=artists) for service in services]
    return a_recording(*listings, recording_id=title)


def search(
    text: str, *country: Recording, pop: tuple[Recording, ...] = (), limit: int = EVERYTHING
) -> list[Found]:
    """What a search finds where the genres list these."""
    world = World(genres=GENRES)
    for genre, recordings in (("country", country), ("pop", pop)):
        if recordings:
            world.stores.charts.publish(a_draft(a_snapshot(*recordings, genre=genre)))
    return Search(world.charts).run(text, GENRES, limit)


def found(
    text: str, *country: Recording, pop: tuple[Recording, ...] = (), limit: int = EVERYTHING
) -> list[str]:
    """The ids of what a search finds."""
    return [each.recording.id for each in search(text, *country, pop=pop, limit=limit)]


@pytest.mark.parametrize(
    "text",
    ["Déjà Vu", "deja vu", "DEJA VU", "  dé  vu ", "vu déjà", "deja vu mara", "Zoë", "zoe quill", "déjà-vu!"],
)
def test_spelling_and_order_of_the_words_are_forgiven(text: str) -> None:
    assert found(text, on("Spotify", title="Déjà Vu", artists=("Mara Quill", "Zoë"))) == ["Déjà Vu"]


@pytest.mark.parametrize("text", ["eja", "deja vus", "deja blue", "uill", "x"])
def test_every_word_has_to_begin_one_of_title_or_artists(text: str) -> None:
    assert found(text, on("Spotify", title="Déjà Vu")) == []


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u3000"])
def test_a_text_without_a_word_finds_nothing(text: str) -> None:
    assert found(text, on("Spotify", title="Déjà Vu")) == []


def test_a_recording_is_found_by_the_words_of_any_service() -> None:
    listings = (
        a_listing("Spotify", 1, title="Gravel & Gold"),
        a_listing(
            "SoundCloud", 1, title="Mara Quill - Gravel and Gold (Visualizer)", artists=("quillmusic",)
        ),
    )
    recording = a_recording(*listings, recording_id="gravel")

    assert found("visualizer quillmusic", recording) == ["gravel"]


def test_the_title_itself_comes_first_then_its_beginning_then_more_services_then_the_better_place() -> None:
    listed = [
        on("Spotify", title="Turned to gold", first=1),
        on("Spotify", title="Good as gold", first=9),
        on("Spotify", "AppleMusic", title="Old gold", first=20),
        on("Spotify", title="Golden hour", first=40),
        on("Spotify", title="Gold", first=50),
    ]

    expected = ["Gold", "Golden hour", "Old gold", "Turned to gold", "Good as gold"]
    assert found("gold", *listed) == found("gold", *reversed(listed)) == expected


def test_only_so_many_are_told_as_were_asked_for_the_likeliest_of_them() -> None:
    listed = [on("Spotify", title=f"Gold {n}", first=n) for n in range(1, 8)]

    assert found("gold", *listed, limit=3) == ["Gold 1", "Gold 2", "Gold 3"]


def test_a_recording_is_told_once_with_its_rank_in_each_genre_that_lists_it() -> None:
    shared, alone = on("Spotify", "AppleMusic", title="Gold"), on("Spotify", title="Gold", first=2)

    (told,) = search("gold", on("Spotify", "AppleMusic", title="First", first=1), shared, pop=(alone,))

    assert set(told.ranks) == set(GENRES)
    assert (told.ranks["country"] in {1, 2}, told.ranks["pop"]) == (True, None)


def test_the_rank_is_that_on_the_chart() -> None:
    world = World()
    world.run()

    told = Search(world.charts).run("tune", world.genres, EVERYTHING)

    ranks = {track.id: track.rank for track in world.chart().tracks}
    assert {each.recording.id: each.ranks["country"] for each in told} == ranks


def test_a_genre_without_a_chart_is_passed_over() -> None:
    assert found("gold", pop=(on("Spotify", title="Gold"),)) == ["Gold"]
    assert found("gold") == []


def test_what_cannot_be_read_is_an_error_and_not_nothing() -> None:
    world = World(stores=Unreadable(MemoryStores(), "charts"))

    with pytest.raises(StoreError):
        Search(world.charts).run("gold", world.genres, EVERYTHING)


titles = words.filter(str.strip)


@given(st.lists(titles, min_size=1, max_size=6, unique=True), words)
def test_every_recording_is_found_by_its_own_title_behind_none_of_another_title(
    named: list[str], artist: str
) -> None:
    listed = [
        on("Spotify", title=title, artists=(artist,), first=n) for n, title in enumerate(named, start=1)
    ]

    for title in named:
        told = found(title, *listed)
        assert {fold(each) for each in told[: told.index(title)]} <= {fold(title)}


@given(titles, st.data())
def test_the_beginnings_of_its_words_find_a_recording(title: str, data: st.DataObject) -> None:
    beginnings = [word[: data.draw(st.integers(1, len(word)))] for word in fold(title).split()]

    assert found(" ".join(beginnings), on("Spotify", title=title)) == [title]
