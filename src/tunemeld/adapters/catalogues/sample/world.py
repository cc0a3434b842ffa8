"""A genre's invented world: every recording, and in which weeks which service lists it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from tunemeld.adapters.catalogues.sample.careers import Career, careers
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.near_misses import Part, near_misses
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.songbook import Songbook
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES, vocabulary
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, start_of

_NUMBERS_A_GENRE = 1000
_FIRST_CROSSOVER = 9000
_CROSSOVERS = 4
# Who sends songs over to the pop lists.
_NEIGHBOURS = ("country", "dance", "rap")


@dataclass(frozen=True, slots=True)
class Charting:
    """A recording, and its weeks on each service that lists it."""

    recording: Recording
    weeks: dict[str, int]


@cache
def world(genre: str) -> tuple[Charting, ...]:
    """All that a genre's lists ever show."""
    lengths = {service: described.length for service, described in vocabulary(genre).lists.items()}
    stage = _Stage(careers(lengths, Chance(f"careers/{genre}")))
    book = songbook(genre)
    result = [*_cast_near_misses(stage, book), *_cast_crossovers(stage, _crossovers(genre))]
    result += [Charting(_born(_any_song(book), career), career.weeks) for career in stage.rest()]
    return tuple(sorted(result, key=lambda charting: charting.recording.number))


def songbook(genre: str) -> Songbook:
    """A genre's book, from its first song on; the titles that it shares with others are taken."""
    first = _NUMBERS_A_GENRE * (GENRES.index(genre) + 1)
    book = Songbook(genre, vocabulary(genre), seed=f"songs/{genre}", first_number=first)
    for recording in _crossovers(genre):
        book.reserve(recording.title)
    return book


class _Stage:
    """The careers that still wait for a recording."""

    def __init__(self, all_careers: Iterable[Career]) -> None:
        self._open: dict[frozenset[str], list[Career]] = {}
        for career in all_careers:
            self._open.setdefault(frozenset(career.weeks), []).append(career)

    def cast(self, part: Part, together_in: int) -> Career:
        """Take a career that meets a part's services, for as many of the weeks given as can be had."""
        exactly = part.on_no_other or len(part.on) == 1
        fitting = [
            career
            for services, careers_there in self._open.items()
            if (services == part.on if exactly else services >= part.on)
            for career in careers_there
        ]
        chosen = max(fitting, key=lambda career: (career.shared & together_in).bit_count())
        self._open[frozenset(chosen.weeks)].remove(chosen)
        return chosen

    def rest(self) -> list[Career]:
        """The careers that nobody has taken."""
        return [career for careers_there in self._open.values() for career in careers_there]


def _cast_near_misses(stage: _Stage, book: Songbook) -> Iterator[Charting]:
    for near_miss in near_misses(book):
        together_in = -1
        for part in near_miss.parts:
            career = stage.cast(part, together_in)
            together_in &= career.shared
            yield Charting(_born(part.recording, career), career.weeks)


def _cast_crossovers(stage: _Stage, recordings: Iterable[Recording]) -> Iterator[Charting]:
    for recording in recordings:
        career = stage.cast(Part(recording, frozenset({"Spotify", "AppleMusic"})), -1)
        yield Charting(recording, career.weeks)


def _crossovers(genre: str) -> list[Recording]:
    """The songs that a genre shares with pop; all of them for pop itself."""
    neighbours = _NEIGHBOURS if genre == "pop" else (genre,)
    return [recording for neighbour in neighbours for recording in _sent_to_pop(neighbour)]


@cache
def _sent_to_pop(genre: str) -> tuple[Recording, ...]:
    first = _FIRST_CROSSOVER + 100 * _NEIGHBOURS.index(genre)
    book = Songbook(genre, vocabulary(genre), seed=f"crossovers/{genre}", first_number=first)
    return tuple(book.song()._replace(born=book.chance.below(EDITIONS)) for _ in range(_CROSSOVERS))


def _any_song(book: Songbook) -> Recording:
    song = book.song()
    if not book.chance.happens(book.words.percent_of_versions):
        return song
    return book.version(song, book.chance.one_of(book.words.phrases["versions"]))


def _born(recording: Recording, career: Career) -> Recording:
    anywhere = reduce(or_, career.weeks.values())
    return recording._replace(born=start_of(anywhere))
