"""The access token of Spotify's client credentials flow, kept until shortly before it ends.

Source: developer.spotify.com/documentation/web-api/tutorials/client-credentials-flow.
"""

import base64
import threading

from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.http.payload import json_object
from tunemeld.application.errors import BadPayload, UpstreamRejected
from tunemeld.application.ports.runtime import Clock

RENEWED_BEFORE_END_SECONDS = 60
_USUAL_LIFE_SECONDS = 3600


class SpotifyToken:
    """One token for all threads: whoever needs it first asks for it, the others wait and use it too."""

    def __init__(self, *, accounts: UpstreamClient, client_id: str, client_secret: str, clock: Clock) -> None:
        self._accounts = accounts
        login = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode("ascii")
        self._authorization = f"Basic {login}"
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = 0.0

    def current(self) -> str:
        """A token that is good for another minute.

        Raises:
            UpstreamError: none could be had.
        """
        with self._lock:
            if not self._token or self._clock.monotonic() >= self._good_until:
                self._renew()
            return self._token

    def discard(self, token: str) -> None:
        """Forget a token that was refused, unless another thread has renewed it already."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _renew(self) -> None:
        asked_at = self._clock.monotonic()
        body = self._ask()
        token, life = body.get("access_token"), body.get("expires_in", _USUAL_LIFE_SECONDS)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise BadPayload(self._accounts.upstream, "Spotify gave no usable access token; try again later")
        self._accounts.keep_secret("access token", token)
        seconds = life if isinstance(life, int | float) else _USUAL_LIFE_SECONDS
        self._token, self._good_until = token, asked_at + seconds - RENEWED_BEFORE_END_SECONDS

    def _ask(self) -> dict[str, object]:
        upstream = self._accounts.upstream
        try:
            text = self._accounts.post_form(
                "/api/token", {"grant_type": "client_credentials"}, {"Authorization": self._authorization}
            )
            return json_object(upstream, text)
        except UpstreamRejected as error:
            advice = "check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"
            raise UpstreamRejected(
                upstream, f"Spotify gives no access token ({error}); {advice}", status=error.status
            ) from error
