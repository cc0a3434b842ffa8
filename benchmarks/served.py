"""The API as `gunicorn_config` serves it, with a graph of real size on the shelf.

Nothing is counted yet that graphs could show; what lies ready costs the same whatever it says, and so its
bytes are put there: thirty-five tracks, three counters, a year of weekly readings each.
"""

import json
from datetime import UTC, datetime, timedelta

from tunemeld.entrypoints.http.app import build_app
from tunemeld.entrypoints.http.gate import Gate
from tunemeld.entrypoints.http.ready import IMMUTABLE, made_ready
from tunemeld.settings import load_settings

GRAPH = "/graph-data/of-real-size"
"""No genre has this name, so that nothing takes its place."""
_TRACKS = 35
_WEEKS = 52


def create_app() -> Gate:
    """The application by the settings of the environment."""
    app = build_app(load_settings())
    graph = made_ready(_graph(), route="/graph-data/{genre}", cache_control=IMMUTABLE)
    app.site.shelf.keep(GRAPH, graph, edition=0)
    return app


def _graph() -> bytes:
    first = datetime(2026, 1, 3, 2, 0, tzinfo=UTC)
    points = [[(first + timedelta(weeks=n)).isoformat(), 1_000_000 + 7_919 * n] for n in range(_WEEKS)]
    tracks = [
        {
            "isrc": f"QZTM4260{n:04d}",
            "track_name": f"Tune {n}",
            "artist_name": "Mara Quill",
            "youtube_url": None,
            "album_cover_url": None,
            "view_counts": {"Youtube": points, "Spotify": [], "SoundCloud": points},
        }
        for n in range(_TRACKS)
    ]
    return json.dumps({"status": "success", "message": "graph", "data": tracks}).encode()
