"""The invented videos: who has put up which recording, what they call it, and what stands beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tunemeld.adapters.catalogues.sample.addresses import video_id
from tunemeld.adapters.catalogues.sample.chance import Chance
from tunemeld.adapters.catalogues.sample.recording import Recording
from tunemeld.adapters.catalogues.sample.spelling import apple_title, joined
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, EPOCH

_PERCENT_WITHOUT = 6
_PERCENT_FILMED = 12
_PERCENT_WITHDRAWN = 4
_PERCENT_WITH_LYRICS = 25
_WITHDRAWN_AFTER_DAYS = 60
_DAYS = EDITIONS * 7

_TITLES = (
    "{artists} - {title} (Official Video)",
    "{artists} - {title} (Official Music Video)",
    "{artists} - {title} [Official Audio]",
    "{artists} - {title} (Official Lyric Video)",
    "{artists} “{title}” (Official Video)",
    "{title}",
)
# By the letter that ends their ids: what they are called, and how long they are, in percent of the recording.
_NEAR_MISSES = {
    "p": ("{artists} {title} (Live at the Lantern Hall)", 140),
    "t": ("{artists} {title} - 1 hour loop", 1_800),
    "n": ("{artists} - {title} (sped up)", 80),
    "r": ("{artists} - {title} Reaction", 250),
}
_STRANGERS = ("Loops By The Hour", "Nobody's Attic", "The Second Listen")


@dataclass(frozen=True, slots=True)
class Upload:
    """A video of an invented recording; `kind` is the letter at the end of its id."""

    recording: Recording
    kind: str
    title: str
    channel: str
    seconds: int

    @property
    def video_id(self) -> str:
        """Its id, which can be nobody's."""
        return video_id(self.recording.number, self.kind)

    def is_there_on(self, day: date) -> bool:
        """Whether it can be seen: some official ones are withdrawn for the last weeks of each cycle."""
        withdrawn = self.kind == "v" and _chance(self.recording, "withdrawn").happens(_PERCENT_WITHDRAWN)
        return not withdrawn or days_out(self.recording, day) % _DAYS < _WITHDRAWN_AFTER_DAYS


def uploads_of(recording: Recording) -> Iterator[Upload]:
    """What there is of a recording, the right video first; of one in sixteen there is none."""
    if _chance(recording, "none").happens(_PERCENT_WITHOUT):
        return
    chance = _chance(recording, "official")
    form, intro = chance.one_of(_TITLES), chance.between(12, 40) * chance.happens(_PERCENT_FILMED)
    channel = recording.artists[0] + (" - Topic" if form == "{title}" else chance.one_of(("", "VEVO")))
    # YouTube counts whole seconds, and rounds them up.
    yield _upload(recording, "v", form, channel, -(-recording.duration_ms // 1000) + intro)
    if chance.happens(_PERCENT_WITH_LYRICS):
        length = recording.duration_ms // 1000 + chance.below(3)
        yield _upload(recording, "x", "{artists} - {title} (Lyrics)", "Lyrics In The Attic", length)
    for kind, (form, percent) in _NEAR_MISSES.items():
        if chance.happens(50):
            seconds = recording.duration_ms * percent // 100_000
            yield _upload(recording, kind, form, chance.one_of(_STRANGERS), seconds)


def days_out(recording: Recording, day: date) -> int:
    """How many days ago a recording came out, a cycle before the epoch at the earliest."""
    return max(0, (day - EPOCH).days + 7 * (EDITIONS - recording.born))


def _upload(recording: Recording, kind: str, form: str, channel: str, seconds: int) -> Upload:
    title = form.format(artists=joined(recording.artists), title=apple_title(recording))
    return Upload(recording, kind, title, channel, seconds)


def _chance(recording: Recording, what: str) -> Chance:
    return Chance(f"video/{what}/{recording.number}")
