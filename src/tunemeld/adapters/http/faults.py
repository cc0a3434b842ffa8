"""What went wrong between us and an upstream, in words that hold nothing of the request.

The texts of requests' and urllib3's errors hold whole URLs, proxies with their passwords, and header values.
So they are never shown: only the kind of the error is, and what the operating system said.
"""

import ssl

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from tunemeld.adapters.http.body import BodyTooSlow

CONNECT_SECONDS = 5.0
"""So long a connection may take to stand, at most; an answer may take longer."""

PASSING = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ContentDecodingError,
    requests.exceptions.ChunkedEncodingError,
    HTTPError,
    BodyTooSlow,
)
"""Errors after which asking again may help."""

LASTING = (OSError, UnicodeError)
"""Errors in what we wanted to send, or to use for it. PASSING ones are among them, so those come first."""


def passing_fault(error: Exception, timeout_seconds: float) -> str:
    """The end of a sentence that begins with the upstream's name, for one of PASSING."""
    if isinstance(error, BodyTooSlow):
        return f"did not finish its answer within {2 * timeout_seconds:g} seconds"
    if isinstance(error, requests.ConnectTimeout):
        return f"could not be reached within {min(CONNECT_SECONDS, timeout_seconds):g} seconds"
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return f"did not answer within {timeout_seconds:g} seconds"
    if isinstance(error, requests.exceptions.ProxyError):
        return f"could not be reached through the proxy{_said_by_system(error)}"
    if isinstance(error, requests.exceptions.ConnectionError):
        return f"could not be reached, or hung up{_said_by_system(error)}"
    return "broke off in the middle of its answer"


def lasting_fault(error: Exception) -> str:
    """The end of a sentence that begins with the upstream's name, for one of LASTING."""
    if isinstance(error, requests.exceptions.InvalidHeader | UnicodeError):
        return "cannot be asked: a key holds a line break or a character that no header can carry"
    if not isinstance(error, requests.RequestException):
        return "cannot be asked: REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE names no file that can be read"
    return f"cannot be asked: its address or the proxy's is no valid URL ({type(error).__name__})"


def _said_by_system(error: BaseException) -> str:
    """The innermost words of the operating system, such as "Connection refused"; they name no address."""
    seen: set[int] = set()
    words = ""
    pending: list[object] = [error]
    while pending:
        one = pending.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, ssl.SSLError):
            words = f"TLS: {(one.reason or 'no agreement').replace('_', ' ').lower()}"
        elif isinstance(one, OSError) and one.strerror and not isinstance(one, requests.RequestException):
            words = one.strerror
        pending += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return f" ({words})" if words else ""
