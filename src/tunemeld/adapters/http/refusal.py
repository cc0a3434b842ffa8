"""Says what an upstream's refusal means, and what to do about it."""

from http import HTTPStatus
from urllib.parse import urlsplit

from tunemeld.adapters.http.answer import Answer


def answered(answer: Answer, stated: str) -> str:
    """Status and `stated`, the upstream's own words: the end of a sentence that begins with its name."""
    words = stated.rstrip(". ")
    return f"answered {_status_line(answer.status)}" + (f": {words}" if words else "")


def remedy(answer: Answer, *, location: str, path: str, credential: str) -> str:
    """What to do about a redirect to `location`, or about a 4xx.

    `credential` names the setting that holds the key; "" for an upstream that needs none.
    """
    status = answer.status
    if status < 400:
        target = _host(location)
        return f"a redirect{target} is not followed, since it would take the key along: correct its address"
    if status in {401, 403} or answer.refuses_the_key:
        if credential:
            return f"check {credential}, and that its account may use this service"
        return "it may have been asked too often from here: try again later"
    if status in {404, 410}:
        return f"check its address, and the ids that {path or '/'} is asked for"
    return "it does not take the request as it is, and asking again would not change that"


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _host(location: str) -> str:
    try:
        host = urlsplit(location).hostname
    except ValueError:
        return ""
    return f" to {host}" if host else ""
