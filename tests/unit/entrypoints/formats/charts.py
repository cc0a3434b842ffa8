"""Charts as the formats may get them: one to read, and any that there can be."""

import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_source_state
from tests.strategies import isrcs, moments, positions, services, source_states

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.ranking import Strategy

GRAVEL = ChartTrack(
    id="gravel",
    isrc=Isrc("QZTM42400001"),
    rank=1,
    track_name="Gravel & Gold",
    artist_name="Mara Quill, Ode",
    album_cover_url="https://i.scdn.co/image/gravel",
    youtube_url=None,
    track_url="https://open.spotify.com/track/1",
    source_name="Spotify",
    sources={"AppleMusic": 1, "Spotify": 3},
    additional_sources={
        "AppleMusic": "https://music.apple.com/us/a/1?i=2&l=en",
        "Spotify": "https://open.spotify.com/track/1",
    },
    raw_aggregate_rank=1,
    aggregate_service_name="AppleMusic",
    score=0.031914,
    parts={"AppleMusic": 0.016, "Spotify": 0.015914},
    previous_rank=None,
    peak_rank=1,
    weeks_on_chart=1,
    first_seen_at=A_SATURDAY,
    is_reentry=False,
    view_count_data_json={},
)


def a_track(**changes: Any) -> ChartTrack:
    """A track that is new, on two services, with all that may be known, but for what is told."""
    return GRAVEL.model_copy(update=changes)


def a_chart(
    *tracks: ChartTrack,
    genre: str = "country",
    strategy: Strategy = Strategy.CONSENSUS,
    at: datetime = A_SATURDAY,
) -> Chart:
    """A chart of these tracks, from Spotify and Apple Music."""
    return Chart(
        genre_name=genre,
        run_id="run-1",
        snapshot_id="snapshot-1",
        source="rapidapi",
        strategy=strategy,
        insert_timestamp=at,
        complete=True,
        sources={"AppleMusic": a_source_state(), "Spotify": a_source_state()},
        eligible=len(tracks),
        tracks=tracks,
    )


def parsed(document: bytes) -> ET.Element:
    """The root of an XML document; an error where it is none."""
    return ET.fromstring(document)  # noqa: S314 - we wrote it


hostile = st.text(
    st.sampled_from("=+-@＝＋－＠;,'\"<>&#: \t\r\n\x00\x1b\x1e\x85\u2028\ufffe")
    | st.characters(codec="utf-8"),
    max_size=12,
)
"""Any text, rich in what means something to a spreadsheet, a player or a parser."""

addresses = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9?&=%~;]{0,12}", fullmatch=True)
tracks = st.builds(
    ChartTrack,
    id=hostile,
    isrc=st.none() | isrcs,
    rank=positions,
    track_name=hostile,
    artist_name=hostile,
    album_cover_url=st.none() | addresses,
    youtube_url=st.none(),
    track_url=st.none() | addresses,
    source_name=services,
    sources=st.dictionaries(services, positions, min_size=1),
    additional_sources=st.dictionaries(services, addresses),
    raw_aggregate_rank=positions,
    aggregate_service_name=services,
    score=st.floats(0, 1000),
    parts=st.just({}),
    previous_rank=st.none() | positions,
    peak_rank=positions,
    weeks_on_chart=st.integers(1, 500),
    first_seen_at=moments,
    is_reentry=st.booleans(),
    view_count_data_json=st.just({}),
)
charts = st.builds(
    Chart,
    genre_name=hostile,
    run_id=st.just("run-1"),
    snapshot_id=st.just("snapshot-1"),
    source=st.just("rapidapi"),
    strategy=st.sampled_from(Strategy),
    insert_timestamp=moments,
    complete=st.booleans(),
    sources=st.dictionaries(services, source_states),
    eligible=positions,
    tracks=st.lists(tracks, max_size=4, unique_by=lambda track: track.id).map(tuple),
)
