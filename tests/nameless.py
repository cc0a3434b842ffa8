"""Worlds whose lists know no ISRC, and a catalogue that does."""

from tests.builders import a_listing
from tests.worlds import World

from tunemeld.application.report import RunReport
from tunemeld.domain.isrc import Isrc


def nameless(*lists: range, genre: str = "country", world: World | None = None) -> World:
    """A world whose lists of these tunes know no ISRC at all."""
    found = world or World(services=("Spotify", "AppleMusic"))
    for service, numbers in zip(("Spotify", "AppleMusic"), lists, strict=True):
        found.show(service, numbers, genre=genre, coded=False)
    return found


def code(number: int) -> Isrc:
    """The ISRC that a numbered tune has."""
    return Isrc(f"QZTM424{number:05d}")


def knows(world: World, *numbers: int) -> None:
    """Have the catalogue find exactly the right recording of these tunes."""
    for n in numbers:
        hit = a_listing("catalogue", track_id=f"hit-{n}", title=f"Tune {n}", isrc=code(n))
        world.search.known[f"tune {n}"] = (hit,)


def looked_up(report: RunReport, genre: str = "country") -> tuple[int, int, int, int]:
    """Searches, finds, misses, and what is left for the next run."""
    told = report.genres[genre]
    return told.looked_up, told.found, told.not_found, told.left_over
