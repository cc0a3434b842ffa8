"""axe-core finds nothing serious, at both widths, in light and in dark, and colours keep their contrast."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from tests.browser import DESK, PHONE, Reader

Somebody = Callable[..., Reader]
_GRAVE = {"serious", "critical"}


def faults(reader: Reader) -> list[str]:
    """What axe's rules find that keeps somebody out."""
    found = Axe().run(reader.page).response["violations"]
    return [
        f"{each['id']}: {each['help']} ({node['target']})"
        for each in found
        if each["impact"] in _GRAVE
        for node in each["nodes"][:3]
    ]


def first_track(reader: Reader) -> str:
    """The address of the first recording of a chart."""
    return reader.page.locator(".row h3 a").first.get_attribute("href") or ""


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_chart_with_its_reasons_and_its_player_keeps_nobody_out(
    somebody: Somebody, width: int, light: str
) -> None:
    reader = somebody(width=width, light=light).opens("/genre/country")
    reader.page.locator(".why summary").first.click()
    reader.page.locator(".alone summary").first.click()
    reader.page.locator(".play").first.click()
    reader.page.locator(".dock iframe").wait_for()
    assert faults(reader) == []


@pytest.mark.parametrize(("width", "light"), [(PHONE, "dark"), (DESK, "light")])
@pytest.mark.parametrize("path", ["track", "/genre/country/moving", "/find?q=the", "/privacy"])
def test_the_other_pages_keep_nobody_out(somebody: Somebody, path: str, width: int, light: str) -> None:
    reader = somebody(width=width, light=light).opens("/genre/country")
    reader.opens(first_track(reader) if path == "track" else path)
    for each in reader.page.locator("details").all():
        each.evaluate("(details) => { details.open = true; }")
    assert faults(reader) == []
