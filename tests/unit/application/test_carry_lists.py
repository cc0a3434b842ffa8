"""Carrying over lists: which of them count, and that none ever counts as newer than one of ours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dependency_injector import providers
from tests.broken_stores import EndsAt, Killed
from tests.builders import a_fetch
from tests.clocks import HandClock
from tests.earlier_database import ADDRESSES, READ_AT, EarlierInMemory, body
from tests.surroundings import clear
from tests.worlds import DAY, contents

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.carry_over import CARRIED, Tally
from tunemeld.application.ports.earlier import EarlierIsrc, EarlierList, Unreadable
from tunemeld.container import Container
from tunemeld.domain.playlist import Fetch, Outcome
from tunemeld.settings import load_settings

SERVICES = tuple(ADDRESSES)


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands two days after the lists were read."""
    return HandClock(READ_AT + timedelta(days=2))


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: HandClock) -> Container:
    """An installation without a key, and so with the sample as its source."""
    clear(monkeypatch, tmp_path)
    built = Container(settings=load_settings("testing"))
    built.stores.override(providers.Object(MemoryStores()))
    built.clock.override(providers.Object(clock))
    return built


def listed(service: str, genre: str = "country", at: datetime | None = READ_AT, **answer: Any) -> EarlierList:
    """A list as the earlier one kept it; `answer` takes the place of the service's."""
    return EarlierList(genre, service, ADDRESSES.get(service, ""), json.dumps(answer or body(service)), at)


def shows(service: str, *numbers: int, at: datetime = READ_AT) -> EarlierList:
    """A list of these tunes."""
    return listed(service, at=at, **body(service, numbers))


def carry(container: Container, *documents: EarlierList | Unreadable, write: bool = True) -> Tally:
    """Carry over these lists."""
    tally = next(container.carry_over().run(EarlierInMemory(documents), write=write))
    assert tally.found == tally.carried + tally.known + sum(each.count for each in tally.left.values())
    return tally


def why_left(tally: Tally) -> dict[str, int]:
    """How many were left, by reason."""
    return {why: left.count for why, left in tally.left.items()}


def log(container: Container, service: str = "Spotify") -> tuple[Fetch, ...]:
    """The log of a list of country."""
    fetches: tuple[Fetch, ...] = container.stores().playlists.fetches("country", "rapidapi").get(service, ())
    return fetches


def test_a_list_is_kept_and_logged_as_fetched_when_it_was_read(container: Container) -> None:
    tally = carry(container, *map(listed, SERVICES))

    assert (tally.carried, tally.left, tally.old) == (3, {}, [])
    (fetch,) = log(container, "AppleMusic")
    raw = container.stores().playlists.raw([fetch.raw_id or ""])[fetch.raw_id or ""]
    assert (fetch.at, fetch.outcome, fetch.length) == (READ_AT, Outcome.GOOD, 6)
    assert fetch.reason == "carried over from an earlier TuneMeld"
    assert json.loads(raw.pages[0]) == body("AppleMusic")
    assert (raw.source, raw.header, raw.url, fetch.url) == ("rapidapi", None, *[ADDRESSES["AppleMusic"]] * 2)


def test_its_address_is_the_one_by_which_it_is_asked_for_today(container: Container) -> None:
    carry(container, listed("Spotify"))

    asked_for = container.playlists()["country"]["Spotify"].url
    assert log(container)[0].url == asked_for


