"""The video in which a recording is played: what a search finds, what is chosen, when to look again."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, Field

from tunemeld.domain.model import Value

# From this score on a video is believed for good; weaker ones are looked for again.
STRONG = 0.8
_FIRST_BACK_OFF = timedelta(days=1)
_WEAK_BACK_OFF = timedelta(days=7)
_LONGEST_BACK_OFF = timedelta(days=30)


class Candidate(Value):
    """A video as a search shows it: plain text, nothing of it checked."""

    video_id: str
    title: str
    channel: str


class Video(Value):
    """What is said of a video when it is looked at; None where it is hidden, or has no end."""

    views: int | None = Field(ge=0)
    seconds: float | None = Field(gt=0)


class VideoSearch(Value):
    """What searching a video of a recording came to.

    `candidates` are those that title and artist speak for, kept until one was looked at and chosen.
    `video_id` is None while none is chosen; `score` says how sure the choice is, from 0 to 1. `attempts`
    counts searches. YouTube's words are kept no longer than it takes to choose, as its terms ask.
    """

    recording_id: str
    asked_at: AwareDatetime
    attempts: int = Field(ge=1)
    run_id: str
    candidates: tuple[Candidate, ...] = ()
    video_id: str | None = None
    score: float = Field(0.0, ge=0, le=1)

    @property
    def ids(self) -> tuple[str, ...]:
        """What is to be looked at: the video that is chosen, and the candidates."""
        chosen = (self.video_id,) if self.video_id else ()
        return (*chosen, *(candidate.video_id for candidate in self.candidates))

    @property
    def is_pending(self) -> bool:
        """Whether candidates wait to be looked at, which takes no search."""
        return bool(self.candidates)

    def may_be_searched_again(self, now: datetime) -> bool:
        """Whether to search once more: never after a sure choice, a week after a weak one, a day after none.

        The wait doubles with each attempt, up to thirty days, as for ISRCs.
        """
        if self.is_pending or (self.video_id and self.score >= STRONG):
            return False
        first = _WEAK_BACK_OFF if self.video_id else _FIRST_BACK_OFF
        wait: timedelta = min(first * (1 << min(self.attempts - 1, 10)), _LONGEST_BACK_OFF)
        return now >= self.asked_at + wait
