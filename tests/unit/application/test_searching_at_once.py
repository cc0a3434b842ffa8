"""Two runs that search for videos at the same time: they share what is to be searched."""

from collections.abc import Callable

from tests.scripted_counters import ScriptedVideos
from tests.worlds import World

from tunemeld.application.report import Stage
from tunemeld.domain.reading import YOUTUBE
from tunemeld.domain.video import Candidate, VideoSearch


class DisturbedVideos(ScriptedVideos):
    """While the first search is under way, something else happens."""

    meanwhile: Callable[[], object] | None = None

    def search(self, title: str, artist: str) -> tuple[Candidate, ...]:
        """As scripted, after what happens meanwhile."""
        found = super().search(title, artist)
        if do := self.meanwhile:
            self.meanwhile = None
            do()
        return found


def a_world() -> tuple[World, DisturbedVideos]:
    """Six tunes on the chart, of which none was searched for."""
    world = World()
    videos = world.videos = DisturbedVideos(world.clock, world.meter, batch_size=50)
    for service in world.catalogues:
        world.show(service, range(1, 7))
    return world, videos


def test_what_another_run_has_searched_meanwhile_is_not_searched_again() -> None:
    world, videos = a_world()
    videos.meanwhile = lambda: world.run(Stage.VIEW_COUNT)

    report = world.run()

    assert videos.searched == ["tune 1", *(f"tune {n}" for n in range(1, 7))]
    told = report.counters[YOUTUBE]
    assert (told.searched, told.left_over, told.gaps) == (1, 0, {})


def test_what_another_run_has_counted_meanwhile_is_not_looked_at_again() -> None:
    world, videos = a_world()
    videos.meanwhile = lambda: world.run(Stage.VIEW_COUNT)

    report = world.run()

    assert len(videos.looked_at) == 1
    assert (report.counters[YOUTUBE].known, report.counters[YOUTUBE].counted) == (6, 0)


def test_a_run_that_meets_another_one_goes_on_from_the_other_end() -> None:
    world, videos = a_world()
    theirs: list[VideoSearch] = []

    def search_the_same() -> None:
        first = next(r for r in world.snapshot().recordings if r.shown.title == "Tune 1")
        theirs.append(
            VideoSearch(recording_id=first.id, asked_at=world.clock.now(), attempts=1, run_id="another")
        )
        world.stores.videos.remember(theirs)

    videos.meanwhile = search_the_same

    world.run()

    assert videos.searched == ["tune 1", "tune 6", "tune 5", "tune 4", "tune 3", "tune 2"]
    known = world.stores.videos.recall([theirs[0].recording_id])
    assert list(known.values()) == theirs
