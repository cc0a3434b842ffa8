"""Invents songs: who sings, what they are called, how long they last."""

from functools import cache

from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording, isrc_of
from tunemeld.adapters.catalogues.sample.vocabulary import Vocabulary

_ACTS = 110
_LENGTHS_S = {"country": (150, 250), "dance": (130, 330), "pop": (125, 235), "rap": (115, 230)}


class Songbook:
    """A genre's songs, each with a title that no other song of the book has."""

    def __init__(self, genre: str, words: Vocabulary, *, seed: str, first_number: int) -> None:
        self.words = words
        self._genre = genre
        self.chance = Chance(seed)
        self._next_number = first_number
        self._length_s = _LENGTHS_S[genre]
        self._titles_taken: set[str] = set()
        self._titles = self.chance.shuffled(words.phrases["titles"])
        self._acts = self._invent_acts()

    def _invent_acts(self) -> tuple[str, ...]:
        acts = list(self.words.phrases["acts"])
        while len(acts) < _ACTS:
            act = self.words.filled(self.chance.one_of(self.words.phrases["act_patterns"]), self.chance)
            if act not in acts:
                acts.append(act)
        return tuple(acts)

    def song(self, title: str | None = None) -> Recording:
        """A new song, mostly by one act, sometimes by two or three or with a guest."""
        number, label = self._take_number(), self.chance.one_of(self.words.phrases["labels"])
        acts = self.acts_unlike((), self.chance.one_of((1, 1, 1, 1, 1, 1, 2, 2, 2, 3)))
        guests = (
            self.acts_unlike(acts, self.chance.one_of((1, 1, 1, 1, 2))) if self.chance.happens(24) else ()
        )
        isrc = isrc_of(number, self._registrant(label))
        return Recording(
            number=number,
            genre=self._genre,
            title=title or self._take_title(),
            artists=acts,
            featured=guests,
            duration_ms=self._length(),
            label=label,
            isrc=isrc,
            soundcloud_isrc=None if self.chance.happens(2) else isrc,
        )

    def other_recording(self, of: Recording, *, longer_ms: int = 0) -> Recording:
        """Another recording of a song, so far without anything in its title that says so."""
        number = self._take_number()
        isrc = isrc_of(number, self._registrant(of.label))
        return of._replace(
            number=number, duration_ms=of.duration_ms + longer_ms, isrc=isrc, soundcloud_isrc=isrc
        )

    def version(self, of: Recording, tag: str) -> Recording:
        """The recording under a version's tag; `{act}` in it becomes a remixer, who is credited."""
        if "{act}" not in tag:
            return of._replace(versions=(*of.versions, tag))
        remixer = self.acts_unlike((*of.artists, *of.featured), 1)
        named = tag.replace("{act}", remixer[0])
        return of._replace(versions=(*of.versions, named), remixers=(*of.remixers, *remixer))

    def acts_unlike(self, others: tuple[str, ...], count: int) -> tuple[str, ...]:
        """Acts that share no word with the others nor with one another, so that none is mistaken for one."""
        chosen: list[str] = []
        taken = set[str]().union(*(_words(other) for other in others))
        while len(chosen) < count:
            act = self.chance.one_of(self._acts)
            if taken.isdisjoint(_words(act)):
                chosen.append(act)
                taken |= _words(act)
        return tuple(chosen)

    def reserve(self, title: str) -> None:
        """Let no song have this title any more."""
        self._titles_taken.add(title.casefold())

    def _take_number(self) -> int:
        self._next_number += 1
        return self._next_number - 1

    def _take_title(self) -> str:
        while True:
            title = self._titles.pop() if self._titles else self._invented_title()
            if title.casefold() not in self._titles_taken:
                self.reserve(title)
                return title

    def _invented_title(self) -> str:
        return self.words.filled(self.chance.one_of(self.words.phrases["title_patterns"]), self.chance)

    def _length(self) -> int:
        low, high = self._length_s
        return self.chance.between(low * 1000, high * 1000)

    def _registrant(self, label: str) -> str:
        return f"TM{self.words.phrases['labels'].index(label)}"


@cache
def _words(act: str) -> frozenset[str]:
    return frozenset(act.casefold().split())
