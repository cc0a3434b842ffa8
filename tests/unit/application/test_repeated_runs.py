from tests.worlds import DAY, SERVICES, WEEK, World, contents, service_of

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import ListStatus, RunStatus


def _busy() -> World:
    """A world with something for every store: an own list a genre, lookups to make, covers to find."""
    world = World(genres=("country", "rap"))
    world.show("SoundCloud", range(3, 13), coded=False)
    world.show("Spotify", range(21, 31), genre="rap", coded=False)
    world.show("AppleMusic", range(21, 31), genre="rap", coded=False, covered=False)
    world.show("SoundCloud", range(25, 35), genre="rap", coded=False)
    world.covers.known = {"tune-21": "https://covers.example/21.jpg"}
    return world


def test_the_same_run_again_changes_nothing_but_the_logs() -> None:
    world = _busy()
    world.run()
    before = contents(world.stores)

    report = world.run()

    after = contents(world.stores)
    assert report.status is RunStatus.DONE
    assert len(after["playlists"].pop("_fetches")) == 2 * len(before["playlists"].pop("_fetches"))
    assert after["playlists"].pop("_newest") != before["playlists"].pop("_newest")
    assert len(after["runs"].pop("_reports")) == 2 * len(before["runs"].pop("_reports"))
    assert len(after["runs"].pop("_finished")) == 2 * len(before["runs"].pop("_finished"))
    assert after.pop("places") != before.pop("places")
    assert after == before


def test_the_same_run_under_the_same_name_changes_nothing_at_all() -> None:
    world = _busy()
    world.run(run_id="run-1")
    before = contents(world.stores)

    world.run(run_id="run-1")

    after = contents(world.stores)
    before["runs"], after["runs"] = {}, {}
    assert after == before


def test_unchanged_lists_publish_nothing_new_and_their_age_begins_anew() -> None:
    world = World()
    world.run()
    before = world.publication()

    report = world.run_later()

    assert not report.genres["country"].published
    assert report.genres["country"].snapshot_id == before.snapshot_id
    assert report.status is RunStatus.DONE
    assert world.publication() == before
    now = world.clock.now()
    assert {s: service_of(report, s).fetched_at for s in SERVICES} == dict.fromkeys(SERVICES, now)
    assert {s: x.fetched_at for s, x in world.chart().sources.items()} == dict.fromkeys(SERVICES, now)


def test_other_play_counts_in_the_bodies_publish_nothing_new() -> None:
    world = World()
    world.run()
    before = world.publication()
    world.show("SoundCloud", range(1, 11), plays=1_000)

    report = world.run_later()

    assert world.lists.of("country").states["SoundCloud"].raw_id != before.sources["SoundCloud"].raw_id
    assert not report.genres["country"].published
    assert world.publication() == before
    assert world.chart().sources["SoundCloud"].fetched_at == world.clock.now()


def test_a_list_that_comes_back_the_same_after_a_failure_is_fresh_again() -> None:
    world = World()
    world.run()
    world.catalogues["SoundCloud"].bodies["country"] = UpstreamUnavailable("soundcloud-scraper", "503")
    world.show("Spotify", range(2, 12))
    world.run_later()
    away = world.chart()
    world.show("SoundCloud", range(1, 11), plays=1_000)

    report = world.run_later(DAY)

    assert away.sources["SoundCloud"].status == "stale"
    assert not report.genres["country"].published
    assert service_of(report, "SoundCloud").status is ListStatus.FRESH
    assert world.chart().sources["SoundCloud"].status == "fresh"
    assert world.chart().complete


def test_a_changed_list_is_published_under_the_next_number() -> None:
    world = World()
    world.run()
    first = world.publication()
    world.show("Spotify", range(2, 12))

    report = world.run_later()

    second = world.publication()
    assert report.genres["country"].published
    assert (first.seq, second.seq) == (1, 2)
    assert second.at == world.clock.now()
    assert world.stores.charts.snapshot(first.snapshot_id) is not None


def test_lists_that_change_and_change_back_show_the_earlier_snapshot_again() -> None:
    world = World()
    world.run()
    first = world.publication()
    world.show("Spotify", range(2, 12))
    world.run_later()
    world.show("Spotify", range(1, 11))

    world.run_later(WEEK)

    assert world.publication().snapshot_id == first.snapshot_id
    assert world.publication().seq == 3
