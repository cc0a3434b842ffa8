"""What a run leaves in the cache: a genre's past for ourselves, and finished answers for who reads it too."""

from collections.abc import Mapping

import orjson
import pytest
from hypothesis import given
from tests.builders import a_draft, a_source_state
from tests.clocks import HandClock
from tests.fakes import UnreachableCache
from tests.strategies import drafts
from tests.worlds import SERVICES, World

from tunemeld.adapters.caches.memory import MemoryCache
from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.application.answers.charts import chart_answer
from tunemeld.application.errors import CacheError, UpstreamUnavailable
from tunemeld.application.last_good import LastGood
from tunemeld.domain.chart import chart_of
from tunemeld.domain.snapshot import Draft, Published, SourceStatus

PATHS = {
    "/playlist-data/country",
    "/graph-data/country",
    "/header-art/country",
    "/last-updated/country",
    *(f"/service-playlist/country/{service}" for service in SERVICES),
}


class SharedCache(MemoryCache):
    """A cache that others read too; `calls` holds what each call has written."""

    shared = True

    def __init__(self) -> None:
        super().__init__(HandClock())
        self.calls: list[Mapping[str, bytes]] = []

    def set_many(self, values: Mapping[str, bytes], *, ttl_seconds: int | None = None) -> None:
        """Keep them, without an end."""
        assert ttl_seconds is None
        self.calls.append(values)
        super().set_many(values)


def a_published(draft: Draft | None = None) -> Published:
    """What a genre shows right after a draft was published."""
    content = draft or a_draft()
    return Published(
        publication=content.as_publication(1), snapshot=content.snapshot, sources=content.sources, earlier=()
    )


@pytest.mark.parametrize(("source", "kind"), [("rapidapi", "real"), ("open", "open"), ("sample", "sample")])
def test_a_shared_cache_is_given_every_finished_answer_under_its_path(source: str, kind: str) -> None:
    cache = SharedCache()
    world = World(source=source, cache=cache)
    world.run()

    (written,) = cache.calls

    assert {key for key in written if key.startswith("answer:")} == {f"answer:v1:{kind}:{p}" for p in PATHS}
    assert set(written) - {f"answer:v1:{kind}:{p}" for p in PATHS} == {f"published:v1:{kind}:country"}


def test_a_finished_answer_is_the_whole_envelope_as_bytes() -> None:
    cache = SharedCache()
    world = World(cache=cache)
    world.run()

    told = orjson.loads(cache.get("answer:v1:real:/playlist-data/country") or b"")

    assert told == {
        "status": "success",
        "message": "the country chart, consensus, 10 tracks",
        "data": [orjson.loads(chart_answer(world.chart()).model_dump_json())],
    }


def test_each_publication_costs_a_shared_cache_one_call() -> None:
    cache = SharedCache()
    world = World(cache=cache, genres=("country", "rap"))

    world.run()

    assert len(cache.calls) == 2


def test_the_next_chart_takes_the_place_of_every_answer_of_the_last_one() -> None:
    cache = SharedCache()
    world = World(cache=cache)
    world.run()
    for service in SERVICES:
        world.show(service, range(3, 13))
    world.run_later()

    before, after = cache.calls

    assert before.keys() == after.keys()
    assert all(cache.get(key) == value != before[key] for key, value in after.items() if "header" not in key)


def test_a_list_that_grew_stale_is_told_to_the_edge_though_no_new_chart_was_published() -> None:
    cache = SharedCache()
    world = World(cache=cache)
    world.run()
    world.catalogues["Spotify"].bodies["country"] = UpstreamUnavailable("spotify23", "spotify23 answered 503")
    world.run_later()

    told = orjson.loads(cache.get("answer:v1:real:/playlist-data/country") or b"")["data"][0]

    assert (told["sources"]["Spotify"]["status"], told["complete"]) == ("stale", False)


def test_a_cache_of_one_process_holds_no_finished_answers() -> None:
    world = World()
    world.run()

    assert [path for path in PATHS if world.cache.get(f"answer:v1:real:{path}")] == []
    assert world.cache.get("published:v1:real:country")


@given(drafts)
def test_whatever_was_published_comes_back_from_the_cache_as_it_was(draft: Draft) -> None:
    last_good = LastGood(MemoryCache(HandClock()), json_bytes)
    published = a_published(draft)

    last_good.follow(published)

    assert last_good.of(draft.snapshot.genre, draft.snapshot.source) == published


@pytest.mark.parametrize("source", ["rapidapi", "open", "sample"])
def test_charts_of_each_source_lie_under_keys_of_their_own(source: str) -> None:
    cache = MemoryCache(HandClock())
    for other in ("rapidapi", "open", "sample"):
        World(source=other, cache=cache).run()

    kept = LastGood(cache, json_bytes).of("country", source)

    assert kept is not None
    assert kept.publication.source == source


def test_a_cache_that_is_away_is_said_to_who_writes_and_is_an_empty_one_to_who_reads() -> None:
    last_good = LastGood(UnreachableCache(), json_bytes)

    with pytest.raises(CacheError):
        last_good.follow(a_published())
    assert last_good.of("country", "rapidapi") is None


def test_a_missing_list_has_its_answer_too() -> None:
    cache = SharedCache()
    fresh, missing = a_source_state(), a_source_state(SourceStatus.MISSING, fetched_at=None, raw_id=None)
    states = {"Spotify": fresh, "AppleMusic": fresh, "SoundCloud": missing}
    published = a_published(a_draft(sources=states))

    LastGood(cache, json_bytes).follow(published)

    told = orjson.loads(cache.get("answer:v1:real:/service-playlist/country/SoundCloud") or b"")
    assert told["data"][0]["tracks"] == []
    assert chart_of(published).complete is False
