"""Charts as they stood: on a day, or when a snapshot was published; nothing is told from the future."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot, a_source_state
from tests.worlds import SERVICES, WEEK, World

from tunemeld.application.errors import NothingPublished, UnknownGenre, UnknownSnapshot, UpstreamUnavailable
from tunemeld.domain.chart import Chart, chart_of
from tunemeld.domain.snapshot import Publication, Published, Snapshot

TUNES = 4
AWAY = UpstreamUnavailable("apple-music24", "apple-music24 answered 503")


def a_week(order: Sequence[int]) -> Snapshot:
    """A snapshot of tunes in this order on Spotify, and the other way round on the other services."""
    recordings = []
    for place, number in enumerate(order, start=1):
        code, title = f"QZTM424{number:05d}", f"Tune {number}"
        places = {
            "Spotify": place,
            "AppleMusic": len(order) + 1 - place,
            "SoundCloud": 1 + place % len(order),
        }
        listings = [a_listing(s, at, title=title, isrc=code) for s, at in places.items()]
        recordings.append(a_recording(*listings, recording_id=f"tune-{number}"))
    return a_snapshot(*recordings)


def publish(world: World, snapshot: Snapshot, at: datetime, run_id: str = "a-run") -> Publication:
    """Publish it at that time, all of its lists fresh."""
    world.clock.put_forward((at - world.clock.now()).total_seconds())
    sources = {s: a_source_state(fetched_at=at, tracks=TUNES) for s in SERVICES}
    published = world.stores.charts.publish(a_draft(snapshot, run_id=run_id, at=at, sources=sources))
    assert published is not None
    return published


def told(published: Published) -> tuple[Chart, Published]:
    """All that can be told of what a genre shows."""
    return chart_of(published, min_sources=1), published


def timeless(published: Published) -> Published:
    """The same without how its lists stand, which days without a publication change."""
    return published.model_copy(update={"sources": {}})


@st.composite
def pasts(draw: st.DrawFn) -> list[tuple[Snapshot, float]]:
    """Snapshots with the hours until each is published; equal ones do not follow each other."""
    orders = st.permutations(range(1, TUNES + 1)).map(a_week)
    weeks = draw(
        st.lists(st.tuples(orders, st.sampled_from([0.5, 5.0, 30.0, 24.0 * 7, 24.0 * 30])), max_size=8)
    )
    return [w for before, w in zip([None, *weeks], weeks, strict=False) if not before or before[0] != w[0]]


@given(pasts())
def test_the_chart_of_a_past_day_is_what_was_answered_on_that_day(past: list[tuple[Snapshot, float]]) -> None:
    world, at, answered = World(), A_SATURDAY, dict[date, Published]()
    for snapshot, hours in past:
        publish(world, snapshot, at)
        answered[at.date()] = world.charts.published("country")
        at += timedelta(hours=hours)

    for day, published in answered.items():
        assert told(world.charts.as_of("country", day)) == told(published)


@given(pasts())
def test_a_day_without_a_publication_shows_what_was_shown_before_it(
    past: list[tuple[Snapshot, float]],
) -> None:
    world, at, answered = World(), A_SATURDAY, dict[date, Published]()
    for snapshot, hours in past:
        publish(world, snapshot, at)
        for later in {0, hours // 48, hours // 24}:
            answered[(at + timedelta(days=later)).date()] = world.charts.published("country")
        at += timedelta(hours=hours)

    for day, published in answered.items():
        assert timeless(world.charts.as_of("country", day)) == timeless(published)


@given(pasts())
def test_a_snapshot_shows_what_was_answered_when_it_was_first_published(
    past: list[tuple[Snapshot, float]],
) -> None:
    world, at, answered = World(), A_SATURDAY, dict[str, Published]()
    for snapshot, hours in past:
        publish(world, snapshot, at)
        answered.setdefault(snapshot.id, world.charts.published("country"))
        at += timedelta(hours=hours)

    for snapshot_id, published in answered.items():
        assert told(world.charts.as_of("country", snapshot_id)) == told(published)
        assert told(world.charts.as_of("country", snapshot_id[:8])) == told(published)


def test_a_snapshot_that_was_published_again_is_told_from_its_first_time_by_id_and_from_each_by_day() -> None:
    world = World()
    a, b = a_week([1, 2, 3, 4]), a_week([4, 3, 2, 1])
    days = [A_SATURDAY + timedelta(weeks=week) for week in range(3)]
    first, other, again = [publish(world, s, day) for s, day in zip((a, b, a), days, strict=True)]

    charts = world.charts

    assert charts.as_of("country", a.id).publication == first
    assert charts.as_of("country", a.id).earlier == ()
    assert charts.as_of("country", days[2].date()).publication == again
    assert charts.as_of("country", days[2].date()).earlier == (first, other)


def test_a_list_that_failed_later_is_told_as_it_stood() -> None:
    world = World()
    world.run()
    answered = world.charts.published("country")
    world.catalogues["AppleMusic"].bodies["country"] = AWAY
    world.show("Spotify", range(3, 13))
    world.run_later(4 * WEEK)
    world.clock.put_forward(30 * WEEK)

    assert told(world.charts.as_of("country", A_SATURDAY.date())) == told(answered)


def test_what_was_published_later_by_a_clock_that_was_behind_is_not_told_as_earlier() -> None:
    world = World()
    first = publish(world, a_week([1, 2, 3, 4]), A_SATURDAY)
    publish(world, a_week([4, 3, 2, 1]), A_SATURDAY - timedelta(weeks=2))

    assert world.charts.as_of("country", first.snapshot_id).earlier == ()


def test_a_day_begins_and_ends_by_utc() -> None:
    world = World()
    there = timezone(timedelta(hours=-5))
    evening = datetime(2024, 6, 28, 22, 0, tzinfo=there)
    first = publish(world, a_week([1, 2, 3, 4]), A_SATURDAY)
    later = publish(world, a_week([4, 3, 2, 1]), evening)

    assert world.charts.as_of("country", evening.date()).publication == first
    assert world.charts.as_of("country", evening.astimezone(UTC).date()).publication == later


def test_a_day_before_the_first_chart_is_told_with_the_day_of_that_one() -> None:
    world = World()
    publish(world, a_week([1, 2, 3, 4]), A_SATURDAY)

    with pytest.raises(NothingPublished, match="by 2024-06-21; its first chart is of 2024-06-22"):
        world.charts.as_of("country", date(2024, 6, 21))


@pytest.mark.parametrize("unknown", ["00000000", "no id at all"])
def test_an_unknown_snapshot_is_told_with_the_newest_one(unknown: str) -> None:
    world = World()
    published = publish(world, a_week([1, 2, 3, 4]), A_SATURDAY)

    with pytest.raises(UnknownSnapshot, match=f"no snapshot '{unknown}'; .* {published.snapshot_id}"):
        world.charts.as_of("country", unknown)


def test_the_snapshot_of_another_genre_is_unknown() -> None:
    world = World(genres=("country", "rap"))
    world.run()

    with pytest.raises(UnknownSnapshot, match="country has no snapshot"):
        world.charts.as_of("country", world.publication("rap").snapshot_id)


@pytest.mark.parametrize("when", [A_SATURDAY.date(), "00000000"])
def test_where_nothing_is_published_there_is_no_past(when: date | str) -> None:
    with pytest.raises(NothingPublished, match="nothing is published for country yet"):
        World().charts.as_of("country", when)


def test_the_past_of_an_unknown_genre_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownGenre, match="known genres: country"):
        World().charts.as_of("polka", A_SATURDAY.date())


def test_a_sample_of_the_past_is_not_shown_where_real_lists_are_configured() -> None:
    sample = World(source="sample")
    sample.run()

    with pytest.raises(NothingPublished):
        World(stores=sample.stores).charts.as_of("country", A_SATURDAY.date())
