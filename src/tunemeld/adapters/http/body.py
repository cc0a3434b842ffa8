"""Reads a body whole, within a time and a size, whatever the server does."""

from collections.abc import Callable

import requests

LARGEST_BODY = 32 * 1024 * 1024  # a playlist of 100 tracks takes about 0.5 MiB
CHUNK = 64 * 1024


class BodyTooLarge(Exception):
    """Raised when a body, unpacked, is larger than any that an upstream has reason to send."""

    def __init__(self) -> None:
        super().__init__(f"answered with more than {LARGEST_BODY >> 20} MiB; check its address")


class BodyTooSlow(Exception):
    """Raised when a body is not complete by the deadline."""


def read_body(response: requests.Response, *, deadline: float, monotonic: Callable[[], float]) -> bytes:
    """The decoded body of a streamed response.

    Raises:
        BodyTooLarge: it has more than 32 MiB.
        BodyTooSlow: it is not there when `monotonic()` passes `deadline`.
        urllib3.exceptions.HTTPError: it broke off, or is not encoded as its header says.
    """
    body = bytearray()
    # read1 returns what is there. read, and so iter_content, waits until a chunk is full, with a new time-out
    # for every byte: a server that drips a byte a second would hold the thread for a day.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
        if monotonic() > deadline:
            raise BodyTooSlow
    return bytes(body)
