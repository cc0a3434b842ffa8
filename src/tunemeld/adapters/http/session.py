"""The one requests session that all upstream clients of a process share."""

from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from tunemeld import __version__


class _OwnHeaders(AuthBase):
    """Leaves the request as it is.

    Without an auth object requests looks the host up in ~/.netrc and puts what it finds there in place of our
    Authorization header. `trust_env = False` would end that too, but the proxies with it.
    """

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def new_session(*, pool_size: int) -> requests.Session:
    """A session that keeps `pool_size` connections to each host, takes no cookie and retries nothing itself.

    Redirects are the caller's business, call by call: `allow_redirects=False`.
    """
    session = requests.Session()
    session.headers["User-Agent"] = f"TuneMeld/{__version__}"
    session.auth = _OwnHeaders()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    connections = HTTPAdapter(pool_connections=pool_size, pool_maxsize=pool_size, max_retries=0)
    session.mount("https://", connections)
    session.mount("http://", connections)
    return session
