"""Endpoints for single recordings: one by its code, many by a search."""

import re

from pydantic import Field

from tunemeld.application.answers.envelope import Success
from tunemeld.application.answers.tracks import FoundTrack, TrackAnswer, found_answer, track_answer
from tunemeld.application.errors import NothingPublished, StoreError, UnknownRecording
from tunemeld.domain.isrc import InvalidIsrc, Isrc
from tunemeld.entrypoints.http.endpoint import Asked, Endpoint, Place, Query, Reply
from tunemeld.entrypoints.http.parameters import WholeNumber
from tunemeld.entrypoints.http.ready import SHORT
from tunemeld.entrypoints.http.refusals import BadRequest
from tunemeld.entrypoints.http.site import Site

_NOT_READ = {503: "Nothing could be read of the store since this process began, and no cache had it."}


class SearchQuery(Query):
    """What is sought."""

    q: str = Field(
        min_length=1,
        max_length=200,
        description="Words of title or artist, or their beginnings; spelling is forgiven.",
    )
    limit: WholeNumber = Field(20, ge=1, le=100, description="So many recordings at most.")


def _track(site: Site, asked: Asked) -> Reply:
    sought = _sought(asked.parts["isrc"])
    genres = site.current.read
    try:
        found = site.explain.run(sought, genres)
    except (NothingPublished, UnknownRecording):
        if genres == site.current.genres:
            raise
        raise StoreError(f"not all genres could be read yet, and {sought} may be in one of those") from None
    answer = track_answer(found)
    told = Success(message=f"{answer.track_name} by {answer.artist_name}", data=answer)
    return Reply(site.encode(told), cache_control=SHORT, is_view=True)


def _sought(text: str) -> Isrc | str:
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
        errors={404: "No current list has it.", **_NOT_READ},
    ),
    Endpoint(
        path="/search",
        summary="Recordings on the current lists, by title or artist",
        handle=_search,
        place=Place.MEMORY,
        query=SearchQuery,
        data=list[FoundTrack],
        errors=_NOT_READ,
    ),
)
