"""What charts and what is on them are called elsewhere: titles, and names that stay the same for good."""

from urllib.parse import quote

from tunemeld.domain.chart import Chart, ChartTrack
from tunemeld.domain.history import week_of
from tunemeld.domain.isrc import Isrc

AUTHOR = "TuneMeld"


def chart_title(chart: Chart) -> str:
    """Such as `TuneMeld country chart by consensus`."""
    return f"{AUTHOR} {chart.genre_name} chart by {chart.strategy}"


def chart_urn(chart: Chart) -> str:
    """The chart of a genre under a strategy, whichever week it shows."""
    return _urn("chart", chart.genre_name, chart.strategy)


def entry_urn(chart: Chart, track: ChartTrack) -> str:
    """That a recording came to a genre's chart in an ISO week: another one when it comes back later."""
    year, week = week_of(chart.insert_timestamp)
    return _urn("entry", chart.genre_name, track.id, f"{year}-W{week:02}")


def service_urn(service: str) -> str:
    """A track's address on a service, as a kind of link."""
    return _urn("service", service)


def position_urn(service: str) -> str:
    """A track's place on a service's list, as a kind of remark."""
    return _urn("position", service)


def isrc_urn(isrc: Isrc) -> str:
    """The recording that a code names; nobody has registered `isrc`, but it is what others write too."""
    return f"urn:isrc:{isrc}"


def _urn(*parts: str) -> str:
    return ":".join(["urn:tunemeld", *(quote(part, safe="") for part in parts)])
