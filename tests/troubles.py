"""What may be wrong with one service's list, and what a chart must equal all the same."""

from tests.fakes import AN_EMPTY_LIST, AN_HTML_PAGE
from tests.worlds import World

from tunemeld.application.errors import UpstreamUnavailable

STRANGERS = range(901, 911)


def fail(world: World) -> None:
    """Apple Music times out."""
    world.catalogues["AppleMusic"].bodies["country"] = UpstreamUnavailable("apple-music24", "timed out")


def answer_html(world: World) -> None:
    """Apple Music answers a page for people."""
    world.catalogues["AppleMusic"].bodies["country"] = AN_HTML_PAGE


def answer_nothing(world: World) -> None:
    """Apple Music answers a list without entries."""
    world.catalogues["AppleMusic"].bodies["country"] = AN_EMPTY_LIST


def shrink(world: World) -> None:
    """Apple Music lists half of what it listed."""
    world.show("AppleMusic", range(1, 6))


def show_another_list(world: World) -> None:
    """Apple Music lists what nobody else does."""
    world.show("AppleMusic", STRANGERS)


def agreement_of_named_lists(world: World) -> dict[str, dict[str, int]]:
    """What two services or more agree on in the bodies that the publication names, by title."""
    positions: dict[str, dict[str, int]] = {}
    named = {s: x.raw_id for s, x in world.publication().sources.items() if x.raw_id}
    raws = world.stores.playlists.raw(list(named.values()))
    for service, raw_id in named.items():
        for entry in world.catalogues[service].parse(raws[raw_id]).entries:
            positions.setdefault(entry.title, {})[service] = entry.position
    return {title: found for title, found in positions.items() if len(found) > 1}


def charted(world: World) -> dict[str, dict[str, int]]:
    """What the chart says of the same, by title."""
    return {track.track_name: track.sources for track in world.chart().tracks}
