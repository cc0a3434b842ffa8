"""What somebody does in a browser: plays, shows covers, changes the light, uses keys, gets a new chart."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from tests.browser import DESK, PHONE, Reader

Somebody = Callable[..., Reader]
CHART = "/genre/country"
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])
HOSTS = {
    "Spotify": "https://open.spotify.com/embed/track/",
    "Apple Music": "https://embed.music.apple.com/us/album/",
    "SoundCloud": "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2F",
    "YouTube": "https://www.youtube-nocookie.com/embed/",
}


@WIDTHS
def test_players_of_all_services_come_once_they_are_asked_for(somebody: Somebody, width: int) -> None:
    reader = somebody(width=width).opens(CHART)
    assert reader.page.locator("iframe").count() == 0
    assert reader.elsewhere == []
    title = reader.reads(".row h3")[0]
    reader.page.get_by_role("button", name=f"Play {title[:100]}").first.click()
    dock = reader.page.get_by_role("complementary", name="Player")
    frame = dock.locator("iframe")
    for service, address in HOSTS.items():
        dock.get_by_role("button", name=service, exact=True).click()
        expect(dock.locator("[aria-pressed=true]")).to_have_text(service)
        assert (frame.get_attribute("src") or "").startswith(address)
        assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
        assert (frame.get_attribute("title") or "").startswith(f"{service} player")
        assert dock.get_by_role("link").inner_text() == f"Open in {service}"
        reader.page.frame_locator(".dock iframe").get_by_text("A player").wait_for()
    assert frame.count() == 1
    assert [address.split("?")[0].rpartition("/")[0] for address in reader.elsewhere]
    assert all(any(a.startswith(host) for host in HOSTS.values()) for a in reader.elsewhere)
    dock.get_by_role("button", name="Close the player").click()
    assert (frame.count(), dock.is_visible()) == (0, False)


def test_the_service_that_was_chosen_last_plays_the_next_recording(somebody: Somebody) -> None:
    reader = somebody().opens(CHART)
    reader.page.locator(".play").first.click()
    reader.page.locator(".dock").get_by_role("button", name="SoundCloud").click()
    reader.page.locator(".row", has=reader.page.locator(".s-soundcloud")).nth(1).locator(".play").click()
    assert reader.reads(".dock [aria-pressed=true]") == ["SoundCloud"]


def test_a_service_beside_its_name_plays_in_the_page_and_leads_there_without_scripts(
    somebody: Somebody,
) -> None:
    plain = somebody(scripts=False).opens(CHART)
    link = plain.page.locator(".row >> nth=0 >> .listen a").first
    assert (link.get_attribute("href") or "").startswith("https://open.spotify.com/track/")
    reader = somebody().opens(plain.page.locator(".row h3 a").first.get_attribute("href") or "")
    reader.page.get_by_role("link", name="YouTube", exact=True).click()
    assert reader.reads(".dock [aria-pressed=true]") == ["YouTube"]
    assert reader.page.url.endswith(reader.requests[0].removeprefix(reader.url))


def test_covers_are_fetched_from_when_they_are_wanted_until_they_are_not(somebody: Somebody) -> None:
    reader = somebody().opens(CHART)
    button = reader.page.get_by_role("button", name="Show covers")
    # The sample has no covers of its own; a chart of real lists has.
    reader.page.evaluate(
        "document.querySelector('.row .cover').dataset.cover = 'https://i.scdn.co/image/ab67616d0000b273'"
    )
    assert (reader.elsewhere, button.get_attribute("aria-pressed")) == ([], "false")
    button.click()
    expect(reader.page.locator(".cover img")).to_have_count(1)
    assert reader.elsewhere == ["https://i.scdn.co/image/ab67616d0000b273"]
    reader.opens(CHART)
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    expect(reader.page.locator(".cover img")).to_have_count(0)
    reader.opens(CHART)
    assert button.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(("system", "other"), [("light", "dark"), ("dark", "light")])
def test_the_light_is_the_systems_until_somebody_chooses_and_then_stays(
    somebody: Somebody, system: str, other: str
) -> None:
    reader = somebody(light=system).opens(CHART)
    papers = {"light": "rgb(251, 250, 246)", "dark": "rgb(18, 19, 22)"}
    expect(reader.page.locator("body")).to_have_css("background-color", papers[system])
    reader.page.get_by_role("button", name="Change between light and dark").click()
    expect(reader.page.locator("body")).to_have_css("background-color", papers[other])
    reader.opens("/privacy")
    expect(reader.page.locator("body")).to_have_css("background-color", papers[other])


@WIDTHS
def test_everything_can_be_done_by_keys(somebody: Somebody, width: int) -> None:
    reader = somebody(width=width).opens(CHART)
    keys = reader.page.keyboard
    keys.press("Tab")
    expect(reader.page.locator(":focus")).to_have_text("Skip to the content")
    keys.press("Enter")
    expect(reader.page.locator("main")).to_be_focused()
    tab_to(reader, "Play ")
    keys.press("Enter")
    expect(reader.page.locator(".dock [aria-pressed=true]")).to_be_focused()
    assert reader.page.locator("iframe").count() == 1
    keys.press("Escape")
    expect(reader.page.locator(".play").first).to_be_focused()
    tab_to(reader, "Why")
    keys.press("Enter")
    expect(reader.page.locator(".row >> nth=0 >> .reasons")).to_be_visible()
    keys.press("Enter")
    expect(reader.page.locator(".row >> nth=0 >> .reasons")).to_be_hidden()


def tab_to(reader: Reader, name: str) -> None:
    """Press Tab until what begins with that name has the focus, and shows that it has."""
    passed = []
    for _ in range(50):
        reader.page.keyboard.press("Tab")
        told, outline = reader.page.evaluate(
            """() => {
              const focused = document.activeElement;
              const named = focused.getAttribute("aria-label") ?? focused.textContent.trim();
              return [named, getComputedStyle(focused).outlineStyle];
            }"""
        )
        passed.append(told[:40])
        if told.startswith(name):
            assert outline == "solid"
            return
    raise AssertionError(f"no {name} was reached, but {passed}")


def behind_by_one(reader: Reader) -> None:
    """Have the next chart that is opened be an older one, and hear of the newer one after a while."""
    told: list[int] = []

    def older(route: Route) -> None:
        answer = route.fetch()
        body = answer.text()
        if not told:
            told.append(int(re.findall('data-seq="([0-9]+)"', body)[0]))
            behind = f'data-seq="{told[0] - 1}" data-events="/events?genre=country" data-then='
            body = re.sub('data-seq="[0-9]+"( data-events=)?', behind, body)
            body = body.replace(">Country</bdi></h1>", ">Older</bdi></h1>")
        route.fulfill(response=answer, body=body)

    def event(route: Route) -> None:
        data = {"genre": "country", "seq": told[0], "snapshot_id": "x", "at": "2024-06-22T09:00:00Z"}
        body = f"retry: 100000\n\nid: 1\nevent: ChartPublished\ndata: {json.dumps(data)}\n\n"
        route.fulfill(body=body, content_type="text/event-stream")

    reader.page.clock.install()
    reader.page.route("**/genre/country", older)
    reader.page.route(re.compile("/events"), event)


def test_a_new_chart_takes_the_place_of_the_one_that_is_looked_at(somebody: Somebody) -> None:
    reader = somebody()
    behind_by_one(reader)
    reader.opens(CHART)
    assert reader.reads("h1") == ["Older"]
    reader.page.clock.run_for(5_000)
    expect(reader.page.locator("h1")).to_have_text("Country")
    expect(reader.page.locator("#said")).to_have_text("The new chart is shown")


def test_a_new_chart_is_offered_and_not_forced_on_who_is_reading_reasons(somebody: Somebody) -> None:
    reader = somebody()
    behind_by_one(reader)
    reader.opens(CHART)
    reader.page.locator(".why summary").first.click()
    reader.page.clock.run_for(5_000)
    offer = reader.page.get_by_role("button", name="A new chart is out: show it")
    offer.wait_for()
    assert reader.reads("h1") == ["Older"]
    offer.click()
    expect(reader.page.locator("h1")).to_have_text("Country")
    assert reader.page.locator(".why[open]").count() == 0
