import pytest
from tests.builders import a_listing
from tests.worlds import SERVICES, World, contents

from tunemeld.application.errors import NothingPublished, UpstreamUnavailable
from tunemeld.application.report import RunStatus, Stage
from tunemeld.domain.corrections import Corrections, NeverJoin
from tunemeld.domain.isrc import Isrc

AWAY = UpstreamUnavailable("upstream", "the upstream answered 503")


def test_a_chart_is_what_the_lists_agree_on() -> None:
    world = World()
    world.show("Spotify", [1, 2, 3, 4])
    world.show("AppleMusic", [2, 1, 5, 6])
    world.show("SoundCloud", [2, 7, 1, 8])

    world.run()

    assert [(t.track_name, t.sources) for t in world.chart().tracks] == [
        ("Tune 2", {"AppleMusic": 1, "SoundCloud": 1, "Spotify": 2}),
        ("Tune 1", {"AppleMusic": 2, "SoundCloud": 3, "Spotify": 1}),
    ]


@pytest.mark.parametrize("answering", [0, 1])
def test_fewer_than_two_lists_publish_nothing(answering: int) -> None:
    world = World()
    for service in SERVICES[answering:]:
        world.catalogues[service].bodies["country"] = AWAY

    report = world.run()

    assert report.status is RunStatus.FAILED
    assert (report.genres["country"].snapshot_id, report.genres["country"].published) == (None, False)
    with pytest.raises(NothingPublished, match="nothing is published for country yet"):
        world.chart()


def test_fewer_than_two_lists_leave_the_published_chart_as_it_is() -> None:
    world = World()
    world.run()
    good = world.publication()
    for service in SERVICES[1:]:
        world.catalogues[service].bodies["country"] = AWAY
    world.show("Spotify", range(3, 13))
    world.stale_after_days = 1

    report = world.run_later()

    assert world.publication() == good
    assert report.status is RunStatus.PARTIAL
    assert report.genres["country"].snapshot_id == good.snapshot_id


def test_two_lists_are_enough() -> None:
    world = World()
    world.catalogues["SoundCloud"].bodies["country"] = AWAY

    report = world.run()

    assert report.genres["country"].published
    assert world.chart().sources["SoundCloud"].status == "missing"
    assert not world.chart().complete


def test_lists_that_agree_on_nothing_publish_an_empty_chart() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.run()
    world.show("AppleMusic", range(901, 911))

    world.run_later(accept_held=True)

    assert world.chart().tracks == ()
    assert len(world.snapshot().recordings) == 20


def test_every_entry_stays_in_its_list_at_its_place() -> None:
    world = World()
    listed = [
        a_listing("Spotify", 1, title="Tune 1", track_id="first"),
        a_listing("Spotify", 2, title="Tune 9", seconds=None),
        a_listing("Spotify", 4, title="Tune 1", track_id="again"),
    ]
    world.catalogues["Spotify"].lists("country", listed, length=5)

    world.run(accept_held=True)

    playlist = world.snapshot().playlist("Spotify")
    assert [(x.position, x.track_id) for x in playlist] == [(1, "first"), (2, "tune-9"), (4, "again")]
    assert world.snapshot().lengths["Spotify"] == 5
    assert next(t for t in world.chart().tracks if t.track_name == "Tune 1").sources["Spotify"] == 1


def test_a_decision_by_hand_is_kept() -> None:
    apart = NeverJoin(tracks=("Spotify:tune-1", "AppleMusic:tune-1"))
    world = World(services=("Spotify", "AppleMusic"), corrections=Corrections(never_join=(apart,)))

    world.run()

    assert "Tune 1" not in {track.track_name for track in world.chart().tracks}


def test_aggregating_costs_no_call_and_looks_nothing_up() -> None:
    world = World()
    for service in SERVICES:
        world.show(service, range(1, 4), coded=False)
    world.run(Stage.EXTRACT)

    report = world.run(Stage.AGGREGATE)

    assert report.genres["country"].published
    assert report.calls == {}
    assert world.search.asked == []


def test_a_recording_keeps_its_id_and_its_isrc_while_listings_come_and_go() -> None:
    world = World()
    first, second = "QZTM42400001", "GBAYE2400001"

    def listed(**codes: str | None) -> str:
        for service in SERVICES:
            own = [a_listing(service, 1, title="Tune 1", isrc=codes[service])] if service in codes else []
            rest = [a_listing(service, n, title=f"Tune {n}", isrc=f"QZTM42499{n:03d}") for n in range(2, 9)]
            world.catalogues[service].lists("country", [*own, *rest])
        world.run_later()
        return next(r.id for r in world.snapshot().recordings if r.shown.title == "Tune 1")

    ids = [
        listed(Spotify=None, SoundCloud=None),
        listed(Spotify=first, SoundCloud=None),
        listed(Spotify=second, AppleMusic=second, SoundCloud=second),
        listed(AppleMusic=second, SoundCloud=second),
        listed(AppleMusic=second),
        listed(AppleMusic=second, Spotify=second),
    ]

    assert len(set(ids)) == 1
    shown = next(r for r in world.snapshot().recordings if r.id == ids[0])
    assert shown.isrc == Isrc(first)
    assert set(shown.isrcs) == {first, second}


def test_a_recording_that_comes_back_after_weeks_is_the_one_it_was() -> None:
    world = World(services=("Spotify", "AppleMusic"))
    world.run()
    before = {track.track_name: track.id for track in world.chart().tracks}
    for service in ("Spotify", "AppleMusic"):
        world.show(service, range(4, 14))
    world.run_later()
    for service in ("Spotify", "AppleMusic"):
        world.show(service, range(1, 11))

    world.run_later()

    assert {track.track_name: track.id for track in world.chart().tracks} == before
    assert [track.weeks_on_chart for track in world.chart().tracks] == [2, 2, 2, 3, 3, 3, 3, 3, 3, 3]


def test_looking_is_not_touching() -> None:
    world = World()
    world.run()
    before = contents(world.stores)

    world.chart()
    world.merge.of("country")

    assert contents(world.stores) == before


@pytest.mark.parametrize(("genre", "other"), [("country", "pop"), ("pop", "country")])
def test_a_recording_that_joins_one_of_another_genre_keeps_the_id_of_its_own_chart(
    genre: str, other: str
) -> None:
    world = World(genres=("country", "pop"))
    for service, numbers, where in (
        ("Spotify", range(1, 9), genre),
        ("AppleMusic", range(1, 9), genre),
        ("SoundCloud", range(21, 29), genre),
        ("Spotify", range(31, 39), other),
        ("AppleMusic", range(41, 49), other),
        ("SoundCloud", range(1, 9), other),
    ):
        world.show(service, numbers, genre=where, coded=False)
    world.run(Stage.FULL, genre, other)
    before = {track.track_name: track.id for track in world.chart(genre).tracks}

    world.show("SoundCloud", range(1, 9), genre=genre, coded=False)
    world.run(Stage.FULL, genre, other)

    assert {track.track_name: track.id for track in world.chart(genre).tracks} == before
