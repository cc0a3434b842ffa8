"""Values of the domain for tests: name what the test is about, the rest is plausible and invented."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from tunemeld.application.report import RunReport, RunStatus, Stage
from tunemeld.domain.identity import Claim
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.lookup import Lookup
from tunemeld.domain.playlist import Fetch, Outcome, PlaylistHeader, RawPlaylist, ServicePlaylist
from tunemeld.domain.recording import Join, Recording, Refusal
from tunemeld.domain.snapshot import Draft, PublishedList, Snapshot, SourceState, SourceStatus

A_SATURDAY = datetime(2024, 6, 22, 2, 30, tzinfo=UTC)
"""When things happen unless a test says otherwise."""


def a_listing(
    service: str = "Spotify",
    position: int = 1,
    *,
    title: str = "Gravel and Gold",
    artists: Iterable[str] = ("Mara Quill",),
    track_id: str | None = None,
    url: str | None = None,
    cover_url: str | None = None,
    seconds: float | None = 192.0,
    whole_seconds: bool = False,
    isrc: str | None = None,
) -> Listing:
    """A track on a list, named by the service if it has an ISRC; one title has one track id on a service."""
    duration = Duration(milliseconds=round(seconds * 1000), whole_seconds=whole_seconds) if seconds else None
    return Listing(
        service=service,
        position=position,
        track_id=track_id or title.casefold().replace(" ", "-"),
        title=title,
        artists=tuple(artists),
        url=url,
        cover_url=cover_url,
        duration=duration,
        isrc=Isrc(isrc) if isrc else None,
        isrc_from="service" if isrc else None,
    )


def a_recording(*listings: Listing, recording_id: str | None = None, joins: Iterable[Join] = ()) -> Recording:
    """A recording of these listings, or of one on Spotify and one on Apple Music; it shows its least ISRC."""
    listed = listings or (
        a_listing("AppleMusic", 2, isrc="QZTM42400001"),
        a_listing("Spotify", 1, isrc="QZTM42400001"),
    )
    isrcs = tuple(sorted({listing.isrc for listing in listed if listing.isrc}))
    return Recording(
        id=recording_id or f"recording of {listed[0].title}",
        isrc=isrcs[0] if isrcs else None,
        isrcs=isrcs,
        listings=listed,
        joins=tuple(joins),
    )


def a_snapshot(
    *recordings: Recording,
    genre: str = "country",
    source: str = "rapidapi",
    rules_version: int = 1,
    lengths: Mapping[str, int] | None = None,
    refusals: Iterable[Refusal] = (),
) -> Snapshot:
    """A snapshot of these recordings, or of one; a list is as long as its last position unless told."""
    merged = recordings or (a_recording(),)
    shown: dict[str, int] = {}
    for listing in (entry for recording in merged for entry in recording.listings):
        shown[listing.service] = max(listing.position, shown.get(listing.service, 0))
    return Snapshot(
        genre=genre,
        source=source,
        rules_version=rules_version,
        lists={
            service: PublishedList(header=a_header(name=f"{service} {genre}"), length=length)
            for service, length in sorted({**shown, **(lengths or {})}.items())
        },
        recordings=merged,
        refusals=tuple(refusals),
    )


def a_draft(
    snapshot: Snapshot | None = None,
    *,
    run_id: str = "run-1",
    at: datetime = A_SATURDAY,
    sources: Mapping[str, SourceState] | None = None,
) -> Draft:
    """A snapshot to be published; its lists are all fresh unless told."""
    content = snapshot or a_snapshot()
    fresh = {service: a_source_state(tracks=length) for service, length in content.lengths.items()}
    return Draft(snapshot=content, run_id=run_id, at=at, sources=dict(fresh if sources is None else sources))


def a_source_state(
    status: SourceStatus = SourceStatus.FRESH,
    *,
    reason: str = "",
    fetched_at: datetime | None = A_SATURDAY,
    raw_id: str | None = "raw-1",
    tracks: int = 50,
    identified: int = 0,
) -> SourceState:
    """The state of a service's list."""
    return SourceState(
        status=status,
        reason=reason,
        fetched_at=fetched_at,
        raw_id=raw_id,
        fingerprint="f1" if raw_id else "",
        tracks=tracks,
        identified=identified,
    )


def a_header(
    name: str = "Back Roads",
    *,
    url: str = "https://open.spotify.com/playlist/backroads",
    cover_url: str = "",
    description: str = "",
) -> PlaylistHeader:
    """What stands above a list."""
    return PlaylistHeader(name=name, url=url, cover_url=cover_url, description=description)


def a_raw_playlist(
    *pages: str,
    genre: str = "country",
    service: str = "Spotify",
    source: str = "rapidapi",
    url: str = "https://open.spotify.com/playlist/backroads",
    header: str | None = '{"name": "Back Roads"}',
) -> RawPlaylist:
    """What a service answered: these pages, or one."""
    return RawPlaylist(
        genre=genre, service=service, source=source, url=url, pages=pages or ('{"items": []}',), header=header
    )


def a_service_playlist(
    *entries: Listing,
    genre: str = "country",
    service: str = "Spotify",
    header: PlaylistHeader | None = None,
    length: int | None = None,
    malformed: Iterable[str] = (),
) -> ServicePlaylist:
    """A parsed list of these entries, or of one; as long as its last position unless told."""
    listed = entries or (a_listing(service),)
    return ServicePlaylist(
        genre=genre,
        service=service,
        header=header or a_header(),
        length=max(entry.position for entry in listed) if length is None else length,
        entries=listed,
        malformed=tuple(malformed),
    )


def a_fetch(
    service: str = "Spotify",
    outcome: Outcome = Outcome.GOOD,
    *,
    run_id: str = "run-1",
    genre: str = "country",
    source: str = "rapidapi",
    at: datetime = A_SATURDAY,
    reason: str = "",
    raw_id: str | None = "raw-1",
    length: int = 50,
    fingerprint: str = "f1",
) -> Fetch:
    """An attempt to fetch a list; one that failed has no raw playlist."""
    answered = outcome is not Outcome.FAILED
    return Fetch(
        run_id=run_id,
        genre=genre,
        service=service,
        source=source,
        at=at,
        outcome=outcome,
        reason=reason,
        raw_id=raw_id if answered else None,
        length=length if answered else 0,
        fingerprint=fingerprint if answered else "",
    )


def a_lookup(
    key: str = "Spotify:gravel-and-gold",
    value: str | None = "QZTM42400001",
    *,
    attempts: int = 1,
    asked_at: datetime = A_SATURDAY,
    run_id: str = "run-1",
    detail: str = "",
) -> Lookup:
    """What looking something up gave; `value=None` is a miss."""
    return Lookup(key=key, value=value, attempts=attempts, asked_at=asked_at, run_id=run_id, detail=detail)


def a_claim(recording_id: str = "recording-1", *keys: str, isrc: str | None = None) -> Claim:
    """A recording's claim to these keys, or to one."""
    return Claim(
        id=recording_id, isrc=Isrc(isrc) if isrc else None, keys=keys or (f"Spotify:{recording_id}",)
    )


def a_report(
    run_id: str = "run-1",
    *,
    stage: Stage = Stage.FULL,
    source: str = "rapidapi",
    status: RunStatus = RunStatus.DONE,
    started_at: datetime = A_SATURDAY,
) -> RunReport:
    """A run's report."""
    return RunReport(run_id=run_id, stage=stage, source=source, status=status, started_at=started_at)
