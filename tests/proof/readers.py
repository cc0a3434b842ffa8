"""Readers of a running server: threads that ask for something all the while, and what became of it."""

import gzip
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from math import ceil

from tests.api_server import ApiServer

_PAUSE_SECONDS = 0.004
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True)
class Asked:
    """One request: when it began, what came of it (a status, or an error's name), and how long that took.

    `etag` and `age` are the headers ETag and X-Data-Age, `worker` the process that answered, `body` what it
    said, uncompressed.
    """

    path: str
    began: float
    seconds: float
    outcome: int | str
    etag: str | None = None
    age: int | None = None
    worker: str = ""
    retry_after: str | None = None
    body: bytes = b""


@dataclass(frozen=True)
class Client:
    """How a reader connects: once and again only where that fails, or anew for each request.

    `rest_seconds` is how long it is idle between two requests, as chance will have it up to twice that.
    """

    fresh: bool
    rest_seconds: float = _PAUSE_SECONDS


KEPT, FRESH = Client(fresh=False), Client(fresh=True)


def ask(server: ApiServer, path: str, *, connection: HTTPConnection | None = None, **headers: str) -> Asked:
    """What becomes of one request, on a connection of its own unless another one is given."""
    used = connection or HTTPConnection(*server.address, timeout=_LONGEST_SECONDS)
    began = time.monotonic()
    try:
        used.request("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()})
        answer = used.getresponse()
        body = answer.read()
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
    except (OSError, HTTPException) as error:
        used.close()
        return Asked(path, began, time.monotonic() - began, type(error).__name__)
    seconds = time.monotonic() - began
    if connection is None:
        used.close()
    age = answer.headers["X-Data-Age"]
    return Asked(
        path,
        began,
        seconds,
        answer.status,
        answer.headers["ETag"],
        None if age is None else int(age),
        (answer.headers["X-Request-ID"] or "").partition("-")[0],
        answer.headers["Retry-After"],
        body,
    )


@contextmanager
def reading(
    server: ApiServer,
    paths: Sequence[str],
    clients: Sequence[Client] = (KEPT, FRESH) * 3,
    *,
    look: Callable[[Asked], object] = lambda _: None,
) -> Iterator[list[Asked]]:
    """Ask for these paths in random order, every other time compressed, as long as the context lasts.

    Gives all that was asked so far, without the bodies: those `look` sees, in the reader's thread.
    """
    asked: list[Asked] = []
    end = threading.Event()

    def read(number: int, client: Client) -> None:
        chance = random.Random(number)  # noqa: S311 - no secret
        with closing(HTTPConnection(*server.address, timeout=_LONGEST_SECONDS)) as connection:
            kept = None if client.fresh else connection
            while not end.wait(chance.uniform(0, 2 * client.rest_seconds)):
                coding = chance.choice(("gzip", "identity"))
                done = ask(server, chance.choice(paths), connection=kept, Accept_Encoding=coding)
                look(done)
                asked.append(replace(done, body=b""))

    threads = [threading.Thread(target=read, args=each) for each in enumerate(clients)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        end.set()
        for thread in threads:
            thread.join()


def from_every_worker(server: ApiServer, path: str, is_as_wanted: Callable[[Asked], bool]) -> float:
    """Ask until the last answer of every worker is as wanted; how many seconds that took."""
    started = time.monotonic()
    last: dict[str, bool] = {}

    def all_are() -> bool:
        done = ask(server, path)
        last[done.worker] = is_as_wanted(done)
        return len(last) >= len(server.workers()) and all(last.values())

    server.wait_for(all_are)
    return time.monotonic() - started


def outcomes(asked: Sequence[Asked]) -> str:
    """How many requests came to what."""
    counted = Counter(each.outcome for each in asked)
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items(), key=str))


def failures(asked: Sequence[Asked]) -> list[tuple[str, int | str]]:
    """What was asked for and did not come, with what came instead, each once."""
    return sorted({(each.path, each.outcome) for each in asked if each.outcome != 200}, key=str)


def milliseconds(asked: Sequence[Asked], share: float) -> float:
    """What this share of the requests took at most."""
    return sorted(each.seconds for each in asked)[max(0, ceil(len(asked) * share) - 1)] * 1000
