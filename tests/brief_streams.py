"""gunicorn's configuration for a server of ours whose streams of events end almost at once, by themselves.

Whoever asks for everything that there is, such as Schemathesis, would listen for an hour each time.
"""

from pathlib import Path
from typing import Any

from tunemeld.entrypoints.http import gunicorn_config
from tunemeld.entrypoints.http.gunicorn_config import *  # noqa: F403

pythonpath = str(Path(__file__).parent)
wsgi_app = "brief_streams:briefly_streaming()"


def briefly_streaming() -> Any:
    """The application by the settings of the environment."""
    from tunemeld.entrypoints.http.app import build_app
    from tunemeld.entrypoints.http.events.audience import Pace

    return build_app(gunicorn_config._settings(), pace=Pace(longest=0.02))
