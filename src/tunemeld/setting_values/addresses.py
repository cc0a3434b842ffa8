"""What addresses in settings may look like, and which parts of them are secret.

Readers raise a ValueError whose message completes "expected …" and never repeats the address. The types
at the end read what settings hold.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from tunemeld.setting_values.notation import read_list

_UPSTREAM = (
    "an https:// address without user name, password, query or fragment"
    " (http:// for this machine only: localhost, 127.0.0.1, [::1])"
)
_HEARTBEAT = "an https:// address without user name and password (http:// for this machine only)"
_ORIGIN = "origins such as https://example.org, separated by commas"
_HOST = "a host name or address, without scheme, port or path"
_HOSTS = "host names or addresses without scheme, port or path, separated by commas"


def read_upstream(text: str) -> str:
    """The address of an upstream, without slashes at its end.

    Raises:
        ValueError: it is not https (http on this machine), or carries more than host, port and path.
    """
    parts = _split(text, _UPSTREAM)
    if not _is_safe(parts) or parts.query or parts.fragment or text.endswith(("?", "#")):
        raise ValueError(_UPSTREAM)
    return text.rstrip("/")


def read_heartbeat(text: str) -> str:
    """The address of a watchdog; its path and query often hold the only secret.

    Raises:
        ValueError: it is not https (http on this machine), or carries credentials.
    """
    if not _is_safe(_split(text, _HEARTBEAT)):
        raise ValueError(_HEARTBEAT)
    return text


def read_origin(text: str) -> str:
    """A web origin as browsers send it: scheme, host, and a port where it is not the scheme's own.

    Raises:
        ValueError: it is no http or https origin, or carries a path; `*` is none.
    """
    parts = _split(text, _ORIGIN)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError(_ORIGIN)
    if text != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(_ORIGIN)
    return text.lower()


def read_host(text: str) -> str:
    """A host name, or an address of version 4 or 6, in lower case.

    Raises:
        ValueError: it holds more than a host; `*` is none.
    """
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,253}|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\]?", text):
        raise ValueError(_HOST)
    return text.lower()


def read_server(text: str, schemes: tuple[str, ...]) -> str:
    """The address of a database server, as its driver reads it.

    Raises:
        ValueError: another scheme, no host, or a password with characters that must be encoded.
    """
    expected = f"an address that begins with {' or '.join(schemes)}"
    if not text.startswith(schemes):
        raise ValueError(expected)
    parts = _split(text, expected, one_host=False)
    # Elsewhere than before the host, "@" hides where the password ends, from us and from the driver.
    if text.count("@") != parts.netloc.count("@") or parts.netloc.count("@") > 1:
        raise ValueError(f"{expected}, with user name and password percent-encoded (@ is %40, / is %2F)")
    if not (parts.netloc.rpartition("@")[2] or (parts.scheme == "unix" and parts.path)):
        raise ValueError(f"{expected} and names a host")
    return text


def passwords(address: str) -> tuple[str, ...]:
    """Every password and token inside a server's address, as written and decoded; often none.

    User names are no secrets: they are words such as `admin` that occur everywhere.
    """
    parts = urlsplit(address)
    user_info = parts.netloc.rpartition("@")[0]
    found = [user_info.partition(":")[2], *re.findall(r"(?i)(?:password|token)[=:]([^&,]+)", parts.query)]
    return tuple(dict.fromkeys(form for text in found if text for form in (text, unquote(text))))


def hosts(address: str) -> str:
    """The hosts and ports of a server's address, or the socket's path."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2] or parts.path


def secrets_in_heartbeat(address: str) -> tuple[str, ...]:
    """The address and what follows its host: a failed call is reported by that part alone."""
    parts = urlsplit(address)
    tail = address.partition(parts.netloc)[2]
    return (address, tail) if len(tail) > 1 else (address,)


def masked(address: str) -> str:
    """The address with nothing of what may be secret: user, password and query."""
    shown = re.sub(r"//.*@", "//***@", address, flags=re.DOTALL)
    return re.sub(r"\?.*", "?***", shown, flags=re.DOTALL)


def _split(text: str, expected: str, *, one_host: bool = True) -> SplitResult:
    # urlsplit drops line ends and tabs without a word, and browsers read "\" as "/".
    if not re.fullmatch(r"[!-\[\]-~]+", text):
        raise ValueError(expected)
    try:
        parts = urlsplit(text)
        if one_host:
            _ = parts.port  # raises where it is no number
    except ValueError:
        raise ValueError(expected) from None
    return parts


def _is_safe(parts: SplitResult) -> bool:
    if not parts.hostname or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(read: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda secret: SecretStr(read(secret.get_secret_value().strip())))


def _read_host_of_list(text: str) -> str:
    try:
        return read_host(text)
    except ValueError:
        raise ValueError(_HOSTS) from None


def _each(read: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda texts: tuple(map(read, texts)))


Host = Annotated[str, AfterValidator(read_host)]
Upstream = Annotated[str, AfterValidator(read_upstream)]
MongodbUrl = Annotated[SecretStr, _secret(lambda url: read_server(url, ("mongodb://", "mongodb+srv://")))]
RedisUrl = Annotated[SecretStr, _secret(lambda url: read_server(url, ("redis://", "rediss://", "unix://")))]
HeartbeatUrl = Annotated[SecretStr, _secret(read_heartbeat)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_list), _each(read_origin)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(read_list), _each(_read_host_of_list)]
