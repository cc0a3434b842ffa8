from tests.builders import a_listing
from tests.nameless import code, knows, looked_up, nameless
from tests.worlds import DAY, World

from tunemeld.domain.lookup import LookupKind, isrc_key


def test_an_isrc_found_elsewhere_is_published_and_says_where_it_is_from() -> None:
    world = nameless(range(1, 4), range(1, 4))
    knows(world, 1)

    report = world.run()

    assert looked_up(report) == (3, 1, 2, 0)
    assert [track.isrc for track in world.chart().tracks] == [code(1), None, None]
    assert {s: x.identified for s, x in world.chart().sources.items()} == {"Spotify": 1, "AppleMusic": 1}
    found = world.snapshot().recordings[0]
    assert {(x.service, x.isrc, x.isrc_from) for x in found.listings} == {
        ("Spotify", code(1), "lookup"),
        ("AppleMusic", code(1), "lookup"),
    }


def test_each_search_is_a_step_of_the_run() -> None:
    world = nameless(range(1, 3), range(1, 3))
    knows(world, 1)

    report = world.run()

    steps = [step for step in world.observer.left if step.service == "scripted search"]
    assert [(s.run_id, s.stage, s.genre) for s in steps] == [(report.run_id, "transform", "country")] * 2
    assert [s.detail for s in steps][1] == "0 candidates, none the same"


def test_an_isrc_that_the_service_names_is_not_asked_for() -> None:
    world = World()

    report = world.run()

    assert looked_up(report) == (0, 0, 0, 0)
    assert world.search.asked == []
    assert {x.isrc_from for r in world.snapshot().recordings for x in r.listings} == {"service"}


def test_entries_of_charts_come_first_over_all_genres_then_the_rest_by_position() -> None:
    world = World(genres=("country", "rap"), services=("Spotify", "AppleMusic"))
    nameless(range(1, 4), range(3, 5), genre="country", world=world)
    nameless(range(11, 14), range(13, 15), genre="rap", world=world)
    world.budget = 4

    report = world.run()

    # 3 and 13 are on both lists; of the rest, 1 and 11 stand first and so do 2 and 12 after them.
    assert world.search.asked == ["tune 3", "tune 13", "tune 1", "tune 11"]
    assert looked_up(report, "country") == (2, 0, 2, 2)
    assert looked_up(report, "rap") == (2, 0, 2, 2)


def test_the_budget_is_never_passed_and_the_rest_is_asked_for_next_time() -> None:
    world = nameless(range(1, 6), range(1, 6))
    world.budget = 2
    knows(world, *range(1, 6))

    reports = [world.run() for _ in range(4)]

    assert [looked_up(r) for r in reports] == [(2, 2, 0, 3), (2, 2, 0, 1), (1, 1, 0, 0), (0, 0, 0, 0)]
    assert world.search.asked == [f"tune {n}" for n in range(1, 6)]


def test_without_a_budget_nothing_is_asked() -> None:
    world = nameless(range(1, 4), range(1, 4))
    world.budget = 0

    report = world.run()

    assert world.search.asked == []
    assert looked_up(report) == (0, 0, 0, 3)
    assert len(world.chart().tracks) == 3


def test_a_recording_on_several_lists_and_in_several_genres_is_asked_for_once() -> None:
    world = World(genres=("country", "pop"), services=("Spotify", "AppleMusic"))
    nameless(range(1, 2), range(1, 2), genre="country", world=world)
    nameless(range(1, 2), range(1, 2), genre="pop", world=world)
    knows(world, 1)

    world.run()

    assert world.search.asked == ["tune 1"]
    assert [world.chart(genre).tracks[0].isrc for genre in ("country", "pop")] == [code(1), code(1)]


def test_a_find_is_never_asked_for_again_and_stays_when_the_catalogue_forgets_it() -> None:
    world = nameless(range(1, 3), range(1, 3))
    knows(world, 1, 2)
    world.run()
    world.search.known.clear()

    for _ in range(5):
        world.run_later(60 * DAY)

    assert world.search.asked == ["tune 1", "tune 2"]
    assert [track.isrc for track in world.chart().tracks] == [code(1), code(2)]


def test_a_miss_is_asked_for_again_after_a_day_then_two_then_four_up_to_thirty() -> None:
    world = nameless(range(1, 2), range(1, 2))
    asked_after: list[int] = []
    world.run()
    waited = 0
    while len(asked_after) < 7:
        before = len(world.search.asked)
        world.run_later(DAY)
        waited += 1
        if len(world.search.asked) > before:
            asked_after.append(waited)
            waited = 0

    assert asked_after == [1, 2, 4, 8, 16, 30, 30]


def test_a_miss_is_not_asked_for_again_a_second_too_early() -> None:
    world = nameless(range(1, 2), range(1, 2))
    world.run()

    world.run_later(DAY - 1)
    early = len(world.search.asked)
    world.run_later(1)

    assert (early, len(world.search.asked)) == (1, 2)


def test_a_first_hit_that_is_another_recording_is_passed_over() -> None:
    world = nameless(range(1, 2), range(1, 2))
    world.search.known["tune 1"] = (
        a_listing("catalogue", 1, track_id="a", title="Tune 1 (Live)", isrc=code(91)),
        a_listing("catalogue", 2, track_id="b", title="Tune 1", artists=["Nobody Else"], isrc=code(92)),
        a_listing("catalogue", 3, track_id="c", title="Tune 1", seconds=240, isrc=code(93)),
        a_listing("catalogue", 4, track_id="d", title="Tune 1", isrc=code(1)),
    )

    world.run()

    assert world.chart().tracks[0].isrc == code(1)


def test_candidates_that_are_all_other_recordings_are_a_miss() -> None:
    world = nameless(range(1, 2), range(1, 2))
    live = a_listing("catalogue", title="Tune 1 (Live)", isrc=code(91))
    world.search.known["tune 1"] = (live,)

    report = world.run()

    assert looked_up(report) == (1, 0, 1, 0)
    assert world.chart().tracks[0].isrc is None
    key = isrc_key(world.snapshot().recordings[0].listings[0])
    miss = world.stores.lookups.recall(LookupKind.ISRC, [key])[key]
    assert (miss.value, miss.attempts, miss.detail) == (None, 1, "1 candidates, none the same")


def test_more_finds_than_are_stored_at_a_time_are_all_kept() -> None:
    world = nameless(range(1, 46), range(1, 46))
    knows(world, *range(1, 46))

    report = world.run()

    assert looked_up(report) == (45, 45, 0, 0)
    assert {track.isrc for track in world.chart().tracks} == {code(n) for n in range(1, 46)}