def test_genres_and_services_are_known_however_they_are_cased(container: Container) -> None:
    document = replace(listed("Spotify"), service="SPOTIFY", genre="Country")

    assert carry(container, document).carried == 1
    assert len(log(container)) == 1


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (listed("Spotify", message="Invalid API key."), "the answer is no playlist"),
        (listed("Spotify", items=[]), "the answer is no playlist"),
        (listed("Spotify", items=[None, 7, {"track": None}]), "the answer is no playlist"),
        (listed("AppleMusic", **body("Spotify")), "the answer is no playlist"),
        (EarlierList("country", "Spotify", "", "<html>", READ_AT), "the answer is no playlist"),
        (EarlierList("country", "Spotify", "", "[" * 100_000, READ_AT), "the answer is no playlist"),
        (
            EarlierList("country", "Spotify", "", "", READ_AT),
            "a header without the service's answer, as our own runs leave there",
        ),
        (listed("Spotify", "polka"), "no playlist is configured for its genre and service"),
        (listed("Deezer", items=[]), "no playlist is configured for its genre and service"),
        (EarlierList("", "", "", "{}", None), "no playlist is configured for its genre and service"),
        (listed("Spotify", at=None), "nobody knows when it was read"),
        (listed("Spotify", at=datetime.max.replace(tzinfo=UTC)), "its date lies ahead"),
        (Unreadable("country on Spotify", "what"), "not of the shape that is known"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_what_cannot_count_is_left_and_told(
    container: Container, document: EarlierList | Unreadable, why: str
) -> None:
    tally = carry(container, document)

    assert why_left(tally) == {why: 1}
    assert contents(container.stores()) == contents(MemoryStores())


def test_a_list_without_a_usable_address_is_carried_without_one(container: Container) -> None:
    document = EarlierList(
        "country", "Spotify", "https://evil.example/", json.dumps(body("Spotify")), READ_AT
    )

    assert carry(container, document).carried == 1
    assert log(container)[0].url == ""


def test_a_list_that_shares_nothing_where_the_others_agree_is_left(container: Container) -> None:
    right = [shows(service, *range(1, 7)) for service in ("Spotify", "AppleMusic")]

    tally = carry(container, *right, shows("SoundCloud", *range(50, 60)))

    assert (tally.carried, why_left(tally)) == (2, {"the list cannot be right": 1})
    assert log(container, "SoundCloud") == ()


def test_of_several_lists_the_newest_counts_whatever_their_order(
    container: Container, clock: HandClock
) -> None:
    documents = [shows("Spotify", 1, 2, 3, at=READ_AT - timedelta(days=n)) for n in (7, 0, 3)]

    tally = carry(container, *documents)

    assert (tally.carried, why_left(tally)) == (
        1,
        {"another one for the same genre and service is newer": 2},
    )
    assert [fetch.at for fetch in log(container)] == [READ_AT]


def test_carrying_twice_adds_nothing_and_says_so(container: Container) -> None:
    documents = list(map(listed, SERVICES))
    carry(container, *documents)
    once = contents(container.stores())

    again = carry(container, *documents)

    assert (again.carried, again.known, again.left) == (0, 3, {})
    assert contents(container.stores()) == once


def test_trying_says_the_same_and_keeps_nothing(container: Container) -> None:
    documents = [*map(listed, SERVICES), listed("Spotify", items=[]), shows("Spotify", 1)]

    tried = carry(container, *documents, write=False)

    assert contents(container.stores()) == contents(MemoryStores())
    assert tried == carry(container, *documents)


def test_what_the_earlier_one_has_read_since_is_carried_too(container: Container) -> None:
    carry(container, shows("Spotify", 1, 2, 3, at=READ_AT - timedelta(days=7)))

    tally = carry(container, shows("Spotify", 1, 2, 4))

    assert tally.carried == 1
    assert log(container)[0].at == READ_AT


def test_an_unchanged_list_that_was_read_again_counts_as_new(container: Container) -> None:
    carry(container, shows("Spotify", 1, 2, 3, at=READ_AT - timedelta(days=7)))

    assert carry(container, shows("Spotify", 1, 2, 3)).carried == 1
    assert log(container)[0].at == READ_AT


def test_what_was_read_before_the_one_that_was_carried_is_left(container: Container) -> None:
    carry(container, shows("Spotify", 1, 2, 3))

    tally = carry(container, shows("Spotify", 1, 2, 4, at=READ_AT - timedelta(days=7)))

    assert why_left(tally) == {"a newer one was carried over before": 1}
    assert log(container)[0].at == READ_AT


def test_where_we_have_a_good_list_of_our_own_none_is_carried(container: Container) -> None:
    own = a_fetch("Spotify", at=READ_AT - timedelta(days=30))
    container.stores().playlists.record([own])

    tally = carry(container, listed("Spotify"), listed("AppleMusic"))

    assert (tally.carried, why_left(tally)) == (1, {"we have fetched a list of our own": 1})
    assert log(container) == (own,)


def test_a_list_that_a_run_fetches_at_the_same_moment_counts_as_the_newer_one(container: Container) -> None:
    own = a_fetch("Spotify", at=READ_AT - timedelta(days=1))
    playlists = container.stores().playlists
    keep = playlists.keep

    def keep_while_a_run_records(raw: Any) -> None:
        playlists.record([own])
        keep(raw)

    playlists.keep = keep_while_a_run_records
    carry(container, listed("Spotify"))

    assert log(container) == (own,)


def test_after_attempts_of_our_own_that_failed_the_carried_list_counts(container: Container) -> None:
    failed = a_fetch("Spotify", Outcome.FAILED, reason="the key is wrong")
    container.stores().playlists.record([failed])

    assert carry(container, listed("Spotify")).carried == 1

    newest, carried = log(container)
    assert newest == failed
    assert carried.run_id.startswith(CARRIED)


def test_a_list_too_old_to_count_is_carried_and_named(container: Container, clock: HandClock) -> None:
    clock.put_forward(30 * DAY)

    tally = carry(container, listed("Spotify"))

    assert tally.carried == 1
    assert tally.old == ["country on Spotify of 2024-06-20"]


def test_a_date_in_the_time_of_a_zone_ahead_of_utc_counts_as_now(
    container: Container, clock: HandClock
) -> None:
    ahead = listed("Spotify", at=clock.now() + timedelta(hours=10))

    assert carry(container, ahead).carried == 1
    assert log(container)[0].at == clock.now()
    assert carry(container, ahead).known == 1


@pytest.mark.parametrize("done", [False, True], ids=["before the write", "after the write"])
def test_killed_at_any_write_and_run_again_it_leaves_what_one_run_leaves(
    container: Container, *, done: bool
) -> None:
    isrcs = [EarlierIsrc(f"Sun {n}", "Mara Quill", f"QZTM424{n:05d}", READ_AT) for n in range(12)]
    earlier = EarlierInMemory([*map(listed, SERVICES), *(listed(s, "pop") for s in SERVICES)], isrcs)
    tuple(container.carry_over().run(earlier, write=True))
    whole = contents(container.stores())
    writes = 0
    while True:
        survivor = MemoryStores()
        doomed = EndsAt(survivor, writes + 1, done=done)
        with container.stores.override(providers.Object(doomed)):
            try:
                tuple(container.carry_over().run(earlier, write=True))
            except Killed:
                writes += 1
            else:
                break
        with container.stores.override(providers.Object(survivor)):
            tuple(container.carry_over().run(earlier, write=True))
        assert contents(survivor) == whole
    assert writes > 6
