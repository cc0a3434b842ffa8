"""What counting plays gives, invented: one word for what a test does not care about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st
from tests.builders import A_SATURDAY
from tests.strategies import counts, moments, words

from tunemeld.domain.quota import RemainingQuota
from tunemeld.domain.reading import METRICS, YOUTUBE, Batch, Gap, GapReason, Reading
from tunemeld.domain.video import Candidate, VideoSearch

A_DAY = timedelta(days=1)
LONG_AGO = date(1, 1, 1)

counters = st.sampled_from(sorted(METRICS))
readings = st.builds(Reading, recording_id=words, at=moments, value=counts, of=words)
gaps = st.builds(Gap, recording_id=words, at=moments, reason=st.sampled_from(GapReason), of=words)
candidates = st.builds(Candidate, video_id=words, title=words, channel=words)
searches = st.builds(
    VideoSearch,
    recording_id=words,
    asked_at=moments,
    attempts=st.integers(1, 99),
    run_id=words,
    candidates=st.lists(candidates, max_size=2).map(tuple),
    video_id=st.none() | words,
    score=st.floats(0, 1),
)
quotas = st.builds(
    RemainingQuota,
    upstream=words,
    remaining=counts,
    limit=st.none() | counts,
    resets_at=st.none() | moments,
    noted_at=moments,
)


def a_reading(
    recording_id: str = "r1", value: int = 1_000, *, at: datetime = A_SATURDAY, of: str = "video-1"
) -> Reading:
    """A count of a recording."""
    return Reading(recording_id, at, value, of)


def a_gap(
    recording_id: str = "r1", reason: GapReason = GapReason.FAILED, *, at: datetime = A_SATURDAY, of: str = ""
) -> Gap:
    """A count that could not be had."""
    return Gap(recording_id, at, reason, of)


def a_batch(
    *told: Reading | Gap,
    counter: str = YOUTUBE,
    run_id: str = "run-1",
    genres: Sequence[str] = ("country",),
) -> Batch:
    """What a counter told at once, by the time of the last it told of."""
    return Batch(
        counter=counter,
        run_id=run_id,
        genres=tuple(genres),
        at=max((each.at for each in told), default=A_SATURDAY),
        readings=tuple(each for each in told if isinstance(each, Reading)),
        gaps=tuple(each for each in told if isinstance(each, Gap)),
    )


def a_search(
    recording_id: str = "r1",
    *,
    asked_at: datetime = A_SATURDAY,
    video_id: str | None = "video-1",
    attempts: int = 1,
) -> VideoSearch:
    """What searching a video of a recording came to."""
    return VideoSearch(
        recording_id=recording_id, asked_at=asked_at, attempts=attempts, run_id="run-1", video_id=video_id
    )


def a_quota(
    upstream: str = "spotify23", remaining: int = 100, *, noted_at: datetime = A_SATURDAY
) -> RemainingQuota:
    """What an upstream says is left."""
    return RemainingQuota(upstream=upstream, remaining=remaining, noted_at=noted_at)


def days(first: date, count: int, *, hour: int = 2) -> Sequence[datetime]:
    """The same hour of so many days, in UTC."""
    begin = datetime(first.year, first.month, first.day, hour, tzinfo=UTC)
    return [begin + n * A_DAY for n in range(count)]


def elsewhere(moment: datetime, hours: int) -> datetime:
    """The same moment as clocks that far east show it."""
    return moment.astimezone(timezone(timedelta(hours=hours)))
