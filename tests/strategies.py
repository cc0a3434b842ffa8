"""Hypothesis strategies for the domain's values: every field takes every shape that it may have."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from tunemeld.application.report import GenreReport, ListStatus, RunReport, RunStatus, ServiceReport, Stage
from tunemeld.domain.identity import Claim
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.lookup import Lookup
from tunemeld.domain.playlist import Fetch, Outcome, PlaylistHeader, RawPlaylist
from tunemeld.domain.recording import Join, Recording, Refusal, Rule
from tunemeld.domain.snapshot import Draft, PublishedList, Snapshot, SourceState, SourceStatus

genres = st.sampled_from(["country", "pop"])
services = st.sampled_from(["Spotify", "AppleMusic", "SoundCloud"])
sources = st.sampled_from(["rapidapi", "sample"])
run_ids = st.sampled_from([f"run-{n}" for n in range(1, 8)])
words = st.text(max_size=12)
"""Any text: every script, quotes, control characters, nothing; no lone surrogates, which JSON cannot hold."""

counts = st.integers(0, 2**53)
positions = st.integers(1, 500)
seconds = st.floats(0, 1e6)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=offsets)  # noqa: DTZ001
isrcs = st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True).map(Isrc)

headers = st.builds(PlaylistHeader, name=words, url=words, cover_url=words, description=words)
raw_playlists = st.builds(
    RawPlaylist,
    genre=genres,
    service=services,
    source=sources,
    url=words,
    pages=st.lists(st.text(), min_size=1, max_size=3).map(tuple),
    header=st.none() | st.text(min_size=1),  # an empty body is no header: both share one id
)
fetches = st.builds(
    Fetch,
    run_id=run_ids,
    genre=genres,
    service=services,
    source=sources,
    at=moments,
    outcome=st.sampled_from(Outcome),
    reason=words,
    raw_id=st.none() | words,
    length=counts,
    fingerprint=words,
)

durations = st.builds(Duration, milliseconds=st.integers(1, 10**8), whole_seconds=st.booleans())
listings = st.builds(
    Listing,
    service=services,
    position=positions,
    track_id=words,
    title=words,
    artists=st.lists(words, max_size=3).map(tuple),
    url=st.none() | words,
    cover_url=st.none() | words,
    duration=st.none() | durations,
    isrc=st.none() | isrcs,
    isrc_from=st.sampled_from(["service", "lookup", None]),
)
joins = st.builds(Join, rule=st.sampled_from(Rule), left=words, right=words, why=words)
refusals = st.builds(Refusal, left=words, right=words, why=words)
recordings = st.builds(
    Recording,
    id=words,
    isrc=st.none() | isrcs,
    isrcs=st.lists(isrcs, max_size=2).map(tuple),
    listings=st.lists(listings, max_size=3).map(tuple),
    joins=st.lists(joins, max_size=2).map(tuple),
)
snapshots = st.builds(
    Snapshot,
    genre=genres,
    source=sources,
    rules_version=counts,
    lists=st.dictionaries(services, st.builds(PublishedList, header=headers, length=counts)),
    recordings=st.lists(recordings, max_size=3).map(tuple),
    refusals=st.lists(refusals, max_size=2).map(tuple),
)
source_states = st.builds(
    SourceState,
    status=st.sampled_from(SourceStatus),
    reason=words,
    fetched_at=st.none() | moments,
    raw_id=st.none() | words,
    tracks=counts,
    identified=counts,
)
drafts = st.builds(
    Draft,
    snapshot=snapshots,
    run_id=run_ids,
    at=moments,
    sources=st.dictionaries(services, source_states),
)

lookups = st.builds(
    Lookup,
    key=words,
    value=st.none() | words,
    attempts=st.integers(1, 100),
    asked_at=moments,
    run_id=run_ids,
    detail=words,
)
claims = st.builds(
    Claim, id=words, isrc=st.none() | isrcs, keys=st.lists(words, min_size=1, max_size=3).map(tuple)
)

service_reports = st.builds(
    ServiceReport,
    status=st.sampled_from(ListStatus),
    reason=words,
    fetched_at=st.none() | moments,
    entries=counts,
    identified=counts,
    malformed=st.lists(words, max_size=2),
    calls=st.dictionaries(words, counts, max_size=2),
    failures=st.dictionaries(words, words, max_size=2),
    seconds=seconds,
)
genre_reports = st.builds(
    GenreReport,
    services=st.dictionaries(services, service_reports, max_size=2),
    joined=st.dictionaries(st.sampled_from(Rule), counts),
    looked_up=counts,
    found=counts,
    not_found=counts,
    left_over=counts,
    covers_found=counts,
    conflicts=st.lists(words, max_size=2),
    warnings=st.lists(words, max_size=2),
    recordings=counts,
    on_chart=counts,
    snapshot_id=st.none() | words,
    published=st.booleans(),
    seconds=st.dictionaries(st.sampled_from(Stage), seconds),
)
reports = st.builds(
    RunReport,
    run_id=run_ids,
    stage=st.sampled_from(Stage),
    source=sources,
    status=st.sampled_from(RunStatus),
    started_at=moments,
    finished_at=st.none() | moments,
    seconds=seconds,
    genres=st.dictionaries(genres, genre_reports),
    calls=st.dictionaries(words, counts, max_size=2),
    failures=st.dictionaries(words, words, max_size=2),
    notes=st.lists(words, max_size=2),
    error=words,
)
