"""A chart as an extended M3U playlist in UTF-8, for players."""

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.entrypoints.formats.naming import chart_title
from tunemeld.entrypoints.formats.one_line import one_line


def chart_m3u8(chart: Chart) -> str:
    """The tracks by rank; one without address is a comment only. No track adds a line by its words."""
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{one_line(chart_title(chart))}"]
    for track in chart.tracks:
        lines += _lines(track)
    return "".join(f"{line}\n" for line in lines)


def _lines(track: ChartTrack) -> list[str]:
    words = one_line(f"{track.artist_name} - {track.track_name}")
    if not track.track_url:
        return [f"# without an address: {words}"]
    return [f"#EXTINF:-1,{words}", one_line(track.track_url)]
