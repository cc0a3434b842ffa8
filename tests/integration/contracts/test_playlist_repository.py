"""What every PlaylistRepository promises."""

from datetime import timedelta

from hypothesis import given
from tests.builders import A_SATURDAY, a_fetch, a_raw_playlist
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import fetches, raw_playlists

from tunemeld.domain.playlist import Fetch, Outcome, RawPlaylist

A_DAY = timedelta(days=1)


def test_an_empty_repository_knows_nothing(stores: Stores) -> None:
    assert stores.playlists.raw(["unknown"]) == {}
    assert stores.playlists.raw([]) == {}
    assert stores.playlists.fetches("country", "rapidapi") == {}
    assert stores.playlists.sources() == frozenset()


@FOR_EVERY_VALUE
@given(raw=raw_playlists)
def test_an_answer_comes_back_to_the_letter(stores: Stores, raw: RawPlaylist) -> None:
    stores.playlists.keep(raw)

    assert stores.playlists.raw([raw.id]) == {raw.id: raw}


@FOR_EVERY_VALUE
@given(fetch=fetches, number=...)
def test_an_attempt_comes_back_with_every_field(stores: Stores, fetch: Fetch, number: int) -> None:
    alone = fetch.model_copy(update={"genre": f"{number} {fetch.model_dump_json()}"})

    stores.playlists.record([alone])

    assert stores.playlists.fetches(alone.genre, alone.source) == {alone.service: (alone,)}


def test_the_same_answer_may_be_kept_twice(stores: Stores) -> None:
    raw = a_raw_playlist()

    stores.playlists.keep(raw)
    stores.playlists.keep(raw)

    assert stores.playlists.raw([raw.id]) == {raw.id: raw}


def test_answers_are_found_by_any_number_of_ids(stores: Stores) -> None:
    one, other = a_raw_playlist("1"), a_raw_playlist("2")
    stores.playlists.keep(one)
    stores.playlists.keep(other)

    found = stores.playlists.raw([other.id, *map(str, range(3_000)), one.id, one.id])

    assert found == {one.id: one, other.id: other}


def test_one_entry_a_run_genre_and_service_the_first_one_stays(stores: Stores) -> None:
    first, repeated = a_fetch(length=50), a_fetch(length=49)

    stores.playlists.record([first, repeated])
    stores.playlists.record([repeated])

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": (first,)}


def test_an_entry_that_exists_does_not_keep_the_others_out(stores: Stores) -> None:
    spotify, apple = a_fetch("Spotify"), a_fetch("AppleMusic")
    stores.playlists.record([spotify])

    stores.playlists.record([spotify, apple])

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": (spotify,), "AppleMusic": (apple,)}


def test_nothing_may_be_recorded(stores: Stores) -> None:
    stores.playlists.record([])

    assert stores.playlists.fetches("country", "rapidapi") == {}


def test_the_log_goes_back_to_the_newest_good_fetch(stores: Stores) -> None:
    outcomes = [Outcome.FAILED, Outcome.GOOD, Outcome.GOOD, Outcome.HELD, Outcome.FAILED]
    log = [
        a_fetch(outcome=outcome, run_id=f"run-{n}", at=A_SATURDAY + n * A_DAY)
        for n, outcome in enumerate(outcomes)
    ]
    stores.playlists.record(log)

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": (log[4], log[3], log[2])}


def test_more_than_a_hundred_attempts_since_the_good_one_are_all_returned(stores: Stores) -> None:
    good = a_fetch(run_id="good")
    failed = [
        a_fetch(outcome=Outcome.FAILED, run_id=f"run-{n}", at=A_SATURDAY + n * A_DAY) for n in range(1, 131)
    ]
    stores.playlists.record([good, *failed])

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": (*reversed(failed), good)}


def test_of_attempts_without_a_good_one_the_newest_hundred_are_returned(stores: Stores) -> None:
    failed = [
        a_fetch(outcome=Outcome.FAILED, run_id=f"run-{n}", at=A_SATURDAY + n * A_DAY) for n in range(130)
    ]
    stores.playlists.record(failed)

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": tuple(reversed(failed[30:]))}


def test_the_attempt_that_arrived_later_is_the_newer_whatever_its_clock_says(stores: Stores) -> None:
    instants = (A_SATURDAY, A_SATURDAY + A_DAY, A_SATURDAY - A_DAY)
    log = [a_fetch(outcome=Outcome.HELD, run_id=f"run-{9 - n}", at=at) for n, at in enumerate(instants)]
    for fetch in log:
        stores.playlists.record([fetch])

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": tuple(reversed(log))}


def test_genres_and_sources_are_kept_apart(stores: Stores) -> None:
    country = a_fetch(run_id="run-1", genre="country")
    pop = a_fetch(run_id="run-1", genre="pop")
    sample = a_fetch(run_id="run-2", genre="country", source="sample", at=A_SATURDAY + A_DAY)
    stores.playlists.record([country, pop, sample])

    assert stores.playlists.fetches("country", "rapidapi") == {"Spotify": (country,)}
    assert stores.playlists.fetches("country", "sample") == {"Spotify": (sample,)}
    assert stores.playlists.fetches("pop", "sample") == {}


def test_a_source_counts_once_it_gave_a_good_list(stores: Stores) -> None:
    stores.playlists.record(
        [
            a_fetch(run_id="run-1", source="rapidapi"),
            a_fetch(run_id="run-2", source="rapidapi", genre="pop"),
            a_fetch(run_id="run-3", source="open", outcome=Outcome.HELD),
            a_fetch(run_id="run-4", source="sample", outcome=Outcome.FAILED),
        ]
    )

    assert stores.playlists.sources() == {"rapidapi"}
