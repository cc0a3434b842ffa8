"""The pages as they are served: who gets them, what they hold, where they lead, what is refused and how."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from tests.api_in_process import GENRES, Home
from tests.asgi_client import Answer, AsgiClient
from tests.described import CheckedClient
from tests.markup import Markup
from tests.worlds import WEEK

from tunemeld.entrypoints.http.pages import addresses, assets

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HTML = "text/html; charset=utf-8"
PAGES = (
    "/genre/pop",
    "/genre/pop?sort=trending",
    "/genre/pop?sort=plays",
    "/genre/pop?as_of=2024-06-22",
    "/genre/pop/moving",
    "/find",
    "/find?q=dog",
    "/privacy",
)


def read(answer: Answer) -> Markup:
    """A page, which is well formed."""
    assert answer.headers["content-type"] == HTML, answer.text[:200]
    page = Markup(answer.text)
    assert (page.misplaced, page.open) == ([], [])
    return page


def rows(page: Markup) -> list[str]:
    """The ids of the chart's rows, in order."""
    return [row.attributes["id"].removeprefix("r-") for row in page.all("li", "row")]


def test_a_browser_gets_a_page_where_a_program_gets_the_welcome(api: CheckedClient) -> None:
    page, welcome = api.get("/", BROWSER), api.get("/")
    assert read(page).texts("h1") == ["Country"]
    assert welcome.data["genres"] == list(GENRES)
    assert {page.headers["vary"], welcome.headers["vary"]} == {"Accept, Accept-Encoding, Origin"}
    assert page.headers["etag"] != welcome.headers["etag"]


def test_what_a_browser_got_is_not_sent_twice_and_is_no_answer_for_programs(api: CheckedClient) -> None:
    etag = api.get("/", BROWSER).headers["etag"]
    assert api.get("/", {**BROWSER, "If-None-Match": etag}).status == 304
    assert api.get("/", {"If-None-Match": etag}).status == 200


@pytest.mark.parametrize("genre", GENRES)
def test_the_page_of_a_genre_has_the_rows_of_its_chart(api: CheckedClient, genre: str) -> None:
    (chart,) = api.get(f"/playlist-data/{genre}").data
    page = read(api.get(f"/genre/{genre}"))
    assert rows(page) == [track["id"] for track in chart["tracks"]]
    assert page.texts("h3")[: len(chart["tracks"])] == [
        " ".join(track["track_name"].split()) for track in chart["tracks"]
    ]
    shown = [position for position in page.texts("li", "mark") if not position.startswith("not on")]
    assert len(shown) >= sum(len(track["sources"]) for track in chart["tracks"])


def test_pages_of_current_charts_lie_ready_before_anybody_asks(two_weeks: Home) -> None:
    with two_weeks.serve() as fresh:
        shelf = fresh._app.site.shelf  # type: ignore[attr-defined]
        for genre in GENRES:
            assert shelf.find(f"/genre/{genre}").route == "/genre/{genre}"
            assert shelf.find(f"/genre/{genre}/moving").route == "/genre/{genre}/moving"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_titled_and_under_the_policy(api: CheckedClient, path: str) -> None:
    answer = api.get(path)
    page = read(answer)
    assert answer.status == 200
    assert answer.headers["content-security-policy"] == addresses.policy(assets.early_digest())
    assert answer.headers["cache-control"] == "no-cache"
    assert len(page.texts("title")) == len(page.texts("h1")) == len([*page.all("main")]) == 1
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len({*ids})


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_but_their_own_style_script_and_icon(api: CheckedClient, path: str) -> None:
    page = read(api.get(path))
    loaded = [
        each.attributes.get("src") or each.attributes.get("href", "")
        for each in page.elements
        if each.tag in {"script", "img", "iframe"} or each.attributes.get("rel") in {"stylesheet", "icon"}
    ]
    folder = f"/static/{assets.edition()}"
    assert sorted(filter(None, loaded)) == [f"{folder}/icon.svg", f"{folder}/page.css", f"{folder}/page.js"]


def test_every_link_within_leads_somewhere(api: CheckedClient) -> None:
    seen = {link for path in PAGES for link in read(api.get(path)).links() if link.startswith("/")}
    tracks = {link for link in seen if link.startswith("/track/")}
    assert len(tracks) > 50
    for link in sorted(seen - tracks) + sorted(tracks)[:20]:
        answer = api.get(link.partition("#")[0])
        assert answer.status == 200, link


