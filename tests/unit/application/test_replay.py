"""Whatever is derived can be made once more, from answers and finds that are kept, without asking anybody."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from tests.builders import a_draft, a_listing, a_recording, a_snapshot
from tests.clocks import HandClock
from tests.fakes import CacheOfSeveral
from tests.worlds import DAY, WEEK, World, contents, tunes

from tunemeld.adapters.stores.memory.charts import MemoryChartRepository
from tunemeld.adapters.stores.memory.recordings import MemoryRecordingRegistry
from tunemeld.adapters.stores.memory.runs import MemoryRunLog
from tunemeld.application.errors import UnknownGenre, UpstreamUnavailable
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.application.replay import Replay, Replayed
from tunemeld.application.report import Stage
from tunemeld.domain.snapshot import Publication, Published, Snapshot
from tunemeld.wiring.past import new_workshop

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")
SOME_TIME = timedelta(days=60)


class Archive(PublicationFollower):
    """Keeps all that it is told."""

    name = "the archive"

    def __init__(self) -> None:
        self.told: list[Published] = []

    def follow(self, published: Published) -> None:
        """Keep it."""
        self.told.append(published)


def replay(world: World, *genres: str, dry_run: bool = False) -> dict[str, Replayed]:
    """Replay these genres, or all."""
    stores = world.stores
    use_case = Replay(
        log=stores.events,
        charts=stores.charts,
        recordings=stores.recordings,
        source=world.source,
        workshop=lambda: new_workshop(world.merge),
        copies=world.dispatch,
        archives=world.followers,
    )
    told, notes = use_case.run(genres or world.genres, dry_run=dry_run)
    assert notes == ()
    return {each.genre: each for each in told}


def some_weeks() -> World:
    """An installation with a past: other tunes, late finds, a service away, a list held back, odd stages."""
    clock = HandClock()
    world = World(genres=("country", "rap"), clock=clock, cache=CacheOfSeveral(clock))
    world.budget = 3
    for service in world.catalogues:
        world.show(service, range(1, 11), coded=service != "SoundCloud")
    world.run()
    world.show("Spotify", range(3, 13))
    world.run_later()
    world.search.known = {
        hit.title.lower(): (hit.model_copy(update={"service": "elsewhere"}),)
        for hit in tunes("Spotify", range(11, 13))
    }
    world.show("SoundCloud", range(4, 14), coded=False, genre="rap")
    world.run_later()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.show("AppleMusic", range(5, 15))
    world.run_later(DAY)
    world.run_later(25 * DAY)  # the list of Spotify counts no more
    world.show("Spotify", range(5, 8))  # too short to be believed
    world.run_later(DAY)
    world.show("Spotify", range(6, 16))
    world.clock.put_forward(DAY)
    world.run(Stage.EXTRACT)
    world.clock.put_forward(60)
    world.run(Stage.TRANSFORM)
    world.run(Stage.AGGREGATE, "country")
    return world


def history(world: World, genre: str) -> list[Publication]:
    """What a genre has shown, without the moments of it."""
    shown = world.stores.charts.publications(genre, world.source)
    return [each.model_copy(update={"at": shown[0].at, "sources": timeless(each)}) for each in shown]


def timeless(publication: Publication) -> dict[str, object]:
    """How the lists stood, without ages that are told in words."""
    return {s: state.model_copy(update={"reason": ""}) for s, state in publication.sources.items()}


def lose_all_that_is_derived(world: World) -> None:
    """Keep what services answered, what was looked up, and which runs there were."""
    world.stores.charts = MemoryChartRepository()
    world.stores.recordings = MemoryRecordingRegistry()
    world.cache.clear()


def test_all_that_is_derived_comes_back_as_it_was() -> None:
    world = some_weeks()
    before = {genre: history(world, genre) for genre in world.genres}
    ids = [each.snapshot_id for each in before["country"]]
    snapshots = [world.stores.charts.snapshot(each) for each in ids]
    chart, claims = world.chart(), contents(world.stores)["recordings"]
    assert [len(each) for each in before.values()] == [5, 2]
    lose_all_that_is_derived(world)

    told = replay(world)

    assert [(each.made, each.lost) for each in told.values()] == [(5, 5), (2, 2)]
    assert {genre: history(world, genre) for genre in world.genres} == before
    assert [world.stores.charts.snapshot(each) for each in ids] == snapshots
    assert contents(world.stores)["recordings"] == claims
    assert world.chart().tracks == chart.tracks
    assert all(each.is_equal for each in replay(world, dry_run=True).values())


def test_nobody_is_asked_upstream() -> None:
    world = some_weeks()
    lose_all_that_is_derived(world)
    searched = list(world.search.asked)
    for catalogue in world.catalogues.values():
        catalogue.bodies = dict.fromkeys(world.genres, AWAY)

    replay(world)

    assert world.search.asked == searched
    assert len(world.chart().tracks) == 10


def test_where_all_is_there_nothing_changes_and_both_are_equal() -> None:
    world = some_weeks()
    before = contents(world.stores)

    told = replay(world)

    assert all(each.is_equal for each in told.values())
    assert contents(world.stores) == before


def test_a_dry_run_tells_what_is_lost_and_changes_nothing() -> None:
    world = some_weeks()
    lose_all_that_is_derived(world)
    before = contents(world.stores)

    told = replay(world, dry_run=True)

    assert [(each.lost, each.lost_snapshots, each.is_equal) for each in told.values()] == [
        (5, 5, False),
        (2, 2, False),
    ]
    assert contents(world.stores) == before


def test_a_snapshot_that_is_lost_is_put_back_and_nothing_is_published() -> None:
    world = some_weeks()
    before = history(world, "country")
    lost = before[2].snapshot_id
    kept = world.stores.charts._snapshots.pop(lost)

    told = replay(world)

    assert (told["country"].lost, told["country"].lost_snapshots) == (0, 1)
    assert world.stores.charts._snapshots[lost] == kept
    assert history(world, "country") == before


def test_the_newest_charts_that_are_lost_are_published_again_in_their_order() -> None:
    world = some_weeks()
    before = history(world, "country")
    del world.stores.charts._publications["country"][2:]

    told = replay(world, "country")

    assert told["country"].lost == 3
    assert history(world, "country") == before


def test_what_was_shown_and_differs_stays_and_is_told_and_the_right_one_follows() -> None:
    world = some_weeks()
    right = history(world, "country")[-1].snapshot_id
    wrong = a_draft(a_snapshot(a_recording()), run_id="by hand", at=world.clock.now())
    world.stores.charts.publish(wrong)

    told = replay(world, "country")

    assert not told["country"].is_equal
    shown = [each.snapshot_id for each in history(world, "country")]
    assert shown[5:] == [wrong.snapshot.id, right]


def test_a_chart_in_the_middle_that_differs_is_named_with_what_was_made_in_its_place() -> None:
    world = some_weeks()
    stored = world.stores.charts._publications["rap"]
    other = a_draft(a_snapshot(a_recording(), genre="rap")).as_publication(1)
    stored[0] = other.model_dump_json()

    told = replay(world, dry_run=True)

    assert [(old.snapshot_id, new.run_id) for old, new in told["rap"].differing] == [
        (other.snapshot_id, "run-1")
    ]
    assert told["rap"].is_current
    assert not told["rap"].is_equal


def test_whoever_keeps_copies_is_told_anew() -> None:
    world = some_weeks()
    kept = dict(world.cache._entries)  # type: ignore[attr-defined]
    world.cache.clear()

    replay(world)

    assert world.cache._entries.keys() == kept.keys()  # type: ignore[attr-defined]


def test_whoever_keeps_something_of_every_chart_is_told_of_each_the_oldest_first() -> None:
    world = some_weeks()
    archive = Archive()
    world.followers = (archive,)

    replay(world, "rap")

    of_rap = [told.publication.seq for told in archive.told if told.publication.genre == "rap"]
    assert of_rap[:2] == [1, 2]
    assert all(told.snapshot.id == told.publication.snapshot_id for told in archive.told)


def test_a_run_that_was_killed_before_it_published_is_made_no_chart_of() -> None:
    world = some_weeks()
    world.show("Spotify", range(7, 17))
    world.clock.put_forward(DAY)
    world.run(Stage.EXTRACT)

    assert replay(world, dry_run=True)["country"].is_equal


def test_a_chart_whose_run_was_killed_before_it_could_say_so_is_left_where_it_is() -> None:
    world = some_weeks()
    world.show("Spotify", range(7, 17))
    world.run_later()
    world.stores.runs._finished.pop()
    before = contents(world.stores)["charts"]

    assert replay(world, dry_run=True)["country"].is_equal
    replay(world)

    assert contents(world.stores)["charts"] == before


def test_one_genre_alone_gets_the_ids_that_it_has_among_the_others() -> None:
    world = World(genres=("country", "rap"))
    for service in world.catalogues:
        world.show(service, range(1, 11), genre="rap", coded=False)
    world.run(Stage.FULL, "rap")
    world.run_later()

    assert replay(world, "country", dry_run=True)["country"].is_equal


def test_what_is_published_while_a_replay_goes_on_stays_on_top() -> None:
    world = some_weeks()
    wrong = a_draft(a_snapshot(a_recording()), run_id="by hand", at=world.clock.now())
    world.stores.charts.publish(wrong)

    class Meanwhile(MemoryChartRepository):
        """Has somebody publish once all is compared."""

        def put_back(self, snapshots: Sequence[Snapshot]) -> None:
            super().put_back(snapshots)
            if self.current("country") is not None and self.current("country").run_id == "by hand":  # type: ignore[union-attr]
                self.publish(a_draft(a_snapshot(a_recording(a_listing(title="Later"))), run_id="later"))

    world.stores.charts.__class__ = Meanwhile

    replay(world, "country")

    assert history(world, "country")[-1].run_id == "later"


def test_where_only_counting_is_remembered_the_newest_chart_comes_back_all_the_same() -> None:
    world = some_weeks()
    lose_all_that_is_derived(world)
    world.stores.runs = MemoryRunLog()
    world.run(Stage.VIEW_COUNT)

    assert replay(world, "country")["country"].made == 1


def test_where_no_run_is_remembered_the_newest_chart_comes_back() -> None:
    world = some_weeks()
    newest = world.chart()
    lose_all_that_is_derived(world)
    world.stores.runs = MemoryRunLog()

    told = replay(world, "country")

    assert told["country"].made == 1
    assert [track.id for track in world.chart().tracks] == [track.id for track in newest.tracks]


def test_the_sample_in_a_store_with_real_lists_is_left_alone() -> None:
    sample = World(source="sample")
    sample.run()
    world = World(stores=sample.stores, clock=sample.clock)
    world.run_later(WEEK)
    shown = contents(world.stores)["charts"]

    assert replay(world)["country"].made == 1
    assert contents(world.stores)["charts"] == shown


def test_an_unknown_genre_is_refused() -> None:
    with pytest.raises(UnknownGenre, match="polka"):
        replay(some_weeks(), "polka")
