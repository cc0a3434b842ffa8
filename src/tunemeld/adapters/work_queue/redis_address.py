"""REDIS_URL as Celery wants to have it, which differs from what the driver takes."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def celery_address(url: str) -> str:
    """The address for Celery: a socket has another scheme there, and a certificate must be asked for."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "rediss":
        options.setdefault("ssl_cert_reqs", "required")
        return urlunsplit(parts._replace(query=urlencode(options)))
    if parts.scheme != "unix":
        return url
    if "db" in options:
        options["virtual_host"] = options.pop("db")
    # Not put together by urllib, which leaves out the slashes of an empty host.
    query = f"?{urlencode(options)}" if options else ""
    return f"redis+socket://{parts.netloc}{parts.path}{query}"