def test_every_link_out_leads_to_a_host_that_we_expect(api: CheckedClient) -> None:
    hosts = {host for hosts in addresses.LINK_HOSTS.values() for host in hosts}
    for genre in GENRES:
        out = [link for link in read(api.get(f"/genre/{genre}")).links() if not link.startswith(("/", "#"))]
        assert out
        assert {re.match("https://([^/]+)/", link)[1] for link in out} <= hosts  # type: ignore[index]


def test_the_order_of_rows_is_a_choice_and_their_ranks_are_not(api: CheckedClient) -> None:
    by_rank = read(api.get("/genre/dance"))
    trending = [trend["id"] for trend in api.get("/trending/dance").data]
    assert rows(read(api.get("/genre/dance?sort=rank"))) == rows(by_rank)
    assert rows(read(api.get("/genre/dance?sort=trending"))) == trending
    ranks = {row.attributes["id"]: row.text.split()[1] for row in by_rank.all("li", "row")}
    for row in read(api.get("/genre/dance?sort=plays")).all("li", "row"):
        assert row.text.split()[1] == ranks[row.attributes["id"]]


def test_an_earlier_chart_is_shown_as_it_stood(api: CheckedClient) -> None:
    (then,) = api.get("/playlist-data/pop?as_of=2024-06-22").data
    page = read(api.get("/genre/pop?as_of=2024-06-22"))
    assert rows(page) == [track["id"] for track in then["tracks"]]
    assert "Saturday 22 June 2024" in page.texts("p", "date")
    assert "/genre/pop" in page.links()


def test_a_cleared_day_is_today(api: CheckedClient) -> None:
    assert rows(read(api.get("/genre/pop?as_of="))) == rows(read(api.get("/genre/pop")))


def test_what_others_hang_on_a_shared_link_changes_nothing(api: CheckedClient) -> None:
    assert api.get("/genre/pop?fbclid=abc&utm_source=x").content == api.get("/genre/pop").content


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/genre/polka", 404, "country, dance, pop, rap"),
        ("/genre/polka/moving", 404, "country, dance, pop, rap"),
        ("/genre/pop?sort=colour", 400, "expected 'rank', 'trending' or 'plays'"),
        ("/genre/pop?as_of=yesterday", 400, "a day such as 2024-06-22"),
        ("/genre/pop?as_of=2001-01-01", 404, "its first chart is of 2024-06-22"),
        ("/genre/pop?as_of=2099-01-01", 404, "yet to come"),
        ("/track/nonsense", 400, "ISRC"),
        ("/track/USRC17607839", 404, "USRC17607839"),
        ("/find?q=" + "x" * 201, 400, "200 or fewer characters"),
    ],
)
def test_what_is_refused_is_refused_on_a_page_that_says_why(
    api: CheckedClient, path: str, status: int, said: str
) -> None:
    answer = api.get(path)
    page = read(answer)
    assert answer.status == status
    assert any(said in text for text in page.texts("p", "lead")), page.texts("p", "lead")
    assert "/" in page.links()
    assert answer.headers["cache-control"] == "no-store"


def test_a_path_that_is_none_is_refused_to_browsers_on_a_page_and_to_programs_in_json(
    api: CheckedClient,
) -> None:
    # Unchecked: the document has no such path, and so nothing to say of its page.
    assert read(AsgiClient.ask(api, "GET", "/nothing", BROWSER)).texts("h1") == ["Not here"]
    assert api.get("/nothing").document["status"] == "error"


def tracks_of(api: CheckedClient, genre: str = "country") -> list[dict[str, str]]:
    """The tracks of a chart."""
    tracks: list[dict[str, str]] = api.get(f"/playlist-data/{genre}").data[0]["tracks"]
    return tracks


def test_the_page_of_a_recording_has_its_history_in_numbers(api: CheckedClient) -> None:
    track = tracks_of(api)[0]
    page = read(api.get(f"/track/{track['isrc']}"))
    history = api.get(f"/tracks/{track['isrc']}/history").data
    assert page.texts("h1") == [" ".join(track["track_name"].split())]
    (career,) = history["charts"]
    told = [row.text for row in page.all("tr")]
    for position in career["positions"]:
        day = f"{int(position['date'][8:])} June 2024"
        assert any(line.startswith(f"{day} {position['rank']}") for line in told), (day, told)


