from tests.builders import a_listing
from tests.fakes import AN_HTML_PAGE
from tests.worlds import SERVICES, World, service_of, tunes

from tunemeld.application.errors import UpstreamUnavailable
from tunemeld.application.report import GenreReport, ListStatus, RunReport, RunStatus, ServiceReport, Stage
from tunemeld.domain.corrections import Corrections, Link
from tunemeld.domain.recording import Rule

AWAY = UpstreamUnavailable("spotify23", "spotify23 answered 503")


def _stored(world: World) -> RunReport:
    return world.stores.runs.recent(1)[0]


def test_a_report_tells_of_each_list_what_it_gave_and_cost() -> None:
    world = World()
    world.catalogues["Spotify"].lists("country", tunes("Spotify", range(1, 10)), length=10)
    world.threads = 1
    world.catalogues["Spotify"].seconds_a_call = 1.5
    world.clock.put_forward(100)

    report = world.run()

    asked_at = world.clock.now()
    assert service_of(report, "Spotify") == ServiceReport(
        status=ListStatus.FRESH,
        fetched_at=asked_at,
        entries=10,
        identified=9,
        malformed=["entry 10 is null"],
        calls={"spotify": 2},
        seconds=1.5,
    )
    assert service_of(report, "AppleMusic").seconds == 0


def test_a_report_counts_what_stands_and_not_what_was_refused() -> None:
    world = World()
    world.run()
    fetched_at = world.clock.now()
    world.catalogues["Spotify"].bodies["country"] = AWAY
    world.catalogues["AppleMusic"].bodies["country"] = AN_HTML_PAGE
    world.show("SoundCloud", range(1, 4), coded=False)

    report = world.run_later()

    told = {s: service_of(report, s) for s in SERVICES}
    assert {s: x.status for s, x in told.items()} == {
        "Spotify": ListStatus.STALE,
        "AppleMusic": ListStatus.STALE,
        "SoundCloud": ListStatus.HELD,
    }
    assert {(x.entries, x.identified, x.fetched_at) for x in told.values()} == {(10, 10, fetched_at)}
    assert {s: x.reason for s, x in told.items()} == {
        "Spotify": "spotify23 answered 503",
        "AppleMusic": "AppleMusic answered no list",
        "SoundCloud": "held back: 3 entries where the last good list had 10; "
        "`tunemeld etl run --accept-short --genre country` takes it at once",
    }


def test_joined_entries_are_counted_by_the_rule_that_joined_them() -> None:
    by_hand = Link(tracks=("Spotify:by-hand", "AppleMusic:tune-1"))
    world = World(services=("Spotify", "AppleMusic"), corrections=Corrections(links=(by_hand,)))
    world.catalogues["Spotify"].lists(
        "country",
        [
            a_listing("Spotify", 1, title="Quite Another Name", track_id="by-hand"),
            a_listing("Spotify", 2, title="Tune 2", isrc="QZTM42400002"),
            a_listing("Spotify", 3, title="Tune 3", isrc="QZTM42400003"),
            a_listing("Spotify", 4, title="Tune 4"),
            a_listing("Spotify", 5, title="Tune 77"),
        ],
    )

    report = world.run()

    told = report.genres["country"]
    assert told.joined == {Rule.CORRECTION: 1, Rule.ISRC: 2, Rule.TEXT: 1}
    assert (told.recordings, told.on_chart) == (11, 4)


def test_one_code_on_two_recordings_and_an_unheard_of_prefix_are_told() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.catalogues["Spotify"].lists(
        "country",
        [
            a_listing("Spotify", 1, title="Tune 1", isrc="QZTM42400001"),
            a_listing("Spotify", 2, title="Tune 1 (Live)", isrc="QZTM42400001"),
            a_listing("Spotify", 3, title="Tune 90", isrc="WWTM42400090"),
        ],
    )

    told = world.run().genres["country"]

    assert told.conflicts == [
        "ISRC QZTM42400001 stands on “Tune 1” (AppleMusic:tune-1) and “Tune 1 (Live)” (Spotify:tune-1-(live))"
    ]
    assert told.warnings == ["ISRC WWTM42400090 has a prefix that nobody has allocated so far"]


def test_calls_are_summed_by_upstream_over_lists_headers_and_lookups() -> None:
    world = World(genres=("country", "rap"), services=("Spotify", "AppleMusic"))
    world.show("Spotify", range(1, 4), coded=False)
    world.show("AppleMusic", range(1, 4), coded=False)
    world.search.failures = [AWAY]
    world.catalogues["AppleMusic"].headers["rap"] = AWAY

    report = world.run()

    assert report.calls == {"spotify": 4, "applemusic": 4, "search": 3}
    assert service_of(report, "AppleMusic", "rap").calls == {"applemusic": 2}


def test_the_time_of_a_run_and_of_its_stages_is_told_by_the_clock() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.threads = 1
    started = world.clock.now()
    for catalogue in world.catalogues.values():
        catalogue.seconds_a_call = 2.25

    report = world.run()

    assert report.started_at == started
    assert report.seconds == 9.0
    assert report.finished_at == world.clock.now()
    assert report.genres["country"].seconds == {Stage.TRANSFORM: 0.0, Stage.AGGREGATE: 0.0}


def test_what_was_returned_is_what_is_stored() -> None:
    world = World()

    report = world.run()

    assert _stored(world) == report
    assert (report.run_id, report.stage, report.source) == ("run-1", Stage.FULL, "rapidapi")
    assert report.notes == ["all is invented"]
    assert report.error == ""
    assert report.genres["country"].snapshot_id == world.publication().snapshot_id


def test_an_extract_reports_lists_and_nothing_of_later_stages() -> None:
    world = World()

    report = world.run(Stage.EXTRACT)

    told = report.genres["country"]
    assert told == GenreReport(services=told.services)
    assert {x.status for x in told.services.values()} == {ListStatus.FRESH}
    assert report.status is RunStatus.DONE


def test_a_transform_reports_recordings_and_lookups_and_publishes_nothing() -> None:
    world = World()
    world.show("Spotify", range(1, 11), coded=False)
    world.show("SoundCloud", [91, 92, *range(3, 11)], coded=False)
    world.run(Stage.EXTRACT)

    report = world.run(Stage.TRANSFORM)

    told = report.genres["country"]
    assert (told.recordings, told.looked_up, told.not_found) == (12, 2, 2)
    assert (told.snapshot_id, told.published, told.on_chart) == (None, False, 0)
    assert report.status is RunStatus.DONE
    assert world.stores.charts.current("country") is None
    assert report.calls == {"search": 2}


def test_an_aggregate_reports_the_lists_as_the_store_has_them() -> None:
    world = World()
    world.catalogues["SoundCloud"].bodies["country"] = AWAY
    world.run(Stage.EXTRACT)
    fetched_at = world.clock.now()
    world.clock.put_forward(60)

    report = world.run(Stage.AGGREGATE)

    told = report.genres["country"].services
    assert told["Spotify"] == ServiceReport(
        status=ListStatus.FRESH, fetched_at=fetched_at, entries=10, identified=10
    )
    assert told["SoundCloud"] == ServiceReport(status=ListStatus.MISSING, reason=str(AWAY))
    assert report.status is RunStatus.PARTIAL
    assert report.genres["country"].on_chart == 10
