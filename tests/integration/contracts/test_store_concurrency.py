"""What every store promises to threads that use it at once."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Event
from typing import TypeVar

import pytest
from tests.builders import (
    A_SATURDAY,
    a_claim,
    a_draft,
    a_fetch,
    a_listing,
    a_lookup,
    a_recording,
    a_report,
    a_snapshot,
)
from tests.integration.contracts.adapters import STORES_FOR_THREADS, Stores
from tests.readings import a_batch, a_gap, a_reading, a_search

from tunemeld.application.errors import LeaseLost
from tunemeld.application.events import READINGS, RUNS, fetches_of
from tunemeld.application.events import Event as Happened
from tunemeld.domain.identity import Claim
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.lease import Fence
from tunemeld.domain.lookup import LookupKind
from tunemeld.domain.reading import Series
from tunemeld.domain.snapshot import Draft, Publication

THREADS = 8
DRAFTS = 60

_Answer = TypeVar("_Answer")


@pytest.fixture(params=STORES_FOR_THREADS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Stores that nobody ever used."""
    opened = STORES_FOR_THREADS[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def threads_that_give_way_often() -> Iterator[None]:
    """Threads change as often as they can, so that a step that is not atomic shows it."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def at_once(works: Sequence[Callable[[], _Answer]]) -> list[_Answer]:
    """What each work returned, after all began at the same moment, each in a thread of its own."""
    start = Barrier(len(works))

    def begin(work: Callable[[], _Answer]) -> _Answer:
        start.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def a_chart_of(title: str) -> Draft:
    """A draft whose content the title decides."""
    return a_draft(a_snapshot(a_recording(a_listing(title=title))))


def test_charts_published_at_once_are_numbered_without_gaps(stores: Stores) -> None:
    drafts = [[a_chart_of(f"{thread} {n}") for n in range(DRAFTS)] for thread in range(THREADS)]

    def publish(mine: list[Draft]) -> list[Publication | None]:
        return [stores.charts.publish(draft) for draft in mine]

    answers = at_once([partial(publish, mine) for mine in drafts])

    published = [each for mine in answers for each in mine if each]
    history = stores.charts.publications("country", "rapidapi")
    assert [each.seq for each in history] == list(range(1, THREADS * DRAFTS + 1))
    assert sorted(published, key=lambda each: each.seq) == list(history)
    assert all(stores.charts.snapshot(each.snapshot_id) for each in history)


def test_each_thread_finds_its_own_charts_in_the_order_in_which_it_published_them(stores: Stores) -> None:
    drafts = [[a_chart_of(f"{thread} {n}") for n in range(10)] for thread in range(THREADS)]

    def publish(mine: list[Draft]) -> list[bool]:
        seen = []
        for draft in mine:
            published = stores.charts.publish(draft)
            current = stores.charts.current("country")
            assert published is not None
            assert current is not None
            seen.append(
                current.seq >= published.seq and stores.charts.snapshot(current.snapshot_id) is not None
            )
        return seen

    assert at_once([partial(publish, mine) for mine in drafts]) == [[True] * 10] * THREADS


def test_one_chart_published_by_all_at_once_is_published_once(stores: Stores) -> None:
    draft = a_chart_of("A")

    answers = at_once([lambda: stores.charts.publish(draft)] * THREADS)

    assert [each for each in answers if each] == [draft.as_publication(1)]
    assert [each.seq for each in stores.charts.publications("country", "rapidapi")] == [1]


def test_threads_that_claim_the_same_keys_agree_on_one_owner(stores: Stores) -> None:
    keys = [f"key-{n}" for n in range(1_000)]
    claims = [a_claim("r1", *keys), a_claim("r2", *reversed(keys))]

    def take(claim: Claim) -> dict[str, str]:
        stores.recordings.claim([claim])
        return {key: known.id for key, known in stores.recordings.identities(keys).items()}

    one, other = at_once([partial(take, claim) for claim in claims])

    assert one == other
    assert len(one) == len(keys)
    assert len(set(one.values())) == 1


def test_threads_that_show_an_isrc_of_one_recording_agree_on_it(stores: Stores) -> None:
    isrcs = [Isrc(f"QZTM4240{n:04d}") for n in range(THREADS)]

    def show(isrc: Isrc) -> object:
        stores.recordings.claim([a_claim("r1", "a", isrc=isrc)])
        return stores.recordings.identities(["a"])["a"].isrc

    assert len(set(at_once([partial(show, isrc) for isrc in isrcs]))) == 1


def test_of_results_remembered_at_once_a_found_value_stays(stores: Stores) -> None:
    found = a_lookup("a", "QZTM42400001")
    misses = [a_lookup("a", None, attempts=n, asked_at=A_SATURDAY + timedelta(days=n)) for n in range(1, 8)]
    remember = partial(stores.lookups.remember, LookupKind.ISRC)

    at_once([partial(remember, [each]) for each in [*misses, found]])

    assert stores.lookups.recall(LookupKind.ISRC, ["a"]) == {"a": found}


def test_of_pauses_set_at_once_the_longest_stays(stores: Stores) -> None:
    ends = [A_SATURDAY + timedelta(hours=n) for n in range(THREADS)]

    at_once([partial(stores.cool_downs.cool_down, "rapidapi", end) for end in ends])

    assert stores.cool_downs.cooling_until("rapidapi") == max(ends)


def test_no_attempt_recorded_at_once_is_lost(stores: Stores) -> None:
    fetches = [a_fetch(run_id=f"run-{n}", service=f"Service {n}") for n in range(THREADS)]

    at_once([partial(stores.playlists.record, [fetch]) for fetch in fetches])

    recorded = stores.playlists.fetches("country", "rapidapi")
    assert recorded == {fetch.service: (fetch,) for fetch in fetches}


def test_threads_that_spend_at_once_take_no_more_than_the_limit_together(stores: Stores) -> None:
    today = A_SATURDAY.date()

    def spend() -> int:
        return [stores.quotas.spend("units", today, 2 * THREADS) for _ in range(5)].count(True)

    assert sum(at_once([spend] * THREADS)) == 2 * THREADS
    assert stores.quotas.spent("units", today) == 2 * THREADS


def test_threads_that_begin_a_day_at_once_take_what_there_is_and_no_more(stores: Stores) -> None:
    for n in range(20):
        day = A_SATURDAY.date() + timedelta(days=n)

        taken = at_once([partial(stores.quotas.spend, "searches", day, THREADS - 1)] * THREADS)

        assert taken.count(True) == stores.quotas.spent("searches", day) == THREADS - 1


def test_no_reading_appended_at_once_is_lost_and_of_one_day_one_stays(stores: Stores) -> None:
    shared = [f"shared {n}" for n in range(40)]

    def append(thread: int) -> Mapping[str, Mapping[str, Series]]:
        told = [a_reading(name, thread) for name in shared]
        own = [a_reading(f"{thread} {n}", thread) for n in range(40)]
        stores.readings.append(a_batch(*told, *own, run_id=f"run-{thread}"))
        return stores.readings.series(shared, A_SATURDAY.date())

    seen = at_once([partial(append, thread) for thread in range(THREADS)])

    assert all(each == seen[0] for each in seen)
    assert seen[0].keys() == set(shared)
    names = [f"{thread} {n}" for thread in range(THREADS) for n in range(40)]
    assert stores.readings.series(names, A_SATURDAY.date()).keys() == set(names)


def test_a_gap_that_arrives_together_with_readings_never_takes_their_place(stores: Stores) -> None:
    gaps = [a_batch(a_gap(at=A_SATURDAY + timedelta(hours=n))) for n in range(THREADS - 1)]

    at_once([partial(stores.readings.append, each) for each in [*gaps, a_batch(a_reading())]])

    (series,) = stores.readings.series(["r1"], A_SATURDAY.date())["r1"].values()
    assert (len(series.points), series.gaps) == (1, ())


def test_of_searches_remembered_at_once_the_newest_stays(stores: Stores) -> None:
    found = [a_search(attempts=n, asked_at=A_SATURDAY + timedelta(days=n)) for n in range(1, THREADS + 1)]

    at_once([partial(stores.videos.remember, [each]) for each in found])

    assert stores.videos.recall(["r1"]) == {"r1": found[-1]}


def _recorded(stores: Stores, n: int) -> None:
    stores.playlists.record([a_fetch(run_id=f"run-{n}")])


def _read(stores: Stores, n: int) -> None:
    stores.readings.append(a_batch(a_reading(at=A_SATURDAY + timedelta(days=n)), run_id=f"run-{n}"))


@pytest.mark.parametrize(
    ("change", "look"),
    [
        (
            _recorded,
            lambda stores: (
                stores.charts.current("country"),
                stores.playlists.fetches("country", "rapidapi"),
            ),
        ),
        (_read, lambda stores: stores.readings.series(["r1"], A_SATURDAY.date())),
    ],
    ids=["attempts", "readings"],
)
def test_a_mark_that_is_still_the_same_stands_for_what_was_read_after_it(
    stores: Stores, change: Callable[[Stores, int], None], look: Callable[[Stores], object]
) -> None:
    def read() -> tuple[str | None, object]:
        mark = stores.changes.marks().get("country")
        return mark, look(stores)

    def watch(done: Event) -> list[tuple[str | None, object]]:
        seen = [read()]
        while not done.is_set():
            seen.append(read())
        return seen

    def write(n: int, done: Event) -> list[tuple[str | None, object]]:
        change(stores, n)
        done.set()
        return []

    _recorded(stores, -1)
    for n in range(30):
        done = Event()
        seen = at_once([*[partial(watch, done)] * 5, partial(write, n, done)])

        last, content = read()
        assert last
        assert [kept for mine in seen for mark, kept in mine if mark == last and kept != content] == []


def test_what_is_published_while_others_claim_is_there_before_the_claim_or_never(stores: Stores) -> None:
    def seqs() -> list[int]:
        return [each.seq for each in stores.charts.publications("country", "rapidapi")]

    def publish(number: int) -> Publication | None:
        draft = a_chart_of(f"by {number}")
        fence = Fence(job="playlists", number=number)
        try:
            return stores.charts.publish(draft.model_copy(update={"fence": fence}))
        except LeaseLost:
            return None

    def claim(number: int) -> list[int]:
        stores.charts.claim(["country"], Fence(job="playlists", number=number))
        return seqs()

    works: list[Callable[[], object]] = [partial(publish, 1), partial(claim, 2), partial(publish, 1)]
    works += [partial(claim, 3), partial(publish, 2)]
    answers = at_once(works)

    published = [each.seq for each in answers if isinstance(each, Publication)]
    assert sorted(published) == seqs() == list(range(1, len(published) + 1))
    assert answers[3] == seqs(), "nothing of an earlier number appears behind the last claim"


def test_nothing_appears_behind_what_could_be_read_already(stores: Stores) -> None:
    """Six write while one reads on and on from where it was: in the end it has seen everything once."""
    writers, rounds = 6, 8

    def write(writer: int) -> None:
        for number in range(rounds):
            run_id = f"run-{writer}-{number}"
            stores.playlists.record([a_fetch(s, run_id=run_id) for s in ("Spotify", "SoundCloud")])
            stores.readings.append(a_batch(a_reading(f"r{writer}-{number}"), run_id=run_id))
            stores.runs.save(a_report(run_id).model_copy(update={"finished_at": A_SATURDAY}))

    def follow() -> list[Happened]:
        seen: list[Happened] = []
        places = dict.fromkeys((fetches_of("country"), READINGS, RUNS), 0)
        while len(seen) < writers * rounds * 4:
            for stream, place in places.items():
                for event in stores.events.read(stream, place, 7):
                    seen.append(event)
                    places[stream] = event.seq
        return seen

    works: list[Callable[[], list[Happened] | None]] = [partial(write, writer) for writer in range(writers)]
    seen = at_once([*works, follow])[-1]

    assert seen is not None
    assert len({(each.stream, each.seq) for each in seen}) == len(seen) == writers * rounds * 4