def test_a_recording_leads_to_its_place_on_the_chart(api: CheckedClient) -> None:
    page = read(api.get(f"/track/{tracks_of(api)[2]['isrc']}"))
    (place,) = [link for link in page.links() if "#r-" in link]
    path, _, anchor = place.partition("#")
    ids = [element.attributes.get("id") for element in read(api.get(path)).elements]
    assert ids.count(anchor) == 1


def test_a_recording_is_found_however_its_code_is_written(api: CheckedClient) -> None:
    isrc = tracks_of(api)[0]["isrc"]
    written = f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}".lower()
    assert api.get(f"/track/{written}").content == api.get(f"/track/{isrc}").content


def test_a_recording_without_a_code_has_a_page_by_its_id(api: CheckedClient) -> None:
    links = (link for genre in GENRES for link in read(api.get(f"/genre/{genre}")).links())
    by_id = [link for link in links if re.fullmatch("/track/[0-9a-f]{16}", link)]
    assert by_id
    for link in islice(by_id, 5):
        assert read(api.get(link)).texts("p", "date") == ["no ISRC is known"]


def test_a_search_finds_what_the_api_finds(api: CheckedClient) -> None:
    found = api.get("/search?q=the&limit=50").data
    page = read(api.get("/find?q=the"))
    listed = [link for link in page.links() if link.startswith("/track/")]
    assert listed == list(dict.fromkeys(f"/track/{each['isrc'] or each['id']}" for each in found))
    assert read(api.get("/find?q=%3Cscript%3E")).texts("h1") == ["“<script>”"]


def test_a_shared_link_shows_the_first_three(api: CheckedClient) -> None:
    metas = read(api.get("/genre/rap?sort=plays")).all("meta")
    named = {m.attributes.get("property", m.attributes.get("name", "")): m for m in metas}
    told = named["og:description"].attributes["content"]
    for number, track in enumerate(tracks_of(api, "rap")[:3], start=1):
        assert f"{number}. {track['track_name'][:100]}" in told
    assert named["og:title"].attributes["content"].startswith("Rap: ")


def test_style_and_scripts_are_kept_for_ever_under_the_name_of_their_content(api: CheckedClient) -> None:
    for name, media_type in assets.MEDIA_TYPES.items():
        current = api.get(f"/static/{assets.edition()}/{name}")
        assert current.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert current.headers["content-type"] == media_type
        assert current.content == assets.asset(name)
        older = api.get(f"/static/0123456789ab/{name}")
        assert (older.content, older.headers["cache-control"]) == (current.content, "no-cache")


@pytest.mark.parametrize("name", ["early.js", "nothing.css", "..%2Fassets.py", "page.css%00"])
def test_nothing_else_lies_beside_them(api: CheckedClient, name: str) -> None:
    assert api.get(f"/static/{assets.edition()}/{name}").status in {400, 404}


def test_a_genre_without_a_chart_says_so_and_how_to_get_one(new_home: Callable[..., Home]) -> None:
    home = new_home()
    home.run("rap")
    with home.serve() as served:
        page = read(served.get("/genre/pop"))
        assert page.texts("p", "lead") == [
            "Nothing is published yet: a chart needs the lists of two services."
        ]
        assert page.texts("code") == ["tunemeld aggregate --genre pop"]
        assert served.get("/genre/pop/moving").status == 404
        assert read(served.get("/", BROWSER)).texts("h1") == ["Country"]


@pytest.fixture
def away(new_home: Callable[..., Home]) -> Iterator[CheckedClient]:
    """A worker that has read everything, and whose store is gone."""
    home = new_home()
    home.run()
    home.clock.put_forward(WEEK)
    with home.serve() as served:
        home.lose_store()
        yield served


def test_while_the_store_is_away_charts_stay_and_a_recording_lacks_its_history(away: CheckedClient) -> None:
    assert len(rows(read(away.get("/genre/country")))) == len(tracks_of(away))
    assert away.get("/genre/country?sort=plays").status == 200
    track = tracks_of(away)[0]
    answer = away.get(f"/track/{track['isrc']}")
    assert answer.headers["cache-control"] == "no-store"
    page = read(answer)
    assert page.texts("p", "note") == ["The history cannot be read just now: try again in a minute."]
    assert page.texts("h2")[0] == "Number 1 in Country"
    refused = away.get("/track/USRC17607839")
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
