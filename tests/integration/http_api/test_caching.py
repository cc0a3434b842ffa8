"""What clients and caches in between may keep, and how they ask whether it is still the same."""

import gzip
from collections.abc import Callable

import pytest
from tests.api_in_process import Home, eventually
from tests.described import CheckedClient
from tests.worlds import WEEK

SHORT = "public, max-age=30, stale-while-revalidate=600"
READY = "/playlist-data/dance"
VIEW = "/playlist-data/dance?strategy=tiers&limit=9"
PAPER = "/openapi.json"
CACHED = {
    READY: SHORT,
    VIEW: SHORT,
    "/playlist-data/dance?format=csv": SHORT,
    "/service-playlist/dance/AppleMusic": SHORT,
    "/graph-data/dance": SHORT,
    "/header-art/dance": SHORT,
    "/search?q=the": SHORT,
    "/": SHORT,
    "/docs": SHORT,
    PAPER: SHORT,
    "/playlist-data/dance?as_of=2024-06-22": "public, max-age=31536000, immutable",
    "/last-updated/dance": "no-cache",
    "/genres": "no-cache",
}
NEVER = ("/runs", "/health", "/health/live", "/health/ready", "/metrics")
REFUSED = ("/nothing", "/playlist-data/polka", "/playlist-data/dance?limit=0", "/tracks/x")


@pytest.mark.parametrize("path", CACHED)
def test_what_follows_from_the_charts_may_be_kept_and_asked_for_anew(api: CheckedClient, path: str) -> None:
    answer = api.get(path)
    assert answer.headers["cache-control"] == CACHED[path]
    # At `/` a browser gets a page.
    assert answer.headers["vary"] == ("Accept, " if path == "/" else "") + "Accept-Encoding, Origin"
    assert answer.headers["etag"].startswith('"')
    assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize("path", [*NEVER, *REFUSED])
def test_what_is_true_for_a_moment_only_is_never_kept(api: CheckedClient, path: str) -> None:
    answer = api.get(path, {"Accept-Encoding": "gzip", "If-None-Match": "*"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.status != 304
    assert not {"etag", "content-encoding"} & answer.headers.keys()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", [READY, VIEW, PAPER, "/genres"])
def test_whoever_has_an_answer_is_told_that_it_is_still_the_same(
    api: CheckedClient, path: str, encoding: str
) -> None:
    accepted = {"Accept-Encoding": encoding}
    whole = api.get(path, accepted)
    etag = whole.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = api.get(path, accepted | {"If-None-Match": known})
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert answer.headers["cache-control"] == whole.headers["cache-control"]
        assert not {"content-type", "content-length", "content-encoding"} & answer.headers.keys()
    assert api.get(path, accepted | {"If-None-Match": '"other"'}).body == whole.body
    assert api.ask("HEAD", path, accepted | {"If-None-Match": etag}).status == 304


@pytest.mark.parametrize("path", [READY, VIEW, PAPER, "/playlist-data/dance?as_of=2024-06-22"])
def test_who_takes_gzip_gets_the_same_in_a_fraction_of_the_bytes(api: CheckedClient, path: str) -> None:
    plain, small = api.get(path), api.get(path, {"Accept-Encoding": "br;q=1.0, gzip;q=0.5"})
    assert (plain.headers.get("content-encoding"), small.headers["content-encoding"]) == (None, "gzip")
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 3
    assert int(small.headers["content-length"]) == len(small.body)
    assert small.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip;q=0.0, *", "identity", "*;q=0"])
def test_who_takes_no_gzip_gets_none(api: CheckedClient, accepted: str) -> None:
    for path in (READY, VIEW):
        assert "content-encoding" not in api.get(path, {"Accept-Encoding": accepted}).headers


@pytest.mark.parametrize("path", [*CACHED, *NEVER, *REFUSED])
def test_head_is_get_without_a_body(api: CheckedClient, path: str) -> None:
    for accepted in ("identity", "gzip"):
        head = api.ask("HEAD", path, {"Accept-Encoding": accepted, "X-Request-ID": "a"})
        whole = api.get(path, {"Accept-Encoding": accepted, "X-Request-ID": "a"})
        assert (head.status, head.body) == (whole.status, b"")
        told = head.headers if path not in NEVER else {**head.headers, "content-length": ""}
        assert told == (whole.headers if path not in NEVER else {**whole.headers, "content-length": ""})


def test_a_new_chart_has_a_new_mark_and_views_of_the_old_one_are_forgotten(
    new_home: Callable[..., Home],
) -> None:
    home = new_home()
    home.run("dance")
    with home.serve() as api:
        old = {
            path: api.get(path) for path in (READY, VIEW, "/genres", "/search?q=the", "/last-updated/dance")
        }
        home.clock.put_forward(WEEK)
        home.run("dance")
        eventually(lambda: api.get(READY).headers["etag"] != old[READY].headers["etag"])
        for path, answer in old.items():
            new = api.get(path, {"If-None-Match": answer.headers["etag"]})
            assert new.status == 200
            assert new.body != answer.body
