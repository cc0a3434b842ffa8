"""Endpoints for single recordings: one by its code, today and through time, many by a search."""

import re

from pydantic import Field

from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.history import HistoryAnswer, history_success
from tunemeld.application.answers.tracks import FoundTrack, TrackAnswer, found_answer, track_answer
from tunemeld.application.errors import NothingPublished, StoreError, UnknownRecording
from tunemeld.domain.isrc import InvalidIsrc, Isrc
from tunemeld.domain.list_kind import with_notice
from tunemeld.entrypoints.http.chart_endpoints import NOT_READ, genre_named
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.parameters import DAY, Day, WholeNumber
from tunemeld.entrypoints.http.ready import SHORT
from tunemeld.entrypoints.http.refusals import BadRequest
from tunemeld.entrypoints.http.site import Site


class SearchQuery(Query):
    """What is sought."""

    q: str = Field(
        min_length=1,
        max_length=200,
        description="Words of title or artist, or their beginnings; spelling is forgiven.",
    )
    limit: WholeNumber = Field(20, ge=1, le=100, description="So many recordings at most.")


class HistoryQuery(Query):
    """How much of a recording's history is shown."""

    genre: str | None = Field(
        None,
        max_length=100,
        description="Its places in this genre alone, in any case; in all genres unless told.",
    )
    since: Day | None = Field(
        None, description=f"Readings of this day and later: {DAY}; those of a year unless told."
    )


def _track(site: Site, asked: Asked) -> Reply:
    sought = sought_by(asked.parts["isrc"])
    genres = site.current.read
    try:
        found = site.explain.run(sought, genres)
    except (NothingPublished, UnknownRecording):
        if genres == site.current.genres:
            raise
        raise StoreError(f"not all genres could be read yet, and {sought} may be in one of those") from None
    answer = track_answer(found)
    told = Success(
        message=with_notice(f"{answer.track_name} by {answer.artist_name}", found[0].source), data=answer
    )
    return Reply(site.encode(told), cache_control=SHORT, is_view=True)


def _history(site: Site, asked: Asked) -> Reply:
    query: HistoryQuery = asked.query
    sought = sought_by(asked.parts["isrc"])
    genres = site.current.genres if query.genre is None else (genre_named(site, query.genre),)
    followed = site.history.run(sought, genres, query.since)
    # A view also of what no chart shows any more, whose readings change none: views end within the hour.
    return Reply(site.encode(history_success(followed)), cache_control=SHORT, is_view=True)


def sought_by(text: str) -> Isrc | str:
    """What an address names a recording by: its ISRC, or its id.

    Raises:
        BadRequest: it is neither.
    """
    if re.fullmatch(r"[0-9a-f]{16}", text):
        return text
    try:
        return Isrc(text)
    except InvalidIsrc as error:
        raise BadRequest(f"{error}, or the id that a chart shows") from None


def _search(site: Site, asked: Asked) -> Reply:
    query: SearchQuery = asked.query
    found = site.search.run(query.q, site.current.read, query.limit)
    told = Success(message=f"{len(found)} recordings found", data=[found_answer(each) for each in found])
    return Reply(site.encode(told), cache_control=SHORT, is_view=True)


TRACK_ENDPOINTS = (
    Endpoint(
        path="/tracks/{isrc}",
        summary="A recording, and why it stands where it stands",
        description="By its ISRC, however it is written, or by the `id` that charts show where there is "
        "none: links, places under every strategy, why its entries were joined and others were not.",
        handle=_track,
        place=Place.MEMORY,
        data=TrackAnswer,
        errors={404: "No current list has it.", **NOT_READ},
    ),
    Endpoint(
        path="/tracks/{isrc}/history",
        summary="Where a recording stood, and how often it was played, by date",
        description="Its places on the services and on the chart (consensus) in each publication, also where "
        "no list has it any more; where it was gone, that is told once. Readings by counter, with gaps as "
        "gaps, and no change across what cannot be compared. Spotify's popularity is an index, and no plays.",
        handle=_history,
        place=Place.STORE,
        query=HistoryQuery,
        data=HistoryAnswer,
        errors={
            404: "No such genre, or no list that was published had the recording.",
            503: "The store is away.",
        },
    ),
    Endpoint(
        path="/search",
        summary="Recordings on the current lists, by title or artist",
        handle=_search,
        place=Place.MEMORY,
        query=SearchQuery,
        data=list[FoundTrack],
        errors=NOT_READ,
    ),
)
