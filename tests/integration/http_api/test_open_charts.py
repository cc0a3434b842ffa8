"""Public charts in the API and on the page, which say that no editor chose what is on them."""

from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer
from tests.api_in_process import Home
from tests.described import CheckedClient
from tests.integration.services import DEEZER, ITUNES, serve
from tests.markup import Markup
from tests.payloads import (
    deezer_page,
    deezer_track,
    itunes_entry,
    itunes_feed,
    itunes_lookup,
    itunes_song,
)

BROWSER = {"Accept": "text/html"}
NO_EDITORS = "no editors' playlists"


@pytest.fixture
def api(new_home: Callable[..., Home], httpserver: HTTPServer) -> Iterator[CheckedClient]:
    """A worker over one country chart of Deezer's and Apple's, who share a song."""
    serve(httpserver, DEEZER.path, deezer_page([deezer_track(1)]))
    serve(httpserver, ITUNES.path, itunes_feed([itunes_entry(1)]))
    serve(httpserver, "/v/lookup", itunes_lookup([itunes_song(1)]))
    address = httpserver.url_for("/v")
    home = new_home(
        tunemeld_source="open",
        deezer_api_url=address,
        itunes_api_url=address,
        rate_limits="deezer=1000,itunes=1000",
    )
    home.run("country")
    with home.serve() as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/playlist-data/country",
        "/graph-data/country",
        "/header-art/country",
        "/service-playlist/country/Deezer",
        "/service-playlist/country/AppleMusic",
        "/trending/country",
        "/movers/country",
    ],
)
def test_every_answer_about_a_chart_says_so(api: CheckedClient, path: str) -> None:
    assert NO_EDITORS in api.get(path).message


def test_a_recording_and_the_headers_of_the_lists_say_so_too(api: CheckedClient) -> None:
    (track,) = api.get("/playlist-data/country").data[0]["tracks"]
    headers = api.get("/header-art/country").data

    for path in (f"/tracks/{track['id']}", f"/tracks/{track['id']}/history"):
        assert NO_EDITORS in api.get(path).message
    assert headers["Deezer"]["playlist_cover_description_text"] == (
        "What is played most on Deezer; a chart, and no editors' playlist."
    )
    assert headers["AppleMusic"]["playlist_name"] == "Best-selling songs in Apple's store: country"


def test_a_chart_has_the_fields_of_every_chart_with_the_services_that_there_are(api: CheckedClient) -> None:
    (chart,) = api.get("/playlist-data/country").data

    (track,) = chart["tracks"]
    assert set(chart["sources"]) == {"Deezer", "AppleMusic"}
    assert track["sources"] == {"AppleMusic": 1, "Deezer": 1}
    assert track["isrc"] is None
    assert (track["source_name"], track["aggregate_service_name"]) == ("AppleMusic", "AppleMusic")


@pytest.mark.parametrize("path", ["/genre/country", "/genre/country/moving", "/track/{id}"])
def test_every_page_of_a_chart_says_so(api: CheckedClient, path: str) -> None:
    (track,) = api.get("/playlist-data/country").data[0]["tracks"]

    page = Markup(api.get(path.format(id=track["id"]), BROWSER).text)

    (notice,) = [text for text in page.texts("p") if "no editors" in text]
    assert notice.startswith("No editors’ choice.")


def test_the_page_links_to_deezer_and_says_nowhere_that_editors_agree(api: CheckedClient) -> None:
    page = Markup(api.get("/genre/country", BROWSER).text)

    links = {link.attributes.get("href", "") for link in page.all("a")}
    (lead,) = [text for text in page.texts("p") if "agree on" in text]
    assert "https://www.deezer.com/track/2900000001" in links
    assert lead == "1 recording that the charts of Apple Music and Deezer agree on."
